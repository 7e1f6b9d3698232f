"""When the centre takes visitors: on each weekday in that day's opening hours, and never on a day off.

Server and kiosk use the same rule.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

_LOOK_AHEAD_DAYS = 15


class Hours(Protocol):
    """Opening hours on some days of the week (Monday = 1), in minutes after local midnight."""

    @property
    def days(self) -> tuple[int, ...]: ...
    @property
    def opens(self) -> int: ...
    @property
    def closes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Span:
    """Opening hours as a kiosk reads them from the wire."""

    days: tuple[int, ...]
    opens: int
    closes: int


def closes_at(hours: Iterable[Hours], days_off: Container[date], local: datetime) -> int | None:
    """The end of the opening hours that run at `local`, in minutes after midnight; None when the centre is closed.

    `local` has a time zone.
    """
    if local.date() in days_off:
        return None
    minute, weekday = local.hour * 60 + local.minute, local.isoweekday()
    ends = [one.closes for one in hours if weekday in one.days and one.opens <= minute < one.closes]
    return max(ends, default=None)


def left_today(hours: Iterable[Hours], days_off: Container[date], local: datetime) -> int | None:
    """Minutes until the day's last closing, counting breaks too; None on a day off and after the last closing."""
    if local.date() in days_off:
        return None
    minute, weekday = local.hour * 60 + local.minute, local.isoweekday()
    last = max((one.closes for one in hours if weekday in one.days), default=0)
    return last - minute if minute < last else None


def takes_numbers(hours: Iterable[Hours], days_off: Container[date], local: datetime, before: int) -> bool:
    """Whether numbers are given now: within the hours, and not in the last `before` minutes of the day.

    Numbers are given until the minute in which a break begins, because tickets stay valid over a break.
    """
    spans = list(hours)
    left = left_today(spans, days_off, local)
    return closes_at(spans, days_off, local) is not None and left is not None and left > before


def reopens_at(hours: Iterable[Hours], days_off: Container[date], local: datetime) -> datetime | None:
    """The start of the next opening within two weeks, or None. `local` has a zone."""
    spans = list(hours)
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        if day in days_off:
            continue
        midnight = datetime.combine(day, time(), local.tzinfo)
        for opens in sorted(one.opens for one in spans if day.isoweekday() in one.days):
            start = midnight + timedelta(minutes=opens)
            if start > local:
                return start
    return None


def minutes(text: str) -> int:
    """`HH:MM` as minutes after midnight; `24:00` is the day's end. Raises ValueError for anything else."""
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
