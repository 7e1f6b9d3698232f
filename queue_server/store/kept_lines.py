"""The waiting lines of this process as its readings see them, brought up to each reading's number by what the diary names.

A deed has lines of its own, which it may change before it commits; here is only what was committed.
"""

import threading
from dataclasses import dataclass, field

from sqlalchemy import Connection

from queue_server.hall.rows import lines
from queue_server.hall.rows.lines import Lines


@dataclass(slots=True)
class KeptLines:
    """One copy for all readings, which use it in turn: whoever asks `at` holds `lock` until they are done with the answer."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    _lines: Lines | None = None

    def at(self, connection: Connection, centre: str, day: str, seq: int) -> Lines:
        """The lines as they were at this number, which is the one that the connection's transaction sees."""
        kept = self._lines
        found = lines.at(connection, centre, day, seq, kept)
        if kept is None or kept.seq <= seq:
            # A reading that began before others see an older hall: what they keep is not replaced by it.
            self._lines = found
        return found

    def forget(self) -> None:
        """The database was put back to an older state: its numbers mean something else now."""
        with self.lock:
            self._lines = None
