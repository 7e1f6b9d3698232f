"""How well the texts of a catalogue answer one reading of a query: by how much of it they hold, how little else, and in
which order.

What can be known of all texts at once gives each a score that it does not exceed. Only where that could still be among
the best, the text itself is read. A bound that was too high would cost time, and one that was too low would lose answers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from shared.search.aliases import Word, agrees, words
from shared.search.held import ROUNDING, Index, Numbers, Truths
from shared.search.meaning import Part, Slot, Way

_COVERAGE, _PRECISION, _PHRASE, _ORDER = 0.60, 0.14, 0.16, 0.10
_MARKS = 0.05
# In a long sentence often only two words name the matter, so a text that the sentence contains as a whole counts too.
_CONTAINED = 0.5
# What an answer must have of the query: an everyday phrase for it; or nearly all words; or half of them, some in order.
_TOLD, _NEARLY_ALL, _HALF, _SOME_IN_ORDER = 0.6, 0.9, 0.5, 0.19
# What other offices do answers where the query has their phrase, and the phrase is a part of the query that counts.
_WHOLE, _BETWEEN, _A_QUARTER = 0.9, 2, 0.25
# How much more of what is wanted a procedure must have than a phrase of another office.
_MORE = 0.2

_DOING = words("xin làm cấp đổi mở nộp lấy gia hạn đăng ký hưởng đóng rút thi nghỉ")


class _Pair(NamedTuple):
    """Two neighbouring parts: which texts hold both, both as they stand in a text, and their weight."""

    held: Truths
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Said:
    """The query with one way chosen for each slot."""

    whole: str
    pairs: tuple[_Pair, ...]
    in_pairs: float


class _Edge(NamedTuple):
    """Where a slot begins or ends: the texts that hold such a part of any way, and the least and greatest weight of one."""

    held: Truths
    least: float
    most: float


class Query:
    """One reading of the query, compared with all texts of a catalogue."""

    def __init__(
        self, slots: Sequence[Slot], marked: Collection[str], typed: Sequence[Word], index: Index
    ) -> None:
        self._slots = slots
        self._marked = marked
        self._typed = typed
        self._index = index
        self._said: dict[int, _Said] = {}
        self._held = {part: index.held(part) for slot in slots for way in slot.ways for part in way.parts}
        # Which way of each slot each text takes, as one number of digits with changing bases.
        self._ways: NDArray[np.intp] = np.zeros(len(index.rows), dtype=np.intp)
        total = sum(slot.weight for slot in slots) or 1.0
        self.covered, matched, words_held = index.none.copy(), index.none.copy(), index.none.copy()
        self._told, self._matter = index.none.copy(), index.none.copy()
        self._shares: list[Numbers] = []
        of_matter = sum(slot.weight for slot in slots if slot.of_matter)
        for slot in slots:
            share, weight, count = self._best_ways(slot)
            if len(slot.ways) > 1 and (slot.of_matter or not of_matter):
                self._told = np.maximum(self._told, share)
            self._shares.append(share)
            if slot.of_matter:
                self._matter += slot.weight / of_matter * share
            self.covered += slot.weight / total * share
            matched += weight
            words_held += count
        self._precision = precision = np.minimum(1.0, matched / index.weights)
        contained = np.where(words_held > 1, _CONTAINED * precision, 0.0)
        self._words = _COVERAGE * np.maximum(self.covered, contained) + _PRECISION * precision
        self._factors = index.factors * np.where(index.whole, precision, 1.0)
        self.bound = self._factors * (self._words + _PHRASE * self._most_in_order() + _ORDER + ROUNDING)

    def _best_ways(self, slot: Slot) -> tuple[Numbers, Numbers, Numbers]:
        """For each text the share of the slot in its best way, and the weight and number of the words found for it."""
        share, weight, count = self._of_way(slot.ways[0])
        if len(slot.ways) == 1:
            return share, weight, count
        chosen = np.zeros(len(share), dtype=np.intp)
        for number, way in enumerate(slot.ways[1:], 1):
            its_share, its_weight, its_count = self._of_way(way)
            better = (its_share > share) & ~self._index.whole
            chosen[better] = number
            for best, its in ((share, its_share), (weight, its_weight), (count, its_count)):
                np.copyto(best, its, where=better)
        self._ways = self._ways * len(slot.ways) + chosen
        return share, weight, count

    def _of_way(self, way: Way) -> tuple[Numbers, Numbers, Numbers]:
        """For each text the share that this way has, and the weight and number of the words found for it."""
        share, weight, count = (np.zeros(len(self._index.rows)) for _ in range(3))
        for part in way.parts:
            if part.words:
                held = self._held[part]
                held.add_to(share, part.share)
                weight[held.places] += held.weight
                count[held.places] += 1
        share *= way.factor
        return share, weight, count

    def _most_in_order(self) -> Numbers:
        """The most that the neighbouring words held may be of all pairs of neighbouring words.

        A slot of which the catalogue may have no word is passed over, so several slots may stand before the next one.
        """
        most = np.zeros(len(self._index.rows))
        least = 0.0
        before: list[_Edge] = []
        last_sure: _Edge | None = None
        for slot in self._slots:
            ways = [[part for part in way.parts if part.words] for way in slot.ways]
            most += self._most_inside(slot.weight, ways)
            least += min(
                sum(slot.weight * (one.share + two.share) for one, two in pairwise(parts)) for parts in ways
            )
            first, last = (
                self._edge(slot.weight, [parts[end] for parts in ways if parts]) for end in (0, -1)
            )
            for edge in before:
                np.add(most, edge.most + first.most, out=most, where=edge.held & first.held)
            if all(ways):
                least += 0.0 if last_sure is None else last_sure.least + first.least
                before, last_sure = [last], last
            else:
                before.append(last)
        return np.minimum(1.0, most / least) if least else self._index.none + 1.0

    def _most_inside(self, weight: float, ways: Sequence[Sequence[Part]]) -> Numbers | float:
        """The most that the neighbouring words of any way may weigh in each text."""
        found = []
        for parts in ways:
            if len(parts) > 1:
                of_way = np.zeros(len(self._index.rows))
                for one, two in pairwise(parts):
                    np.add(of_way, weight * (one.share + two.share), out=of_way, where=self._both(one, two))
                found.append(of_way)
        return reduce(np.maximum, found) if found else 0.0

    def _both(self, one: Part, two: Part) -> Truths:
        return self._held[one].any & self._held[two].any

    def _edge(self, weight: float, parts: Sequence[Part]) -> _Edge:
        shares = [weight * part.share for part in parts] or [0.0]
        nowhere = self._index.none > 0
        return _Edge(
            reduce(np.logical_or, [self._held[part].any for part in parts], nowhere), min(shares), max(shares)
        )

    def score(self, number: int, least: float) -> float:
        """How well the text of this number answers, 0 to 1; some number below `least` if it is certainly below that."""
        row = self._index.rows[number]
        said = self._said_by(number)
        score = float(self._words[number]) + _PHRASE * self._in_order(number, said)
        factor = float(self._factors[number])
        if factor * (score + _ORDER) < least:
            return factor * score
        longer = len(said.whole) > len(row.text)
        score += _ORDER * (fuzz.ratio if longer else fuzz.partial_ratio)(said.whole, row.text) / 100
        if self._marked:
            # Marks that were typed count, so that "đất" does not find "dắt". Marks that were left out do no harm.
            same = sum(word in row.marked for word in self._marked)
            score -= _MARKS * (1 - same / len(self._marked))
        return max(0.0, score * factor)

    def convinces(self, number: int) -> bool:
        """Whether the text answers the query rather than having some of its words."""
        covered = float(self.covered[number])
        if self._index.whole[number]:
            whole = self._is_said_whole(number) and not (
                self._is_marked_otherwise(number) or self._is_cut_out(number)
            )
            return whole and max(covered, float(self._matter[number])) >= _A_QUARTER
        return self._has_enough(number, float(self._told[number]), min(covered, float(self._matter[number])))

    def says_more(self, number: int, other: int) -> bool:
        """Whether the text answers more of what is to be done than the other one, or an everyday phrase better.

        What is only said of how it is to be done ("bị rách", "người Nhật") is said of any paper and does not count.
        """
        if self._told_better(number, other):
            return True
        matter = float(self._matter[number])
        return matter > float(self._matter[other]) + _MORE and self._has_enough(number, 0.0, matter)

    def says_first(self, number: int, other: int) -> bool:
        """Whether the query begins what it wants with an everyday phrase for this text, before it has a word of the other.

        What is wanted comes first, and then for whom and why: "chứng nhận hộ nghèo cho con vay vốn". But where the other
        follows the word that says what is to be done, who wants it was said before: "vợ người Pháp xin visa".
        """
        better = self._told_better(number, other)
        begun = next(
            (
                place
                for place, slot in enumerate(self._slots)
                if slot.of_matter and self._shares[place][other] > 0
            ),
            len(self._slots),
        )
        if not better or better[0] >= begun:
            return False
        return not self._says_what_to_do(begun - 1) or any(map(self._says_what_to_do, range(better[0] + 1)))

    def _says_what_to_do(self, place: int) -> bool:
        """Whether a word of the slot says what is to be done with what follows it."""
        return any(agrees(part.typed, doing) for part in self._slots[place].ways[0].parts for doing in _DOING)

    def _told_better(self, number: int, other: int) -> list[int]:
        """The places of the everyday phrases that tell this text better than the other."""
        return [
            place
            for place, slot in enumerate(self._slots)
            if slot.of_matter
            and len(slot.ways) > 1
            and _TOLD <= self._shares[place][number] > self._shares[place][other]
        ]

    def _has_enough(self, number: int, told: float, covered: float) -> bool:
        return (
            told >= _TOLD
            or covered >= _NEARLY_ALL
            or (covered >= _HALF and self._in_order(number, self._said_by(number)) >= _SOME_IN_ORDER)
        )

    def _is_marked_otherwise(self, number: int) -> bool:
        """Whether a word that was typed with marks has others in the text: "thuê" is not "thuế"."""
        for written in words(self._index.rows[number].marked):
            typed = [word for word in self._typed if word.folded == written.folded]
            if typed and not any(not word.marks or word == written for word in typed):
                return True
        return False

    def _is_said_whole(self, number: int) -> bool:
        """Whether nearly all words of the text stand in the query near each other, and two words in their order.

        A word said twice is one: "trường này trường kia" is not "trường chuyên".
        """
        row = self._index.rows[number]
        said = list(dict.fromkeys(row.text.split()))
        typed = [{word for word, _, _ in part.words} for slot in self._slots for part in slot.ways[0].parts]
        places = {word: [place for place, may_be in enumerate(typed) if word in may_be] for word in said}
        there = {word: at for word, at in places.items() if at}
        if self._index.weigh(there) < _WHOLE * row.weight:
            return False
        if len(there) == len(said) == 2 and min(there[said[0]]) > max(there[said[1]]):
            return False
        furthest = len(said) + _BETWEEN
        return any(
            all(any(start <= place < start + furthest for place in at) for at in there.values())
            for start in chain.from_iterable(there.values())
        )

    def _is_cut_out(self, number: int) -> bool:
        """Whether the query has the text only with half of a pair of words: "sửa điện" is not in "sửa điện thoại"."""
        said = f" {' '.join(word.folded for word in self._typed)} "
        before, found, after = said.partition(self._index.rows[number].text)
        if not found:
            return False
        inside = found.split()
        ends = ([*before.split()[-1:], inside[0]], [inside[-1], *after.split()[:1]])
        return any(" ".join(pair) in self._index.bound for pair in ends)

    def _in_order(self, number: int, said: _Said) -> float:
        """How many of the query's pairs of neighbouring words stand so in the text; of one word, how much it holds."""
        if not said.in_pairs:
            return float(self.covered[number])
        text = self._index.rows[number].text
        return (
            sum(pair.weight for pair in said.pairs if pair.text in text and pair.held[number]) / said.in_pairs
        )

    def _said_by(self, number: int) -> _Said:
        """The query in the ways that the text takes. Many texts take the same, so it is worked out once."""
        ways = int(self._ways[number])
        known = self._said.get(ways)
        if known is None:
            chosen = self._chosen(ways)
            parts = [
                (part, slot.weight * part.share)
                for slot, way in zip(self._slots, chosen, strict=True)
                for part in way.parts
                if part.words
            ]
            pairs = tuple(
                _Pair(self._both(one, two), f" {one.said} {two.said}", weight + more)
                for (one, weight), (two, more) in pairwise(parts)
            )
            whole = " ".join(part.said for part, _ in parts)
            known = self._said[ways] = _Said(whole, pairs, sum(pair.weight for pair in pairs))
        return known

    def _chosen(self, ways: int) -> list[Way]:
        """The way of each slot; the last slot's is the lowest digit."""
        chosen = []
        for slot in reversed(self._slots):
            ways, way = divmod(ways, len(slot.ways))
            chosen.append(slot.ways[way])
        return chosen[::-1]
