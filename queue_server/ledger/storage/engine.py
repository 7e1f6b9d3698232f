"""Opens the database: SQLite, or PostgreSQL for more than one process. A commit is on the disk on both."""

import logging
import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import StaticPool

_LOG = logging.getLogger("motcua.store")
_BUSY_SECONDS = 5
# A commit has to be on the disk, whatever the server's own setting says. A process that is frozen inside a transaction loses
# the transaction and so its lock on the row that every deed locks, so that nobody waits for that row for ever.
_DURABLE = "-c synchronous_commit=on"
_TIMEOUTS = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=8s"
# 16 MB of log are written before it is copied into the file, because a deed that commits during that copy has to wait.
_CHECKPOINT = "wal_autocheckpoint=4000"


def open_engine(url: str) -> Engine:
    """An engine for the URL; SQLite is in WAL mode with `synchronous=FULL`.

    On SQLite a connection with the execution option `writes=True` takes the write lock when it begins (BEGIN IMMEDIATE), so
    that it never has to upgrade a read lock half-way.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgresql(parsed)
    # Errors name the statement and not its values, because errors are logged and values may be personal.
    options: dict[str, Any] = {
        "connect_args": {"timeout": _BUSY_SECONDS, "check_same_thread": False},
        "hide_parameters": True,
    }
    if not parsed.database:
        options["poolclass"] = StaticPool
    else:
        options |= {"pool_size": 10, "max_overflow": 30}
    engine = create_engine(parsed, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not begin transactions by itself, because `begin` below does that.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-4000",
            _CHECKPOINT,
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        except sqlite3.Error as error:
            # Another process has written for too long. Callers only know SQLAlchemy's errors.
            raise OperationalError("BEGIN", None, error) from error

    return engine


def _postgresql(url: URL) -> Engine:
    # The URL may say other timeouts, and nothing about the disk: what comes last holds.
    own = url.query.get("options", "")
    options = " ".join([_TIMEOUTS, *([own] if isinstance(own, str) else own), _DURABLE])
    engine = create_engine(
        url,
        pool_size=20,
        max_overflow=20,
        connect_args={"options": options},
        hide_parameters=True,
    )

    @event.listens_for(engine, "checkout")
    def replace_what_the_server_closed(connection: Any, _record: object, _proxy: object) -> None:
        """Notices the end of a connection by what has arrived on it. SQLAlchemy's own ping costs two statements each time."""
        try:
            # The first look may find the server's last words, and only the one after it the end.
            connection.poll()
            connection.poll()
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    return engine


def close(engine: Engine) -> None:
    """Closes the database, after SQLite's log is copied into the file as far as nobody else reads from the log."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        driver: Any = connection.driver_connection
        try:
            for pragma in ("busy_timeout=500", "wal_checkpoint(TRUNCATE)"):
                driver.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error:
            # The disk is full or gone. The next start reads the log, which is as durable as the file.
            _LOG.warning("the log stays beside the database", exc_info=True)
        finally:
            connection.close()
    engine.dispose()
