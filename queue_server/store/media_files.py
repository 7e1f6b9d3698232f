"""The files of announcements beside the database, named by their digest: what hangs in the hall is no secret.

A file is on the disk before its row is committed; `sweep` takes away what no row wants any more. Knows no screen.
"""

import os
import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

FOLDER = "media"
"""The name inside the data directory; backups take it along (queue_server/backup.py)."""
YOUNG_SECONDS = 3600.0
"""A file that was touched later than this may belong to a deed under way, or be wanted by a backup that has begun."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class MediaFiles:
    """The announcements of one centre."""

    folder: Path
    centre: str

    def keep(self, data: bytes, digest: str) -> None:
        """Writes the file durably under its digest; one that is there already only becomes young again."""
        target = self.path(digest)
        for folder in (self.folder, target.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        if target.exists() and target.stat().st_size == len(data):
            target.touch()
            return
        fresh = target.with_name(f"{digest}.{os.getpid()}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
        if os.name == "posix":
            opened = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)

    def path(self, digest: str) -> Path:
        """Where the file lies, or would lie. ValueError for what is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a digest")
        return self.folder / self.centre / digest

    def sweep(self, wanted: Collection[str], now: float | None = None) -> int:
        """Takes away every older file that nobody wants; returns how many. `now` in seconds as `time.time`."""
        gone = 0
        before = (time.time() if now is None else now) - YOUNG_SECONDS
        for path in (self.folder / self.centre).glob("*"):
            if path.name not in wanted and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                gone += 1
        return gone
