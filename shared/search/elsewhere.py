"""What people ask for that other offices do, read from config/elsewhere.csv, and where it is done.

`name,name_en,office,office_en,said,known_by`: `said` are the words for it between "|". A matter whose name holds one of
the phrases `known_by` is one of the catalogue's own, and then the row is not used.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shared.search.aliases import CONFIG
from shared.text.alphabet import comparable

SHIPPED = CONFIG / "elsewhere.csv"
_WORD = re.compile(r"\w+")
_COLUMNS = ["name", "name_en", "office", "office_en", "said", "known_by"]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A matter that is not done here, and the office that does it, in both languages."""

    name: str
    name_en: str
    office: str
    office_en: str
    said: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()


def read_elsewhere(path: Path = SHIPPED) -> tuple[Elsewhere, ...]:
    """The matters of a CSV file; a missing file means none. Raises ValueError with the line of a row that is not whole."""
    if not path.exists():
        return ()
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != _COLUMNS:
            raise ValueError(f"{path}:1: the columns must be {','.join(_COLUMNS)}")
        for row in reader:
            if len(row) != len(_COLUMNS) or not all(cell.strip() for cell in row):
                raise ValueError(f"{path}:{reader.line_num}: a row needs {', '.join(_COLUMNS)}")
            name, name_en, office, office_en, said, known_by = row
            found.append(Elsewhere(name, name_en, office, office_en, _phrases(said), _phrases(known_by)))
    return tuple(found)


def _phrases(cell: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in cell.split("|") if phrase.strip())


def not_done_here(matters: Iterable[Elsewhere], names: Sequence[str]) -> tuple[Elsewhere, ...]:
    """The matters that no procedure of these names is about, each with those of its phrases that no name has.

    A single word says too little for that: "kiện" is also in "điều kiện".
    """
    titles = _titles(names)

    def is_said_otherwise(phrase: str) -> bool:
        spaced = _spaced(phrase)
        return spaced.count(" ") < 3 or spaced not in titles

    return tuple(
        replace(matter, said=tuple(filter(is_said_otherwise, matter.said)))
        for matter in matters
        if not any(_spaced(phrase) in titles for phrase in matter.known_by)
    )


def everyday_words(matters: Iterable[Elsewhere], names: Sequence[str]) -> list[tuple[str, str]]:
    """What people say of the matters that procedures of these names are about, with the words of the names for it.

    So the list of other offices is one of everyday words where its matters are done here. What a name says itself needs none,
    and of "visa" and "gia hạn visa" only the first: the rest of the second is better looked for as it is.
    """
    titles = _titles(names)
    found = []
    for matter in matters:
        meant = [phrase for phrase in matter.known_by if _spaced(phrase) in titles]
        if not meant:
            continue
        # Each phrase is compared with each other one.
        said = {phrase: _spaced(phrase) for phrase in matter.said}
        parts = {phrase: _spaced(phrase) for phrase in meant} | said
        shortest = [
            phrase
            for phrase, spaced in said.items()
            if not any(part in spaced for other, part in parts.items() if other != phrase)
            and spaced not in titles
        ]
        if shortest:
            found.append(("|".join(shortest), "|".join(meant)))
    return found


def _titles(names: Sequence[str]) -> str:
    return " | ".join(map(_spaced, names))


def _spaced(text: str) -> str:
    """The words with their marks, between spaces: "thuế đất" is not in "thuê đất"."""
    return " ".join(["", *_WORD.findall(comparable(text)), ""])
