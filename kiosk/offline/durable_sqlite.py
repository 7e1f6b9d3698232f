"""A small SQLite file whose data survives a power cut."""

import logging
import sqlite3
import time
from pathlib import Path

_LOG = logging.getLogger(__name__)


def opened(file: Path, schema: str) -> sqlite3.Connection:
    """The open file with these tables, for several threads that share a lock. A damaged file is kept under another name.

    Raises sqlite3.Error if the disk fails.
    """
    try:
        return _connect(file, schema)
    except sqlite3.DatabaseError as error:
        # An OperationalError (a full disk, no permission) does not mean that the file is damaged.
        if isinstance(error, sqlite3.OperationalError) or not file.exists():
            raise sqlite3.OperationalError(f"{file}: {error}") from error
        kept = file.with_name(f"{file.stem}.damaged-{int(time.time())}")
        _LOG.critical("%s is damaged (%s); it is kept as %s", file.name, error, kept.name)
        for suffix in ("", "-wal", "-shm"):
            part = file.with_name(file.name + suffix)
            if part.exists():
                part.rename(kept.with_name(kept.name + suffix))
        return _connect(file, schema)


def _connect(file: Path, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=2.0)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        connection.executescript(schema)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
