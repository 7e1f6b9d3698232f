"""Which of the known words a typed word may be: slips, glued words, raw Telex and half-typed words.

It returns terms; shared.search.meaning knows what phrases mean, and shared.search.matcher ranks.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from shared.search.aliases import Word, may_be_written
from shared.search.telex import is_syllable, unmarked
from shared.text.alphabet import fold

MOST_TERMS = 16
_MOST_STARTING = 60
_MOST_NEAR = 6
_MOST_READINGS = 5
_LONGEST_GLUED = 40
_SIDE_BY_SIDE = 6.0
# Inside a glued word, folding cannot see that these are whole words, so their y was not turned into i.
_FOLDED_ALONE = {word: fold(word) for word in ("hy", "ky", "ly", "my", "sy", "ty", "vy", "quy")}
# The only word of one letter that is glued to others: "baohiemyte".
_ONE_LETTER = "y"
_UNKNOWN, _UNKNOWN_AMONG_MANY = 0.6, 0.3
_FEW = 3
_TELEX, _STARTS, _NEAR, _FAR = 0.97, 0.86, 0.72, 0.5
OTHER_MARKS = 0.25
"""How close a word is to one of the same letters with other marks."""


@dataclass(frozen=True)
class Term:
    """One word of a query: the catalogue's words that it may be, with their closeness (0 to 1), and its weight."""

    typed: Word
    words: Mapping[str, float]
    weight: float
    said: str
    """The word as it stands in a text of the catalogue: the word that is meant, or the first letters of a half-typed word."""

    @property
    def sure(self) -> bool:
        """Whether a word of the catalogue was typed: perhaps raw or glued, but neither half nor with a slip."""
        return self.words.get(self.said, 0.0) >= _TELEX

    @property
    def readings(self) -> tuple[Word, ...]:
        """The words that it may be when phrases are searched; a word that is whole is not the beginning of another."""
        others = dict.fromkeys([self.said, *([] if self.sure else self.words)][:_MOST_READINGS])
        return (self.typed, *(Word(word, frozenset()) for word in others if word != self.typed.folded))


class Vocabulary:
    """All words of a catalogue with the number of rows that hold each, and further words that occur in aliases."""

    def __init__(
        self,
        counts: Mapping[str, int],
        rows: int,
        besides: Collection[str] = (),
        written: Mapping[str, Collection[frozenset[str]]] | None = None,
        pairs: Collection[str] = (),
    ) -> None:
        self._counts = counts
        self._pairs = pairs
        self._written = written or {}
        self._besides = frozenset(besides) - counts.keys()
        self._rows = max(rows, 1)
        self._weights = {word: log(1 + self._rows / count) for word, count in counts.items()}
        self._unused = log(1 + self._rows / (self._rows / 8 + 1))
        self._sorted = sorted(counts)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted({*counts, *self._besides}):
            self._by_length.setdefault(len(word), []).append(word)
        self._longest = min(max(self._by_length, default=0), 12)

    def weight(self, word: str) -> float:
        """How well the word distinguishes procedures: rare words weigh more, an unused one like one in every eighth row."""
        return self._weights.get(word, self._unused)

    def starting(self, prefix: str) -> list[str]:
        """Words that begin with the prefix, the commonest first."""
        low = bisect_left(self._sorted, prefix)
        high = bisect_left(self._sorted, prefix + "\x7f")
        longer = [word for word in self._sorted[low:high] if word != prefix]
        return sorted(longer, key=lambda word: -self._counts[word])[:_MOST_STARTING]

    def near(self, word: str) -> dict[str, float]:
        """Words that differ by one slip (two if the word has eight letters or more), the nearest and commonest first."""
        if len(word) < 3 or word.isdigit():
            return {}
        slips = 2 if len(word) >= 8 else 1
        pool = [
            other
            for length in range(len(word) - slips, len(word) + slips + 1)
            for other in self._by_length.get(length, ())
        ]
        found = extract(word, pool, scorer=OSA.distance, score_cutoff=slips, limit=40)
        found.sort(key=lambda hit: (hit[1], hit[0][0] != word[0], -self._counts.get(hit[0], 0)))
        return {hit[0]: _NEAR if hit[1] == 1 else _FAR for hit in found[:_MOST_NEAR]}

    def split(self, glued: str, open_end: bool) -> list[str]:
        """The words of the catalogue that make up the glued word, by the commonest split; empty if there is no split.

        Words that stand side by side in the catalogue are likelier than others: "kethon" is "ket hon", not "ke thon". With
        `open_end` the last word may be half typed.
        """
        if not 4 <= len(glued) <= _LONGEST_GLUED:
            return []
        # By the place where the words end and the last of them: the cost of the best way there, and its words.
        best: list[dict[str, tuple[float, tuple[str, ...]]]] = [{"": (0.0, ())}, *({} for _ in glued)]
        for end in range(1, len(glued) + 1):
            for start in range(max(0, end - self._longest), end):
                if not best[start]:
                    continue
                part = _FOLDED_ALONE.get(glued[start:end], glued[start:end])
                cost = self._cost(part, start, open_end and end == len(glued))
                if cost is None:
                    continue
                before = min(
                    (known - _SIDE_BY_SIDE * (f"{last} {part}" in self._pairs), parts)
                    for last, (known, parts) in best[start].items()
                )
                if part not in best[end] or before[0] + cost < best[end][part][0]:
                    best[end][part] = (before[0] + cost, (*before[1], part))
        final = min(best[-1].values(), default=(0.0, ()))[1]
        return list(final) if len(final) > 1 else []

    def split_with_slip(self, glued: str) -> list[str]:
        """The split of a glued word in which one letter is missing or two are swapped; empty if there is no split."""
        if not 6 <= len(glued) <= _LONGEST_GLUED:
            return []
        tries = {glued[:place] + glued[place + 1 :] for place in range(len(glued))}
        tries |= {
            glued[:place] + glued[place + 1] + glued[place] + glued[place + 2 :]
            for place in range(len(glued) - 1)
        }
        splits = [parts for parts in (self.split(other, False) for other in sorted(tries)) if parts]
        return min(
            splits, key=lambda parts: sum(self._cost(part, 1, False) or 0.0 for part in parts), default=[]
        )

    def _cost(self, part: str, start: int, open_end: bool) -> float | None:
        if len(part) == 1 and part not in _ONE_LETTER:
            return None
        if part in self._counts or (part in self._besides and is_syllable(part)):
            return 4 + log(self._rows / self._counts.get(part, 1) + 1)
        if open_end and start > 0 and len(part) > 1 and self._has_start(part):
            return 9 + log(self._rows)
        return None

    def _has_start(self, prefix: str) -> bool:
        place = bisect_left(self._sorted, prefix)
        return place < len(self._sorted) and self._sorted[place].startswith(prefix)

    def writes(self, word: Word) -> bool:
        """Whether the catalogue has the word with these marks; "dặn" is not there if only "dân" is."""
        forms = self._written.get(word.folded)
        return forms is None or any(may_be_written(word.marks, form) for form in forms)

    def lacks_marks(self, word: str) -> bool:
        """Whether these letters without marks are no word of the catalogue, or one that it always writes with some."""
        return all(self._written.get(word, ()))

    def knows(self, word: str) -> bool:
        """Whether an alias has the word, even if the catalogue does not."""
        return word in self._besides

    def __contains__(self, word: object) -> bool:
        return word in self._counts


