"""Tables that people hand in, as rows of text with their lines: the one reader of CSV and XLSX.

It counts what it reads and believes nothing that a file says of its own size. It never decides what a column means.
"""

from pathlib import Path

from queue_server.configuration.sheets import texts
from queue_server.configuration.sheets.table import MOST_ROWS, Doubt, Row, Table, Unreadable

__all__ = ["MOST_ROWS", "Doubt", "Row", "Table", "Unreadable", "of_file", "read"]

_MOST_MEGABYTES = 100
"""Of a file that a command is given; what is uploaded has a limit of its own."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def of_file(path: Path) -> bytes:
    """What the file holds. Raises OSError, or Unreadable for one that is too large to be a table."""
    with path.open("rb") as file:
        data = file.read(_MOST_MEGABYTES * 1_000_000 + 1)
    if len(data) > _MOST_MEGABYTES * 1_000_000:
        raise Unreadable("file", most=_MOST_MEGABYTES)
    return data


def read(data: bytes, most_rows: int = MOST_ROWS) -> Table:
    """The table of a file with at most so many rows. Raises Unreadable for what is no table, or too large for one."""
    if data.startswith(_OLE):
        # Excel before 2007, and every workbook that has a password.
        raise Unreadable("old_excel")
    if not data.startswith(_ZIP):
        return texts.read(data, most_rows)
    # Only who imports a workbook pays for what reads it.
    from queue_server.configuration.sheets import workbook

    return workbook.read(data, most_rows)
