"""Files beside the database: written whole and durably, swept away when no row wants them."""

import os
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

YOUNG_SECONDS = 3600.0
"""A file that was touched later than this may belong to a deed under way, or be wanted by a backup that has begun."""


def write(folder: Path, target: Path, data: bytes) -> None:
    """Writes a new file below the folder; afterwards no power cut takes it or its folders away. FileExistsError."""
    homes = [folder, *reversed([home for home in target.parents if folder in home.parents])]
    for home in homes:
        home.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    for home in reversed(homes):
        sync(home)


def sync(folder: Path) -> None:
    """Makes the names in a folder as durable as what they name."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sweep(files: Iterable[tuple[str, Path]], wanted: Collection[str], now: float | None = None) -> int:
    """Takes away every older file whose name nobody wants; returns how many. `now` in seconds as `time.time`."""
    gone = 0
    before = (time.time() if now is None else now) - YOUNG_SECONDS
    for name, path in files:
        # One that was just being written may have its own name by now.
        with suppress(FileNotFoundError):
            if name not in wanted and path.stat().st_mtime < before:
                path.unlink()
                gone += 1
    return gone
