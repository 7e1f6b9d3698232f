"""Which days the office works: Vietnam's holidays under the administrator's calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import holidays

SEARCH_LIMIT = 400
"""Days to look ahead for a working day before the calendar is called impossible."""


@cache
def _national() -> holidays.HolidayBase:
    """The package's Vietnam; it fills in further years by itself when asked about them.

    Its file is loaded alone: importing it by name loads two hundred countries, 8 MB of every server process.
    """
    file = Path(holidays.__file__).parent / "countries" / "vietnam.py"
    spec = spec_from_file_location("queue_server.domain._vietnam", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    calendar: holidays.HolidayBase = module.Vietnam()
    return calendar


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
        # Asked first: only this question makes the package fill in the year, its worked Saturdays included.
        holiday = day in national
        if day in national.weekend_workdays:
            return True
        return day.isoweekday() not in self.weekend and not holiday

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
