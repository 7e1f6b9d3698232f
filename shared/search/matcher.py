"""The procedure matcher of kiosk and server: forgiving search over a catalogue held in memory.

Accents, letter case, raw Telex, glued or half-typed words and single slips do not matter. The caller
hands the catalogue in.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz

from shared.search.aliases import ENGLISH, Aliases, read_aliases, words
from shared.search.groups import Group, grouped, matter_of, read_matters
from shared.search.meaning import Slot, readings
from shared.search.row_weights import FULL, RowWeights, members
from shared.search.words import Vocabulary, terms
from shared.text.alphabet import comparable, fold

_CODE = re.compile(r"^\s*\d+[.,]\d+\s*$")
_LONGEST_QUERY = 200
_MOST_RANKED = 100
_FITS, _WORTH_RANKING = 0.5, 0.08
# The least score that is shown: alone, and as a share of the best score. Sentences have lower limits, since no text covers
# all of a sentence.
_LEAST, _LEAST_IN_SENTENCES = (0.4, 0.6), (0.15, 0.4)
_FEW = 3
_COVERAGE, _PRECISION, _PHRASE, _ORDER = 0.60, 0.14, 0.16, 0.10
_MARKS = 0.05
_CONTAINED = 0.5
_SURE = 0.82
_LOOSE = 0.92
_MOST_GUESSED = 5


@dataclass(frozen=True)
class Hit:
    """A procedure found: its id and how well it fits, 0 to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class _Row:
    """One searchable text of a procedure: a name, a synonym, or all its words together."""

    procedure: int
    text: str
    """The folded text between spaces, so that " word " is found in it. Sets of words would take three times the memory."""
    weight: float
    factor: float
    marked: str


