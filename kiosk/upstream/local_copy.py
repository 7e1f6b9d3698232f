"""JSON files of what the server said last, so that a kiosk starts without it. A file is written whole or not at all."""

import json
import logging
import os
from pathlib import Path

_LOG = logging.getLogger(__name__)


def load(file: Path) -> object:
    """What was saved; None if nothing was saved, or if it cannot be read."""
    try:
        found: object = json.loads(file.read_text("utf-8"))
        return found
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        _LOG.warning("%s cannot be read; waiting for the server's", file.name)
        return None


def save(file: Path, value: object) -> None:
    """Replaces the file in one step. If the disk fails, that is only logged, since the server has the data."""
    fresh = file.with_suffix(".new")
    try:
        with fresh.open("w", encoding="utf-8") as out:
            json.dump(value, out, ensure_ascii=False)
            out.flush()
            # Without this a power cut may leave the new name on an empty file.
            os.fsync(out.fileno())
        os.replace(fresh, file)
    except OSError as error:
        _LOG.warning("%s could not be saved: %s", file.name, error)
