"""How loud a screen is at which hour of the week: spans of minutes with a volume.

A span whose end is not after its start goes on past midnight and belongs to the day on which it began.
"""

from collections.abc import Iterable
from dataclasses import dataclass

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class SoundSpan:
    """From `start` to `end` (minutes after midnight in the centre's zone) on ISO weekdays; volume 0 is quiet."""

    days: tuple[int, ...]
    start: int
    end: int
    volume: int

    def covers(self, weekday: int, minute: int) -> bool:
        """Whether the span holds at this minute of this ISO weekday."""
        if self.start < self.end:
            return weekday in self.days and self.start <= minute < self.end
        yesterday = (weekday - 2) % 7 + 1
        return (weekday in self.days and minute >= self.start) or (
            yesterday in self.days and minute < self.end
        )


def volume_at(usual: int, spans: Iterable[SoundSpan], weekday: int, minute: int) -> int:
    """The volume from 0 to 100 at this minute: 0 if a silent span holds, else that of another span, else the usual volume."""
    found = [span.volume for span in spans if span.covers(weekday, minute)]
    if 0 in found:
        return 0
    return found[0] if found else usual


def overlap(one: SoundSpan, other: SoundSpan) -> int | None:
    """The first ISO weekday on which both spans hold at the same minute; None if they never do."""
    starts = [(day, span.start) for span in (one, other) for day in span.days]
    # If two spans overlap, they do so at the beginning of one of them, or at a midnight that one of them crosses.
    moments = [*starts, *((day, 0) for day in EVERY_DAY)]
    shared = sorted(day for day, minute in moments if one.covers(day, minute) and other.covers(day, minute))
    return shared[0] if shared else None
