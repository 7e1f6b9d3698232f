"""JSON files of what the server said last, so that a kiosk starts without it. A file is written whole or not at all."""

import json
import logging
from pathlib import Path

from shared.launch import kept_files

_LOG = logging.getLogger(__name__)


def load(file: Path) -> object:
    """What was saved; None if nothing was saved, or if it cannot be read."""
    try:
        return kept_files.read_json(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        _LOG.warning("%s cannot be read; waiting for the server's", file.name)
        return None


def save(file: Path, value: object) -> None:
    """Replaces the file in one step. If the disk fails, that is only logged, since the server has the data."""
    try:
        kept_files.replace(file, json.dumps(value, ensure_ascii=False).encode())
    except OSError as error:
        _LOG.warning("%s could not be saved: %s", file.name, error)
