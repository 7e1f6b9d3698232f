"""Which days the office works: Vietnam's holidays under the administrator's calendar. Knows no hours."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays.countries.vietnam import Vietnam

SEARCH_LIMIT = 400
"""Days to look ahead for a working day before the calendar is called impossible."""


@cache
def _national() -> Vietnam:
    """The package's calendar; it fills in further years by itself when asked about them."""
    return Vietnam()  # type: ignore[no-untyped-call]  # the package types only its methods


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's days. The Prime Minister fixes Tết and 2/9 each year: `off` and `worked` beat the package.

    `off` and `worked` are set by the administrator (a day in both is worked); `weekend` holds ISO weekdays
    (Monday is 1); `national` False leaves the package out entirely.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({6, 7})
    national: bool = True

    def is_working(self, day: date) -> bool:
        """Whether the office works on the day: substitute days off and make-up Saturdays included."""
        if day in self.worked:
            return True
        if day in self.off:
            return False
        if not self.national:
            return day.isoweekday() not in self.weekend
        national = _national()
        if day in national.weekend_workdays:
            return True
        return day.isoweekday() not in self.weekend and day not in national

    def roll(self, day: date) -> date:
        """The day itself when it is worked, else the next one that is. ValueError when there is none."""
        for step in range(SEARCH_LIMIT):
            candidate = day + timedelta(days=step)
            if self.is_working(candidate):
                return candidate
        raise ValueError(f"no working day within {SEARCH_LIMIT} days of {day.isoformat()}")

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which never counts; for 0 the day, rolled forward."""
        if count < 0:
            raise ValueError("a time limit is never negative")
        if count == 0:
            return self.roll(day)
        current = day
        for _ in range(count):
            current = self.roll(current + timedelta(days=1))
        return current
