"""The worker's folder for what libraries write for a moment; nothing in it outlives the next start."""

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

_OWN = re.compile(r"tmp-(\d+)")
_LEFT = "openpyxl.*"
"""Sheets that workers of before wrote to the system's temporary folder, and left there when they were killed."""
_OLD_SECONDS = 24 * 3600.0
"""Younger ones may be another program's of the same user, still in use."""


def prepare(folder: Path) -> None:
    """Lets this process's temporary files lie in a folder of its own, and deletes what earlier processes left."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in folder.iterdir():
        found = _OWN.fullmatch(each.name)
        if found is not None and not _lives(int(found[1])):
            shutil.rmtree(each, ignore_errors=True)
    _sweep_before(Path(tempfile.gettempdir()))
    own = folder / f"tmp-{os.getpid()}"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(mode=0o700)
    tempfile.tempdir = os.environ["TMPDIR"] = str(own)


def _sweep_before(system: Path) -> None:
    for file in system.glob(_LEFT):
        try:
            seen = file.lstat()
            if seen.st_uid == os.getuid() and seen.st_mtime < time.time() - _OLD_SECONDS:
                file.unlink()
        except OSError:
            # Another process sweeps as well.
            continue


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
