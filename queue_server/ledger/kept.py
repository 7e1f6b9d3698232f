"""Values that are read from the rows once and then kept in memory, such as the waiting lines.

Every change raises the centre's sequence number under its lock. So a value that was kept at number N is still right for
whoever finds number N, whatever other processes do. The topic that keeps a value knows which rows it is made of.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy import Connection


class Kept(Protocol):
    """A value that is kept."""

    seq: int
    day: str
    changes: int
    """How often anything was changed in it: a deed that was refused before it changed anything leaves it usable."""


K = TypeVar("K", bound=Kept)

At = Callable[[Connection, str, str, int, K | None], K]
"""`at(connection, centre, day, seq, left)`: the value of that day at that number, made from what was `left` where it can."""


@dataclass(slots=True)
class Shown:
    """One copy for all readings of a process, which use it in turn: whoever recalls it holds `lock` until they are done.

    A deed has a value of its own, which it may change before it commits; here is only what was committed.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    _value: Kept | None = None

    def recall(self, kind: type[K], at: At[K], connection: Connection, centre: str, day: str, seq: int) -> K:
        """The value at this number, which is the one that the connection's transaction sees."""
        kept = self._value
        found = at(connection, centre, day, seq, kept if isinstance(kept, kind) else None)
        if kept is None or kept.seq <= seq:
            # A reading that began before others sees an older state: what they keep is not replaced by it.
            self._value = found
        return found

    def forget(self) -> None:
        """Forgets all, after the database was put back to an older state: its numbers mean something else now."""
        with self.lock:
            self._value = None
