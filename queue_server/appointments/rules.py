"""Which appointments may be booked, how many, and when their holders may check in.

The day's opening hours are cut into slots. The settings say how many people a slot takes, and what share of a queue's daily
quota may be booked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from queue_server.centre.rules.calendar import Calendar
from queue_server.configuration.values import AppointmentRules
from queue_server.ledger.errors import RuleBroken
from shared.hours.opening import Hours
from shared.text.appointment_code import ALPHABET, LENGTH
from shared.text.dates import clock, short_date
from shared.wire.vocabulary import AppointmentStanding as Standing
from shared.wire.vocabulary import AppointmentState as State
from shared.wire.vocabulary import Language, Purpose

MINUTE = 60_000
"""Milliseconds in a minute."""


COUNTED = frozenset({State.BOOKED, State.CHECKED_IN, State.LATE, State.MISSED})
"""States in which an appointment takes a place of its slot and counts for the person's limit: all but cancelled."""


OPEN = frozenset({State.BOOKED, State.MISSED})
"""States in which a printed number may be tied to the appointment. Missed is one, since a kiosk may deliver a day later."""


@dataclass(frozen=True, slots=True)
class Person:
    """The person who booked."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment: a place in a queue's line at a time that was booked.

    Times are milliseconds; its id is 0 until it is saved.

    `number` is the number of the ticket that was given at the check-in. `person` is None after they were forgotten, and if
    the appointment was read without its person.
    """

    centre: str
    day: str
    at: int
    code: str
    queue: str
    procedures: tuple[str, ...]
    purpose: Purpose
    lang: Language
    person: Person | None
    person_mark: str | None
    secret: str
    booked_at: int
    booked_by: str
    state: State = State.BOOKED
    ticket_id: int | None = None
    ended_at: int | None = None
    number: str | None = None
    id: int = 0

    def window(self, rules: AppointmentRules) -> tuple[int, int]:
        """From when and until when (ms, both included) a check-in is in time."""
        return window(self.at, rules)

    def standing(self, now: int, rules: AppointmentRules) -> Standing:
        """Whether a check-in at `now` is early, in time or late."""
        return standing(self.at, now, rules)

    @property
    def is_booked(self) -> bool:
        """Whether it is still to come, so that it can be moved, cancelled and kept."""
        return self.state is State.BOOKED

    def check_booked(self) -> None:
        """Raises RuleBroken `appointment_over` unless the appointment is booked."""
        if not self.is_booked:
            raise RuleBroken("appointment_over", extra={"state": self.state.value})

    def check_in_time(self, day: str, now: int, zone: tzinfo, rules: AppointmentRules) -> None:
        """Checks whether the holder may check in now, in time or late.

        Raises RuleBroken `appointment_used`, `appointment_over`, `appointment_other_day` or `appointment_early`.
        """
        if self.state in (State.CHECKED_IN, State.LATE):
            raise RuleBroken("appointment_used", number=self.number, extra={"number": self.number})
        self.check_booked()
        local = _local(self.at, zone)
        if self.day != day:
            raise RuleBroken("appointment_other_day", day=short_date(local.date()), time=clock(local))
        if self.standing(now, rules) is Standing.EARLY:
            opens, _ = self.window(rules)
            raise RuleBroken("appointment_early", time=clock(local), opens=clock(_local(opens, zone)))

    def matches_paper(self, queue: str, day: str, printed: int, rules: AppointmentRules) -> bool:
        """Whether a number that a kiosk printed alone, in this queue at that time, can belong to this appointment."""
        mine = (self.day, self.queue) == (day, queue) and self.state in OPEN
        return mine and self.standing(printed, rules) is not Standing.EARLY

    def moved(self, day: str, at: int, code: str) -> "Appointment":
        """The appointment at another time. Raises RuleBroken `appointment_over`."""
        self.check_booked()
        return replace(self, day=day, at=at, code=code)

    def cancelled(self, now: int) -> "Appointment":
        """The appointment after it was cancelled, unchanged if it was so before. Raises RuleBroken `appointment_over`."""
        if self.state is State.CANCELLED:
            return self
        self.check_booked()
        return replace(self, state=State.CANCELLED, ended_at=now)

    def missed(self, now: int) -> "Appointment":
        """The appointment after nobody came to it."""
        return replace(self, state=State.MISSED, ended_at=now)

    def to_come_again(self) -> "Appointment":
        """The appointment whose day only a wrong clock had ended."""
        return replace(self, state=State.BOOKED, ended_at=None)

    def came(self, ticket_id: int, number: str, now: int, *, late: bool) -> "Appointment":
        """The appointment after its holder came and got this ticket."""
        state = State.LATE if late else State.CHECKED_IN
        return replace(self, state=state, ended_at=now, ticket_id=ticket_id, number=number)


def _local(ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone)


def is_open_day(day: date, hours: Iterable[Hours], calendar: Calendar) -> bool:
    """Whether the centre takes visitors on the day: by its weekday's hours, its own calendar and the public holidays."""
    return calendar.is_working(day) and any(day.isoweekday() in span.days for span in hours)


def days(today: date, rules: AppointmentRules) -> list[date]:
    """The days for which appointments can be booked: today and the days that follow, whether the centre is open or not."""
    return [today + timedelta(days=ahead) for ahead in range(rules.days_ahead + 1)]


def slots(
    day: date, hours: Iterable[Hours], calendar: Calendar, zone: tzinfo, rules: AppointmentRules
) -> list[datetime]:
    """The beginnings of the day's slots, earliest first; empty on a day off. No slot goes beyond the opening hours."""
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
    """How many of a queue's numbers may be booked per day; None: only its slots limit that."""
    return None if quota is None else quota * rules.share_percent // 100


def left(rules: AppointmentRules, quota: int | None, booked: Mapping[int, int], at: int) -> int:
    """How many more people the slot that begins at `at` (ms) takes.

    `booked` says how many are booked on that day in the queue, by the beginning of the slot.
    """
    free = rules.per_slot - booked.get(at, 0)
    of_day = places(rules, quota)
    if of_day is not None:
        free = min(free, of_day - sum(booked.values()))
    return max(0, free)


def in_time(at: datetime, now: datetime, rules: AppointmentRules) -> bool:
    """Whether the slot begins late enough to be booked now."""
    return at >= now + timedelta(minutes=rules.lead_minutes)


def check_person(mine: Sequence[str], queue: str, rules: AppointmentRules, *, name: str) -> None:
    """Checks whether a person who has appointments on a day in the queues `mine` may have one more on it, in `queue`.

    Raises RuleBroken `appointment_same_field` or `appointment_day_full`; `name` is the queue's name, for the sentence.
    """
    if queue in mine:
        raise RuleBroken("appointment_same_field", queue=name)
    if len(mine) >= rules.a_day:
        raise RuleBroken("appointment_day_full", most=rules.a_day)


def window(at: int, rules: AppointmentRules) -> tuple[int, int]:
    """From when and until when (ms, both included) a check-in for the appointment at `at` is in time."""
    return at - rules.early_minutes * MINUTE, at + rules.late_minutes * MINUTE


def standing(at: int, now: int, rules: AppointmentRules) -> Standing:
    """Whether a check-in at `now` is early, in time or late."""
    opens, closes = window(at, rules)
    return Standing.EARLY if now < opens else Standing.NOW if now <= closes else Standing.LATE


def new_code(choice: Callable[[str], str], taken: Callable[[str], bool]) -> str:
    """A code that no appointment of the day has yet; `choice` draws a letter of a text by chance."""
    while True:
        code = "".join(choice(ALPHABET) for _ in range(LENGTH))
        if not taken(code):
            return code
