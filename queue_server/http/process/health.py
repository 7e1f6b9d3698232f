"""Checks whether everything that giving a number needs works now.

The parts themselves are asked, and each only for a short time.

What was found good holds for a second; what hangs counts as failing.
"""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.engine import address_of, check_file
from queue_server.ledger.storage.failures import Failure, failure_of
from queue_server.ledger.storage.offload import Offload
from queue_server.ledger.tables import centres

GOOD_SECONDS = 1.0
PATIENCE_SECONDS = 2.5
_BUSY_SECONDS = 2.0
_PROBE = ".writable"
_LOOK_SECONDS = 0.005


@dataclass(slots=True)
class Health:
    """The checks of one server process."""

    book: Database
    data_dir: Path
    least_free_mb: int
    others: Callable[[], Sequence[str]]
    """Checks of the parts that know their own state."""
    offload: Offload
    spawn: Callable[[Callable[[], None]], object]
    sleep: Callable[[float], None]
    _found: list[str] = field(default_factory=list)
    _good_at: float = float("-inf")
    _at: str | None = None
    _since: float = 0.0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def failing(self) -> list[str]:
        """The failing parts, in the order `database`, `disk`, then the others; an empty list is a working server."""
        with self._turn:
            if self._at is None:
                if monotonic() - self._good_at < GOOD_SECONDS:
                    return _in_order(self.others())
                self._at, self._since, self._found = "database", monotonic(), []
                self.spawn(self._look)
        while self._at is not None:
            if monotonic() - self._since > PATIENCE_SECONDS:
                return _in_order([*self._found, self._at, *self.others()])
            self.sleep(_LOOK_SECONDS)
        return _in_order([*self._found, *self.others()])

    def _look(self) -> None:
        found: list[str] = []
        try:
            self._found = found
            found += self._database()
            self._at = "disk"
            found += self.offload(_disk, self.data_dir, self.least_free_mb)
        except Exception:
            # A check that raises counts as failed.
            found.append(self._at or "database")
            raise
        finally:
            if not found and not self.others():
                self._good_at = monotonic()
            self._at = None

    def _database(self) -> Iterator[str]:
        """Reads as every view does, and writes as every deed does, down to the disk; changes nothing that anybody reads."""
        url = make_url(self.book.engine.url)
        try:
            check_file(self.book.engine)
            with reading(self.book):
                pass
            if url.get_backend_name() != "sqlite":
                with self.book.engine.connect() as connection:
                    _lock_row(connection, self.book.centre.centre.id)
            elif url.database:
                # In a thread of its own: SQLite waits for another writer without letting anybody go on.
                self.offload(_write, url.database)
        except (SQLAlchemyError, sqlite3.Error) as error:
            yield "disk" if failure_of(error) is Failure.FULL else "database"


def _in_order(found: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _write(file: str) -> None:
    """A commit that reaches the disk: a number in the file's head that neither SQLite nor we use otherwise."""
    connection = sqlite3.connect(
        address_of(Path(file), "mode=rw"), uri=True, timeout=_BUSY_SECONDS, isolation_level=None
    )
    try:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        (mark,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version={(mark + 1) % 1_000_000}")
        connection.execute("COMMIT")
    finally:
        connection.close()


def _lock_row(connection: Connection, centre: str) -> None:
    """Waits for the row that every deed locks first, and no longer than others will wait for us."""
    connection.execute(text(f"SET LOCAL lock_timeout = '{round(_BUSY_SECONDS * 1000)}ms'"))
    connection.execute(select(centres.c.seq).where(centres.c.id == centre).with_for_update()).one()
    connection.commit()


def _disk(folder: Path, least_mb: int) -> list[str]:
    """Checks that files can be written where the data lies, and that enough room is left there."""
    try:
        if shutil.disk_usage(folder).free < least_mb * 1_000_000:
            return ["disk"]
        probe = folder / _PROBE
        probe.write_bytes(os.urandom(64))
        probe.unlink()
    except OSError:
        return ["disk"]
    return []
