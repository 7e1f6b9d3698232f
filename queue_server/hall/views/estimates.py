"""What a newcomer of each queue waits now, from the hall's rows. Reads only; runs in the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration, Counter
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import queue_days
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows import visits as report_rows
from queue_server.hall.rows import waiting as waiting_rows
from queue_server.hall.rules import ordering
from queue_server.hall.rules.counter import Counter as CounterNow
from queue_server.hall.rules.estimate import InLine, OpenCounter, positions, through_breaks
from queue_server.hall.rules.ordering import Waiting
from queue_server.ledger import arrangement
from queue_server.ledger.storage.times import to_ms
from shared.wire.vocabulary import CounterState

MEMORY_DAYS = 14
"""Service times that are more days old than this are not used, since they say nothing about today."""
RECENT = 40
"""How many service times per queue are used at most: the newest ones."""
_ROWS = 3000
_LONGEST = 240.0
_LONGEST_REST = 20.0
"""Minutes from a finish to the next call, with somebody waiting. A longer time was lunch or the evening, and is left out."""
_USUAL_REST = 0.5
_DOUBT = 5.0
"""Minutes before lunch in which nobody is promised a call, because some officers go a little early."""
_PAUSES = (5.0, 10.0, 15.0, 20.0, 30.0)
"""How many minutes a pause may last, since officers do not say how long their pause will be."""
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Place:
    """A counter as it is configured and as it is now, and the queue of its ticket with the minutes since the call."""

    counter: Counter
    now: CounterNow
    busy_with: str | None
    busy_for: float
    extra: frozenset[str]
    """Lines of the simulation that only this counter calls: the tickets that were sent to it."""


def compute(connection: Connection, centre: Configuration, now: datetime) -> dict[str, list[tuple[int, int]]]:
    """For each queue the (p50, p90) minutes of the wait with 0, 1, … people ahead; the last pair is for a newcomer.

    A queue without an open counter or without service times is missing. The day's breaks make the waits longer.
    """
    centre = arrangement.now(connection, centre)
    ident = centre.centre.id
    day = service_day(connection, centre, now)
    lines, sent = waiting_lines(connection, centre, day, to_ms(now))
    hall = _counters(connection, centre, to_ms(now), sent)
    found = positions(
        hall,
        lines,
        samples(connection, ident, day),
        overtaking=_overtaking(connection, centre, day),
        doors_close=_left_today(centre, now),
    )
    breaks = closed_times(centre, now)
    return {
        # Never "0 minutes": the range ends at one at least.
        queue: [
            (round(through_breaks(p50, breaks)), max(1, ceil(through_breaks(p90, breaks, _DOUBT))))
            for p50, p90 in places
        ]
        for queue, places in found.items()
    }


def service_day(connection: Connection, centre: Configuration, now: datetime) -> str:
    """The service day of the lines at `now`. Before the first deed of a day the database still names the day before."""
    today = now.astimezone(ZoneInfo(centre.centre.timezone)).date().isoformat()
    return report_rows.service_day(connection, centre.centre.id, today)


def closed_times(centre: Configuration, now: datetime) -> list[tuple[float, float]]:
    """The rest of the day's breaks between opening hours, in minutes from now."""
    local = now.astimezone(ZoneInfo(centre.centre.timezone))
    minutes = local.hour * 60 + local.minute + local.second / 60
    spans = sorted(
        (hours.opens, hours.closes) for hours in centre.centre.hours if local.isoweekday() in hours.days
    )
    gaps = [
        (before[1] - minutes, after[0] - minutes) for before, after in pairwise(spans) if after[0] > before[1]
    ]
    if spans and minutes < spans[0][0]:
        gaps.insert(0, (0.0, spans[0][0] - minutes))
    return [(max(0.0, start), end) for start, end in gaps if end > 0]


def samples(connection: Connection, centre: str, day: str) -> dict[str, list[float]]:
    """For each queue how many minutes tickets kept a counter busy, from the ticket's call to the next possible call.

    This includes the citizen's way to the counter, what the officer does before the next call, and a short pause. A ticket
    that was called in vain counts too, because it takes a counter's time as well.
    """
    found: dict[str, list[float]] = {}
    for queue, took in _cycles(connection, centre, day):
        known = found.setdefault(queue, [])
        if len(known) < RECENT and 0 < took <= _LONGEST:
            known.append(took)
    return found


