"""Which number of its own range a kiosk gives next."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KioskRange:
    """The numbers of one queue that this kiosk alone owns, both ends included."""

    prefix: str
    first: int
    last: int


def next_value(mine: KioskRange, used: Iterable[int]) -> int | None:
    """The number after the highest number used today; None if the range is spent. No number is given twice on a day.

    Used numbers outside the range come from a range that the kiosk had before its configuration changed.
    """
    inside = [value for value in used if mine.first <= value <= mine.last]
    value = max(inside) + 1 if inside else mine.first
    return value if value <= mine.last else None
