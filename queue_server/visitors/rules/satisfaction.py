"""How ratings are summed up: faces for a visit, the indicators of TT 01/2018 art. 13 for a dossier.

For a dossier the indicators 1, 2, 3, 4, 6 and 7 are asked, each worth 2, 1 or 0 points. An officer's grade is made from the
indicators 1, 2, 3, 4 and 7.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

INDICATORS = ("1", "2", "3", "4", "6", "7")
"""The indicators that are asked about a dossier."""
OFFICERS = ("1", "2", "3", "4", "7")
"""The indicators of an officer's grade. Number 6, whether procedures are made public, is not up to the officer."""
HIGHEST = 2
"""The most points that an indicator can get."""
FACES = (1, 2, 3)
"""The scores of a visit: not satisfied, neither, satisfied."""
OPEN_MS = 3 * 60_000
"""How long after a visit's end the tablet at its counter asks about it. Later somebody else may stand there."""


def may_rate(now: int, ended_at: int | None, *, busy: bool) -> bool:
    """Whether the tablet may ask about the last visit at its counter; not after the next ticket is called (`busy`)."""
    return not busy and ended_at is not None and 0 <= now - ended_at < OPEN_MS


@dataclass(frozen=True, slots=True)
class Subject:
    """What is rated: a visit, known by its ticket, or a dossier; and the officer who served. It names no citizen."""

    ticket_id: int | None = None
    dossier_id: int | None = None
    counter: int | None = None
    officer: str | None = None
    code: str | None = None
    """The code of the dossier."""
    number: str | None = None
    """The number of the ticket, if the rating was read from the database."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating; `reason` is in the citizen's own words."""

    centre: str
    day: str
    at: int
    about: Subject
    score: int
    reason: str | None = None
    indicators: Mapping[str, int] = field(default_factory=dict)
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Grade:
    """An indicator that was asked about: how often, and the points."""

    indicator: str
    count: int
    points: int

    @property
    def percent(self) -> float | None:
        """The points in per cent of the most that they could be."""
        return _percent(self.points, HIGHEST * self.count)


@dataclass(slots=True)
class Tally:
    """Ratings added up."""

    scores: Counter[int] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    choices: Counter[str] = field(default_factory=Counter)

    def add(self, score: int, indicators: Mapping[str, int], choices: Iterable[str] = ()) -> None:
        """Adds one rating."""
        self.scores[score] += 1
        self.choices.update(choices)
        for indicator, points in indicators.items():
            self.points[indicator] += points
            self.asked[indicator] += 1

    @property
    def count(self) -> int:
        """How many ratings there are."""
        return self.scores.total()

    @property
    def mean(self) -> float | None:
        """The mean face; None without a rating."""
        return round(sum(f * n for f, n in self.scores.items()) / self.count, 2) if self.count else None

    @property
    def satisfied_percent(self) -> float | None:
        """The share of satisfied people in per cent; None without a rating."""
        return _percent(self.scores[FACES[-1]], self.count)

    def grade(self, which: tuple[str, ...]) -> float | None:
        """The points for these indicators, in per cent of the most that they could get; None if none of them was asked."""
        return _percent(sum(self.points[i] for i in which), HIGHEST * sum(self.asked[i] for i in which))

    def by_indicator(self) -> list[Grade]:
        """The grade of each indicator that was asked, in the order of the indicators."""
        return [
            Grade(indicator, self.asked[indicator], self.points[indicator])
            for indicator in INDICATORS
            if self.asked[indicator]
        ]


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
