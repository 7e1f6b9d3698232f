"""ESC/POS bytes back to the dots that a real printer would burn, exactly.

Understood: reset, line feed, `ESC d`, `ESC J`, the raster picture `GS v 0`, the cut `GS V` and the question `DLE EOT`.
Settings of text are skipped with their arguments, text itself is ignored: our tickets are pictures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

LINE = 30
"""How many dots a line feed has at the usual setting of printers."""
MOST_ROWS = 8000
"""A metre of paper. If a job has more rows without a cut, something went wrong, and the paper is cut here."""

_WIDEST = 256
"""Bytes across that a raster may have; printers take 128. One that asks for more is skipped, its dots are noise."""

_ESC, _GS, _DLE, _LF = 0x1B, 0x1D, 0x10, 0x0A
# How many bytes follow each of these commands. Our jobs have few of them, the drivers of other programs more.
_ESC_ARGUMENTS = {
    **dict.fromkeys(b"!-3EGJMRSTVadtr{ U=%", 1),
    **dict.fromkeys(b"@<2", 0),
    **dict.fromkeys(b"c$\\", 2),
}
_ESC_ARGUMENTS[ord("p")] = 3
_GS_ARGUMENTS = {**dict.fromkeys(b"!BHIfhwar", 1), **dict.fromkeys(b"LWP\\", 2)}


@dataclass(frozen=True)
class Reply:
    """A question for status byte `number` (DLE EOT)."""

    number: int


@dataclass(frozen=True)
class Paper:
    """A finished paper: rows of packed dots, black is 1, each row `width // 8` bytes."""

    width: int
    rows: tuple[bytes, ...]


@dataclass
class Decoder:
    """Decodes bytes as they come, in pieces of any size."""

    width: int = 576
    _pending: bytearray = field(default_factory=bytearray)
    _rows: list[bytes] = field(default_factory=list)

    def feed(self, data: bytes) -> Iterator[Reply | Paper]:
        """The questions and papers in these bytes, in order. An unfinished command waits for its rest."""
        self._pending += data
        while self._pending:
            used, event = self._next()
            if used == 0:
                return
            del self._pending[:used]
            if event is not None:
                yield event
            if len(self._rows) >= MOST_ROWS and (paper := self.finish()):
                yield paper

    @property
    def waiting(self) -> bool:
        """Whether a command is unfinished, so that the next bytes belong to it."""
        return bool(self._pending)

    @property
    def rows(self) -> int:
        """How many rows the paper in work has."""
        return len(self._rows)

    def finish(self) -> Paper | None:
        """Tears off the paper that hangs out of the printer and returns it; None if nothing is on it."""
        rows, self._rows = self._rows, []
        return Paper(self.width, tuple(rows)) if any(any(row) for row in rows) else None

    def forget(self) -> None:
        """Drops an unfinished command and paper, as a power cut does."""
        self._pending.clear()
        self._rows.clear()

    def _next(self) -> tuple[int, Reply | Paper | None]:
        """How many bytes the first command takes (0: more are needed) and what it brings about."""
        data = self._pending
        if data[0] == _LF:
            self._blank(LINE)
            return 1, None
        if data[0] not in (_ESC, _GS, _DLE):
            return 1, None
        if len(data) < 2:
            return 0, None
        if data[0] == _DLE:
            if data[1] != 0x04:
                return 2, None
            return (3, Reply(data[2])) if len(data) >= 3 else (0, None)
        if data[0] == _ESC:
            return self._escape(data)
        return self._group(data)

    def _escape(self, data: bytearray) -> tuple[int, Reply | Paper | None]:
        arguments = _ESC_ARGUMENTS.get(data[1], 0)
        if len(data) < 2 + arguments:
            return 0, None
        if data[1] == ord("@"):
            return 2, self.finish()
        if data[1] == ord("d"):
            self._blank(LINE * data[2])
        elif data[1] == ord("J"):
            self._blank(data[2])
        return 2 + arguments, None

    def _group(self, data: bytearray) -> tuple[int, Reply | Paper | None]:
        if data[1] == ord("V"):
            if len(data) < 3:
                return 0, None
            with_feed = data[2] in (65, 66)
            if with_feed and len(data) < 4:
                return 0, None
            if with_feed:
                self._blank(data[3])
            return 4 if with_feed else 3, self.finish()
        if data[1] == ord("v"):
            return self._raster(data), None
        arguments = _GS_ARGUMENTS.get(data[1], 0)
        return (2 + arguments, None) if len(data) >= 2 + arguments else (0, None)

    def _raster(self, data: bytearray) -> int:
        if len(data) < 8:
            return 0
        across = data[4] | data[5] << 8
        down = data[6] | data[7] << 8
        if across > _WIDEST:
            return 8
        end = 8 + across * down
        if len(data) < end:
            return 0
        wide, high = 1 + (data[3] & 1), 1 + (data[3] >> 1 & 1)
        for at in range(8, end, across or 1):
            row = bytes(data[at : at + across])
            self._rows += [self._fit(_doubled(row) if wide == 2 else row)] * high
        return end

    def _fit(self, row: bytes) -> bytes:
        """The row, cut to the width of the paper; a real printer loses the rest as well."""
        wanted = self.width // 8
        return row[:wanted].ljust(wanted, b"\0")

    def _blank(self, rows: int) -> None:
        self._rows += [bytes(self.width // 8)] * rows


def _doubled(row: bytes) -> bytes:
    bits = "".join(bit * 2 for byte in row for bit in f"{byte:08b}")
    return int(bits or "0", 2).to_bytes(len(row) * 2, "big")
