"""The cells of one sheet of a workbook, as rows of text; what is not sure about a cell is told by its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.escape import unescape

from queue_server.configuration.sheets.parts import Walk
from queue_server.configuration.sheets.table import MOST_LETTERS, Row, Table, Unreadable
from shared.text.alphabet import is_storable, tidy

MOST_CELLS = 5_000_000
"""Cells with or without something in them: who formats whole columns makes millions of empty ones."""
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_MOST_MERGES = 10_000
_DIGITS = "0123456789"
_TRUE = ("1", "true")
_SURE_DIGITS = 10**15
"""A spreadsheet keeps 15 digits of a number; those after them have become zeros."""


@dataclass(frozen=True, slots=True)
class Styles:
    """What the workbook's styles say about numbers: by a style's place, whether its numbers are dates or lengths of time."""

    dates: frozenset[int]
    lengths: frozenset[int]
    epoch: datetime
    """The day that the workbook counts from."""


class Cells(Walk):
    """Walks through a sheet and fills the table."""

    def __init__(self, table: Table, strings: Sequence[str], styles: Styles) -> None:
        super().__init__("col", "row", "c", "v", "f", "t", "rPh", "mergeCell")
        self._table, self._strings, self._styles = table, strings, styles
        self._line = self._column = self._cells_seen = 0
        self._row: dict[int, str] = {}
        self._numbers: set[int] = set()
        self._hidden = False
        self._kind, self._style = "n", 0
        self._value: str | None = None
        self._texts: list[str] = []
        self._formula = self._phonetic = False
        self._merges: list[str] = []
        self._unseen: list[range] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell, or a part of a cell begins."""
        if name == "c":
            self._cell_begins(attributes)
        elif name == "v" or (name == "t" and not self._phonetic):
            self.collect(MOST_LETTERS)
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row_begins(attributes)
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            if len(self._merges) >= _MOST_MERGES:
                raise Unreadable("broken")
            self._merges.append(attributes["ref"])
        elif name == "col" and attributes.get("hidden") in _TRUE:
            if len(self._unseen) >= _LAST_COLUMN:
                raise Unreadable("broken")
            self._unseen.append(range(int(attributes["min"]) - 1, int(attributes["max"])))

    def end(self, name: str) -> None:
        """A row, a cell, or a part of a cell ends."""
        if name == "v":
            self._value = self.collected()
        elif name == "t" and not self._phonetic:
            self._texts.append(self.collected())
        elif name == "c":
            self._cell_ends()
        elif name == "row":
            self._row_ends()
        elif name == "rPh":
            self._phonetic = False

    def finish(self) -> None:
        """Notes which columns people do not see, and tells of merged cells.

        Only the first of these holds something, and whether it counts for the others is not sure.
        """
        header = self._table.rows[0].cells if self._table.rows else ()
        self._table.hidden_columns = tuple(
            title
            for place, title in enumerate(header)
            if title and any(place in unseen for unseen in self._unseen)
        )
        filled = {row.line: row.cells for row in self._table.rows}
        for ref in self._merges:
            first, _, last = ref.replace("$", "").partition(":")
            (column, line), (to_column, to_line) = _place(first), _place(last or first)
            cells = filled.get(line, ())
            if (column, line) != (to_column, to_line) and column < len(cells) and cells[column]:
                self._table.doubt(line, "merged", cells=ref)

    def _row_begins(self, attributes: Mapping[str, str]) -> None:
        line = int(attributes["r"]) if "r" in attributes else self._line + 1
        if not self._line < line <= _LAST_ROW:
            raise Unreadable("broken")
        self._line, self._column = line, 0
        self._row, self._numbers = {}, set()
        self._hidden = attributes.get("hidden") in _TRUE

    def _row_ends(self) -> None:
        if not any(self._row.values()):
            return
        width = max(column for column, text in self._row.items() if text) + 1
        cells = tuple(self._row.get(column, "") for column in range(width))
        self._table.add(Row(self._line, cells, frozenset(self._numbers)))
        self._table.hidden_rows += self._hidden

    def _cell_begins(self, attributes: Mapping[str, str]) -> None:
        self._cells_seen += 1
        if self._cells_seen > MOST_CELLS:
            raise Unreadable("cells", self._line, most=MOST_CELLS // 1_000_000)
        ref = attributes.get("r")
        self._column = self._column + 1 if ref is None else _column(ref)
        if self._column > _LAST_COLUMN:
            raise Unreadable("broken")
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._value, self._texts, self._formula = None, [], False

    def _cell_ends(self) -> None:
        text = self._text()
        if text:
            self._row[self._column - 1] = text

    def _text(self) -> str:
        if self._kind == "inlineStr":
            return plain("".join(self._texts))
        if not self._value:
            # A formula whose result nobody has worked out yet: written by a program, never opened in a spreadsheet.
            if self._formula and self._kind != "str":
                self._doubt("formula")
            return ""
        value = self._value
        if self._kind == "s":
            place = int(value)
            if place < 0:
                raise IndexError(place)
            return self._strings[place]
        if self._kind == "n":
            return self._number(value)
        if self._kind == "b":
            return "true" if value.strip() in _TRUE else "false"
        if self._kind == "e":
            self._doubt("error", value=value[:20])
            return value
        if self._kind == "d":
            return _moment(from_ISO8601(value))
        return plain(value)

    def _number(self, value: str) -> str:
        number = float(value)
        if self._style in self._styles.dates:
            try:
                counted = from_excel(
                    number, self._styles.epoch, timedelta=self._style in self._styles.lengths
                )
            except (OverflowError, ValueError):
                self._doubt("no_date", value=value[:20])
                return value
            return _moment(counted)
        if abs(number) >= _SURE_DIGITS:
            self._doubt("digits", value=value[:40])
        self._numbers.add(self._column - 1)
        return str(int(number)) if number.is_integer() else f"{number:.15g}"

    def _doubt(self, what: str, /, **values: object) -> None:
        self._table.doubt(self._line, what, cell=f"{_letters(self._column)}{self._line}", **values)


def plain(text: str) -> str:
    """A cell's text, without the escapes of a workbook's XML (`_x000D_`); those of what nobody can keep stay as they are."""
    without = unescape(text) if "_x" in text else text
    return tidy(without if is_storable(without) else text)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _column(ref: str) -> int:
    """The column, from 1, of a cell's address. ValueError for what is no address."""
    column = 0
    for letter in ref.rstrip(_DIGITS):
        if not "A" <= letter <= "Z" or column > _LAST_COLUMN:
            raise ValueError(ref)
        column = column * 26 + ord(letter) - 64
    if not column:
        raise ValueError(ref)
    return column


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _place(ref: str) -> tuple[int, int]:
    """The column from 0 and the line of a cell's address."""
    return _column(ref) - 1, int(ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
