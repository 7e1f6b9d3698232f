"""The settings of one server process, as frozen values read once from the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import URL


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


def sqlite_url(data_dir: Path) -> str:
    """The URL of the embedded database in a data directory."""
    return str(URL.create("sqlite", database=str(data_dir / "motcua.sqlite3")))
