"""A report as tables under titles, which a workbook and a printed page show alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from queue_server.reports.drawing.tables import FONT, Value, made_line, put, table
from queue_server.reports.drawing.workbook_file import saved


@dataclass(frozen=True, slots=True)
class Section:
    """One table: the first `keys` columns name a row, the others are figures; the last row may sum the others up."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    keys: int = 1
    total: bool = False
    groups: Sequence[tuple[str, int]] = ()
    """Headings above the figures' headings, and how many columns each of them spans."""
    texts: bool = False
    """Whether the columns after the keys are words too."""


def to_workbook(centre: str, made_at: str, title: str, sections: Sequence[Section], lang: str) -> bytes:
    """An XLSX file with a sheet for each section, each under the centre's name, the title and when it was made."""
    book = Workbook()
    for number, section in enumerate(sections):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = section.title
        put(sheet.cell(1, 1), centre).font = Font(name=FONT, size=11)
        put(sheet.cell(2, 1), title).font = Font(name=FONT, size=14, bold=True)
        made_line(sheet, made_at, lang)
        table(sheet, section.headings, section.rows, section.keys)
    return saved(book)
