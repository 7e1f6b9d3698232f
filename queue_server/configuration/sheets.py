"""Tables that people hand in, CSV or XLSX, as CSV text with one line a row. It never decides what a column means."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

_UNPACKED = 200 * 1024 * 1024
_MOST_COLUMNS = 100
_XLSX = b"PK\x03\x04"


class Unreadable(Exception):
    """The file is no table that can be read; the message says why."""


def as_csv(data: bytes) -> str:
    """The file's first sheet as CSV text with commas; a line of text is a row of the sheet. Raises Unreadable."""
    if data.startswith(_XLSX):
        return _of_workbook(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("UTF-8") from error
    if "\0" in text:
        raise Unreadable("NUL")
    first = text.split("\n", 1)[0]
    # Excel in Vietnamese writes semicolons, since the comma is the decimal sign; what is pasted from it has tabs.
    delimiter = max(",;\t", key=first.count)
    if delimiter == ",":
        return text
    return _written(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _of_workbook(data: bytes) -> str:
    # Half a second that only who imports a workbook pays.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _UNPACKED:
                raise Unreadable("XLSX > 200 MB")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [[_cell(value) for value in row[:_MOST_COLUMNS]] for row in sheet.iter_rows(values_only=True)]
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise Unreadable("XLSX") from error
    # Formatted but empty columns at the right would be cells too many.
    width = max((place + 1 for row in rows[:1] for place, cell in enumerate(row) if cell), default=0)
    return _written([row if any(row[width:]) else row[:width] for row in rows])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow(" ".join(cell.split()) for cell in row)
    return out.getvalue()