class Matcher:
    """Finds procedures by what people say. Built once for a catalogue; searching changes nothing in it.

    A procedure is a mapping with `id` and `name`, and where known `code`, `short_name`, `field` (an id),
    `field_name` and `synonyms` (a list).
    """

    def __init__(
        self,
        procedures: Sequence[Mapping[str, object]],
        aliases: Aliases | None = None,
        english: Aliases | None = None,
    ) -> None:
        self._aliases = _shipped()[0] if aliases is None else aliases
        self._english = _shipped()[1] if english is None else english
        self._ids = [str(procedure["id"]) for procedure in procedures]
        matters = read_matters()
        self._matters = {str(procedure["id"]): matter_of(procedure, matters) for procedure in procedures}
        self._codes: dict[str, list[int]] = {}
        self._of_field: dict[str, list[int]] = {}
        self._named: dict[str, list[int]] = {}
        texts: list[tuple[int, str, float, str]] = []
        for index, procedure in enumerate(procedures):
            self._codes.setdefault(str(procedure.get("code") or ""), []).append(index)
            self._of_field.setdefault(str(procedure.get("field") or ""), []).append(index)
            self._named.setdefault(fold(str(procedure["name"])), []).append(index)
            texts += _texts(index, procedure)
        # Short texts come first, so that among texts with equal scores the plainer name is shown.
        texts.sort(key=lambda row: len(row[1]))
        self._postings, counts = _postings([text for _, text, _, _ in texts])
        besides = self._aliases.vocabulary | self._english.vocabulary
        self._vocabulary = Vocabulary(counts, len(texts), besides, _written(procedures))
        self._rows = [
            _Row(index, f" {text} ", sum(map(self._vocabulary.weight, set(text.split()))), factor, marked)
            for index, text, factor, marked in texts
        ]
        self._field_rows: dict[str, int] = {}
        fields = {index: field for field, members_ in self._of_field.items() for index in members_}
        for number, row in enumerate(self._rows):
            field = fields[row.procedure]
            self._field_rows[field] = self._field_rows.get(field, 0) | 1 << number

    def search(self, text: str, field: str | None = None, limit: int = 20) -> tuple[list[Hit], int]:
        """The best procedures for the text, best first, at most `limit`, and how many fit in all.

        An empty text lists the catalogue (or the field) in its own order; an exact code finds its procedure.
        """
        text = text[:_LONGEST_QUERY]
        if not fold(text):
            everything = range(len(self._ids)) if field is None else self._of_field.get(field, [])
            return [Hit(self._ids[index], 1.0) for index in everything[:limit]], len(everything)
        if _CODE.match(text):
            return self._by_code(text.strip().replace(",", "."), field, limit)
        found, total = self._ranked(text, field, limit, loose=False)
        if _may_have_slipped(text) and next(iter(found.values()), 0.0) < _SURE:
            again, more = self._ranked(text, field, limit, loose=True)
            if again and _LOOSE * next(iter(again.values())) > next(iter(found.values()), 0.0):
                found, total = again, more
        found = self._by_name(text, field) | found
        hits = [Hit(self._ids[index], round(score, 4)) for index, score in found.items()]
        return hits[:limit], max(total, len(hits))

    def groups(self, text: str, hits: Sequence[Hit]) -> list[Group]:
        """The hits of this text grouped by matter if the text is ambiguous; empty if it is clear or a code."""
        if _CODE.match(text):
            return []
        return grouped(text, [(hit.id, hit.score, self._matters[hit.id]) for hit in hits])

    def _by_name(self, text: str, field: str | None) -> dict[int, float]:
        """The procedures whose whole name is the text, with their score, however the words of the name weigh."""
        exact = self._named.get(fold(text), [])
        return {index: 1.0 for index in exact if field is None or index in self._of_field.get(field, [])}

    def _by_code(self, code: str, field: str | None, limit: int) -> tuple[list[Hit], int]:
        exact = self._codes.get(code, [])
        found = exact or [
            index for known, same in self._codes.items() if known.startswith(code) for index in same
        ]
        if field is not None:
            allowed = set(self._of_field.get(field, []))
            found = [index for index in found if index in allowed]
        score = 1.0 if exact else 0.9
        return [Hit(self._ids[index], score) for index in found[:limit]], len(found)

    def _ranked(self, text: str, field: str | None, limit: int, loose: bool) -> tuple[dict[int, float], int]:
        """Procedures by score, best first, and the number of procedures that cover the query well enough."""
        typed = words(text)
        open_end = not text[-1:].isspace()
        marked = _marked_words(text)
        english = None if marked else self._english
        found = terms(typed, open_end, self._vocabulary, loose)
        most = max(_MOST_RANKED, 3 * limit)
        best: dict[int, float] = {}
        fitting = 0
        for slots in readings(found, self._aliases, english, self._vocabulary):
            heaviest, enough = self._candidates(slots, field, most)
            fitting |= enough
            query = _Query(slots, marked)
            for index in members(heaviest):
                row = self._rows[index]
                score = query.score(row, self._vocabulary)
                if score > best.get(row.procedure, 0.0):
                    best[row.procedure] = score
        alone, of_best = _LEAST if len(typed) <= _FEW else _LEAST_IN_SENTENCES
        least = max(alone, of_best * max(best.values(), default=0.0))
        good = ((procedure, score) for procedure, score in best.items() if score >= least)
        ranked = dict(sorted(good, key=lambda item: (-item[1], item[0])))
        # If too many procedures fit to be ranked one by one, all that fit are counted.
        if fitting.bit_count() <= most:
            return ranked, len(ranked)
        return ranked, len({self._rows[row].procedure for row in members(fitting)} | ranked.keys())

    def _candidates(self, slots: Sequence[Slot], field: str | None, most: int) -> tuple[int, int]:
        """The rows to rank, at most `most`, and all rows that cover enough of the query, as bit sets.

        A row that has two ways of a phrase is counted twice here; the score afterwards takes the better way.
        """
        total = sum(slot.weight for slot in slots) or 1.0
        weights = RowWeights()
        for slot in slots:
            worth: dict[tuple[str, str], float] = {}
            for way in slot.ways:
                for part in way.parts:
                    for word, _, close in part.words:
                        value = slot.weight * way.factor * part.share * close / total
                        worth[part.said, word] = max(worth.get((part.said, word), 0.0), value)
            rows: dict[str, dict[int, int]] = {}
            for (said, word), value in worth.items():
                group = rows.setdefault(said, {})
                level = round(FULL * value)
                group[level] = group.get(level, 0) | self._postings.get(word, 0)
            for group in rows.values():
                seen = 0
                for level in sorted(group, reverse=True):
                    weights.add(group[level] & ~seen, level)
                    seen |= group[level]
        allowed = -1 if field is None else self._field_rows.get(field, 0)
        worth_ranking = weights.at_least(round(FULL * _WORTH_RANKING)) & allowed
        return weights.heaviest(worth_ranking, most), weights.at_least(round(FULL * _FITS)) & allowed


@cache
def _shipped() -> tuple[Aliases, Aliases]:
    """The everyday names and the English words that come with the program, read once."""
    return read_aliases(), read_aliases(ENGLISH)


def _texts(index: int, procedure: Mapping[str, object]) -> list[tuple[int, str, float, str]]:
    name = str(procedure["name"])
    short = str(procedure.get("short_name") or "")
    synonyms = _synonyms(procedure)
    field = str(procedure.get("field_name") or "")
    texts = {fold(short or name): (1.0, short or name)}
    texts.setdefault(fold(name), (0.99, name))
    for synonym in synonyms:
        texts.setdefault(fold(synonym), (0.985, synonym))
    everything = " ".join([short, name, *synonyms, field])
    texts.setdefault(fold(everything), (0.88, everything))
    return [(index, text, factor, comparable(marked)) for text, (factor, marked) in texts.items() if text]


def _synonyms(procedure: Mapping[str, object]) -> list[str]:
    given = procedure.get("synonyms")
    return [str(synonym) for synonym in given] if isinstance(given, Sequence) else []


