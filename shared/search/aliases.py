"""The everyday words that people use for what the catalogue calls otherwise, read from config/aliases.csv and english.csv.

`alias,means`: phrases, and the catalogue's words that they stand for, alternatives between "|". An empty meaning is a
phrase that says nothing about the matter ("tôi muốn"), "~" one that says little ("con"), and "~" before a meaning one that
says how something is to be done rather than what ("bị rách", "người Nhật"). `<người>` stands for any word of the class that
a row `<người>,bố|mẹ` defines, "…" for up to three words in between.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from sys import intern
from unicodedata import normalize

from shared.text.alphabet import comparable, fold, folded_words

CONFIG = Path(__file__).resolve().parents[2] / "config"
SHIPPED = CONFIG / "aliases.csv"
ENGLISH = CONFIG / "english.csv"
SAYS_LITTLE = "~"
_GAP = "…"
_FURTHEST = 3
_ELEMENT = re.compile(r"<[^>]+>|…|[^\s<>…]+")
_WORD = re.compile(r"\w+")
# Hỏi and ngã sound alike in half of the country, and so people mix them up in writing as well.
# The marks that make another letter: of â, ă, ơ and đ.
_OF_LETTERS = frozenset("\u0302\u0306\u031bđ")
_ALIKE = str.maketrans({"\u0303": "\u0309"})

Spans = dict[str, dict[int, list[int]]]


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its folded letters, and how it was written."""

    folded: str
    marks: frozenset[str]
    beginning: str = field(default="", compare=False)
    """What longer words begin with that begin like this one, where it differs: "quy" of the word "qui", as in "quyết"."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A pattern of words, classes and gaps, and the folded words that it stands for, as a tuple of alternatives."""

    pattern: tuple[Word | str, ...]
    meanings: tuple[tuple[str, ...], ...]
    says_little: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The aliases that match exactly the words at these places of a text, in the order of the files."""

    places: tuple[int, ...]
    aliases: tuple[Alias, ...]

    @property
    def meanings(self) -> tuple[tuple[str, ...], ...]:
        """The meanings of all these aliases, each once."""
        return tuple(dict.fromkeys(meaning for alias in self.aliases for meaning in alias.meanings))


def words(text: str) -> list[Word]:
    """The words of a text, each with the marks with which it was written."""
    return [word for token in _WORD.findall(comparable(text)) for word in _words_of(token)]


@lru_cache(maxsize=4096)
def _words_of(token: str) -> tuple[Word, ...]:
    """The words of a run of letters and digits: usually one, but some signs fold to several. Cached, as words repeat."""
    parts = folded_words(token)
    marks = _marks(token) if len(parts) == 1 else _same_set("")
    return tuple(
        Word(intern(part.whole), marks, "" if part.beginning == part.whole else part.beginning)
        for part in parts
    )


def _marks(token: str) -> frozenset[str]:
    signs = normalize("NFD", token).translate(_ALIKE)
    return _same_set("".join(sorted({sign for sign in signs if not sign.isascii()})))


@cache
def _same_set(signs: str) -> frozenset[str]:
    """The set of these marks, the same object for equal sets, so that a word takes memory for its letters only."""
    return frozenset(signs)


def agrees(typed: Word, meant: Word) -> bool:
    """Whether the typed word may be the word `meant`: all of its marks may be missing, but they may not be others."""
    return typed.folded == meant.folded and may_be_written(typed.marks, meant.marks)


def may_be_written(typed: frozenset[str], marks: frozenset[str]) -> bool:
    """Whether what was typed with these marks may have the others: with none, or without the tone.

    Who types a tone has typed the letter: "đèn" is not "đền", "làm" is not "lầm", and "dược" is not "được".
    """
    return not typed or (typed <= marks and not (marks - typed) & _OF_LETTERS)


class Aliases:
    """All aliases of some files, found in a text together."""

    def __init__(
        self,
        rows: Sequence[Alias],
        classes: Mapping[str, Sequence[tuple[Word, ...]]],
        names: Iterable[tuple[Word, ...]] = (),
    ) -> None:
        self.rows = rows
        self._classes = classes
        self._names: dict[str, list[tuple[Word, ...]]] = {}
        for phrase in names:
            self._names.setdefault(phrase[0].folded, []).append(phrase)
        self._members: dict[str, list[tuple[str, tuple[Word, ...]]]] = {}
        for name, members in classes.items():
            for member in members:
                self._members.setdefault(member[0].folded, []).append((name, member))
        held = Counter(chain.from_iterable(_needs(alias) for alias in rows))
        # An alias is compared with a text only if the alias's rarest part is in the text.
        self._by_rarest: dict[str, list[int]] = {}
        for number, alias in enumerate(rows):
            needs = _needs(alias)
            self._by_rarest.setdefault(min(needs, key=lambda part: (held[part], part)), []).append(number)
        own = (part.folded for alias in rows for part in alias.pattern if isinstance(part, Word))
        theirs = (word.folded for members in classes.values() for member in members for word in member)
        self.vocabulary = frozenset(chain(own, theirs))
        """Every folded word of an alias or a class."""

    def beside(self, phrases: Iterable[str], more: "Aliases") -> "Aliases":
        """These and more, none of which is cut out of one of the phrases.

        Beside the phrase "hộ chiếu", "lấy hộ" is not in "lấy hộ chiếu".
        """
        names = dict.fromkeys(tuple(words(phrase)) for phrase in phrases)
        return Aliases([*self.rows, *more.rows], self._classes, (name for name in names if len(name) > 1))

    def find(self, text: Sequence[Sequence[Word]]) -> list[Found]:
        """The aliases in the text, those of most words first taken, none sharing a word with another.

        Each word of the text comes with the readings that it may have.
        """
        spans = self._spans(text)
        present = {reading.folded for readings in text for reading in readings} | spans.keys()
        candidates: dict[tuple[int, ...], list[int]] = {}
        for part in present:
            for number in self._by_rarest.get(part, ()):
                if _needs(self.rows[number]) <= present:
                    for start in range(len(text)):
                        places = _match(self.rows[number].pattern, text, spans, start)
                        if places is not None:
                            candidates.setdefault(places, []).append(number)
        taken: set[int] = set()
        chosen = []
        names = self._named(text)
        for places in sorted(candidates, key=lambda one: self._rank(one, candidates[one], text)):
            if taken.isdisjoint(places) and not any(_cuts(places, name) for name in names):
                taken.update(places)
                chosen.append(
                    Found(places, tuple(self.rows[number] for number in sorted(candidates[places])))
                )
        return sorted(chosen, key=lambda found: found.places)

    def _rank(
        self, places: tuple[int, ...], numbers: Sequence[int], text: Sequence[Sequence[Word]]
    ) -> tuple[object, ...]:
        """By which the aliases are taken, the least first: of equally long ones, that of which most words were typed so."""
        typed = {text[place][0].folded for place in places}
        guessed = min(
            sum(isinstance(part, str) or part.folded not in typed for part in self.rows[number].pattern)
            for number in numbers
        )
        return -len(places), places[-1] - places[0], guessed, places

    def _named(self, text: Sequence[Sequence[Word]]) -> list[range]:
        """Where names stand."""
        return [
            range(start, start + len(name))
            for start, readings in enumerate(text)
            for first in {reading.folded for reading in readings}
            for name in self._names.get(first, ())
            if start + len(name) <= len(text)
            and all(_may_be(text[start + offset], word) for offset, word in enumerate(name))
        ]

    def _spans(self, text: Sequence[Sequence[Word]]) -> Spans:
        """Where members of the classes stand: by class and first place, the places after the member, farthest first."""
        spans: Spans = {}
        for place, readings in enumerate(text):
            for start in {reading.folded for reading in readings}:
                for name, member in self._members.get(start, ()):
                    end = place + len(member)
                    if end <= len(text) and all(
                        _may_be(text[place + offset], word) for offset, word in enumerate(member)
                    ):
                        spans.setdefault(name, {}).setdefault(place, []).append(end)
        for places in spans.values():
            for ends in places.values():
                ends.sort(reverse=True)
        return spans


def _needs(alias: Alias) -> frozenset[str]:
    """The folded words and classes that a text must have to contain the alias."""
    parts = (part.folded if isinstance(part, Word) else part for part in alias.pattern)
    return frozenset(part for part in parts if part != _GAP)


def _cuts(places: Sequence[int], name: range) -> bool:
    """Whether a phrase of these places has a part of the name, not the whole, and is no longer or passes over the rest."""
    within = sum(place in name for place in places)
    passes_over = any(places[0] < place < places[-1] and place not in places for place in name)
    return 0 < within < len(name) and ((within < len(places) <= len(name)) or passes_over)


def _may_be(readings: Sequence[Word], word: Word) -> bool:
    return any(agrees(reading, word) for reading in readings)


def _match(
    pattern: Sequence[Word | str], text: Sequence[Sequence[Word]], spans: Spans, place: int
) -> tuple[int, ...] | None:
    """The places that the pattern takes from this place on, or None; the longest member of a class is tried first."""
    if not pattern:
        return ()
    first, rest = pattern[0], pattern[1:]
    if first == _GAP:
        for skipped in range(_FURTHEST + 1):
            found = _match(rest, text, spans, place + skipped)
            if found is not None:
                return found
        return None
    if isinstance(first, Word):
        ends = [place + 1] if place < len(text) and _may_be(text[place], first) else []
    else:
        ends = spans[first].get(place, [])
    for end in ends:
        found = _match(rest, text, spans, end)
        if found is not None:
            return (*range(place, end), *found)
    return None


def aliases(rows: Iterable[tuple[str, str]]) -> Aliases:
    """The aliases of the rows (alias, meaning). Raises ValueError for a class that no row defines."""
    classes: dict[str, list[tuple[Word, ...]]] = {}
    patterns: list[tuple[str, str]] = []
    for alias, meaning in rows:
        if re.fullmatch(r"<[^>]+>", alias.strip()):
            members = [tuple(words(member)) for member in meaning.split("|")]
            known = classes.setdefault(alias.strip(), [])
            known += [member for member in members if member]
            known.sort(key=len, reverse=True)
        else:
            patterns += [(one, meaning) for one in alias.split("|")]
    found = []
    # The aliases of a row share one object for its meaning, since thousands of copies would be most of their memory.
    meant = {meaning: _meanings(meaning) for _, meaning in patterns}
    for alias, meaning in patterns:
        pattern: list[Word | str] = []
        for element in _ELEMENT.findall(alias):
            if element == _GAP:
                pattern.append(_GAP)
            elif element.startswith("<"):
                if element not in classes:
                    raise ValueError(f"no row defines {element}")
                pattern.append(intern(element))
            else:
                pattern += words(element)
        if pattern and pattern[0] != _GAP:
            found.append(Alias(tuple(pattern), meant[meaning], meaning.strip().startswith(SAYS_LITTLE)))
    return Aliases(found, classes)


def _meanings(meaning: str) -> tuple[tuple[str, ...], ...]:
    alternatives = (
        tuple(map(intern, fold(one).split())) for one in meaning.strip().removeprefix(SAYS_LITTLE).split("|")
    )
    return tuple(one for one in alternatives if one)


def read_aliases(path: Path = SHIPPED) -> Aliases:
    """The aliases of a CSV file with the columns `alias,means`; a missing file means none.

    Raises ValueError with the file and line for a row without an alias or with other columns.
    """
    rows: list[tuple[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            if next(reader, None) != ["alias", "means"]:
                raise ValueError(f"{path}:1: the columns must be alias,means")
            for row in reader:
                if len(row) != 2 or not fold(row[0]) or row[0].startswith(_GAP):
                    raise ValueError(f"{path}:{reader.line_num}: a row needs an alias and its meaning")
                rows.append((row[0], row[1]))
    try:
        return aliases(rows)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
