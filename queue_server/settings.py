"""The settings of one server process, as frozen values read once from the command line."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import URL

_REMEMBERED = "server.json"


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


def remember(data_dir: Path, config: Path | None, database: str | None) -> None:
    """Writes down with which configuration and database this data directory is served, for the commands beside it.

    None stands for what comes with the program and lies in the directory: those may move.
    """
    file = data_dir / _REMEMBERED
    text = json.dumps({"config": None if config is None else str(config.resolve()), "database": database})
    if not file.exists() or file.read_text("utf-8") != text:
        file.touch(mode=0o600)  # a database's URL may hold a password
        file.write_text(text, "utf-8")


def remembered(data_dir: Path) -> tuple[Path | None, str | None]:
    """The configuration and the database that `remember` was last told for this data directory."""
    file = data_dir / _REMEMBERED
    if not file.exists():
        return None, None
    known = json.loads(file.read_text("utf-8"))
    return Path(known["config"]) if known["config"] else None, known["database"]


def sqlite_url(data_dir: Path) -> str:
    """The URL of the embedded database in a data directory."""
    return str(URL.create("sqlite", database=str(data_dir / "motcua.sqlite3")))
