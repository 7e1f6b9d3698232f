"""How ratings are summed up: faces for a visit, the indicators of TT 01/2018 art. 13 for a dossier.

For one dossier 1, 2, 3, 4, 6 and 7 are asked, each worth 2, 1 or 0 points; an officer is graded on 1, 2, 3, 4 and 7.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

INDICATORS = ("1", "2", "3", "4", "6", "7")
"""What is asked about one dossier."""
OFFICERS = ("1", "2", "3", "4", "7")
"""What an officer is graded on: that a procedure is made public is not the officer's doing."""
HIGHEST = 2
"""Points of one indicator."""
FACES = (1, 2, 3)
"""Not satisfied, neither, satisfied."""
OPEN_MS = 3 * 60_000
"""How long after a visit's end the tablet at its counter asks about it: whoever stands there later is somebody else."""


def may_rate(now: int, ended_at: int | None, *, busy: bool) -> bool:
    """Whether the tablet at a counter may ask about the visit that ended there last: not once the next one is called."""
    return not busy and ended_at is not None and 0 <= now - ended_at < OPEN_MS


@dataclass(frozen=True, slots=True)
class Subject:
    """What is rated: a visit by its ticket, or a dossier; and who served. It names no citizen."""

    ticket_id: int | None = None
    dossier_id: int | None = None
    counter: int | None = None
    officer: str | None = None
    code: str | None = None
    """The dossier's code."""
    number: str | None = None
    """The ticket's number, where the rating was read."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thought; `reason` is in their own words."""

    centre: str
    day: str
    at: int
    about: Subject
    score: int
    reason: str | None = None
    indicators: Mapping[str, int] = field(default_factory=dict)
    choices: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tally:
    """Ratings added up."""

    scores: Counter[int] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    choices: Counter[str] = field(default_factory=Counter)

    def add(self, score: int, indicators: Mapping[str, int], choices: Iterable[str] = ()) -> None:
        """One rating more."""
        self.scores[score] += 1
        self.choices.update(choices)
        for indicator, points in indicators.items():
            self.points[indicator] += points
            self.asked[indicator] += 1

    def as_json(self) -> dict[str, object]:
        """Counts, the mean face, the share of satisfied ones, and the grade on the indicators, both in per cent."""
        count = sum(self.scores.values())
        return {
            "count": count,
            **{f"score_{face}": self.scores[face] for face in FACES},
            "mean": round(sum(f * n for f, n in self.scores.items()) / count, 2) if count else None,
            "satisfied_percent": _percent(self.scores[FACES[-1]], count),
            "grade_percent": self.grade(INDICATORS),
            "officer_grade_percent": self.grade(OFFICERS),
        }

    def grade(self, which: tuple[str, ...]) -> float | None:
        """Points reached of the points that could be, over these indicators; None where none was asked."""
        return _percent(sum(self.points[i] for i in which), HIGHEST * sum(self.asked[i] for i in which))

    def by_indicator(self) -> list[dict[str, object]]:
        """Each indicator that was asked, in their order."""
        return [
            {
                "indicator": indicator,
                "count": self.asked[indicator],
                "points": self.points[indicator],
                "percent": _percent(self.points[indicator], HIGHEST * self.asked[indicator]),
            }
            for indicator in INDICATORS
            if self.asked[indicator]
        ]


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
