"""The files of scans beside the database: sealed, named by chance, under their centre.

A file is on the disk before its row is committed, and goes only after its row says so. What a killed process leaves behind is
a file without a row, which `sweep` takes away later; never a row without its file.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from queue_server.ledger.storage import durable_files
from queue_server.ledger.storage.sealing import FORM, Seal

FOLDER = "attachments"
"""The name inside the data directory; backups take it along (queue_server/recovery/backup.py)."""
_STORED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{38}")


@dataclass(frozen=True, slots=True)
class Scans:
    """The scans of one centre."""

    folder: Path
    centre: str
    seal: Seal

    def keep(self, data: bytes) -> str:
        """Writes the file sealed and durably; returns the name under which it lies."""
        name = secrets.token_hex(20)
        stored = f"{name[:2]}/{name[2:]}"
        sealed = self.seal.close_bytes(data, *self._place(stored))
        durable_files.write(self.folder, self._path(stored), sealed)
        return stored

    def read(self, stored: str) -> bytes:
        """The file's contents. FileNotFoundError where it is gone, SealBroken where it was changed."""
        return self.seal.open_bytes(self._path(stored).read_bytes(), *self._place(stored))

    def drop(self, stored: str) -> None:
        """Takes the file away; one that is not there is gone already."""
        self._path(stored).unlink(missing_ok=True)

    def is_stale(self, stored: str) -> bool:
        """Whether the file is there and sealed with an older key."""
        path = self._path(stored)
        if not path.exists():
            return False
        with path.open("rb") as file:
            return not file.read(len(FORM) + 20).startswith(self.seal.prefix.encode())

    def sweep(self, wanted: Collection[str], now: float | None = None) -> int:
        """Takes away every older file that nobody wants; returns how many. `now` in seconds as `time.time`."""
        files = (self.folder / self.centre).glob("*/*")
        return durable_files.sweep(((f"{path.parent.name}/{path.name}", path) for path in files), wanted, now)

    def _path(self, stored: str) -> Path:
        if not _STORED.fullmatch(stored):
            raise ValueError("not a stored name")
        return self.folder / self.centre / stored

    def _place(self, stored: str) -> tuple[str, str, str]:
        return ("attachments.file", self.centre, stored)
