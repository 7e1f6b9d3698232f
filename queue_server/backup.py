"""A consistent copy of the embedded database and its files while the server runs, and putting it back.

PostgreSQL has its own tools for this; we say so rather than imitate them.
"""

import sqlite3
import tarfile
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

from shared.text.messages import say

_DATABASE = "motcua.sqlite3"
_FOLDERS = ("attachments",)


class Refused(Exception):
    """The copy cannot be made or put back; the message says why."""


def save(database: str, data_dir: Path, target: Path) -> None:
    """Writes database and attachments into one archive; a half-written archive never bears the name."""
    url = make_url(database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused(say("server.backup.not_sqlite"))
    source = Path(url.database)
    if not source.exists():
        raise Refused(say("server.backup.nothing", directory=data_dir))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".new")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / _DATABASE
        with sqlite3.connect(source) as reading, sqlite3.connect(copy) as writing:
            reading.backup(writing)
        writing.close()
        reading.close()
        with tarfile.open(fresh, "w:gz") as archive:
            archive.add(copy, _DATABASE)
            for name in _FOLDERS:
                if (data_dir / name).is_dir():
                    archive.add(data_dir / name, name)
    fresh.replace(target)


def restore(source: Path, data_dir: Path) -> None:
    """Puts a copy into an empty or new directory; refuses any other, so that nothing living is overwritten."""
    if data_dir.exists() and any(data_dir.iterdir()):
        raise Refused(say("server.backup.not_empty", directory=data_dir))
    try:
        with tarfile.open(source, "r:gz") as archive:
            if _DATABASE not in archive.getnames():
                raise Refused(say("server.backup.not_a_backup", file=source))
            data_dir.mkdir(parents=True, exist_ok=True)
            archive.extractall(data_dir, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise Refused(say("server.backup.not_a_backup", file=source)) from error
