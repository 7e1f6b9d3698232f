"""Opening hours in words, with days that have the same hours in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.text.messages import say

_WEEK = 7
_ALL_DAY = ["00:00–24:00"]


def hours_lines(hours: Sequence[Mapping[str, Any]], lang: str) -> list[dict[str, str]]:
    """`[{"days": "Thứ Hai – Thứ Sáu", "spans": "07:00–11:30, 13:30–17:00"}]` of the centre's hours as the wire has them."""
    by_days: dict[tuple[int, ...], list[str]] = {}
    for span in hours:
        by_days.setdefault(tuple(sorted(span["days"])), []).append(f"{span['from']}–{span['to']}")
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
