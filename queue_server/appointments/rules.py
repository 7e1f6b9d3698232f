"""When somebody may book a place at a time of their own, how many may, and when they may come: pure rules, no table.

The day's opening spans are cut into slots; a slot takes so many people, and of a queue's quota so great a share is booked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from queue_server.centre.rules.calendar import Calendar
from queue_server.configuration.values import AppointmentRules
from queue_server.ledger.errors import RuleBroken
from shared.hours.opening import Hours
from shared.text.appointment_code import ALPHABET, LENGTH

MINUTE = 60_000
"""Milliseconds in a minute."""


class State(StrEnum):
    """What became of an appointment. `late`: came after its time was over, and waits as one who just came."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    LATE = "late"
    CANCELLED = "cancelled"
    MISSED = "missed"


COUNTED = frozenset({State.BOOKED, State.CHECKED_IN, State.LATE, State.MISSED})
"""States that take up a place of their slot, and one of the person's own: only a cancelled one gives it back."""


class Standing(StrEnum):
    """Where a moment stands to an appointment's check-in."""

    EARLY = "early"
    NOW = "now"
    LATE = "late"


def is_open_day(day: date, hours: Iterable[Hours], calendar: Calendar) -> bool:
    """Whether the centre takes visitors on the day: by its weekday's hours, its own calendar and the public holidays."""
    return calendar.is_working(day) and any(day.isoweekday() in span.days for span in hours)


def days(today: date, rules: AppointmentRules) -> list[date]:
    """The days for which can be booked: today and those that follow, open or not."""
    return [today + timedelta(days=ahead) for ahead in range(rules.days_ahead + 1)]


def slots(
    day: date, hours: Iterable[Hours], calendar: Calendar, zone: tzinfo, rules: AppointmentRules
) -> list[datetime]:
    """The beginnings of the day's slots, earliest first; none on a day off. A slot lies whole within an opening span."""
    spans = list(hours)
    if not is_open_day(day, spans, calendar):
        return []
    midnight = datetime.combine(day, time(), zone)
    found = {
        midnight + timedelta(minutes=minute)
        for span in spans
        if day.isoweekday() in span.days
        for minute in range(span.opens, span.closes - rules.slot_minutes + 1, rules.slot_minutes)
    }
    return sorted(found)


def places(rules: AppointmentRules, quota: int | None) -> int | None:
    """How many of a queue's numbers a day may be booked; None: no limit beyond its slots."""
    return None if quota is None else quota * rules.share_percent // 100


def left(rules: AppointmentRules, quota: int | None, booked: Mapping[int, int], at: int) -> int:
    """How many more the slot that begins at `at` (ms) takes; `booked` counts a queue's day by the slots' beginnings."""
    free = rules.per_slot - booked.get(at, 0)
    of_day = places(rules, quota)
    if of_day is not None:
        free = min(free, of_day - sum(booked.values()))
    return max(0, free)


def in_time(at: datetime, now: datetime, rules: AppointmentRules) -> bool:
    """Whether the slot begins late enough to be booked now."""
    return at >= now + timedelta(minutes=rules.lead_minutes)


def check_person(mine: Sequence[str], queue: str, rules: AppointmentRules, *, name: str) -> None:
    """Whether a person with appointments in the queues `mine` on a day may have one more there, in this queue.

    Raises RuleBroken `appointment_same_field` or `appointment_day_full`; `name` is the queue's, for the sentence.
    """
    if queue in mine:
        raise RuleBroken("appointment_same_field", queue=name)
    if len(mine) >= rules.a_day:
        raise RuleBroken("appointment_day_full", most=rules.a_day)


def window(at: int, rules: AppointmentRules) -> tuple[int, int]:
    """From when and until when (ms, both included) the check-in keeps the appointment's time."""
    return at - rules.early_minutes * MINUTE, at + rules.late_minutes * MINUTE


def standing(at: int, now: int, rules: AppointmentRules) -> Standing:
    """Whether a check-in at `now` is early, in time or late."""
    opens, closes = window(at, rules)
    return Standing.EARLY if now < opens else Standing.NOW if now <= closes else Standing.LATE


def new_code(choice: Callable[[str], str], taken: Callable[[str], bool]) -> str:
    """A code that nobody has on that day; `choice` draws a letter of a text by chance."""
    while True:
        code = "".join(choice(ALPHABET) for _ in range(LENGTH))
        if not taken(code):
            return code
