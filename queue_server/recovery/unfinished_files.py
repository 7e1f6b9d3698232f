"""Files that a copy under way writes beside its target: owner-only, held by a lock, and swept once nobody holds them.

A copy that is killed cannot tidy up after itself, so the next one does.
"""

import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from queue_server.ledger.storage.durable_files import YOUNG_SECONDS
from shared.launch import file_lock

_PREFIX = ".motcua-backup-"


def create(folder: Path, ending: str) -> tuple[Path, BinaryIO]:
    """A new file in the folder and its path; no other copy's `sweep` deletes it before it is closed."""
    path = folder / f"{_PREFIX}{secrets.token_hex(8)}{ending}"
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
    with suppress(OSError):  # some network disks have no locks; `sweep` then goes by age
        file_lock.lock(file)
    return path, file


def sweep(target: Path) -> None:
    """Deletes what copies that were killed left in the folder of `target`.

    Earlier releases left a folder with the key in it, or a half-written archive. These had no lock, so they go by age.
    """
    for path in (*target.parent.glob(f"{_PREFIX}*"), target.with_name(f"{target.name}.new")):
        with suppress(OSError):  # it is somebody else's, or another copy swept it first
            if path.is_dir() and not path.is_symlink():
                if not _is_young(path):
                    shutil.rmtree(path)
            elif not (_is_held(path) if path.name.startswith(_PREFIX) else _is_young(path)):
                path.unlink()


def _is_held(path: Path) -> bool:
    with path.open("r+b") as file:
        try:
            file_lock.lock(file)
        except (BlockingIOError, PermissionError):
            return True
        except OSError:  # a disk without locks
            return _is_young(path)
    return False


def _is_young(path: Path) -> bool:
    return path.stat().st_mtime > time.time() - YOUNG_SECONDS
