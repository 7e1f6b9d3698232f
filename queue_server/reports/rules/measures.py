"""What waiting, walking and service time mean, and how they are summed up."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

MINUTE = 60_000
"""Milliseconds in a minute; all arguments are milliseconds, all summaries minutes."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many there were; their mean, median and 90th percentile in minutes (None when there were none)."""

    count: int = 0
    mean: float | None = None
    p50: float | None = None
    p90: float | None = None


def waited(since: int, first_called_at: int | None) -> int | None:
    """From the moment a stop of the visit began to wait to that stop's first call; None before it.

    It ends at the first call: recalls and put-backs do not change it. An appointment waits from its time on, so a
    call before that is a wait of 0.
    """
    return None if first_called_at is None else max(0, first_called_at - since)


def walked(called_at: int, started_at: int | None) -> int | None:
    """From the last call to the start of the service; None when the start was only inferred."""
    return None if started_at is None else max(0, started_at - called_at)


def served(started_at: int | None, finished_at: int | None) -> int | None:
    """From start to finish; None for an inferred start, so that it is left out of the service times."""
    return None if started_at is None or finished_at is None else max(0, finished_at - started_at)


def summary(values: Iterable[int | None]) -> Summary:
    """The values that exist, summed up in minutes to a tenth."""
    known = [value for value in values if value is not None]
    known.sort()
    if not known:
        return Summary()
    return Summary(
        len(known),
        _minutes(sum(known) / len(known)),
        _minutes(quantile(known, 0.5)),
        _minutes(quantile(known, 0.9)),
    )


def quantile(ordered: list[int], share: float) -> int:
    """The nearest-rank quantile of a sorted, non-empty list: always a value that occurred."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _minutes(milliseconds: float) -> float:
    return round(milliseconds / MINUTE, 1)
