"""Opens the database: SQLite, or PostgreSQL for more than one process. A commit is on the disk on both."""

import logging
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

_LOG = logging.getLogger("motcua.store")
BUSY_SECONDS = 5
# A commit has to be on the disk, whatever the server's own setting says. A process that is frozen inside a transaction loses
# the transaction and so its lock on the row that every deed locks, so that nobody waits for that row for ever.
_DURABLE = "-c synchronous_commit=on"
_TIMEOUTS = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=8s"
# 16 MB of log are written before it is copied into the file, because a deed that commits during that copy has to wait.
_CHECKPOINT = "wal_autocheckpoint=4000"
_OPTION = "motcua_file"
RESCUED = "rescued"
"""In the name of what was saved from a database whose file was deleted while it was open."""


class FileGone(sqlite3.OperationalError):
    """The database's files were deleted or replaced under the open connections: what is written now, nobody finds again."""


@dataclass(slots=True)
class OpenFile:
    """The files that the connections of an engine have open, by what the system calls them and not by their names."""

    path: Path
    _known: dict[Path, tuple[int, int] | None] = field(default_factory=dict)
    _open: int = 0

    def connect(self) -> sqlite3.Connection:
        """A new connection; a file is made only by the first one. Raises FileGone."""
        self.check()
        mode = "rw" if self._known else "rwc"
        connection = _connect(self.path, mode)
        self._open += 1
        return connection

    def closed(self) -> None:
        """To be called after each connection that was closed: with the last one SQLite deletes its log by itself."""
        self._open -= 1
        if self._open == 0:
            self._known.pop(self._log, None)

    @property
    def _log(self) -> Path:
        return self.path.with_name(self.path.name + "-wal")

    def check(self) -> None:
        """Raises FileGone if the database or its log is not the file that is open."""
        for path in (self.path, self._log):
            known, found = self._known.get(path), _identity(path)
            if known is None and found is not None and self._open:
                self._known[path] = found
            elif known is not None and known != found:
                raise FileGone(f"{path} was deleted or replaced")

    @property
    def gone(self) -> bool:
        """Whether `check` raises."""
        try:
            self.check()
        except FileGone:
            return True
        return False


def connect_to_existing(file: str) -> sqlite3.Connection:
    """A connection to a database that is there; unlike the driver's own way it makes no empty file where none is."""
    return _connect(Path(file), "rw")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = address_of(path, f"mode={mode}")
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)


def address_of(path: Path, how: str) -> str:
    """SQLite's address of a file, and how it is opened ("mode=ro"). A `#`, `?` or `%` in a folder's name is no part of it."""
    return f"{path.absolute().as_uri()}?{how}"


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check_file(engine: Engine) -> None:
    """Raises OperationalError, of a FileGone, if SQLite's files are not those that the engine has open."""
    file: OpenFile | None = engine.get_execution_options().get(_OPTION)
    if file is not None:
        try:
            file.check()
        except FileGone as gone:
            raise OperationalError("BEGIN", None, gone) from gone


def open_engine(url: str) -> Engine:
    """An engine for the URL; SQLite is in WAL mode with `synchronous=FULL`.

    On SQLite a connection with the execution option `writes=True` takes the write lock when it begins (BEGIN IMMEDIATE), so
    that it never has to upgrade a read lock half-way.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgresql(parsed)
    # Errors name the statement and not its values, because errors are logged and values may be personal.
    options: dict[str, Any] = {"hide_parameters": True}
    file = OpenFile(Path(parsed.database)) if parsed.database else None
    if file is None:
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        options |= {"pool_size": 10, "max_overflow": 30, "creator": file.connect}
        options["execution_options"] = {_OPTION: file}
    engine = create_engine(parsed, **options)
    if file is not None:
        event.listen(engine, "close", lambda *_: file.closed())

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
        if file is not None:
            file.check()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        driver: Any = connection.connection.dbapi_connection
        try:
            if writes and file is not None:
                file.check()
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
    """Closes the database, after SQLite's log is copied into the file as far as nobody else reads from the log.

    Where the files were deleted or replaced, what the connections still hold is first saved beside them.
    """
    file: OpenFile | None = engine.get_execution_options().get(_OPTION)
    if engine.dialect.name == "sqlite":
        try:
            with closing(engine.raw_connection()) as connection:
                driver: Any = connection.driver_connection
                if file is not None and file.gone:
                    _rescue(driver, file.path)
                else:
                    for pragma in ("busy_timeout=500", "wal_checkpoint(TRUNCATE)"):
                        driver.execute(f"PRAGMA {pragma}").close()
        except (sqlite3.Error, SQLAlchemyError):
            # The disk is full or gone. The next start reads the log, which is as durable as the file.
            _LOG.warning("the log stays beside the database", exc_info=True)
    engine.dispose()


def _rescue(open_one: sqlite3.Connection, path: Path) -> None:
    """Saves what a connection reads from files that have no name any more."""
    target = path.with_name(f"{path.stem}.{RESCUED}-{datetime.now().astimezone():%Y%m%d-%H%M%S}{path.suffix}")
    # The next start offers whatever has that name, so only a whole one gets it.
    unfinished = path.with_name(f"{path.name}.rescuing")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(unfinished)) as rescued:
            open_one.backup(rescued)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    _LOG.error("the database's files were deleted or replaced; what was still open is saved as %s", target)
