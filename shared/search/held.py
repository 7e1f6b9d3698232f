"""Which texts of a catalogue hold which words of a query: numbers for all texts at once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from shared.search.aliases import words
from shared.search.meaning import Part
from shared.search.texts import Row
from shared.search.words import OTHER_MARKS

Numbers = NDArray[np.float64]
"""A number for each text."""
Truths = NDArray[np.bool_]

# Sums of the same numbers in another order differ by less than this.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Held:
    """What each text holds of a part: how close it is, what its word weighs, and whether there is any."""

    close: Numbers
    weight: Numbers
    any: Truths


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
        close, weight = self.none.copy(), self.none.copy()
        for word, _, closeness in part.words:
            places = self._postings.get(word)
            if places is not None and word == part.typed.folded:
                typed = self._as_typed(word, places, part.typed.marks)
                close[places] = np.maximum(close[places], closeness * typed)
                weight[places] = np.maximum(weight[places], self._weight(word))
            elif places is not None:
                close[places] = np.maximum(close[places], closeness)
                weight[places] = np.maximum(weight[places], self._weight(word))
        return Held(close, weight, close > 0)

    def _as_typed(self, word: str, places: NDArray[np.intp], marks: frozenset[str]) -> Numbers:
        """For each of these texts 1, or less where the word is written there with other marks than were typed."""
        forms = self._written.get(word, {}) if marks else {}
        if not forms:
            return np.ones(len(places))
        same = [texts for form, texts in forms.items() if not form or marks <= form]
        return np.where(np.isin(places, np.concatenate([self._nowhere, *same])), 1.0, OTHER_MARKS)

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether a text has all of these words."""
        known = self._holds.get(words)
        if known is None:
            places = [self._postings.get(word, self._nowhere) for word in words]
            known = self._holds[words] = bool(reduce(np.intersect1d, places).size)
        return known

    def total(self, numbers: Sequence[Numbers]) -> Numbers:
        """The sums of the numbers; zeros for none."""
        return reduce(np.add, numbers, self.none)


def _written(rows: Sequence[Row]) -> dict[str, dict[frozenset[str], NDArray[np.intp]]]:
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


def _postings(rows: Sequence[Row]) -> dict[str, NDArray[np.intp]]:
    """For each word the texts that hold it."""
    held: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for word in set(row.text.split()):
            held.setdefault(word, []).append(number)
    return {word: np.array(numbers) for word, numbers in held.items()}
