"""A consistent copy of a centre's data in one archive while the server runs, and putting it back. Never overwrites data.

The archive is a gzipped tar: `backup.json` (what it is), the database as SQLite whatever the engine, the folders of files
beside it, and the key to personal data where it is given. Whoever has the database and the key can read everything.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import URL, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from queue_server.ledger import schema
from queue_server.ledger.storage import durable_files
from queue_server.ledger.storage.engine import open_engine
from queue_server.recovery import archive, contents, database_copy, key_file, restored, unfinished_files
from queue_server.recovery.contents import DATABASE, NOTE
from shared.launch.kept_files import sync
from shared.text.messages import LANGUAGES, say

UNFINISHED = ".restoring"
"""The folder inside a data directory while a restore is under way; a server does not start beside it."""
_FORMAT = 1


class Refused(Exception):
    """The copy cannot be made or put back; the message says why, in both languages."""


def _refused(key: str, **values: object) -> Refused:
    return Refused("\n".join(say(f"faults.backup.{key}", lang, **values) for lang in LANGUAGES))


def save(database: str, data_dir: Path, target: Path, *, key: Path | None = None) -> None:
    """Writes one archive that is on the disk when this returns; a half-written one never has that name.

    `key` is the key file that goes with it; without it, only somebody who has the key can use the copy.
    Raises Refused, for a database that is damaged too: its copy would replace a good one.
    """
    url = make_url(database)
    sqlite = url.get_backend_name() == "sqlite"
    source = Path(url.database or "")
    if sqlite and not source.is_file():
        raise _refused("nothing", directory=data_dir)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished_files.sweep(target)
        with _without_name(target.parent) as (copy, pages), _new(target) as fresh:
            if sqlite:
                moment = database_copy.of_sqlite(source, copy)
            else:
                engine = create_engine(url)
                moment = database_copy.of_engine(engine, copy)
                engine.dispose()
            copy.close()
            described = json.dumps(
                {
                    "format": _FORMAT,
                    "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "revision": moment.revision,
                    "last_event": moment.last_event,
                },
                indent=1,
            )
            archive.pack(fresh, described.encode(), pages, data_dir, key)
        sync(target.parent)
    except database_copy.Damaged as error:
        raise _refused("damaged", file=source, reason=error) from error
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        reason = str(error).splitlines()[0]
        raise _refused("not_written", file=target, reason=reason) from error


@contextmanager
def _without_name(folder: Path) -> Iterator[tuple[sqlite3.Connection, BinaryIO]]:
    """An empty database and its bytes: a file in the folder that has no name any more before anything is in it.

    So whatever ends this process leaves no database behind. Nothing can be read through the connection once a copy
    of pages is in it, since SQLite then looks for the file of that name.
    """
    path, pages = unfinished_files.create(folder, ".sqlite3")
    try:
        with pages, closing(sqlite3.connect(path)) as copy:
            with suppress(PermissionError):  # where an open file keeps its name, it is deleted at the end
                path.unlink()
            copy.execute("PRAGMA journal_mode=OFF").close()
            yield copy, pages
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _new(target: Path) -> Iterator[BinaryIO]:
    """A file that gets the target's name when all of it was written, and is deleted otherwise."""
    path, file = unfinished_files.create(target.parent, ".new")
    try:
        with file:
            yield file
            path.replace(target)
    finally:
        path.unlink(missing_ok=True)


def restore(
    source: Path,
    data_dir: Path,
    database: str | None = None,
    *,
    nothing_since: bool = False,
    key: Path | None = None,
) -> list[str]:
    """Puts a copy into an empty or new directory; refuses any other, so that no data is overwritten.

    Unless nothing was given since the copy was made, the server skips numbers at its first start (restored.py).

    With the URL of an empty PostgreSQL database, the rows go there. Whatever fails leaves the directory empty again.
    A copy without the key to personal data gets `key`, where one is given; no path that the copy names is ever looked at.
    Returns the names of strangers in the copy's folders, which were passed over.
    """
    if data_dir.exists() and any(data_dir.iterdir()):
        raise _refused("not_empty", directory=data_dir)
    url = None if database is None else make_url(database)
    if url is not None and url.get_backend_name() == "sqlite":
        raise _refused("other_sqlite", directory=data_dir)
    made_folder = not data_dir.exists()
    unfinished = data_dir / UNFINISHED
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
        strangers = archive.unpack(source, unfinished)
        moment = database_copy.check(unfinished / DATABASE)
        if not schema.knows(moment.revision):
            raise _refused("newer", revision=ascii(moment.revision[:40]))
        if key is not None:
            _lay(key, unfinished / key_file.NAME)
        if url is not None:
            _into(unfinished / DATABASE, str(database))
            (unfinished / DATABASE).unlink()
        if not nothing_since:
            restored.mark(unfinished)
        # The database comes last, so that a folder with a database is complete.
        for entry in sorted(unfinished.iterdir(), key=lambda path: path.name == DATABASE):
            if entry.name != NOTE:
                entry.rename(data_dir / entry.name)
        shutil.rmtree(unfinished)
        sync(data_dir)
        sync(data_dir.parent)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if made_folder and data_dir.exists() and not any(data_dir.iterdir()):
            data_dir.rmdir()
        if isinstance(error, database_copy.Damaged):
            raise _refused("damaged_copy", file=source, reason=error) from error
        if isinstance(error, archive.TooLarge):
            raise _refused("too_large", file=source, reason=error) from error
        if isinstance(error, contents.Foreign):
            raise _refused("foreign", file=source, entry=error) from error
        if isinstance(error, SQLAlchemyError):
            raise _refused("not_restored", reason=str(error).splitlines()[0]) from error
        if isinstance(error, (*archive.UNREADABLE, sqlite3.Error)):
            raise _refused("not_a_backup", file=source, reason=error) from error
        raise
    return strangers


def _lay(key: Path, place: Path) -> None:
    """Puts the key that somebody named beside the copy, unless it has its own. Raises Refused."""
    try:
        key_file.KeyFile(key).read()
        secret = key.read_bytes()
    except (OSError, key_file.KeyFileUnreadable) as error:
        raise _refused("bad_key", file=key, reason=error) from error
    with suppress(FileExistsError):
        durable_files.write(place.parent, place, secret)


def _into(copy: Path, database: str) -> None:
    """Brings a copy to the present schema and its rows into an empty database of another engine."""
    older, target = open_engine(str(URL.create("sqlite", database=str(copy)))), open_engine(database)
    # A copy from before sealing is sealed on the way; the new key then goes where the copy's own key would be.
    key_file.give(older, copy.parent)
    try:
        if not database_copy.is_empty(target):
            raise _refused("database_not_empty")
        schema.migrate(older)
        older.dispose()
        schema.migrate(target)
        database_copy.into_engine(copy, target)
    finally:
        older.dispose()
        target.dispose()
