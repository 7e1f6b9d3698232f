"""Which number comes next. The caller's transaction has locked the row in which the last number is saved."""

from collections.abc import Callable, Container
from dataclasses import dataclass

from queue_server.ledger.errors import RuleBroken
from shared.text.numbers import ticket_number as text

__all__ = ["Range", "at_position", "next_value", "position", "text"]


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a queue may give, both ends included, without those that kiosks own."""

    first: int
    last: int
    owned: tuple[tuple[int, int], ...] = ()

    def skip(self, value: int) -> int:
        """The value, or the first one after the kiosks' ranges that it lies in."""
        for first, last in sorted(self.owned):
            if first <= value <= last:
                value = last + 1
        return value


def position(value: int, lap: int, last: int) -> int:
    """Where a number stands among all of a queue's day, its laps included; `last` is the last value of the queue."""
    return lap * (last + 1) + value


def at_position(place: int, last: int) -> tuple[int, int]:
    """The value and the lap at a position, which may lie in the gap between two laps."""
    lap, value = divmod(place, last + 1)
    return value, lap


def next_value(
    last: int | None, lap: int, numbers: Range, live: Callable[[], Container[int]]
) -> tuple[int, int]:
    """The next value of a queue's day and its lap, which is 0 until all values were given once and numbering begins again.

    `last` is the last value that was given today (None: no value yet). `live` is called only when numbering has begun again;
    it returns the values that may not be given a second time: those of live tickets, and the voided ones. Raises RuleBroken
    `range_full` when every value is taken.
    """
    start = numbers.skip(numbers.first if last is None else last + 1)
    if lap == 0 and start <= numbers.last:
        return start, 0
    if start > numbers.last:
        start = numbers.first
    size = numbers.last - numbers.first + 1
    taken = live()
    for step in range(size):
        value = numbers.first + (start - numbers.first + step) % size
        if value not in taken and numbers.skip(value) == value:
            return value, lap + (last is not None and value <= last)
    raise RuleBroken("range_full")
