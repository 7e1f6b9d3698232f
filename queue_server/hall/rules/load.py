"""How busy the hours of a weekday usually are, from the numbers given on the same weekday of past weeks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

LEAST_WEEKS = 4
"""How many days of the same weekday are needed: with fewer, a single holiday or storm would look like a habit."""
WEEKS = 8
"""How many weeks back are looked at."""
_QUIET, _BUSY = 0.4, 0.75
"""Parts of the busiest hour's visitors: up to the first an hour is quiet, from the second on it is busy."""

Level = Literal["quiet", "usual", "busy"]


@dataclass(frozen=True, slots=True)
class Given:
    """A number as the load counts it: its service day, local hour, and minutes until it was called (None: it was not)."""

    day: str
    hour: int
    waited: float | None


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the weekday: numbers given on average, mean wait in minutes, and how that compares to the busiest."""

    hour: int
    tickets: float
    wait_minutes: float | None
    level: Level


def hours(given: Iterable[Given], days: int, open_hours: range | None = None) -> list[Hour]:
    """The hours from the first to the last in which numbers were given, and at least the opening hours.

    `days` is how many days of this weekday had visitors at all; below `LEAST_WEEKS` the answer is empty.
    """
    if days < LEAST_WEEKS:
        return []
    counts: dict[int, int] = {}
    waits: dict[int, list[float]] = {}
    for one in given:
        counts[one.hour] = counts.get(one.hour, 0) + 1
        if one.waited is not None:
            waits.setdefault(one.hour, []).append(one.waited)
    shown = _shown(counts, open_hours)
    peak = max(counts.values(), default=0) / days
    found = []
    for hour in shown:
        mean = counts.get(hour, 0) / days
        known = waits.get(hour)
        wait = round(sum(known) / len(known), 1) if known else None
        found.append(Hour(hour, round(mean, 1), wait, _level(mean, peak)))
    return found


def _shown(counts: Mapping[int, int], open_hours: range | None) -> range:
    known = [*counts, *(open_hours or ())]
    return range(min(known), max(known) + 1) if known else range(0)


def _level(mean: float, peak: float) -> Level:
    if mean <= _QUIET * peak:
        return "quiet"
    return "busy" if mean >= _BUSY * peak else "usual"
