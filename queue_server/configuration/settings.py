"""The settings of one server process, as frozen values read once from the command line."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from sqlalchemy import URL

from shared.launch import kept_files

REMEMBERED = "server.json"
"""A file in the data directory that says with which settings the directory is served, from the first complete start on."""


_PATHS: TypeAdapter[dict[str, str | None]] = TypeAdapter(
    dict[str, str | None], config=ConfigDict(strict=True)
)


class RememberedUnreadable(Exception):
    """The file is there, and nobody knows what it said: the usual settings in its place would be another database."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Settings:
    """What `motcua serve` was told."""

    data_dir: Path
    """Where the database, attachments and screens live."""
    config_dir: Path
    """The centre's TOML and CSV files."""
    database: str
    """The database's URL."""
    message_queue: str | None = None
    """The Valkey or Redis URL by which several processes wake each other; None with one process."""
    async_mode: Literal["eventlet", "threading"] = "eventlet"
    public_address: str | None = None
    """The address that phones can open, without a slash at the end; None leaves QR codes out."""
    worker: bool = True
    """Whether to start the child process for forms and reports."""
    behind_proxy: bool = False
    """Whether one reverse proxy stands in front, whose X-Forwarded headers are then believed."""
    key_file: Path | None = None
    """The keys to personal data; None: the environment's `MOTCUA_KEY_FILE`, else a file in the data directory."""


def remember(data_dir: Path, config: Path | None, database: str | None, key_file: Path | None = None) -> None:
    """Writes down how this data directory is served, for the commands beside it: configuration, database, key file.

    None stands for the configuration that comes with the program, and for files in the directory itself: their paths may
    change. Raises OSError; then the file is as it was.
    """
    file = data_dir / REMEMBERED
    paths = {
        name: None if path is None else str(path.resolve())
        for name, path in (("config", config), ("key_file", key_file))
    }
    data = json.dumps({**paths, "database": database}).encode()
    if not file.is_file() or file.read_bytes() != data:
        kept_files.replace(file, data)


def remembered(data_dir: Path) -> tuple[Path | None, str | None]:
    """The configuration and database that `remember` was last told for this data directory. Raises RememberedUnreadable."""
    known = _known(data_dir)
    config = known.get("config")
    return Path(config) if config else None, known.get("database")


def remembered_key_file(data_dir: Path) -> Path | None:
    """The key file that `remember` was last told, or None for the usual one. Raises RememberedUnreadable."""
    known = _known(data_dir).get("key_file")
    return Path(known) if known else None


def _known(data_dir: Path) -> dict[str, str | None]:
    file = data_dir / REMEMBERED
    try:
        return _PATHS.validate_python(kept_files.read_json(file))
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        raise RememberedUnreadable(file, error.errors()[0]["msg"]) from error
    except (OSError, ValueError) as error:
        raise RememberedUnreadable(file, str(error)) from error


def sqlite_url(data_dir: Path) -> str:
    """The URL of the embedded database in a data directory."""
    return str(URL.create("sqlite", database=str(data_dir / "motcua.sqlite3")))
