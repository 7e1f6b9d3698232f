"""The words that people say for what the catalogue calls otherwise, read from config/aliases.csv and english.csv.

`alias,means`: phrases, and the catalogue's words that they stand for, alternatives between "|". An empty meaning is a
phrase that says nothing about the matter ("tôi muốn"), "~" one that says little ("con"). `<người>` stands for any word of
the class that a row `<người>,bố|mẹ` defines, "…" for up to three words in between. Ranks nothing.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from unicodedata import normalize

from shared.text.fold import fold

CONFIG = Path(__file__).resolve().parents[2] / "config"
SHIPPED = CONFIG / "aliases.csv"
ENGLISH = CONFIG / "english.csv"
SAYS_LITTLE = "~"
_GAP = "…"
_FURTHEST = 3
_ELEMENT = re.compile(r"<[^>]+>|…|[^\s<>…]+")
_WORD = re.compile(r"\w+")
# Hỏi and ngã sound alike to half the country and are mixed up in writing as well.
_ALIKE = str.maketrans({"\u0303": "\u0309"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its folded letters, and how it was written."""

    folded: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alias:
    """A pattern of words, classes and gaps, and the folded words that it stands for, alternatives beside one another."""

    pattern: tuple[Word | str, ...]
    meanings: tuple[tuple[str, ...], ...]
    says_little: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An alias in a text: the places of the words that it took."""

    alias: Alias
    places: tuple[int, ...]


def words(text: str) -> list[Word]:
    """The words of a text, with the marks they were written with."""
    found = []
    for token in _WORD.findall(normalize("NFC", text).casefold()):
        parts = fold(token).split()
        marks = _marks(token) if len(parts) == 1 else frozenset()
        found += [Word(part, marks) for part in parts]
    return found


def _marks(token: str) -> frozenset[str]:
    signs = normalize("NFD", token).translate(_ALIKE)
    return frozenset(sign for sign in signs if not sign.isascii())


def agrees(typed: Word, meant: Word) -> bool:
    """Whether what was typed may be that word: marks left out are no fault, other marks are."""
    return typed.folded == meant.folded and typed.marks <= meant.marks


@dataclass(frozen=True)
class Aliases:
    """All aliases of some files, found in a text together."""

    rows: Sequence[Alias]
    classes: Mapping[str, Sequence[tuple[Word, ...]]]
    _by_first: dict[str, list[Alias]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for alias in self.rows:
            first = alias.pattern[0]
            starts = (
                {member[0].folded for member in self.classes[first]}
                if isinstance(first, str)
                else {first.folded}
            )
            for start in starts:
                self._by_first.setdefault(start, []).append(alias)

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every folded word of an alias or a class."""
        own = (part.folded for alias in self.rows for part in alias.pattern if isinstance(part, Word))
        theirs = (word.folded for members in self.classes.values() for member in members for word in member)
        return frozenset(chain(own, theirs))

    def find(self, text: Sequence[Sequence[Word]]) -> list[Found]:
        """The aliases in the text, those of most words first taken, none sharing a word with another.

        Each word of the text comes with the readings that it may have.
        """
        candidates: list[Found] = []
        for place, readings in enumerate(text):
            for start in {reading.folded for reading in readings}:
                for alias in self._by_first.get(start, ()):
                    places = self._match(alias.pattern, text, place)
                    if places is not None:
                        candidates.append(Found(alias, places))
        candidates.sort(
            key=lambda found: (-len(found.places), found.places[-1] - found.places[0], found.places)
        )
        taken: set[int] = set()
        chosen = []
        for found in candidates:
            if taken.isdisjoint(found.places):
                taken.update(found.places)
                chosen.append(found)
        return sorted(chosen, key=lambda found: found.places)

    def _match(
        self, pattern: Sequence[Word | str], text: Sequence[Sequence[Word]], place: int
    ) -> tuple[int, ...] | None:
        """The places that the pattern takes from this place on; of a class the longest member first."""
        if not pattern:
            return ()
        first, rest = pattern[0], pattern[1:]
        if first == _GAP:
            for skipped in range(_FURTHEST + 1):
                found = self._match(rest, text, place + skipped)
                if found is not None:
                    return found
            return None
        members = self.classes[first] if isinstance(first, str) else ((first,),)
        for member in members:
            end = place + len(member)
            if end <= len(text) and all(
                any(agrees(reading, word) for reading in text[place + offset])
                for offset, word in enumerate(member)
            ):
                found = self._match(rest, text, end)
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
    for alias, meaning in patterns:
        pattern: list[Word | str] = []
        for element in _ELEMENT.findall(alias):
            if element == _GAP:
                pattern.append(element)
            elif element.startswith("<"):
                if element not in classes:
                    raise ValueError(f"no row defines {element}")
                pattern.append(element)
            else:
                pattern += words(element)
        if pattern and pattern[0] != _GAP:
            little = meaning.strip() == SAYS_LITTLE
            meanings = [] if little else [tuple(fold(one).split()) for one in meaning.split("|")]
            found.append(Alias(tuple(pattern), tuple(one for one in meanings if one), little))
    return Aliases(found, classes)


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
