"""XLSX workbooks: which sheet people see, and what its cells are made of."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from queue_server.configuration.sheets.cells import Cells, Styles, plain
from queue_server.configuration.sheets.parts import Parts, Tags, Walk
from queue_server.configuration.sheets.table import MOST_LETTERS, MOST_LETTERS_IN_ALL, Table, Unreadable

_MOST_STRINGS = 1_000_000
_MOST_SHEETS = 1_000
_SOMETHING = re.compile(rb"<(?:\w+:)?(?:v|t)[ >]")
"""A value or a text: a sheet that has none of them is empty."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    ValueError,
    OverflowError,
    EOFError,
    RuntimeError,  # an archive with a password
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    """The name of its part of the archive."""


def read(data: bytes, most_rows: int) -> Table:
    """The rows of the first sheet that people see. Raises Unreadable."""
    try:
        parts = Parts(data)
        book = _book(parts)
        sheets, epoch = _sheets(parts, book)
        related = _related(parts, book)
        table = Table(most_rows, sheet=sheets[0].name, not_read=_others(parts, sheets[1:]))
        strings = _Strings()
        if (shared := related.get("sharedStrings")) is not None:
            strings.through(parts.pieces(shared))
        dates, lengths = _formats(parts, related.get("styles"))
        cells = Cells(table, strings.found, Styles(dates, lengths, MAC_EPOCH if epoch else WINDOWS_EPOCH))
        cells.through(parts.pieces(sheets[0].part))
        cells.finish()
    except _BROKEN as error:
        raise Unreadable("broken") from error
    return table


def _book(parts: Parts) -> str:
    """The part that lists the sheets. Raises Unreadable for an archive that is no workbook."""
    if "_rels/.rels" not in parts:
        raise Unreadable("not_workbook")
    name = _related(parts, "").get("officeDocument", "")
    if not name.endswith(".xml"):
        raise Unreadable("not_workbook")
    return name


def _sheets(parts: Parts, book: str) -> tuple[list[_Sheet], bool]:
    """The sheets that people see, of which there is at least one, and whether days are counted from 1904."""
    targets = _targets(parts, book)
    found: list[_Sheet] = []
    listed = old_mac = False

    def starting(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal listed, old_mac
        if name == "workbookPr":
            old_mac = attributes.get("date1904") in ("1", "true")
            return
        listed = True
        ident = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
        kind, part = targets[ident]
        if kind == "worksheet" and attributes.get("state", "visible") == "visible":
            if len(found) >= _MOST_SHEETS:
                raise Unreadable("broken")
            found.append(_Sheet(plain(attributes["name"]), part))

    Tags(starting, "workbookPr", "sheet").through(parts.pieces(book))
    if not found:
        raise Unreadable("no_sheet" if listed else "not_workbook")
    return found, old_mac


def _related(parts: Parts, part: str) -> dict[str, str]:
    """The parts that this one names, by what they are to it; the last of a kind counts."""
    return dict(_targets(parts, part).values())


def _targets(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """By their ids the parts that this one names: what they are to it, and their names in the archive."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def starting(_: str, attributes: Mapping[str, str]) -> None:
        target = posixpath.normpath(posixpath.join("/" + folder, attributes["Target"])).lstrip("/")
        found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], target)

    pieces = parts.pieces(posixpath.join(folder, "_rels", f"{name}.rels"))
    Tags(starting, "Relationship").through(pieces)
    return found


def _others(parts: Parts, sheets: list[_Sheet]) -> tuple[str, ...]:
    return tuple(sheet.name for sheet in sheets if _holds_something(parts.pieces(sheet.part)))


def _holds_something(pieces: Iterator[bytes]) -> bool:
    """Whether a sheet has a value in its first piece, or a second piece, which nobody looks into."""
    return _SOMETHING.search(next(pieces, b"")) is not None or next(pieces, b"") != b""


def _formats(parts: Parts, styles: str | None) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the cells' styles that show a number as a date, and of those that show a length of time."""
    if styles is None:
        return frozenset(), frozenset()
    walk = _Formats()
    walk.through(parts.pieces(styles))
    return frozenset(walk.dates), frozenset(walk.lengths)


class _Formats(Walk):
    def __init__(self) -> None:
        super().__init__("numFmt", "cellXfs", "xf")
        self._custom: dict[int, str] = {}
        self._within, self._place = False, 0
        self.dates: set[int] = set()
        self.lengths: set[int] = set()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._custom[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._within = True
        elif self._within:
            number = int(attributes.get("numFmtId", 0))
            shown = self._custom.get(number) or BUILTIN_FORMATS.get(number, "General")
            if is_date_format(shown):
                self.dates.add(self._place)
                if is_timedelta_format(shown):
                    self.lengths.add(self._place)
            self._place += 1

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._within = False


class _Strings(Walk):
    """The texts that the cells of all sheets name by their places."""

    def __init__(self) -> None:
        super().__init__("si", "t", "rPh")
        self.found: list[str] = []
        self._texts: list[str] = []
        self._phonetic = False
        self._all = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._texts = []
        elif name == "rPh":
            self._phonetic = True
        elif not self._phonetic:
            self.collect(MOST_LETTERS)

    def end(self, name: str) -> None:
        if name == "rPh":
            self._phonetic = False
        elif name == "t" and not self._phonetic:
            self._texts.append(self.collected())
        elif name == "si":
            text = plain("".join(self._texts))
            self._all += len(text)
            if self._all > MOST_LETTERS_IN_ALL:
                raise Unreadable("letters", most=MOST_LETTERS_IN_ALL // 1_000_000)
            if len(self.found) >= _MOST_STRINGS:
                raise Unreadable("cells", most=_MOST_STRINGS // 1_000_000)
            self.found.append(text)
