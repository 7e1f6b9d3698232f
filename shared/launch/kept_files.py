"""Small files in which a program of ours keeps something for its next start: replaced in one step, and doubted when read."""

import json
import os
from pathlib import Path

_LARGEST = 64 * 1024 * 1024
"""Bytes; the largest such file, a kiosk's copy of the catalogue, has a few million."""


def sync(folder: Path) -> None:
    """Makes sure that the names in a folder survive a power cut, as the contents of its files do."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def replace(target: Path, data: bytes) -> None:
    """Puts a file for its owner only in the place of the target; after a power cut there is the old one or the new one.

    Raises OSError; then the target is as it was.
    """
    fresh = target.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        # Without this a power cut may leave the new name on an empty file.
        os.fsync(file.fileno())
    fresh.replace(target)
    sync(target.parent)


def read_json(file: Path) -> object:
    """The value in a JSON file. Raises OSError, or ValueError for what is no JSON text of a bounded size and depth."""
    with file.open("rb") as opened:
        data = opened.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(f"more than {_LARGEST} bytes")
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
