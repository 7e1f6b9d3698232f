"""Opening hours in words, with days that have the same hours in one line."""

from collections.abc import Iterable
from typing import NamedTuple, TypedDict

from shared.text.messages import say

_WEEK = 7
_ALL_DAY = ["00:00–24:00"]


class WrittenHours(NamedTuple):
    """Opening hours on some days of the week (Monday = 1), as "07:00" and "11:30"."""

    days: tuple[int, ...]
    first: str
    last: str


class HoursLine(TypedDict):
    """Days with the same hours: "Thứ Hai – Thứ Sáu", "07:00–11:30, 13:30–17:00"."""

    days: str
    spans: str


def hours_lines(hours: Iterable[WrittenHours], lang: str) -> list[HoursLine]:
    """The hours as people write them, a line for all days that have the same."""
    by_days: dict[tuple[int, ...], list[str]] = {}
    for span in hours:
        by_days.setdefault(tuple(sorted(span.days)), []).append(f"{span.first}–{span.last}")
    return [
        {
            "days": _days(days, lang),
            "spans": say("before.slip_all_day", lang) if spans == _ALL_DAY else ", ".join(spans),
        }
        for days, spans in by_days.items()
    ]


def _days(days: tuple[int, ...], lang: str) -> str:
    if len(days) == _WEEK:
        return say("before.slip_every_day", lang)
    names = [say(f"before.weekday_{day}", lang) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} – {names[-1]}"
    return ", ".join(names)
