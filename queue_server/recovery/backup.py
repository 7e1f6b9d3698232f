"""A consistent copy of a centre's data in one archive while the server runs, and putting it back. Never overwrites data.

The archive is a gzipped tar: `backup.json` (what it is), the database as SQLite whatever the engine, the folders of files
beside it, and the key to personal data where it is given. Whoever has the database and the key can read everything.
"""

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from queue_server.ledger import schema
from queue_server.ledger.storage.durable_files import sync
from queue_server.ledger.storage.engine import open_engine
from queue_server.recovery import database_copy, key_file, restored
from shared.text.messages import LANGUAGES, say

DATABASE = "motcua.sqlite3"
UNFINISHED = ".restoring"
"""The folder inside a data directory while a restore is under way; a server does not start beside it."""
_NOTE = "backup.json"
_FOLDERS = ("attachments", "forms", "media")
_FORMAT = 1
_NOT_AN_ARCHIVE = (OSError, EOFError, zlib.error, tarfile.TarError, sqlite3.Error, ValueError)


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
    fresh = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".motcua-backup-", dir=target.parent) as folder:
            copy = Path(folder) / DATABASE
            if sqlite:
                database_copy.of_sqlite(source, copy)
            else:
                engine = create_engine(url)
                database_copy.of_engine(engine, copy)
                engine.dispose()
            database_copy.check(copy)
            note = Path(folder) / _NOTE
            described = {**_described(copy), "data_dir": str(data_dir.resolve())}
            note.write_text(json.dumps(described, indent=1), "utf-8")
            beside = [data_dir / name for name in _FOLDERS if (data_dir / name).exists()]
            if key is not None:
                beside.append(Path(shutil.copy(key, Path(folder) / key_file.NAME)))
            _pack(fresh, [note, copy, *beside])
        fresh.replace(target)
        sync(target.parent)
    except database_copy.Damaged as error:
        raise _refused("damaged", file=source, reason=error) from error
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        reason = str(error).splitlines()[0]
        raise _refused("not_written", file=target, reason=reason) from error
    finally:
        with suppress(OSError):  # it was never there, or its disk is gone
            fresh.unlink()


def restore(
    source: Path, data_dir: Path, database: str | None = None, *, nothing_since: bool = False
) -> None:
    """Puts a copy into an empty or new directory; refuses any other, so that no data is overwritten.

    Unless nothing was given since the copy was made, the server skips numbers at its first start (restored.py).

    With the URL of an empty PostgreSQL database, the rows go there. Whatever fails leaves the directory empty again.
    A copy without the key to personal data gets it where the copy was made, if that machine's directory is still there.
    """
    if data_dir.exists() and any(data_dir.iterdir()):
        raise _refused("not_empty", directory=data_dir)
    url = None if database is None else make_url(database)
    if url is not None and url.get_backend_name() == "sqlite":
        raise _refused("other_sqlite", directory=data_dir)
    made_folder = not data_dir.exists()
    unfinished = data_dir / UNFINISHED
    try:
        unfinished.mkdir(mode=0o700, parents=True)
        _unpack(source, unfinished)
        database_copy.check(unfinished / DATABASE)
        if not schema.knows(revision := str(_described(unfinished / DATABASE)["revision"])):
            raise _refused("newer", revision=revision)
        _fetch_key(unfinished)
        if url is not None:
            _into(unfinished / DATABASE, str(database))
            (unfinished / DATABASE).unlink()
        if not nothing_since:
            restored.mark(unfinished)
        # The database comes last, so that a folder with a database is complete.
        for entry in sorted(unfinished.iterdir(), key=lambda path: path.name == DATABASE):
            if entry.name != _NOTE:
                _sync_tree(entry)
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
        if isinstance(error, SQLAlchemyError):
            raise _refused("not_restored", reason=str(error).splitlines()[0]) from error
        if isinstance(error, _NOT_AN_ARCHIVE):
            raise _refused("not_a_backup", file=source, reason=error) from error
        raise


def _described(copy: Path) -> dict[str, object]:
    connection = sqlite3.connect(f"file:{copy}?immutable=1", uri=True)
    try:
        centres = dict(connection.execute("SELECT id, seq FROM centre").fetchall())
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    finally:
        connection.close()
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    return {"format": _FORMAT, "made_at": made_at, "revision": revision, "last_event": centres}


def _pack(target: Path, entries: list[Path]) -> None:
    # It holds a centre's people and perhaps the key to their data: nobody else may read it.
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
            for entry in entries:
                archive.add(entry, entry.name)
        file.flush()
        os.fsync(file.fileno())


def _unpack(source: Path, folder: Path) -> None:
    with tarfile.open(source, "r:gz") as archive:
        for member in archive:
            _unpack_one(archive, member, folder)
    if not (folder / DATABASE).is_file():
        raise tarfile.TarError(DATABASE)
    for stranger in set(folder.iterdir()) - {
        folder / name for name in (DATABASE, _NOTE, *_FOLDERS, key_file.NAME)
    }:
        raise tarfile.TarError(stranger.name)


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Unpacks a file or a folder and refuses anything else: a link, a device, or a name that leads out of `folder`.

    The filter of `tarfile` does the same, but Debian 12's Python (3.11.2) does not have it yet.
    """
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or not (member.isfile() or member.isdir()):
        raise tarfile.TarError(member.name)
    target = folder / name
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    packed = archive.extractfile(member)
    assert packed is not None  # only what is no file has no content
    with packed, target.open("xb") as file:
        shutil.copyfileobj(packed, file)
    target.chmod(member.mode & 0o755)
    os.utime(target, (member.mtime, member.mtime))


def _fetch_key(folder: Path) -> None:
    """Fetches the key where the copy was made on this machine; elsewhere the copy cannot be opened without it."""
    note, key = folder / _NOTE, folder / key_file.NAME
    if key.exists() or not note.exists():
        return
    lay = Path(str(json.loads(note.read_text("utf-8")).get("data_dir", ""))) / key_file.NAME
    if lay.is_absolute() and lay.is_file() and os.access(lay, os.R_OK):
        shutil.copy(lay, key)
        key.chmod(0o600)


def _into(copy: Path, database: str) -> None:
    """Brings a copy to the present schema and its rows into an empty database of another engine."""
    older, target = open_engine(f"sqlite:///{copy}"), open_engine(database)
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


def _sync_tree(path: Path) -> None:
    for each in _tree(path):
        if each.is_dir():
            sync(each)
        else:
            with each.open("rb") as file:
                os.fsync(file.fileno())


def _tree(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir():
        yield from path.rglob("*")
