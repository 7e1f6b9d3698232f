"""The files of announcements beside the database, named by their digest.

They are public, since everybody in the hall sees them.

A file is on the disk before its row is committed; `sweep` takes away what no row wants any more.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from queue_server.ledger.storage import durable_files
from shared.launch import kept_files

FOLDER = "media"
"""The name inside the data directory; backups take it along (queue_server/recovery/backup.py)."""
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class MediaFiles:
    """The announcements of one centre."""

    folder: Path
    centre: str

    def keep(self, data: bytes, digest: str) -> None:
        """Writes the file durably under its digest; one that is there already gets a new time instead."""
        target = self.path(digest)
        if target.exists() and target.stat().st_size == len(data):
            target.touch()
            return
        # Two may send the same file at the same moment.
        fresh = target.with_name(f"{digest}.{secrets.token_hex(8)}.new")
        durable_files.write(self.folder, fresh, data)
        fresh.replace(target)
        kept_files.sync(target.parent)

    def path(self, digest: str) -> Path:
        """Where the file lies, or would lie. ValueError for what is no digest."""
        if not DIGEST.fullmatch(digest):
            raise ValueError("not a digest")
        return self.folder / self.centre / digest

    def sweep(self, wanted: Collection[str], now: float | None = None) -> int:
        """Takes away every older file that nobody wants; returns how many. `now` in seconds as `time.time`."""
        files = (self.folder / self.centre).glob("*")
        return durable_files.sweep(((path.name, path) for path in files), wanted, now)
