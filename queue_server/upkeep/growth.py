"""Has SQLite count its tables anew once a day, and sooner where much was added since: a new centre's first day."""

from dataclasses import dataclass

from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage import statistics
from queue_server.ledger.storage.offload import Offload

_FIRST = 2000
"""Events after which a database that began empty is worth counting."""


@dataclass(slots=True)
class Growth:
    """What was counted last; the start has just done it."""

    book: Database
    offload: Offload
    _day: str | None = None
    _seq: int = 0

    def look(self) -> None:
        """To be called every few minutes."""
        if self.book.engine.dialect.name != "sqlite":
            return
        with reading(self.book) as now:
            day, seq = now.day, now.seq
        if self._day is not None and (day != self._day or seq >= 2 * self._seq + _FIRST):
            statistics.refresh(self.book.engine, self.offload)
        elif self._day is not None:
            return
        self._day, self._seq = day, seq
