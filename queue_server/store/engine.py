"""Opens the database: SQLite durable to the disk, or PostgreSQL for more than one process. Runs no query of its own."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

_BUSY_SECONDS = 5
# 16 MB of log before it is copied back: the copy stalls whoever commits just then.
_CHECKPOINT = "wal_autocheckpoint=4000"


def open_engine(url: str) -> Engine:
    """An engine for the URL; SQLite in WAL with `synchronous=FULL`, whose write transactions begin IMMEDIATE.

    A connection with the execution option `writes=True` takes the write lock when it begins, so that it never has to
    upgrade a read lock half-way.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=20, max_overflow=20, pool_pre_ping=True)
    options: dict[str, Any] = {"connect_args": {"timeout": _BUSY_SECONDS, "check_same_thread": False}}
    if not parsed.database:
        options["poolclass"] = StaticPool
    else:
        options |= {"pool_size": 10, "max_overflow": 30}
    engine = create_engine(parsed, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: `begin` below does.
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
            # Another process writes for too long: callers know SQLAlchemy's errors only.
            raise OperationalError("BEGIN", None, error) from error

    return engine