def _written(procedures: Sequence[Mapping[str, object]]) -> dict[str, set[frozenset[str]]]:
    """How each word of the names is written: the marks of each of its forms. Synonyms without marks are not used."""
    forms: dict[str, set[frozenset[str]]] = {}
    for procedure in procedures:
        texts = [procedure["name"], procedure.get("short_name"), *_synonyms(procedure)]
        for text in texts:
            found = words(str(text or ""))
            if any(word.marks for word in found):
                for word in found:
                    forms.setdefault(word.folded, set()).add(word.marks)
    return forms


def _may_have_slipped(text: str) -> bool:
    """Whether even words of the catalogue may be slips of other words: in short texts, mostly without marks."""
    typed = words(text)
    return len(typed) <= _MOST_GUESSED and 2 * sum(bool(word.marks) for word in typed) <= len(typed)


def _marked_words(text: str) -> frozenset[str]:
    """The words that were typed with Vietnamese marks."""
    words = re.split(r"[^\w]+", comparable(text))
    return frozenset(word for word in words if not word.isascii())


def _postings(texts: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """For each word the rows that hold it, as a bit set, and how many rows that are."""
    rows: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for word in set(text.split()):
            rows.setdefault(word, []).append(number)
    size = len(texts) // 8 + 1
    postings: dict[str, int] = {}
    for word, numbers in rows.items():
        bits = bytearray(size)
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        postings[word] = int.from_bytes(bits, "little")
    return postings, {word: len(numbers) for word, numbers in rows.items()}


@dataclass(frozen=True, slots=True)
class _Said:
    """The query with one way chosen for each slot."""

    whole: str
    pairs: tuple[tuple[int, int, str, float], ...]
    """Two neighbouring parts: their places, the text of both as it stands in a row, and their weight."""
    in_pairs: float


class _Query:
    """One reading of the query, prepared for scoring many rows."""

    def __init__(self, slots: Sequence[Slot], marked: Collection[str]) -> None:
        self._slots = slots
        self._total = sum(slot.weight for slot in slots) or 1.0
        self._marked = marked
        self._said: dict[tuple[int, ...], _Said] = {}

    def score(self, row: _Row, vocabulary: Vocabulary) -> float:
        """How well the row answers, 0 to 1: by how much of the query it holds, how little else, and in which order."""
        text = row.text
        covered = 0.0
        hits: list[str] = []
        ways: list[int] = []
        for slot in self._slots:
            share, way, found = _best_way(slot, text)
            covered += slot.weight * share
            hits += found
            ways.append(way)
        covered /= self._total
        held = set(hits)
        held.discard("")
        matched = sum(map(vocabulary.weight, held))
        precision = min(1.0, matched / row.weight)
        said = self._as_said(tuple(ways))
        phrase = covered
        if said.in_pairs:
            phrase = (
                sum(
                    weight
                    for one, two, pair, weight in said.pairs
                    if hits[one] and hits[two] and pair in text
                )
                / said.in_pairs
            )
        longer = len(said.whole) > len(text)
        order = (fuzz.ratio if longer else fuzz.partial_ratio)(said.whole, text) / 100
        # In a long sentence often only two words name the matter, so a text that the sentence contains as a whole counts too.
        contained = _CONTAINED * precision if len(held) > 1 else 0.0
        score = (
            _COVERAGE * max(covered, contained) + _PRECISION * precision + _PHRASE * phrase + _ORDER * order
        )
        if self._marked:
            # Marks that were typed count, so that "đất" does not find "dắt". Marks that were left out do no harm.
            same = sum(word in row.marked for word in self._marked)
            score -= _MARKS * (1 - same / len(self._marked))
        return max(0.0, score * row.factor)

    def _as_said(self, ways: tuple[int, ...]) -> _Said:
        """The query for these ways. Many rows choose the same ways, so it is worked out once."""
        known = self._said.get(ways)
        if known is None:
            parts = [
                (part, slot.weight * part.share)
                for slot, way in zip(self._slots, ways, strict=True)
                for part in slot.ways[way].parts
            ]
            sayable = [(place, part.said, weight) for place, (part, weight) in enumerate(parts) if part.words]
            pairs = tuple(
                (one, two, f" {first} {second}", weight + more)
                for (one, first, weight), (two, second, more) in pairwise(sayable)
            )
            whole = " ".join(word for _, word, _ in sayable)
            known = self._said[ways] = _Said(whole, pairs, sum(weight for *_, weight in pairs))
        return known


def _best_way(slot: Slot, text: str) -> tuple[float, int, list[str]]:
    """How much of the phrase the text holds in the best of its ways, that way, and the words found ("" if missing)."""
    best, chosen, found = -1.0, 0, []
    for number, way in enumerate(slot.ways):
        share = 0.0
        hits = []
        for part in way.parts:
            hit = ""
            if part.start in text:
                for word, between, close in part.words:
                    if between in text:
                        share += part.share * close
                        hit = word
                        break
            hits.append(hit)
        share *= way.factor
        if share > best:
            best, chosen, found = share, number, hits
    return best, chosen, found
