"""What a table that somebody hands in holds, and how much it may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.text.messages import say

MOST_ROWS = 200_000
"""Rows with something in them: the register of a large commune has about 30,000 in ten years."""
MOST_COLUMNS = 100
MOST_LETTERS = 32_767
"""Letters of one cell, which is also Excel's own limit."""
MOST_LETTERS_IN_ALL = 20_000_000
"""Letters of all cells together, so that a read table needs at most some tens of megabytes."""
MOST_DOUBTS = 1_000
"""Doubts that are told one by one; whoever has more of them has one mistake in every row."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the reader is not sure of, and where; line 1 is the header."""

    line: int
    what: str
    """The sentence's name in the catalogue `sheets`."""
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, lang: str = "vi") -> str:
        """The sentence for whoever handed the file in."""
        return say(f"sheets.{self.what}", lang, **self.values)


class Unreadable(Exception):
    """The file is no table that can be read, or is too large for one; `doubt` says why."""

    def __init__(self, what: str, line: int = 1, /, **values: object) -> None:
        self.doubt = Doubt(line, what, values)
        super().__init__(self.doubt.said())


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has something in it."""

    line: int
    """Its number in the sheet, or the line of the text on which it begins."""
    cells: Sequence[str]
    """Each as it may be saved (`shared.text.alphabet.tidy`)."""
    numbers: frozenset[int] = frozenset()
    """The places, from 0, of the cells that a spreadsheet keeps as numbers: zeros before these are lost."""


@dataclass(slots=True)
class Table:
    """A read table. What is doubtful about it is told, never mended in silence."""

    most_rows: int = MOST_ROWS
    """Below the header."""
    rows: list[Row] = field(default_factory=list)
    """The first is the header."""
    doubts: list[Doubt] = field(default_factory=list)
    sheet: str | None = None
    """The name of the sheet that was read; None for a text file."""
    not_read: tuple[str, ...] = ()
    """The names of the other sheets that people see in the workbook."""
    hidden_rows: int = 0
    """How many of the rows people do not see in their spreadsheet; they are read all the same."""
    hidden_columns: tuple[str, ...] = ()
    """The headings of columns that people do not see; they are read, too."""
    encoding: str | None = None
    """The old code page in which the text is written; None for Unicode."""
    _letters: int = 0

    def add(self, row: Row) -> None:
        """Takes a row in. Raises Unreadable beyond what a table may hold."""
        if len(self.rows) > self.most_rows:
            raise Unreadable("rows", row.line, most=self.most_rows)
        if any(row.cells[MOST_COLUMNS:]):
            raise Unreadable("columns", row.line, most=MOST_COLUMNS)
        longest = max(map(len, row.cells), default=0)
        if longest > MOST_LETTERS:
            raise Unreadable("cell", row.line, most=MOST_LETTERS)
        self._letters += sum(map(len, row.cells))
        if self._letters > MOST_LETTERS_IN_ALL:
            raise Unreadable("letters", row.line, most=MOST_LETTERS_IN_ALL // 1_000_000)
        self.rows.append(row)

    def doubt(self, line: int, what: str, /, **values: object) -> None:
        """Notes what is not sure. Raises Unreadable where nearly every row is doubtful."""
        if len(self.doubts) >= MOST_DOUBTS:
            raise Unreadable("doubts", line, most=MOST_DOUBTS)
        self.doubts.append(Doubt(line, what, values))

    def notes(self, lang: str = "vi") -> list[str]:
        """What whoever handed the file in should know although it is no mistake."""
        notes: list[str] = []
        if self.sheet is not None:
            notes.append(say("sheets.note.sheet", lang, sheet=self.sheet))
        if self.not_read:
            notes.append(say("sheets.note.not_read", lang, sheets=", ".join(self.not_read)))
        if self.hidden_rows:
            notes.append(say("sheets.note.hidden_rows", lang, count=self.hidden_rows))
        if self.hidden_columns:
            notes.append(say("sheets.note.hidden_columns", lang, columns=", ".join(self.hidden_columns)))
        if self.encoding is not None:
            notes.append(say("sheets.note.encoding", lang, encoding=self.encoding))
        return notes
