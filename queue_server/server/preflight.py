"""What must hold before a server opens its database, and what the technician is told when it does not.

Data is never changed or overwritten.

Every refusal says in Vietnamese and in English what is wrong and how to go on, down to the commands.
"""

import errno
import logging
import shlex
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from queue_server.configuration.settings import REMEMBERED, RememberedUnreadable
from queue_server.ledger.schema import CentreMissing, UnknownRevision
from queue_server.ledger.storage.engine import RESCUED, address_of
from queue_server.ledger.storage.failures import Failure, failure_of, reason_of
from queue_server.ledger.storage.marks import FOLDER as MARKS
from queue_server.recovery import backup, key_file
from shared.launch import file_lock
from shared.text.messages import LANGUAGES, say

_LOG = logging.getLogger("motcua.opening")
_CHECK_SECONDS = 3.0
"""A big database is not read to its end at every start: citizens wait. The nightly backup reads all of it."""
_BUSY_SECONDS = 5.0
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
WRITING_FAILED = (*_NO_ROOM, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
"""What the system says where a file cannot be written; what else it says is somebody's mistake."""
_LEAST_FREE = 64 * 1024
"""Bytes; with less, SQLite cannot make the index of its log, which is why it cannot open the database."""
_PATIENCE_SECONDS = 30.0
"""After a power cut the database's machine may be ready later than this one."""
_PAUSE_SECONDS = 1.0

_Made = TypeVar("_Made")


class CannotOpen(Exception):
    """The server must not start on this database; the message is for the terminal, in both languages."""


class Premises:
    """The data directory and database of one server: checks them, holds them, and words what fails later on."""

    def __init__(self, data_dir: Path, database: str, backups: Path) -> None:
        self.data_dir = data_dir
        self.backups = backups
        """The folder of the nightly backups."""
        url = make_url(database)
        self.file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
        self._held: IO[str] | None = None

    def enter(self) -> None:
        """Takes the database for this process and reads it through. Raises CannotOpen."""
        self._refuse_unfinished()
        if self.file is None:
            return
        self._hold(self.file)
        if self._is_there(self.file):
            self._check(self.file)

    def look(self) -> None:
        """For a command beside the server, which takes no lock. CannotOpen where a lost database would be made anew."""
        self._refuse_unfinished()
        if self.file is not None:
            self._is_there(self.file)

    def patiently(self, work: Callable[[], _Made]) -> _Made:
        """What `work` makes with the database; a database server that is away is asked again for half a minute.

        Work that failed must have left nothing behind. Lets the last error through, and every error of SQLite.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        told = False
        while True:
            try:
                return work()
            except DBAPIError as error:
                away = self.file is None and failure_of(error) is Failure.AWAY
                if not away or time.monotonic() >= until:
                    raise
                if not told:
                    print(_both("waiting", reason=reason_of(error)), file=sys.stderr, flush=True)
                told = True
                time.sleep(_PAUSE_SECONDS)

    def explain(self, error: SQLAlchemyError | UnknownRevision | CentreMissing) -> str:
        """The sentences for an error that opening the database ended with."""
        if isinstance(error, CentreMissing):
            return _both("emptied", folder=self.data_dir, marks=self.data_dir / MARKS) + self._way_back()
        if isinstance(error, UnknownRevision):
            return _both("newer", revision=error.revision) + self._way_back()
        kind, file, reason = failure_of(error), self.file or self.data_dir, reason_of(error)
        if self.file is None or kind is Failure.AWAY:
            return say("server.start.database", error=reason)
        if kind is Failure.DAMAGED:
            return self._damaged(reason)
        if kind is Failure.LOCKED:
            return _both("locked", file=file)
        return _cannot_write(kind, file.parent, reason)

    def explain_files(self, error: OSError) -> str:
        """The sentences for a file beside the database, such as the key file, that could not be written."""
        kind = Failure.FULL if error.errno in _NO_ROOM else Failure.UNWRITABLE
        folder = self.data_dir if error.filename is None else Path(error.filename).parent
        return _cannot_write(kind, folder, error.strerror)

    def _refuse_unfinished(self) -> None:
        if (self.data_dir / backup.UNFINISHED).exists():
            raise CannotOpen(_both("unfinished", folder=self.data_dir, name=backup.UNFINISHED))

    def _hold(self, file: Path) -> None:
        """Two servers on one SQLite file would each trust what they keep of it in memory."""
        path = file.with_name(file.name + ".server")
        try:
            held = path.open("a")
        except OSError as error:
            raise CannotOpen(_cannot_write(Failure.UNWRITABLE, file.parent, error.strerror)) from error
        try:
            file_lock.lock(held)
        except OSError as error:
            held.close()
            raise CannotOpen(_both("already", file=file)) from error
        self._held = held

    def _is_there(self, file: Path) -> bool:
        """Whether there is a database. None is a new centre, unless there was one before."""
        if file.exists() and file.stat().st_size > 0:
            return True
        log = file.with_name(file.name + "-wal")
        known = (
            (self.data_dir / REMEMBERED).exists()
            or any((self.data_dir / MARKS).glob("*.json"))
            or (log.exists() and log.stat().st_size > 0)
        )
        if not known:
            return False
        told = _both("vanished", folder=file.parent, file=file.name)
        rescued = sorted(file.parent.glob(f"{file.stem}.{RESCUED}-*{file.suffix}"))
        if rescued:
            move = shlex.join(["mv", str(rescued[-1]), str(file)])
            raise CannotOpen(f"{told}\n\n{_both('rescued')}\n  {move}")
        raise CannotOpen(told + self._way_back())

    def _check(self, file: Path) -> None:
        """Reads the pages for some seconds; read-only, so that a damaged file stays as it was found."""
        until = time.monotonic() + _CHECK_SECONDS
        connection = sqlite3.connect(address_of(file, "mode=ro"), uri=True, timeout=_BUSY_SECONDS)
        try:
            connection.set_progress_handler(lambda: time.monotonic() > until, 50_000)
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise CannotOpen(self._of_sqlite(error, file)) from error
            _LOG.info(say("faults.log.not_checked"))
            return
        except sqlite3.DatabaseError as error:
            raise CannotOpen(self._of_sqlite(error, file)) from error
        finally:
            connection.close()
        if found != "ok":
            raise CannotOpen(self._damaged(found.splitlines()[-1]))

    def _of_sqlite(self, error: sqlite3.DatabaseError, file: Path) -> str:
        kind = failure_of(error)
        if kind is Failure.LOCKED:
            return _both("locked", file=file)
        if kind in (Failure.UNWRITABLE, Failure.FULL):
            return _cannot_write(kind, file.parent, error)
        return self._damaged(str(error))

    def _damaged(self, reason: str) -> str:
        return _both("damaged", file=self.file, reason=reason) + self._way_back()

    def _way_back(self) -> str:
        """The commands that put the latest backup in the place of what is there now, which is kept."""
        if self.file is None:
            return ""
        aside = self.data_dir.with_name(f"{self.data_dir.name}.{datetime.now().astimezone():%Y%m%d-%H%M%S}")
        found = sorted(self.backups.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        latest = found[-1] if found else None
        if latest is not None and latest.is_relative_to(self.data_dir):
            copy = str(aside / latest.relative_to(self.data_dir))
        else:
            copy = say("faults.start.a_backup") if latest is None else str(latest)
        program = str(Path(sys.executable).with_name("motcua"))
        steps = [
            ["mv", str(self.data_dir), str(aside)],
            [program, "restore", copy, "--data-dir", str(self.data_dir)],
        ]
        if (self.data_dir / key_file.NAME).exists():
            steps.append(["cp", "-p", str(aside / key_file.NAME), str(self.data_dir)])
        if (self.data_dir / MARKS).exists():
            # They say how far the numbers that are on paper go.
            steps.append(["cp", "-rp", str(aside / MARKS), str(self.data_dir)])
        commands = "\n".join(f"  {shlex.join(words)}" for words in steps)
        if latest is None:
            before = _both("no_backup", folder=self.backups)
        else:
            made = datetime.fromtimestamp(latest.stat().st_mtime, UTC).astimezone()
            before = _both("restore", made=f"{made:%d/%m/%Y %H:%M}")
        return f"\n\n{before}\n{commands}\n{_both('restored_then', aside=aside)}"


def remembered_unreadable(error: RememberedUnreadable) -> str:
    """The sentences for a file that should say how this data directory is served."""
    return _both("remembered", file=error.file, reason=error.reason)


def _cannot_write(kind: Failure, folder: Path, reason: object) -> str:
    """The sentences for a folder that cannot be written; SQLite says "disk I/O error" where its index has no room."""
    with suppress(OSError):
        if shutil.disk_usage(folder).free < _LEAST_FREE:
            kind = Failure.FULL
    return _both(kind.value, folder=folder, reason=reason)


def _both(key: str, **values: object) -> str:
    return "\n".join(say(f"faults.start.{key}", lang, **values) for lang in LANGUAGES)
