"""Counts a centre's days from its event feed alone: what the reports should say. It uses none of the server's own code.

It was written from the documents and not from the server's code, so that a mistake in one of them shows as a
difference. It reads the days that `motcua simulate` plays: no number is put back, held, restored or undone there.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from math import ceil

from queue_server.simulation.recounted_dossier import AT_WORK, WITH_CITIZEN, Dossier
from shared.wire.facts import Happened, appointments, money, tickets
from shared.wire.facts.administration import ComplaintAnswered, ComplaintReceived, Rated
from shared.wire.facts.base import UNSAID, Fact
from shared.wire.facts.counters import CounterFact
from shared.wire.facts.dossiers import DossierChanged, DossierReceived
from shared.wire.facts.screens import ChecklistGiven

Figures = dict[str, object]
"""A row of a report: each figure by its name."""
Row = tuple[str, Hashable]
"""Which row of a report: its kind (queue, counter, hour, officer, total) and its key."""

_TIMES = ("waiting_time", "walking_time", "service_time")
_STATES = ("waiting", "called", "serving", "held", "done", "no_show", "cancelled", "expired")
_INDICATORS, _OF_OFFICERS = ("1", "2", "3", "4", "6", "7"), ("1", "2", "3", "4", "7")


@dataclass(frozen=True, slots=True)
class Period:
    """What a report of some days must say."""

    rows: dict[Row, Figures]
    dossiers: Figures


@dataclass(frozen=True, slots=True)
class Cash:
    """A day's book in đồng, and for each officer who closed it what the officer said and what is right."""

    sums: dict[str, int]
    expected: dict[str, int]
    drawers: dict[str, int]


@dataclass(slots=True)
class _Ticket:
    """A number and where it stands."""

    day: str
    hour: int
    queue: str
    since: datetime
    """Since when it waits for its present stop."""
    state: str = "waiting"
    called: datetime | None = None
    """When it was first called for its present stop."""
    started: datetime | None = None
    counter: int | None = None
    officer: str | None = None


@dataclass(slots=True)
class _Appointment:
    """An appointment and what became of it, as the report calls it."""

    day: str
    queue: str
    state: str = "open"


@dataclass(slots=True)
class _Service:
    """One stop of a visit that came to its end at a counter, or in vain."""

    rows: tuple[Row, ...]
    times: dict[str, int]
    served: bool


@dataclass(slots=True)
class _Day:
    """What happened to the numbers of one service day."""

    tickets: list[_Ticket] = field(default_factory=list)
    services: list[_Service] = field(default_factory=list)
    ratings: list[Rated] = field(default_factory=list)
    books: Counter[str] = field(default_factory=Counter)
    drawers: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    """Lists of missing papers, by procedure."""
    closed: dict[str, int] = field(default_factory=dict)