def _cycles(connection: Connection, centre: str, day: str) -> list[tuple[str, float]]:
    """Queue and minutes for each ticket that kept a counter busy, newest first."""
    days = [(date.fromisoformat(day) - timedelta(days=back)).isoformat() for back in range(MEMORY_DAYS + 1)]
    # (counter, called, ended, since when it had waited, queue)
    at_counters = [
        (row.counter, row.called_at, row.finished_at, row.called_at - row.waited_ms, row.queue)
        for row in report_rows.recent_services(connection, centre, days[-1], _ROWS)
    ]
    if at_counters:
        oldest = min(called for _, called, _, _, _ in at_counters)
        at_counters += [
            (row.counter, row.called_at, row.ended_at, row.stop_since, row.queue)
            for row in report_rows.missed_on(connection, centre, days)
            if row.called_at >= oldest
        ]
    at_counters.sort(key=lambda turn: (turn[0], turn[1]))
    rests: list[float | None] = []
    for here, following in pairwise([*at_counters, None]):
        if here is None:
            continue
        ended, rest = here[2], None
        if following is not None and following[0] == here[0] and following[3] <= ended:
            minutes = (following[1] - ended) / _MINUTE
            rest = minutes if 0 <= minutes <= _LONGEST_REST else None
        rests.append(rest)
    seen = [rest for rest in rests if rest is not None]
    usual = median(seen) if seen else _USUAL_REST
    turns = [
        (ended, queue, (ended - called) / _MINUTE + (usual if rest is None else rest))
        for (_, called, ended, _, queue), rest in zip(at_counters, rests, strict=True)
    ]
    turns.sort(reverse=True)
    return [(queue, took) for _, queue, took in turns]


def _overtaking(connection: Connection, centre: Configuration, day: str) -> dict[str, float]:
    """How many people per minute of opening come to each queue and overtake others there, in the last days and today."""
    days = [(date.fromisoformat(day) - timedelta(days=back)).isoformat() for back in range(MEMORY_DAYS + 1)]
    first: dict[str, int] = {}
    seen: set[str] = set()
    for row in report_rows.came_on(connection, centre.centre.id, days):
        seen.add(row.day)
        first[row.queue] = first.get(row.queue, 0) + row.first
    open_minutes = _open_minutes(centre, day) * max(1, len(seen))
    return {queue: number / open_minutes for queue, number in first.items()}


def _left_today(centre: Configuration, now: datetime) -> float:
    """How many minutes of opening are left of this day."""
    local = now.astimezone(ZoneInfo(centre.centre.timezone))
    minute = local.hour * 60 + local.minute + local.second / 60
    return sum(
        max(0.0, hours.closes - max(minute, hours.opens))
        for hours in centre.centre.hours
        if local.isoweekday() in hours.days
    )


def _open_minutes(centre: Configuration, day: str) -> float:
    """How many minutes the centre is open on such a day, and at most twelve hours, also if it never closes."""
    weekday = date.fromisoformat(day).isoweekday()
    minutes = sum(hours.closes - hours.opens for hours in centre.centre.hours if weekday in hours.days)
    return float(min(minutes, 12 * 60) or 480)


def waiting_lines(
    connection: Connection, centre: Configuration, day: str, now: int
) -> tuple[list[InLine], dict[int, str]]:
    """All waiting tickets, ranked by the rule of order, and the names of the lines of counters to which tickets were sent."""
    queues = [queue.id for queue in centre.queues]
    rows = waiting_rows.waiting(connection, centre.centre.id, day, queues)
    present = [ticket for ticket in rows if not (ticket.appointment and ticket.arrival > now)]
    policy = centre.centre.policy
    turns = queue_days.turns(connection, centre.centre.id, day)
    sent = {ticket.sent_to: f"→{ticket.sent_to}" for ticket in present if ticket.sent_to is not None}
    return _ranked([ticket for ticket, _ in ordering.line(present, turns, policy, now)], sent), sent


def _ranked(tickets: Sequence[Waiting], sent: dict[int, str]) -> list[InLine]:
    return [
        InLine(
            ticket.queue if ticket.sent_to is None else sent[ticket.sent_to],
            rank,
            ticket.priority or ticket.first_at is not None,
        )
        for rank, ticket in enumerate(tickets)
    ]


def _counters(
    connection: Connection, centre: Configuration, now: int, sent: dict[int, str]
) -> list[OpenCounter]:
    hall = []
    for place in places(connection, centre, now, sent):
        number, queues = place.counter.number, frozenset(place.counter.queues) | place.extra
        if place.now.state is CounterState.OPEN:
            hall.append(OpenCounter(number, queues, place.busy_with, place.busy_for))
        elif place.now.state is CounterState.PAUSED:
            since = max(0, now - place.now.changed_at) / _MINUTE
            hall.append(OpenCounter(number, queues, busy_for=since, away=_PAUSES))
    return hall


def places(connection: Connection, centre: Configuration, now: int, sent: Mapping[int, str]) -> list[Place]:
    """Every counter with what it is busy with; `sent` names the lines of counters to which tickets were sent."""
    every = counter_rows.every(connection, centre.centre.id)
    ids = [counter.ticket_id for counter in every.values() if counter.ticket_id is not None]
    held = ticket_rows.by_ids(connection, centre.centre.id, ids)
    found = []
    for counter in centre.counters:
        if (as_is := every.get(counter.number)) is None:
            continue
        ticket = None if as_is.ticket_id is None else held.get(as_is.ticket_id)
        busy_for = 0.0 if ticket is None else max(0, now - (ticket.called_at or now)) / _MINUTE
        extra = frozenset({sent[counter.number]}) if counter.number in sent else frozenset()
        found.append(Place(counter, as_is, None if ticket is None else ticket.queue, busy_for, extra))
    return found
