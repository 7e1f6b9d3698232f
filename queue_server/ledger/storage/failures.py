"""What a database error means for the people who must act: the disk is full, cannot be written, another holds the lock …

Callers choose the sentence for people and what happens next.
"""

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError

from queue_server.ledger.storage.engine import FileGone

# The low byte of SQLite's result codes, https://www.sqlite.org/rescode.html
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_DISK_FULL_IN_POSTGRESQL = "53100"


class Failure(StrEnum):
    """Kinds of failure; each needs something else to be done."""

    FULL = "full"
    UNWRITABLE = "unwritable"
    LOCKED = "locked"
    DAMAGED = "damaged"
    AWAY = "away"
    GONE = "gone"


_OF_SQLITE = {
    _BUSY: Failure.LOCKED,
    _LOCKED: Failure.LOCKED,
    _READONLY: Failure.UNWRITABLE,
    _IOERR: Failure.UNWRITABLE,
    _CANTOPEN: Failure.UNWRITABLE,
    _FULL: Failure.FULL,
    _CORRUPT: Failure.DAMAGED,
    _NOTADB: Failure.DAMAGED,
}


def failure_of(error: BaseException | None) -> Failure:
    """The kind of a database error, of the driver or of SQLAlchemy; an unknown error counts as `AWAY`."""
    while isinstance(error, DBAPIError):
        # A commit that failed for several deeds wraps the engine's error twice.
        error = error.orig
    if isinstance(error, FileGone):
        return Failure.GONE
    if isinstance(error, sqlite3.Error):
        return _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, Failure.AWAY)
    if getattr(error, "pgcode", None) == _DISK_FULL_IN_POSTGRESQL:
        return Failure.FULL
    return Failure.AWAY


def reason_of(error: BaseException) -> str:
    """The driver's first line, without the statement and its values."""
    while isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    return (str(error).splitlines() or [type(error).__name__])[0]
