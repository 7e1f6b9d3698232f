"""The words that people say for what the catalogue calls otherwise, read from config/aliases.csv.

A row with an empty meaning is a phrase that says nothing about the matter ("tôi muốn"). Ranks nothing.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shared.text.fold import fold

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "aliases.csv"


@dataclass(frozen=True)
class Alias:
    """Folded words and the folded words that they stand for; an empty meaning marks words without weight."""

    words: tuple[str, ...]
    meaning: tuple[str, ...]


def aliases(rows: Iterable[tuple[str, str]]) -> list[Alias]:
    """The aliases of the rows (words, meaning), the longest first so that they are recognised first."""
    found = [Alias(tuple(fold(words).split()), tuple(fold(meaning).split())) for words, meaning in rows]
    return sorted((alias for alias in found if alias.words), key=lambda alias: -len(alias.words))


def read_aliases(path: Path = SHIPPED) -> list[Alias]:
    """The aliases of a CSV file with the columns `alias,means`; a missing file means none.

    Raises ValueError with the file and line for a row without an alias or with other columns.
    """
    if not path.exists():
        return []
    rows: list[tuple[str, str]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != ["alias", "means"]:
            raise ValueError(f"{path}:1: the columns must be alias,means")
        for row in reader:
            if len(row) != 2 or not fold(row[0]):
                raise ValueError(f"{path}:{reader.line_num}: a row needs an alias and its meaning")
            rows.append((row[0], row[1]))
    return aliases(rows)
