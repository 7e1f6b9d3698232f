"""Reads the head of an HTTP request line by line, and refuses what two programs could read in two ways (RFC 9112).

A proxy and the server behind it must agree on where a request ends. Python's reader takes a head as if it were an e-mail:
it folds lines, takes a lone CR for the end of one, stops in silence at a line that is no header, and the first of two
lengths counts. So the lines are looked at before it gets them, and what is refused ends there, however much follows.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from io import BufferedIOBase
from typing import Protocol

_LONGEST_LINE = 8_192
_LONGEST = 65_536
"""Bytes of all lines together."""
_MOST_LINES = 100
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*+([^\x00-\x08\x0a-\x1f\x7f]*+)\r\n")
"""A token, a colon at once behind it, and a value without control characters; nothing else is a header.

What was matched is not given back (`*+`): otherwise one refused line of spaces takes a quarter of a second.
"""
_LENGTH = re.compile(rb"\d{1,15}[ \t]*")
_ONCE = frozenset({b"host", b"content-length", b"transfer-encoding"})


class Handler(Protocol):
    """What a handler of `http.server` has, as far as it is needed here."""

    rfile: BufferedIOBase

    def send_error(self, code: int) -> None:
        """Answers with this status."""


class _Head(BufferedIOBase):
    """The lines of one head; `refused` is the status of the answer once something in it is wrong."""

    def __init__(self, lines: BufferedIOBase) -> None:
        self._lines = lines
        self._seen: set[bytes] = set()
        self._bytes = self._count = 0
        self.refused: HTTPStatus | None = None

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line; b"", the end of everything, where the head is refused."""
        line = self._lines.readline(_LONGEST_LINE + 1)
        self._bytes += len(line)
        self._count += 1
        if len(line) > _LONGEST_LINE or self._bytes > _LONGEST or self._count > _MOST_LINES + 1:
            self.refused = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        elif line == b"\r\n":
            self._end()
            return line
        else:
            self._header(line)
        return b"" if self.refused else line

    def _header(self, line: bytes) -> None:
        found = _HEADER.fullmatch(line)
        if found is None:
            self.refused = HTTPStatus.BAD_REQUEST
            return
        name = found[1].lower()
        twice = name in _ONCE and name in self._seen
        if twice or (name == b"content-length" and _LENGTH.fullmatch(found[2]) is None):
            self.refused = HTTPStatus.BAD_REQUEST
        self._seen.add(name)

    def _end(self) -> None:
        if b"transfer-encoding" in self._seen:
            both = b"content-length" in self._seen
            # None of our clients sends chunks.
            self.refused = HTTPStatus.BAD_REQUEST if both else HTTPStatus.LENGTH_REQUIRED


def parse_request(handler: Handler, parse: Callable[[], bool]) -> bool:
    """Lets `parse`, the library's own, read a head whose lines are checked; answers and returns False for one refused."""
    lines = handler.rfile
    head = handler.rfile = _Head(lines)
    try:
        parsed = parse()
    finally:
        handler.rfile = lines
    if parsed and head.refused is not None:
        handler.send_error(head.refused)
        return False
    return parsed
