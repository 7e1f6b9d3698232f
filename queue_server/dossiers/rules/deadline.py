"""When a dossier is due: its time limit counted on the office's calendar. Where no limit is known, there is no due date.

The rules: the day of the intake does not count, and a limit that ends on a day off ends on the next working day. Both are
cited from memory of BLDS 2015 art. 147–148 and were not checked against its text, so the calendar and the hours are settings.
A dossier that has to be finished on the day of its intake is due on the next working day if it is taken in after 15:00.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from queue_server.centre.rules.calendar import Calendar
from shared.text.alphabet import comparable


class Unit(StrEnum):
    """What a time limit counts; the values are those of the catalogue's column `time_unit`."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"


WORDS = {"ngày làm việc": Unit.WORKING_DAY, "ngày": Unit.DAY, "giờ": Unit.HOUR}
"""The units as law and imported lists write them."""


def unit_of(text: str) -> Unit | None:
    """The unit a catalogue's cell names, in our words or in Vietnamese; None when empty. Else ValueError."""
    word = comparable(text)
    if not word:
        return None
    return WORDS.get(word) or Unit(word)


@dataclass(frozen=True, slots=True)
class Limit:
    """A procedure's published time limit. If all fields are empty, no limit was published."""

    amount: int | None = None
    unit: Unit | None = None
    same_day: bool = False


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """The office's hours in its time zone. Same-day work that comes after `same_day_until` is due on the next working day."""

    zone: tzinfo
    opens: time = time(7, 0)
    closes: time = time(17, 0)
    same_day_until: time = time(15, 0)

    def closing(self, day: date) -> datetime:
        """The closing moment of a day."""
        return datetime.combine(day, self.closes, self.zone)

    def opening(self, day: date) -> datetime:
        """The opening moment of a day."""
        return datetime.combine(day, self.opens, self.zone)


def due(received: datetime, limit: Limit, calendar: Calendar, office: OfficeDay) -> datetime | None:
    """The moment by which the result is ready, in the office's zone; None where no limit was published.

    The result is never a day off, and a dossier that was received later is never due earlier under the same limit.
    """
    local = received.astimezone(office.zone)
    if limit.same_day:
        return office.closing(_same_day(local, calendar, office))
    if limit.amount is None or limit.unit is None:
        return None
    if limit.amount < 0:
        raise ValueError("a time limit is never negative")
    if limit.amount == 0:
        return office.closing(_same_day(local, calendar, office))
    if limit.unit is Unit.HOUR:
        return in_office_hours(received + timedelta(hours=limit.amount), calendar, office)
    if limit.unit is Unit.WORKING_DAY:
        return office.closing(calendar.after(local.date(), limit.amount))
    return office.closing(calendar.roll(local.date() + timedelta(days=limit.amount)))


def _same_day(local: datetime, calendar: Calendar, office: OfficeDay) -> date:
    """The day on which a same-day result is due: today up to and including 15:00, after 15:00 the next working day."""
    day = local.date()
    if calendar.is_working(day) and local.time() <= office.same_day_until:
        return day
    return calendar.after(day, 1)


def in_office_hours(moment: datetime, calendar: Calendar, office: OfficeDay) -> datetime:
    """The moment itself if the office is open then, else the next opening, because nothing is handed over at night."""
    local = moment.astimezone(office.zone)
    day = local.date()
    if calendar.is_working(day):
        if local < office.opening(day):
            return office.opening(day)
        if local <= office.closing(day):
            return local
    return office.opening(calendar.after(day, 1))


def ahead(now: datetime, hours: int, calendar: Calendar, office: OfficeDay) -> datetime:
    """The moment that lies `hours` hours ahead, not counting days off. A dossier that is due by then counts as due soon."""
    local = now.astimezone(office.zone)
    moment = local + timedelta(hours=hours)
    day = local.date()
    while day < moment.date():
        day += timedelta(days=1)
        if not calendar.is_working(day):
            moment += timedelta(days=1)
    return moment


def supplements_until(accepted: datetime, days: int, calendar: Calendar, office: OfficeDay) -> datetime:
    """Until when a supplement notice may go out after appraisal: `days` working days after the intake (art. 19.4)."""
    return office.closing(calendar.after(accepted.astimezone(office.zone).date(), days))


def shifted(due_at: datetime, pause: timedelta, calendar: Calendar, office: OfficeDay) -> datetime:
    """The due date moved later by the time spent waiting for the citizen; never on a day off, never before `due_at`."""
    if pause < timedelta(0):
        raise ValueError("a pause is never negative")
    if not pause:
        return due_at
    local = (due_at + pause).astimezone(office.zone)
    day = calendar.roll(local.date())
    return max(
        due_at, office.closing(day) if day != local.date() else in_office_hours(local, calendar, office)
    )
