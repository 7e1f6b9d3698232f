"""The procedure matcher of kiosk and server: forgiving search over a catalogue held in memory.

Accents, letter case, raw Telex, glued or half-typed words and single slips do not matter. The caller
hands the catalogue in.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from shared.search.aliases import ENGLISH, Aliases, Word, read_aliases, words
from shared.search.aliases import aliases as made
from shared.search.best import Best
from shared.search.elsewhere import Elsewhere, everyday_words, not_done_here, read_elsewhere
from shared.search.groups import Group, grouped, matter_of, read_matters
from shared.search.held import Index
from shared.search.meaning import Slot, readings
from shared.search.names import essence, same
from shared.search.scoring import Query
from shared.search.texts import bound_pairs, rows_of, said_of, texts_of, vocabulary_of
from shared.search.words import Term, terms
from shared.text.alphabet import comparable, fold

_CODE = re.compile(r"^\s*\d+[.,]\d+\s*$")
_LONGEST_QUERY = 200
# The first places are exact. So many texts are scored in any case, and so many for each place that is asked for.
_SURE_PLACES, _AT_LEAST, _FOR_EACH = 10, 100, 3
_FITS = 0.5
# The least score that is shown: alone, and as a share of the best score. Sentences have lower limits, since no text covers
# all of a sentence.
_LEAST, _LEAST_IN_SENTENCES = (0.4, 0.6), (0.15, 0.4)
_FEW = 3
_NEAR_BEST, _MOST_ELSEWHERE = 0.95, 3
_OTHERS_AHEAD = 1.2
_BUT_FOR_EMPTY = 0.99
# A catalogue in which no more than these of the matters of other offices are missing is that of a country.
_FEW_LEFT = 0.1
_SURE = 0.82
_LOOSE = 0.92
_MOST_GUESSED = 5


@dataclass(frozen=True)
class Hit:
    """A procedure found: its id and how well it fits, 0 to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The procedures found, best first, how many fit in all, and, where other offices do it, which: then nothing is found."""

    hits: tuple[Hit, ...]
    total: int
    elsewhere: tuple[Elsewhere, ...] = ()


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
        elsewhere: Sequence[Elsewhere] | None = None,
    ) -> None:
        self._aliases = _shipped()[0] if aliases is None else aliases
        self._english = _shipped()[1] if english is None else english
        self._ids = [str(procedure["id"]) for procedure in procedures]
        others = _shipped()[2] if elsewhere is None else elsewhere
        names = [str(procedure["name"]) for procedure in procedures]
        self._elsewhere = not_done_here(others, names)
        self._of_country = len(self._elsewhere) <= _FEW_LEFT * len(others)
        said_here = everyday_words(others, names)
        matters = read_matters()
        self._matters = {str(procedure["id"]): matter_of(procedure, matters) for procedure in procedures}
        self._codes: dict[str, list[int]] = {}
        self._of_field: dict[str, list[int]] = {}
        self._named: dict[str, list[tuple[tuple[Word, ...], int]]] = {}
        for index, procedure in enumerate(procedures):
            self._codes.setdefault(str(procedure.get("code") or ""), []).append(index)
            self._of_field.setdefault(str(procedure.get("field") or ""), []).append(index)
            for name in dict.fromkeys(str(procedure.get(key) or "") for key in ("short_name", "name")):
                self._name(words(name), index)
        # Matters of other offices are searched with the catalogue's own, and numbered after them: the better one answers.
        texts = [text for index, procedure in enumerate(procedures) for text in texts_of(index, procedure)]
        for index, other in enumerate(self._elsewhere, len(procedures)):
            texts += said_of(index, other.said)
        self._aliases = self._aliases.beside(
            (one for other in self._elsewhere for one in other.said), made(said_here)
        )
        besides = self._aliases.vocabulary | self._english.vocabulary
        self._vocabulary = vocabulary_of(texts, besides)
        self._index = Index(rows_of(texts, self._vocabulary), self._vocabulary.weight, bound_pairs(texts))
        self._procedure_of = np.array([row.procedure for row in self._index.rows], dtype=int)

    def search(self, text: str, field: str | None = None, limit: int = 20) -> tuple[list[Hit], int]:
        """The best procedures for the text, best first, at most `limit`, and how many fit in all."""
        answer = self.answer(text, field, limit)
        return list(answer.hits), answer.total

    def answer(self, text: str, field: str | None = None, limit: int = 20) -> Answer:
        """The best procedures for the text, best first, at most `limit`; or that it is done elsewhere.

        An empty text lists the catalogue (or the field) in its own order; an exact code finds its procedure.
        """
        text = text[:_LONGEST_QUERY]
        if not fold(text):
            everything = range(len(self._ids)) if field is None else self._of_field.get(field, [])
            return Answer(tuple(Hit(self._ids[index], 1.0) for index in everything[:limit]), len(everything))
        if _CODE.match(text):
            return self._by_code(text.strip().replace(",", "."), field, limit)
        read = self._read(text, loose=False)
        found, total = self._ranked(text, read, field, limit)
        theirs = bool(found) and next(iter(found)) >= len(self._ids)
        if not theirs and self._may_have_slipped(words(text)) and next(iter(found.values()), 0.0) < _SURE:
            loose = self._read(text, loose=True)
            again, more = self._ranked(text, loose, field, limit) if loose != read else ({}, 0)
            if again and _LOOSE * next(iter(again.values())) > next(iter(found.values()), 0.0):
                found, total = again, more
        named = self._by_name(text, read, field)
        if found and not named and next(iter(found)) >= len(self._ids):
            return Answer((), 0, self._done_by(found))
        here = named | {index: score for index, score in found.items() if index < len(self._ids)}
        hits = tuple(Hit(self._ids[index], round(score, 4)) for index, score in here.items())
        return Answer(hits[:limit], max(total, len(hits)))

    def _may_have_slipped(self, typed: Sequence[Word]) -> bool:
        """Whether even words of the catalogue may be slips of other words: in short texts, mostly typed without marks."""
        marked = sum(bool(word.marks) for word in typed)
        bare = sum(not word.marks and self._vocabulary.lacks_marks(word.folded) for word in typed)
        return len(typed) <= _MOST_GUESSED and marked <= bare

    def _done_by(self, found: Mapping[int, float]) -> tuple[Elsewhere, ...]:
        """The matters of other offices that answer about as well as the best one, which comes first."""
        best = next(iter(found.values()))
        near = [
            index for index, score in found.items() if index >= len(self._ids) and score >= _NEAR_BEST * best
        ]
        return tuple(self._elsewhere[index - len(self._ids)] for index in near[:_MOST_ELSEWHERE])

    def groups(self, text: str, hits: Sequence[Hit]) -> list[Group]:
        """The hits of this text grouped by matter if the text is ambiguous; empty if it is clear or a code."""
        if _CODE.match(text):
            return []
        return grouped(text, [(hit.id, hit.score, self._matters[hit.id]) for hit in hits])

    def _name(self, name: Sequence[Word], index: int) -> None:
        for one in {tuple(name), essence(name)}:
            if one:
                self._named.setdefault(" ".join(word.folded for word in one), []).append((one, index))

    def _read(self, text: str, loose: bool) -> list[Term]:
        return terms(words(text), not text[-1:].isspace(), self._vocabulary, loose)

    def _by_name(self, text: str, read: Sequence[Term], field: str | None) -> dict[int, float]:
        """The procedures whose name is the text, but for words that say nothing, with their score.

        Those that say nothing else come first, however the words of the name weigh.
        """
        typed = tuple(words(text))
        asked = [(typed, 1.0), (essence(typed), _BUT_FOR_EMPTY)]
        if all(term.sure for term in read):
            asked.append((essence([Word(term.said, frozenset()) for term in read]), _BUT_FOR_EMPTY))
        found: dict[int, float] = {}
        for one, score in asked:
            for name, index in self._named.get(" ".join(word.folded for word in one), ()):
                if same(one, name) and (field is None or index in self._of_field.get(field, ())):
                    found.setdefault(index, score)
        return found

    def _by_code(self, code: str, field: str | None, limit: int) -> Answer:
        exact = self._codes.get(code, [])
        found = exact or [
            index for known, same in self._codes.items() if known.startswith(code) for index in same
        ]
        if field is not None:
            allowed = set(self._of_field.get(field, []))
            found = [index for index in found if index in allowed]
        score = 1.0 if exact else 0.9
        return Answer(tuple(Hit(self._ids[index], score) for index in found[:limit]), len(found))

    def _ranked(
        self, text: str, read: Sequence[Term], field: str | None, limit: int
    ) -> tuple[dict[int, float], int]:
        """Procedures by score, best first, and how many of the catalogue's own cover the query well enough.

        Where even the best of these only has some of the query's words, none of them is an answer; but a catalogue that
        has nearly all matters of other offices is that of a country, and then a poor answer is better than none.
        The first _SURE_PLACES are those that would be there if every text was scored.
        """
        marked, typed = _marked_words(text), words(text)
        alone, of_best = _LEAST if len(typed) <= _FEW else _LEAST_IN_SENTENCES
        best = Best(_SURE_PLACES, alone)
        allowed = self._allowed(field)
        most = max(_AT_LEAST, _FOR_EACH * limit)
        fitting: set[int] = set()
        found_by: dict[int, tuple[Query, int]] = {}
        left_out = False
        queries = [Query(slots, marked, typed, self._index) for slots in self._readings(read, marked)]
        # Of the readings the one that promises most goes first: after it hardly any text of the others has to be read.
        for query in sorted(queries, key=lambda one: -float(one.bound.max(initial=0.0))):
            bound = np.where(allowed, query.bound, 0.0)
            fitting.update(self._procedure_of[(query.covered >= _FITS) & (bound >= alone)].tolist())
            possible = np.flatnonzero(bound >= alone)
            for scored, number in enumerate(possible[np.argsort(-bound[possible])].tolist()):
                if bound[number] < best.least and scored >= most:
                    left_out = True
                    break
                procedure = int(self._procedure_of[number])
                score = query.score(number, best.least if scored >= most else 0.0)
                may_be_poor = self._of_country and procedure < len(self._ids)
                if score < alone or not (may_be_poor or query.convinces(number)):
                    continue
                if best.take(procedure, score):
                    found_by[procedure] = query, number
        good, ahead = self._beside_others(best.scores, found_by)
        least = of_best * max(good.values(), default=0.0)
        placed = {one: score * (ahead if one >= len(self._ids) else 1.0) for one, score in good.items()}
        ranked = dict(sorted(good.items(), key=lambda item: (-placed[item[0]], item[0])))
        ranked = {procedure: score for procedure, score in ranked.items() if score >= least}
        own = {procedure for procedure in ranked if procedure < len(self._ids)}
        counted = fitting | own if left_out and own else own
        return ranked, sum(procedure < len(self._ids) for procedure in counted)

    def _beside_others(
        self, good: Mapping[int, float], found_by: Mapping[int, tuple[Query, int]]
    ) -> tuple[dict[int, float], float]:
        """The procedures that say more than the phrases of other offices do, and by how much these phrases are ahead.

        A phrase of another office that stands whole in the query says more than everyday words that may mean ours, but not
        where such words come first.
        """
        theirs = [found_by[one][1] for one in good if one >= len(self._ids)]
        if not theirs:
            return dict(good), 1.0

        def holds(one: int, says: Callable[[Query, int, int], bool]) -> bool:
            query, number = found_by[one]
            return all(says(query, number, other) for other in theirs)

        left = {
            one: score for one, score in good.items() if one >= len(self._ids) or holds(one, Query.says_more)
        }
        own = max((one for one in left if one < len(self._ids)), key=left.__getitem__, default=None)
        return left, 1.0 if own is not None and holds(own, Query.says_first) else _OTHERS_AHEAD

    def _readings(self, read: Sequence[Term], marked: Collection[str]) -> list[list[Slot]]:
        english = None if marked else self._english
        return readings(read, self._aliases, english, self._vocabulary, self._index.holds)

    def _allowed(self, field: str | None) -> NDArray[np.bool_]:
        """The texts that may answer: those of the field, and what is done elsewhere."""
        others = self._procedure_of >= len(self._ids)
        return others | (
            True if field is None else np.isin(self._procedure_of, self._of_field.get(field, []))
        )


@cache
def _shipped() -> tuple[Aliases, Aliases, tuple[Elsewhere, ...]]:
    """The everyday names, the English words and the matters of other offices that come with the program, read once."""
    return read_aliases(), read_aliases(ENGLISH), read_elsewhere()


def _marked_words(text: str) -> frozenset[str]:
    """The words that were typed with Vietnamese marks."""
    words = re.split(r"[^\w]+", comparable(text))
    return frozenset(word for word in words if not word.isascii())
