"""Groups the procedures that were found by subject (matter) where a query is ambiguous.

"đăng ký lại" is about khai sinh, kết hôn or khai tử.

The matters are data (config/matters.csv); a procedure of none of them belongs to its field.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.search.aliases import CONFIG
from shared.text.alphabet import fold

SHIPPED = CONFIG / "matters.csv"
_CLOSE = 0.9
_LOOKED_AT = 12
_MOST = 6


@dataclass(frozen=True, slots=True)
class Matter:
    """A subject of procedures in both languages, and the folded phrases that name it in a title."""

    name: str
    name_en: str
    phrases: tuple[str, ...] = ()

    def named_in(self, folded: str) -> bool:
        """Whether the folded text between spaces names the matter."""
        return any(phrase in folded for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Group:
    """The procedures that were found of one matter: its name in Vietnamese and English, and their ids, best first."""

    name: str
    name_en: str
    ids: tuple[str, ...]


def read_matters(path: Path = SHIPPED) -> tuple[Matter, ...]:
    """The matters of a CSV file with the columns `words,vi,en`, the phrases between "|"; a missing file means none."""
    if not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Matter(row["vi"], row["en"], tuple(f" {fold(phrase)} " for phrase in row["words"].split("|")))
            for row in csv.DictReader(file)
        )


def matter_of(procedure: Mapping[str, object], matters: Sequence[Matter]) -> Matter:
    """The first matter that the procedure's short name contains, else its whole name; else its field as a matter."""
    for text in (procedure.get("short_name"), procedure["name"]):
        title = f" {fold(str(text or ''))} "
        for matter in matters:
            if matter.named_in(title):
                return matter
    field = str(procedure.get("field_name") or procedure.get("field") or "")
    return Matter(field, field)


def grouped(text: str, found: Sequence[tuple[str, float, Matter]]) -> list[Group]:
    """The best of `found` (id, score, matter; best first), grouped by matter; empty if the query is clear.

    A query is clear if it names the matter of its best answer, or if no procedure of another matter has a score near it.
    """
    if not found or not fold(text) or found[0][2].named_in(f" {fold(text)} "):
        return []
    groups: dict[Matter, list[str]] = {}
    for ident, score, matter in found[:_LOOKED_AT]:
        if score >= _CLOSE * found[0][1]:
            groups.setdefault(matter, []).append(ident)
    if len(groups) < 2:
        return []
    return [Group(matter.name, matter.name_en, tuple(ids)) for matter, ids in list(groups.items())[:_MOST]]
