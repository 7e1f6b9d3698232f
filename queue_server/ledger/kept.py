"""Values that are read from the database once and then stay in memory, such as the waiting lines.

Every change adds to the centre's sequence number, under a lock. So a value that was right at number N is right for every
transaction that finds number N, whatever other processes do. Which rows a value is made from, only its topic knows.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy import Connection


class Kept(Protocol):
    """A value that stays in memory, with the sequence number and the service day at which it was right."""

    seq: int
    day: str
    changes: int
    """How often the value was changed. If a deed is refused before it changes the value, it can still be used."""


K = TypeVar("K", bound=Kept)

At = Callable[[Connection, str, str, int, K | None], K]
"""`at(connection, centre, day, seq, left)`: the value of that day at number `seq`, made from the earlier value `left`, or
from the database where that is None or too old."""


@dataclass(slots=True)
class Shown:
    """One copy of a value for all readings of a process. A reading holds `lock` from `recall` until it is done with it.

    Deeds have a copy of their own, which they change before they commit; this copy holds only what was committed.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    _value: Kept | None = None

    def recall(self, kind: type[K], at: At[K], connection: Connection, centre: str, day: str, seq: int) -> K:
        """The value at number `seq`, which is the number that the connection's transaction sees."""
        kept = self._value
        found = at(connection, centre, day, seq, kept if isinstance(kept, kind) else None)
        if kept is None or kept.seq <= seq:
            # A reading that began earlier sees an older state, which must not replace the newer value of another reading.
            self._value = found
        return found

    def forget(self) -> None:
        """Drops the value, after the database was put back to an older state and its numbers mean something else."""
        with self.lock:
            self._value = None
