"""Tables as text: CSV in UTF-8, UTF-16 or windows-1258, with commas, semicolons or tabs."""

import csv
import io
import re
import unicodedata

from queue_server.configuration.sheets.table import Row, Table, Unreadable
from shared.text.alphabet import tidy

_HINT = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
"""Excel's first line of a file that says by which sign its cells are parted; the spreadsheet does not show it."""
_QUOTED = re.compile(r'"[^"]*"')
_OLD = "windows-1258"
_VIETNAMESE = frozenset(
    letter
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    for letter in (
        unicodedata.normalize("NFC", base + tone),
        unicodedata.normalize("NFC", base + tone).upper(),
    )
) | frozenset("đĐ")
_SIGNS = frozenset("“”‘’–—…•°§·×«»€₫\u00a0")


def read(data: bytes, most_rows: int) -> Table:
    """The text's rows with the lines on which they begin. Raises Unreadable."""
    text, encoding = decoded(data)
    table = Table(most_rows, encoding=encoding)
    hint = _HINT.match(text)
    before = 0 if hint is None else 1
    if hint is not None:
        text = text[hint.end() :]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        strict=True,
        delimiter=_delimiter(text) if hint is None else hint[1],
    )
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                table.add(Row(line + before, tuple(map(tidy, cells))))
            line = reader.line_num + 1
    except csv.Error as error:
        table.doubt(max(1, reader.line_num) + before, "csv", reason=error)
    return table


def decoded(data: bytes) -> tuple[str, str | None]:
    """The text and the name of the old code page if it is written in one.

    An old code page is believed only where all letters are Vietnamese ones. Raises Unreadable with the line otherwise.
    """
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    old = None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = _of_code_page(data) if encoding == "utf-8-sig" else None
        if found is None:
            raise Unreadable("encoding", line) from error
        text, old = found, _OLD
    if "\0" in text:
        raise Unreadable("not_text", text[: text.index("\0")].count("\n") + 1)
    return text, old


def _of_code_page(data: bytes) -> str | None:
    try:
        text = unicodedata.normalize("NFC", data.decode(_OLD))
    except UnicodeDecodeError:
        return None
    strange = {letter for letter in set(text) if not letter.isascii()} - _VIETNAMESE - _SIGNS
    return None if strange else text


def _delimiter(text: str) -> str:
    # Excel in Vietnamese writes semicolons, since the comma is the decimal sign; what is pasted from it has tabs.
    first = _QUOTED.sub("", text.split("\n", 1)[0])
    return max(",;\t", key=first.count)
