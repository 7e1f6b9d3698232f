"""A log file of bounded size that never raises and never blocks on more than one small write.

Each line is one `write` to a file that is opened for appending, so that a killed program loses no line and two processes may
share the file. When the file has `LARGEST` bytes, it is renamed to PROGRAM.jsonl.1; the older files get the next higher
number, and the oldest is deleted.
"""

import os
import threading
from pathlib import Path

LARGEST = 20 * 1024 * 1024
KEPT = 5
_LOOK_EVERY = 500
"""After how many lines it is checked whether another process has renamed the file."""


class LogFile:
    """A log file. If the disk is full, read-only or missing, lines are dropped, and that is logged when it works again."""

    def __init__(self, path: Path, largest: int = LARGEST, kept: int = KEPT) -> None:
        self.path = path
        self.dropped = 0
        """How many lines could not be written since the last line that was written."""
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
        """Closes the file; the next line opens it again."""
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
            # The last line may have been cut off by a full disk or a power cut, so the next line begins on a new line.
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
        """Renames the file if it is full, and opens the new one if another process has renamed it."""
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
            # Windows refuses while another process has the file open. The file grows on until that process has ended.
            return

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
