"""The report of a day or a period: rows of the database, summed up.

Runs in the worker process: a long period would stall the server's loop.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.appointments.views import figures as appointment_figures
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rows import figures
from queue_server.dossiers.rules import dossier
from queue_server.hall.rows import visits as rows
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms, to_ms
from queue_server.reports.rules import measures
from queue_server.reports.views import estimate_accuracy
from queue_server.visitors.deeds import checklists
from shared.wire.reports import (
    CounterFigures,
    DossierFigures,
    Figures,
    HourFigures,
    OfficerFigures,
    QueueFigures,
    Report,
    Times,
)
from shared.wire.vocabulary import TicketState, Verdict

_Key = TypeVar("_Key")

LONGEST_DAYS = 366
"""The longest period of one report."""
_QUARTER_MS = 15 * 60_000


@dataclass(slots=True)
class _Group:
    """What is gathered about one queue, counter, hour, officer, or everything."""

    states: Tally[str] = field(default_factory=Tally)
    waits: list[int | None] = field(default_factory=list)
    walks: list[int | None] = field(default_factory=list)
    services: list[int | None] = field(default_factory=list)
    served: int = 0

    def figures(self) -> Figures:
        """The group as a report shows it."""
        return Figures(
            issued=self.states.total(),
            waiting=self.states[TicketState.WAITING],
            called=self.states[TicketState.CALLED],
            serving=self.states[TicketState.SERVING],
            held=self.states[TicketState.HELD],
            done=self.states[TicketState.DONE],
            no_show=self.states[TicketState.NO_SHOW],
            cancelled=self.states[TicketState.CANCELLED],
            expired=self.states[TicketState.EXPIRED],
            served=self.served,
            waiting_time=_times(self.waits),
            walking_time=_times(self.walks),
            service_time=_times(self.services),
        )


@dataclass(slots=True)
class _Book:
    """All groups of one report, by what they are about."""

    total: _Group = field(default_factory=_Group)
    queues: dict[str, _Group] = field(default_factory=dict)
    counters: dict[int, _Group] = field(default_factory=dict)
    officers: dict[str, _Group] = field(default_factory=dict)
    hours: dict[int, _Group] = field(default_factory=dict)

    def of(
        self, queue: str, hour: int, counter: int | None = None, officer: str | None = None
    ) -> list[_Group]:
        """The groups that a row counts in, the total among them; an unknown counter or officer has none."""
        found = [
            self.total,
            self.queues.setdefault(queue, _Group()),
            self.hours.setdefault(hour, _Group()),
        ]
        if counter is not None:
            found.append(self.counters.setdefault(counter, _Group()))
        if officer is not None:
            found.append(self.officers.setdefault(officer, _Group()))
        return found


def check_period(first: date, last: date) -> None:
    """Raises RuleBroken `bad_period` for a period that runs backwards or is too long."""
    if first > last or (last - first).days >= LONGEST_DAYS:
        raise RuleBroken("bad_period", 422, days=LONGEST_DAYS)


def period(connection: Connection, centre: Configuration, first: date, last: date, now: datetime) -> Report:
    """Counts and times of the service days from `first` to `last`, both included; hours are local."""
    zone = ZoneInfo(centre.centre.timezone)
    book = _gather(
        rows.tickets_between(connection, centre.centre.id, first.isoformat(), last.isoformat()),
        rows.services_between(connection, centre.centre.id, first.isoformat(), last.isoformat()),
        _hour_in(zone),
    )
    queue_names = {queue.id: queue.name for queue in centre.queues}
    counter_names = {counter.number: counter.name for counter in centre.counters}
    # A queue or counter of an older configuration still counts: it is shown by its id.
    queues = [*queue_names, *(key for key in book.queues if key not in queue_names)]
    counters = [*counter_names, *(key for key in book.counters if key not in counter_names)]
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    return Report(
        centre=centre.centre.name,
        first=first.isoformat(),
        last=last.isoformat(),
        timezone=centre.centre.timezone,
        generated_at=now.astimezone(zone).isoformat(timespec="seconds"),
        total=book.total.figures(),
        by_queue=[
            QueueFigures(queue=key, name=queue_names.get(key, key), **dict(_of(book.queues, key)))
            for key in queues
        ],
        by_counter=[
            CounterFigures(counter=key, name=counter_names.get(key, ""), **dict(_of(book.counters, key)))
            for key in counters
        ],
        by_hour=[HourFigures(hour=hour, **dict(_of(book.hours, hour))) for hour in _hours(book.hours)],
        by_officer=[
            OfficerFigures(officer=name, **dict(_of(book.officers, name))) for name in sorted(book.officers)
        ],
        dossiers=_dossiers(connection, centre, to_ms(start), to_ms(end), now, zone),
        checklists=checklists.figures(connection, centre, first, last),
        told=estimate_accuracy.figures(connection, centre, first, last),
        appointments=appointment_figures.figures(connection, centre, first, last),
    )


def _hour_in(zone: ZoneInfo) -> Callable[[int], int]:
    """The local hour of a moment; remembered by quarters of an hour, in which no zone changes its hour."""
    known: dict[int, int] = {}

    def hour(ms: int) -> int:
        quarter = ms // _QUARTER_MS
        found = known.get(quarter)
        if found is None:
            found = known[quarter] = from_ms(quarter * _QUARTER_MS).astimezone(zone).hour
        return found

    return hour


def _gather(
    tickets: Iterable[rows.VisitRow], services: Iterable[rows.ServiceRow], hour: Callable[[int], int]
) -> _Book:
    """Every wait is counted once: in the finished service it led to, else in the ticket that was called.

    Half a year has a hundred thousand rows: each goes into one pile of its kind, and piles are added up at the end.
    """
    given: Tally[tuple[str, int, str]] = Tally()
    piles: dict[tuple[str, int | None, str | None, int], _Group] = {}
    for queue, counter, officer, state, issued_at, stop_since, first_called_at in tickets:
        given[queue, hour(issued_at), state] += 1
        if state != TicketState.DONE and first_called_at is not None:
            key = (queue, counter, officer, hour(stop_since))
            pile = piles.get(key)
            if pile is None:
                pile = piles[key] = _Group()
            pile.waits.append(measures.waited(stop_since, first_called_at))
    for queue, counter, officer, called_at, started_at, finished_at, waited_ms in services:
        key = (queue, counter, officer, hour(called_at - waited_ms))
        pile = piles.get(key)
        if pile is None:
            pile = piles[key] = _Group()
        pile.waits.append(waited_ms)
        pile.served += 1
        if started_at is not None:
            pile.walks.append(measures.walked(called_at, started_at))
            pile.services.append(measures.served(started_at, finished_at))
    book = _Book()
    for (queue, at, state), number in given.items():
        for group in book.of(queue, at):
            group.states[state] += number
    for (queue, counter, officer, at), pile in piles.items():
        for group in book.of(queue, at, counter, officer):
            group.waits += pile.waits
            group.walks += pile.walks
            group.services += pile.services
            group.served += pile.served
    return book


def _of(groups: Mapping[_Key, _Group], key: _Key) -> Figures:
    return groups.get(key, _Group()).figures()


def _times(values: Iterable[int | None]) -> Times:
    found = measures.summary(values)
    return Times(count=found.count, mean=found.mean, p50=found.p50, p90=found.p90)


def _hours(found: Iterable[int]) -> list[int]:
    """From the first hour with anything to the last, without holes."""
    hours = sorted(found)
    return list(range(hours[0], hours[-1] + 1)) if hours else []


def _dossiers(
    connection: Connection, centre: Configuration, start: int, end: int, now: datetime, zone: ZoneInfo
) -> DossierFigures:
    received = figures.received_between(connection, centre.centre.id, start, end)
    found = figures.returned_between(connection, centre.centre.id, start, end)
    verdicts: Tally[Verdict] = Tally()
    for counted in found:
        verdict = counted.verdict(zone, counted.finished_at)
        if verdict is not None:
            verdicts[verdict] += 1
    at_work = [int(status) for status in dossier.AT_WORK]
    return DossierFigures(
        received=received,
        returned=len(found),
        returned_early=verdicts[Verdict.EARLY],
        returned_on_time=verdicts[Verdict.ON_TIME],
        returned_late=verdicts[Verdict.LATE],
        overdue=rows.dossiers_due_before(connection, centre.centre.id, min(to_ms(now), end), at_work),
    )
