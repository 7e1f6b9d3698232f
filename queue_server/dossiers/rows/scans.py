"""The files of scans beside the database: sealed, with random names, in the folder of their centre.

A file is on the disk before its row is committed, and is deleted only after its row is marked as removed. So a process that
is killed can leave a file without a row, which `sweep` deletes later, but never a row without its file.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from queue_server.ledger.storage import durable_files
from queue_server.ledger.storage.sealing import FORM, Seal

FOLDER = "attachments"
"""The folder's name inside the data directory; backups include it (queue_server/recovery/backup.py)."""
STORED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{38}")


@dataclass(frozen=True, slots=True)
class Scans:
    """The scans of one centre."""

    folder: Path
    centre: str
    seal: Seal

    def keep(self, data: bytes) -> str:
        """Writes the contents, sealed, into a new file that survives a power cut; returns the file's name."""
        name = secrets.token_hex(20)
        stored = f"{name[:2]}/{name[2:]}"
        sealed = self.seal.close_bytes(data, *self._place(stored))
        durable_files.write(self.folder, self._path(stored), sealed)
        return stored

    def read(self, stored: str) -> bytes:
        """The file's contents. FileNotFoundError if the file is gone, SealBroken if it was changed."""
        return self.seal.open_bytes(self._path(stored).read_bytes(), *self._place(stored))

    def drop(self, stored: str) -> None:
        """Deletes the file, if it is still there."""
        self._path(stored).unlink(missing_ok=True)

    def is_stale(self, stored: str) -> bool:
        """Whether the file exists and is sealed with an older key."""
        path = self._path(stored)
        if not path.exists():
            return False
        with path.open("rb") as file:
            return not file.read(len(FORM) + 20).startswith(self.seal.prefix.encode())

    def sweep(self, wanted: Collection[str], now: float | None = None) -> int:
        """Deletes every older file that is not in `wanted`; returns how many. `now` is in seconds like `time.time`."""
        files = (self.folder / self.centre).glob("*/*")
        return durable_files.sweep(((f"{path.parent.name}/{path.name}", path) for path in files), wanted, now)

    def _path(self, stored: str) -> Path:
        if not STORED.fullmatch(stored):
            raise ValueError("not a stored name")
        return self.folder / self.centre / stored

    def _place(self, stored: str) -> tuple[str, str, str]:
        return ("attachments.file", self.centre, stored)
