"""The report of a day or a period: rows of the store summed up by the measures. Changes nothing.

Runs in the worker process: a long period would stall the server's loop.
"""

from collections import Counter as Tally
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.configuration import Configuration
from queue_server.domain import dossier, measures
from queue_server.domain.errors import RuleBroken
from queue_server.service import dossier_views
from queue_server.store import reports as rows
from queue_server.store.times import from_ms, to_ms
from shared.vocabulary import TicketState

Json = dict[str, Any]

LONGEST_DAYS = 366
"""The longest period of one report."""


@dataclass(slots=True)
class _Group:
    """What is gathered about one queue, counter, hour, officer, or everything."""

    states: Tally[str] = field(default_factory=Tally)
    waits: list[int | None] = field(default_factory=list)
    walks: list[int | None] = field(default_factory=list)
    services: list[int | None] = field(default_factory=list)
    served: int = 0

    def as_json(self) -> Json:
        return {
            "issued": sum(self.states.values()),
            **{state.value: self.states[state.value] for state in TicketState},
            "served": self.served,
            "waiting_time": measures.summary(self.waits).as_json(),
            "walking_time": measures.summary(self.walks).as_json(),
            "service_time": measures.summary(self.services).as_json(),
        }


@dataclass(slots=True)
class _Book:
    """All groups of one report, by what they are about."""

    total: _Group = field(default_factory=_Group)
    groups: dict[str, dict[Hashable, _Group]] = field(default_factory=dict)

    def of(self, keys: Iterable[tuple[str, Hashable | None]]) -> list[_Group]:
        """The groups that a row counts in, the total among them; a key of None counts nowhere."""
        found = [self.total]
        for kind, key in keys:
            if key is not None:
                found.append(self.groups.setdefault(kind, {}).setdefault(key, _Group()))
        return found


def check_period(first: date, last: date) -> None:
    """Raises RuleBroken `bad_period` for a period that runs backwards or is too long."""
    if first > last or (last - first).days >= LONGEST_DAYS:
        raise RuleBroken("bad_period", 422, days=LONGEST_DAYS)


def period(connection: Connection, centre: Configuration, first: date, last: date, now: datetime) -> Json:
    """Counts and times of the service days from `first` to `last`, both included; hours are local."""
    zone = ZoneInfo(centre.centre.timezone)
    book = _gather(
        rows.tickets_between(connection, centre.centre.id, first.isoformat(), last.isoformat()),
        rows.services_between(connection, centre.centre.id, first.isoformat(), last.isoformat()),
        lambda ms: from_ms(ms).astimezone(zone).hour,
    )
    groups = book.groups
    queue_names = {queue.id: queue.name for queue in centre.queues}
    counter_names = {counter.number: counter.name for counter in centre.counters}
    # A queue or counter of an older configuration still counts: it is shown by its id.
    queues = [*queue_names, *(key for key in groups.get("queue", {}) if key not in queue_names)]
    counters = [*counter_names, *(key for key in groups.get("counter", {}) if key not in counter_names)]
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    return {
        "centre": centre.centre.name,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "timezone": centre.centre.timezone,
        "generated_at": now.astimezone(zone).isoformat(timespec="seconds"),
        "total": book.total.as_json(),
        "by_queue": [
            {"queue": key, "name": queue_names.get(str(key), str(key)), **_of(groups, "queue", key)}
            for key in queues
        ],
        "by_counter": [
            {
                "counter": key,
                "name": counter_names.get(key, "") if isinstance(key, int) else "",
                **_of(groups, "counter", key),
            }
            for key in counters
        ],
        "by_hour": [{"hour": hour, **_of(groups, "hour", hour)} for hour in _hours(groups.get("hour", {}))],
        "by_officer": [
            {"officer": name, **_of(groups, "officer", name)}
            for name in sorted(map(str, groups.get("officer", {})))
        ],
        "dossiers": _dossiers(connection, centre, to_ms(start), to_ms(end), now, zone),
    }


def _gather(tickets: rows.Rows, services: rows.Rows, hour: Callable[[int], int]) -> _Book:
    """Every wait is counted once: in the finished service it led to, else in the ticket that was called."""
    book = _Book()
    for row in tickets:
        where = [("queue", row.queue), ("hour", hour(row.issued_at))]
        for group in book.of(where):
            group.states[row.state] += 1
        wait = measures.waited(row.stop_since, row.first_called_at)
        if row.state == TicketState.DONE or wait is None:
            continue
        where = [("queue", row.queue), ("counter", row.counter), ("hour", hour(row.stop_since))]
        for group in book.of([*where, ("officer", row.officer)]):
            group.waits.append(wait)
    for row in services:
        began = row.called_at - row.waited_ms
        places = [("queue", row.queue), ("counter", row.counter), ("officer", row.officer)]
        for group in book.of([*places, ("hour", hour(began))]):
            group.waits.append(row.waited_ms)
            group.walks.append(measures.walked(row.called_at, row.started_at))
            group.services.append(measures.served(row.started_at, row.finished_at))
            group.served += 1
    return book


def _of(groups: dict[str, dict[Hashable, _Group]], kind: str, key: Hashable) -> Json:
    return groups.get(kind, {}).get(key, _Group()).as_json()


def _hours(found: dict[Hashable, _Group]) -> list[int]:
    """From the first hour with anything to the last, without holes."""
    hours = sorted(hour for hour in found if isinstance(hour, int))
    return list(range(hours[0], hours[-1] + 1)) if hours else []


def _dossiers(
    connection: Connection, centre: Configuration, start: int, end: int, now: datetime, zone: ZoneInfo
) -> Json:
    received = returned = 0
    verdicts: Tally[str] = Tally()
    for row in rows.dossiers_between(connection, centre.centre.id, start, end):
        received += start <= row["received_at"] < end
        if row["returned_at"] is not None and start <= row["returned_at"] < end:
            returned += 1
            verdict = dossier.verdict(dossier_views.progress_of(row, ()), zone)
            if verdict is not None:
                verdicts[verdict.value] += 1
    at_work = [int(status) for status in dossier.AT_WORK]
    return {
        "received": received,
        "returned": returned,
        **{f"returned_{verdict.value}": verdicts[verdict.value] for verdict in dossier.Verdict},
        "overdue": rows.dossiers_due_before(connection, centre.centre.id, min(to_ms(now), end), at_work),
    }
