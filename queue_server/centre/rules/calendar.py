"""Which days the office works: Vietnam's holidays, as changed by the administrator's calendar. Hours are elsewhere."""

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
    """Vietnam's holidays from the package `holidays`, which adds a year by itself when a day of that year is asked about.

    Only the file of Vietnam is loaded, because importing it by name loads two hundred countries, 8 MB in every server
    process.
    """
    file = Path(holidays.__file__).parent / "countries" / "vietnam.py"
    spec = spec_from_file_location("holidays_of_vietnam", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    calendar: holidays.HolidayBase = module.Vietnam()
    return calendar


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's days. Where `off` or `worked` names a day, that decides, whatever the package `holidays` says of it.

    That is so because the Prime Minister fixes the days of Tết and 2/9 anew each year. `off` and `worked` are set by the
    administrator (a day in both is worked); `weekend` holds ISO weekdays (Monday is 1); with `national` False the package
    is not asked at all.
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
        # This has to be asked first, because only this question makes the package add the year with its worked Saturdays.
        holiday = day in national
        if day in national.weekend_workdays:
            return True
        return day.isoweekday() not in self.weekend and not holiday

    def roll(self, day: date) -> date:
        """The day itself if the office works on it, else the next day on which it does. ValueError when there is none."""
        for step in range(SEARCH_LIMIT):
            candidate = day + timedelta(days=step)
            if self.is_working(candidate):
                return candidate
        raise ValueError(f"no working day within {SEARCH_LIMIT} days of {day.isoformat()}")

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself never counts; with 0 what `roll` says of `day`."""
        if count < 0:
            raise ValueError("a time limit is never negative")
        if count == 0:
            return self.roll(day)
        current = day
        for _ in range(count):
            current = self.roll(current + timedelta(days=1))
        return current
