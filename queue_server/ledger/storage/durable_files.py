"""Files beside the database: written whole and durably, and deleted when no row needs them."""

import os
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from shared.launch.kept_files import sync

YOUNG_SECONDS = 3600.0
"""Files that were changed within this many seconds are not deleted, as a deed or a backup under way may need them."""


def write(folder: Path, target: Path, data: bytes) -> None:
    """Writes a new file below the folder. Afterwards the file and its folders survive a power cut. FileExistsError."""
    homes = [folder, *reversed([home for home in target.parents if folder in home.parents])]
    for home in homes:
        home.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    for home in reversed(homes):
        sync(home)


def sweep(files: Iterable[tuple[str, Path]], wanted: Collection[str], now: float | None = None) -> int:
    """Deletes every older file whose name is not in `wanted`; returns how many. `now` is in seconds like `time.time`."""
    gone = 0
    before = (time.time() if now is None else now) - YOUNG_SECONDS
    for name, path in files:
        # A file that was just being written may have got its final name by now.
        with suppress(FileNotFoundError):
            if name not in wanted and path.stat().st_mtime < before:
                path.unlink()
                gone += 1
    return gone
