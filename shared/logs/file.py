"""A log file of bounded size that never raises and never blocks on more than one small write.

Each line is one `write` to a file opened for appending: a killed program loses none, and two processes may share the
file. At `LARGEST` bytes it becomes PROGRAM.jsonl.1, the older ones move up, and the oldest goes.
"""

import os
import threading
from pathlib import Path

LARGEST = 20 * 1024 * 1024
KEPT = 5
_LOOK_EVERY = 500
"""Lines between two looks at whether another process has turned the file over."""


class LogFile:
    """`write` appends a line or drops it: a full, read-only or missing disk is reported once it is back."""

    def __init__(self, path: Path, largest: int = LARGEST, kept: int = KEPT) -> None:
        self.path = path
        self.dropped = 0
        """Lines that could not be written since the last one that could."""
        self._largest, self._kept = largest, kept
        self._turn = threading.Lock()
        self._descriptor: int | None = None
        self._size = 0
        self._written = 0

    def write(self, line: bytes) -> None:
        """Appends one line that ends with a newline."""
        with self._turn:
            try:
                self._prepare(len(line))
                if self._descriptor is None:
                    self._open()
                if self.dropped:
                    told = b'{"event":"log_lines_lost","level":"warning","count":%d}\n' % self.dropped
                    self._append(told)
                    self.dropped = 0
                self._append(line)
            except OSError:
                self.dropped += 1
                self._close()

    def close(self) -> None:
        """Lets the file go; the next line opens it again."""
        with self._turn:
            self._close()

    def _append(self, data: bytes) -> None:
        assert self._descriptor is not None  # opened just before
        done = os.write(self._descriptor, data)
        self._size += done
        if done != len(data):
            raise OSError("half a line")

    def _open(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
        self._descriptor = os.open(self.path, flags, 0o600)
        self._size = os.fstat(self._descriptor).st_size
        if self._size and self._last_byte() != b"\n":
            # After a line that was cut off, by a full disk or a power cut, the next one begins on a line of its own.
            self._append(b"\n")

    def _last_byte(self) -> bytes:
        with self.path.open("rb") as reading:
            reading.seek(-1, os.SEEK_END)
            return reading.read(1)

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _prepare(self, coming: int) -> None:
        """Turns the file over when it is full, and follows another process that did."""
        self._written += 1
        full = self._size + coming > self._largest
        if self._descriptor is None or not (full or self._written % _LOOK_EVERY == 0):
            return
        if not self._is_ours():
            self._close()
        elif full:
            self._close()
            self._turn_over()

    def _is_ours(self) -> bool:
        """Whether the path still names the file that is open here."""
        assert self._descriptor is not None  # asked only while it is open
        try:
            named, opened = os.stat(self.path), os.fstat(self._descriptor)
        except FileNotFoundError:
            return False
        self._size = opened.st_size
        return os.path.samestat(named, opened)

    def _turn_over(self) -> None:
        try:
            for number in range(self._kept - 1, 0, -1):
                older = self._numbered(number)
                if older.exists():
                    older.replace(self._numbered(number + 1))
            self.path.replace(self._numbered(1))
        except OSError:
            # Windows, while another process has it open: it grows on until that one is gone.
            return

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
