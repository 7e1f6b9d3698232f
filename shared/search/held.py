"""Which texts of a catalogue hold which words of a query: numbers for all texts at once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from shared.search.aliases import Word, may_be_written, words
from shared.search.meaning import Part
from shared.search.texts import Row
from shared.search.words import OTHER_MARKS

Numbers = NDArray[np.float64]
"""A number for each text."""
Truths = NDArray[np.bool_]
Places = NDArray[np.intp]

# Sums of the same numbers in another order differ by less than this.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Held:
    """Which texts hold a part: their numbers, how close it is there and what its word weighs; and a truth for each text."""

    places: Places
    close: Numbers | float
    weight: Numbers | float
    any: Truths

    def add_to(self, sums: Numbers, factor: float) -> None:
        """Adds how close the part is, times the factor, to the sums of the texts."""
        sums[self.places] += factor * self.close


class Index:
    """The texts of a catalogue by their words, and what they weigh and count."""

    def __init__(
        self, rows: Sequence[Row], weight: Callable[[str], float], bound: Collection[str] = ()
    ) -> None:
        self.rows = rows
        self.bound = bound
        self.weights = np.array([max(row.weight, ROUNDING) for row in rows])
        self.factors = np.array([row.factor for row in rows])
        self.whole = np.array([row.whole for row in rows], dtype=bool)
        self.none = np.zeros(len(rows))
        self._weight = weight
        self._postings = _postings(rows)
        self._written = _written(rows)
        self._nowhere = np.array([], dtype=np.intp)
        self._holds: dict[tuple[str, ...], bool] = {}

    def held(self, part: Part) -> Held:
        """What the texts hold of the part."""
        found = [
            (self._postings[word], closeness * self._as_typed(word, part.typed), self._weight(word))
            for word, _, closeness in part.words
            if word in self._postings
        ]
        if len(found) == 1:
            places, close, weight = found[0]
            return Held(places, close, weight, self._truths(places))
        closest, heaviest = self.none.copy(), self.none.copy()
        for places, close, weight in found:
            closest[places] = np.maximum(closest[places], close)
            heaviest[places] = np.maximum(heaviest[places], weight)
        held = closest > 0
        places = np.flatnonzero(held)
        return Held(places, closest[places], heaviest[places], held)

    def _truths(self, places: Places) -> Truths:
        held = np.zeros(len(self.rows), dtype=bool)
        held[places] = True
        return held

    def _as_typed(self, word: str, typed: Word) -> Numbers | float:
        """For each text that holds the word 1, or less where it is written there with other marks than were typed."""
        forms = self._written.get(word, {}) if typed.marks and typed.folded == word else {}
        if not forms:
            return 1.0
        same = [texts for form, texts in forms.items() if not form or may_be_written(typed.marks, form)]
        written = self._truths(np.concatenate([self._nowhere, *same]))
        return np.where(written[self._postings[word]], 1.0, OTHER_MARKS)

    def weigh(self, words: Iterable[str]) -> float:
        """What the words weigh together."""
        return sum(map(self._weight, words))

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether a text of a procedure has all of these words; what other offices do is not here."""
        known = self._holds.get(words)
        if known is None:
            places = [self._postings.get(word, self._nowhere) for word in words]
            known = self._holds[words] = not self.whole[reduce(np.intersect1d, places)].all()
        return known


def _written(rows: Sequence[Row]) -> dict[str, dict[frozenset[str], Places]]:
    """For each word that is written in more than one way, the texts by how they write it."""
    forms: dict[str, dict[frozenset[str], list[int]]] = {}
    for number, row in enumerate(rows):
        for word in set(words(row.marked)):
            forms.setdefault(word.folded, {}).setdefault(word.marks, []).append(number)
    return {
        word: {form: np.array(numbers) for form, numbers in known.items()}
        for word, known in forms.items()
        if len(known) > 1
    }


def _postings(rows: Sequence[Row]) -> dict[str, Places]:
    """For each word the texts that hold it."""
    held: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for word in set(row.text.split()):
            held.setdefault(word, []).append(number)
    return {word: np.array(numbers) for word, numbers in held.items()}