class Recount:
    """The feed, read once; then any report of it. ValueError for a fact that cannot be read."""

    def __init__(self, feed: Iterable[Happened], zone: tzinfo) -> None:
        self.zone = zone
        self.dossiers: dict[str, Dossier] = {}
        self.appointments: dict[int, _Appointment] = {}
        self.complaints: dict[str, bool] = {}
        """By code: whether it was answered."""
        self.receipts: list[str] = []
        self.last_at: datetime | None = None
        self._days: dict[str, _Day] = defaultdict(_Day)
        self._tickets: dict[int, _Ticket] = {}
        self._officers: dict[int, str | None] = {}
        for event in feed:
            if event.fact is None or event.at is None:
                raise ValueError(f"{event.seq}: not a fact that can be read")
            self._take(event.fact, event.at.astimezone(zone))

    def _take(self, fact: Fact, at: datetime) -> None:
        self.last_at = at
        match fact:
            case DossierReceived():
                field = None if fact.field is UNSAID else fact.field
                self.dossiers[fact.code] = Dossier(fact.code, field, at)
                self.dossiers[fact.code].take(fact, at)
            case DossierChanged():
                self.dossiers[fact.code].take(fact, at)
            case CounterFact():
                self._officers[fact.number] = None if fact.officer is UNSAID else fact.officer
            case appointments.AppointmentFact():
                self._appointment(fact)
            case tickets.TicketFact():
                self._ticket(fact, at)
            case money.PaymentFact():
                self._money(fact)
            case ChecklistGiven():
                self._days[fact.day].lists[fact.procedure] += 1
            case money.CashClosed():
                self._days[fact.day].closed[fact.officer] = fact.expected
            case Rated():
                self._days[at.date().isoformat()].ratings.append(fact)
            case ComplaintReceived():
                self.complaints[fact.code] = False
            case ComplaintAnswered():
                self.complaints[fact.code] = True

    def _appointment(self, fact: appointments.AppointmentFact) -> None:
        booked = self.appointments.setdefault(fact.id, _Appointment(fact.day, fact.queue))
        booked.day, booked.queue = fact.day, fact.queue
        match fact:
            case appointments.AppointmentCheckedIn():
                booked.state = "late" if fact.late else "kept"
                if not fact.late:
                    # An appointment waits from its time on.
                    ticket = self._tickets[fact.ticket]
                    ticket.since = max(ticket.since, datetime.fromisoformat(fact.at).astimezone(self.zone))
            case appointments.AppointmentBooked():
                booked.state = "open"
            case appointments.AppointmentCancelled():
                booked.state = "cancelled"
            case appointments.AppointmentMissed():
                booked.state = "missed"

    def booked(self, first: date, last: date) -> Mapping[str, Mapping[str, int]]:
        """What became of the appointments of those days, in all and by queue."""
        span = [one for one in self.appointments.values() if first.isoformat() <= one.day <= last.isoformat()]
        queues = {one.queue for one in span}
        return {
            "total": _states(span),
            **{queue: _states([one for one in span if one.queue == queue]) for queue in queues},
        }

    def checklists(self, first: date, last: date) -> Figures:
        """How many trips lists of missing papers avoided on those days, in all and by procedure."""
        found = sum((day.lists for day in self._between(first, last)), Counter[str]())
        return {"count": found.total(), "by_procedure": dict(found)}

    def _ticket(self, fact: tickets.TicketFact, at: datetime) -> None:
        if isinstance(fact, tickets.TicketIssued):
            ticket = self._tickets[fact.id] = _Ticket(at.date().isoformat(), at.hour, fact.queue, at)
            self._days[ticket.day].tickets.append(ticket)
        ticket = self._tickets[fact.id]
        ticket.state = fact.state
        if isinstance(fact, tickets.TicketCalled) and ticket.called is None:
            assert fact.counter is not None
            ticket.since, ticket.called = min(ticket.since, at), at
            ticket.counter, ticket.officer = fact.counter, self._officers.get(fact.counter)
        elif isinstance(fact, tickets.TicketServing):
            ticket.started = at
        elif isinstance(fact, tickets.TicketNoShow):
            assert ticket.called is not None
            self._over(ticket, {"waiting_time": _ms(ticket.called - ticket.since)}, served=False)
        elif isinstance(fact, tickets.TicketDone) or (
            isinstance(fact, tickets.TicketTransferred) and fact.why == "next_stop"
        ):
            assert ticket.called is not None
            assert ticket.started is not None
            times = {
                "waiting_time": _ms(ticket.called - ticket.since),
                "walking_time": _ms(ticket.started - ticket.called),
                "service_time": _ms(at - ticket.started),
            }
            self._over(ticket, times, served=True)
            ticket.queue, ticket.since, ticket.called = fact.queue, at, None

    def _over(self, ticket: _Ticket, times: dict[str, int], *, served: bool) -> None:
        rows: tuple[Row, ...] = (
            ("total", None),
            ("queue", ticket.queue),
            ("counter", ticket.counter),
            ("hour", ticket.since.hour),
            ("officer", ticket.officer),
        )
        self._days[ticket.day].services.append(_Service(rows, times, served))

    def _money(self, fact: money.PaymentFact) -> None:
        day, voided = self._days[fact.day], isinstance(fact, money.PaymentVoided)
        book = "voided" if voided else "refunded" if isinstance(fact, money.PaymentRefunded) else "taken"
        day.books[book] += fact.amount if voided else abs(fact.amount)
        if fact.method == "cash":
            day.drawers[fact.officer] += -fact.amount if voided else fact.amount
        if not voided:
            self.receipts.append(fact.receipt)

    @property
    def played(self) -> list[date]:
        """The days on which numbers were given."""
        return sorted(date.fromisoformat(day) for day, found in self._days.items() if found.tickets)

    def period(self, first: date, last: date, now: datetime) -> Period:
        """What `/reports/period` must say: rows by their kind and key, and the dossiers."""
        states: dict[Row, Counter[str]] = defaultdict(Counter)
        times: dict[Row, dict[str, list[int]]] = defaultdict(lambda: {name: [] for name in _TIMES})
        served: Counter[Row] = Counter()
        for day in self._between(first, last):
            for ticket in day.tickets:
                found: tuple[Row, ...] = (("total", None), ("queue", ticket.queue), ("hour", ticket.hour))
                for row in found:
                    states[row]["issued"] += 1
                    states[row][ticket.state] += 1
            for service in day.services:
                for row in service.rows:
                    served[row] += service.served
                    for name, span in service.times.items():
                        times[row][name].append(span)
        rows: dict[Row, Figures] = {
            row: {
                **{name: states[row][name] for name in ("issued", *_STATES)},
                "served": served[row],
                **{name: _summary(times[row][name]) for name in _TIMES},
            }
            for row in {("total", None), *states, *times}
        }
        return Period(rows, self._dossiers(first, last, now))

    def _dossiers(self, first: date, last: date, now: datetime) -> Figures:
        start, end = self._span(first, last)
        known = self.dossiers.values()
        returned = [d for d in known if d.returned is not None and start <= d.returned < end]
        verdicts = Counter(d.verdict(d.finished) for d in returned)
        moment = min(now, end)
        return {
            "received": sum(start <= d.received < end for d in known),
            "returned": len(returned),
            **{f"returned_{word}": verdicts[word] for word in ("early", "on_time", "late")},
            "overdue": sum(d.status in AT_WORK and d.due is not None and d.due < moment for d in known),
        }

    def lines(self, first: date, last: date, now: datetime) -> dict[str | None, Counter[str]]:
        """What a return must say, by field: carried over + received = resolved + pending."""
        start, end = self._span(first, last)
        found: dict[str | None, Counter[str]] = defaultdict(Counter)
        for dossier in self.dossiers.values():
            closed = dossier.closed
            if not dossier.accepted or dossier.received >= end or (closed is not None and closed < start):
                continue
            line = found[dossier.field]
            line["carried_over" if dossier.received < start else "received"] += 1
            if closed is not None and closed < end:
                line["resolved"] += 1
                line[f"resolved_{dossier.verdict(closed) or 'on_time'}"] += 1
                continue
            late = dossier.due is not None and dossier.due < min(end, now)
            line["pending"] += 1
            line["pending_overdue" if late and dossier.status not in WITH_CITIZEN else "pending_in_time"] += 1
        return found

    def visits(self, first: date, last: date) -> Figures:
        """Numbers given, stops served and the mean wait before them."""
        days = list(self._between(first, last))
        waits = [s.times["waiting_time"] for day in days for s in day.services if s.served]
        return {
            "issued": sum(len(day.tickets) for day in days),
            "served": len(waits),
            "wait": round(sum(waits) / len(waits) / 60_000, 1) if waits else None,
        }

    def satisfaction(self, first: date, last: date) -> dict[Row, Figures]:
        """What citizens thought, in all and by day, officer, counter and field."""
        found: dict[Row, list[Rated]] = defaultdict(list)
        for day in self._named(first, last):
            for rating in self._days[day].ratings:
                ticket, code = rating.ticket, rating.dossier
                place = self._tickets[ticket].queue if ticket else self.dossiers[str(code)].field
                keys = {
                    "total": None,
                    "tickets" if ticket else "dossiers": None,
                    "day": day,
                    "officer": rating.officer,
                    "counter": rating.counter,
                    "field": place,
                }
                for kind, key in keys.items():
                    if key is not None or kind in ("total", "tickets", "dossiers"):
                        found[kind, key].append(rating)
        return {row: _thought(ratings) for row, ratings in found.items()}

    def indicators(self, first: date, last: date) -> dict[str, tuple[int, int]]:
        """By indicator: how often it was asked, and the points."""
        found: dict[str, tuple[int, int]] = {}
        for day in self._between(first, last):
            for rating in day.ratings:
                for indicator, points in _points(rating).items():
                    count, sum_ = found.get(indicator, (0, 0))
                    found[indicator] = (count + 1, sum_ + points)
        return found

    def cash(self, day: date) -> Cash:
        """The day's book, and what each officer who closed it should have had in the drawer."""
        found = self._days.get(day.isoformat(), _Day())
        sums = {name: found.books[name] for name in ("taken", "refunded", "voided")}
        sums["book"] = sums["taken"] - sums["refunded"] - sums["voided"]
        return Cash(sums, found.closed, {officer: found.drawers[officer] for officer in found.closed})

    def due(self, until: datetime, now: datetime) -> Counter[str]:
        """Late and due before that moment, in all and by field."""
        found: Counter[str] = Counter()
        for dossier in self.dossiers.values():
            if dossier.status in AT_WORK and dossier.due is not None and dossier.due < until:
                word = "overdue" if dossier.due < now else "soon"
                found[word] += 1
                found[f"{word} {dossier.field}"] += 1
        return found

    def _named(self, first: date, last: date) -> list[str]:
        return [day for day in sorted(self._days) if first.isoformat() <= day <= last.isoformat()]

    def _between(self, first: date, last: date) -> Iterator[_Day]:
        return (self._days[day] for day in self._named(first, last))

    def _span(self, first: date, last: date) -> tuple[datetime, datetime]:
        return (
            datetime.combine(first, time(), self.zone),
            datetime.combine(last + timedelta(days=1), time(), self.zone),
        )


