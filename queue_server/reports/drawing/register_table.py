"""A volume of the register (sổ theo dõi hồ sơ) as a workbook, with the columns of its paper."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from queue_server.forms.views.papers import RegisterPaper, RegisterRow
from queue_server.reports.drawing.tables import FONT, put, table
from queue_server.reports.drawing.workbook_file import saved
from shared.text.messages import say

COLUMNS = (
    "no",
    "code",
    "procedure",
    "sets",
    "person",
    "office",
    "received",
    "due",
    "returned",
    "way",
    "signed",
    "note",
)
_WIDE = ("procedure", "person")


def to_workbook(volume: RegisterPaper) -> bytes:
    """The volume with its heading, a line for each dossier, and how the book was closed; ready to print on A4."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = say("forms.register.sheet", year=volume.year, volume=volume.volume)
    put(sheet.cell(1, 1), volume.office).font = Font(name=FONT, size=11)
    put(sheet.cell(2, 1), volume.title).font = Font(name=FONT, size=14, bold=True)
    heading = say("forms.register.heading", year=volume.year, volume=volume.volume, volumes=volume.volumes)
    span = f" · {volume.span}" if volume.span else ""
    put(sheet.cell(3, 1), heading + span).font = Font(name=FONT, size=9, color="5B6770")
    headings = [say(f"forms.register.column.{name}") for name in COLUMNS]
    # Days stay texts: a cell of another country's spreadsheet would turn the day and the month round.
    rows = [_cells(row) for row in volume.rows]
    table(sheet, headings, rows, frozen=2)
    for column, name in enumerate(COLUMNS, 1):
        if name in _WIDE:
            for line in range(len(rows)):
                sheet.cell(6 + line, column).alignment = Alignment(wrap_text=True, vertical="top")
    if volume.closed:
        put(sheet.cell(7 + len(rows), 1), volume.closed).font = Font(name=FONT, size=10, bold=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "5:5"
    return saved(book)


def _cells(row: RegisterRow) -> list[str]:
    """The row in the order of `COLUMNS`; who fetches a result signs on the paper, so that column is empty."""
    return [
        row.no,
        row.code,
        row.procedure,
        row.sets,
        row.person,
        row.office,
        row.received,
        row.due,
        row.returned,
        row.way,
        "",
        row.note,
    ]