def terms(typed: Sequence[Word], open_end: bool, vocabulary: Vocabulary, loose: bool = False) -> list[Term]:
    """The query's words as terms; with `open_end` the last one may be half typed.

    With `loose`, words of the catalogue may also be slips of other words.
    """
    typed = typed[:MOST_TERMS]
    found: list[Term] = []
    for place, word in enumerate(typed):
        half = open_end and place == len(typed) - 1
        found += _read(word, half, vocabulary, loose, _UNKNOWN if len(typed) <= _FEW else _UNKNOWN_AMONG_MANY)
    return found[:MOST_TERMS]


def _read(word: Word, open_end: bool, vocabulary: Vocabulary, loose: bool, unknown: float) -> list[Term]:
    """The surest reading of one typed word; tried are: as it is, raw keystrokes, half typed, glued, and a slip."""
    typed, keys = word.folded, unmarked(word.folded)
    plain = fold(keys)
    begun = {plain: keys, typed: word.beginning or typed}
    for spelling, closeness in ((typed, 1.0), (plain, _TELEX)):
        if spelling in vocabulary:
            if not vocabulary.writes(word):
                weight = OTHER_MARKS * vocabulary.weight(spelling)
                return [Term(word, {spelling: OTHER_MARKS}, weight, spelling)]
            words = {spelling: closeness}
            if open_end and not typed.isdigit():
                words |= dict.fromkeys(vocabulary.starting(begun[spelling]), _STARTS)
            if loose:
                words = dict(sorted((vocabulary.near(spelling) | words).items(), key=lambda item: -item[1]))
            return [Term(word, words, vocabulary.weight(spelling), spelling)]
    for spelling in (typed, plain):
        if vocabulary.knows(spelling):
            # An alias's word is meant as it is, unless it is i by the rule for whole words and may go on with y.
            longer = vocabulary.starting(begun[spelling]) if open_end and begun[spelling] != spelling else []
            weight = unknown * vocabulary.weight(spelling)
            return [Term(word, dict.fromkeys(longer, _STARTS), weight, spelling)]
    for spelling in (typed, plain):
        starting = vocabulary.starting(begun[spelling]) if open_end else []
        if starting:
            weight = max(vocabulary.weight(other) for other in starting)
            return [Term(word, dict.fromkeys(starting, _STARTS), weight, spelling)]
    # A word typed with marks is meant as it is, and is not a slip of another word, even if the catalogue lacks it.
    if word.marks and is_syllable(typed):
        return [Term(word, {}, unknown * vocabulary.weight(typed), typed)]
    parts = vocabulary.split(typed, open_end) or vocabulary.split(plain, open_end)
    near = {} if parts else vocabulary.near(plain)
    if not parts and not near:
        parts, open_end = vocabulary.split_with_slip(typed), False
    if parts:
        last = len(parts) - 1
        return [
            term
            for place, part in enumerate(parts)
            for term in _read(
                Word(part, frozenset()), open_end and place == last, vocabulary, loose=False, unknown=unknown
            )
        ]
    # An unknown or guessed word counts against texts that do not have it, but less than a sure word does.
    weight = max((vocabulary.weight(other) for other in near), default=vocabulary.weight(typed))
    return [Term(word, near, (_UNKNOWN if near else unknown) * weight, next(iter(near), typed))]