def _states(appointments: list[_Appointment]) -> dict[str, int]:
    """How many there are, and how many of each kind, as the report calls them."""
    kinds = ("kept", "late", "missed", "cancelled", "open")
    found = Counter(one.state for one in appointments)
    return {"booked": len(appointments), **{kind: found[kind] for kind in kinds}}


def _ms(span: timedelta) -> int:
    return max(0, round(span.total_seconds() * 1000))


def _summary(values: list[int]) -> Figures:
    """Mean, median and 90th percentile in minutes, by the nearest rank."""
    if not values:
        return {"count": 0, "mean": None, "p50": None, "p90": None}
    ordered = sorted(values)
    minutes: Callable[[float], float] = lambda value: round(value / 60_000, 1)  # noqa: E731 - used thrice, here only
    return {
        "count": len(ordered),
        "mean": minutes(sum(ordered) / len(ordered)),
        **{f"p{share}": minutes(ordered[max(0, ceil(share * len(ordered) / 100) - 1)]) for share in (50, 90)},
    }


def _points(rating: Rated) -> Mapping[str, int]:
    """What a dossier's rating gave for each indicator; a visit's gives none."""
    return {} if rating.indicators is UNSAID else rating.indicators or {}


def _thought(ratings: list[Rated]) -> Figures:
    scores = Counter(rating.score for rating in ratings)

    def grade(which: tuple[str, ...]) -> float | None:
        points = [p for rating in ratings for i, p in _points(rating).items() if i in which]
        return round(100 * sum(points) / (2 * len(points)), 1) if points else None

    return {
        "count": len(ratings),
        **{f"score_{face}": scores[face] for face in (1, 2, 3)},
        "mean": round(sum(rating.score for rating in ratings) / len(ratings), 2),
        "satisfied_percent": round(100 * scores[3] / len(ratings), 1),
        "grade_percent": grade(_INDICATORS),
        "officer_grade_percent": grade(_OF_OFFICERS),
    }
