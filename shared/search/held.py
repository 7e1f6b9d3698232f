"""Which texts of a catalogue hold which words of a query: numbers for all texts at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from shared.search.meaning import Part
from shared.search.texts import Row

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

    def __init__(self, rows: Sequence[Row], weight: Callable[[str], float]) -> None:
        self.rows = rows
        self.weights = np.array([max(row.weight, ROUNDING) for row in rows])
        self.factors = np.array([row.factor for row in rows])
        self.whole = np.array([row.whole for row in rows], dtype=bool)
        self.none = np.zeros(len(rows))
        self._weight = weight
        self._postings = _postings(rows)
        self._nowhere = np.array([], dtype=np.intp)
        self._holds: dict[tuple[str, ...], bool] = {}

    def held(self, part: Part) -> Held:
        """What the texts hold of the part."""
        close, weight = self.none.copy(), self.none.copy()
        for word, _, closeness in part.words:
            places = self._postings.get(word)
            if places is not None:
                close[places] = np.maximum(close[places], closeness)
                weight[places] = np.maximum(weight[places], self._weight(word))
        return Held(close, weight, close > 0)

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


def _postings(rows: Sequence[Row]) -> dict[str, NDArray[np.intp]]:
    """For each word the texts that hold it."""
    held: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for word in set(row.text.split()):
            held.setdefault(word, []).append(number)
    return {word: np.array(numbers) for word, numbers in held.items()}
