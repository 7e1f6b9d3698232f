"""A disk that can be filled, for real and without a special account: a small file system, or a limit on the process."""

import contextlib
import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

import psutil

SIZE_MB = 96
_CANDIDATES = (["--user", "--map-root-user", "--mount"], ["--mount"])


def unshared() -> list[str] | None:
    """The command before ours that gives it mounts of its own, seen by nobody else; None where that is not allowed."""
    program = shutil.which("unshare")
    if program is None:
        return None
    for options in _CANDIDATES:
        test = [program, *options, "--", "mount", "-t", "tmpfs", "-o", "size=1m", "torture", "/mnt"]
        if subprocess.run(test, capture_output=True, check=False).returncode == 0:
            return [program, *options, "--"]
    return None


class Disk(Protocol):
    """What the server's data lies on."""

    name: str
    full: bool

    def fill(self) -> None:
        """From now on nothing more fits."""

    def free(self) -> None:
        """There is room again."""


class SmallDisk:
    """A file system in memory of its own, of a few megabytes: ENOSPC, as on a real disk."""

    name = "tmpfs"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        options = f"size={SIZE_MB}m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "torture", str(folder)], check=True)
        self._ballast = folder / "ballast"
        self.full = False

    def fill(self) -> None:
        """Takes every page that is left, and what is given back meanwhile."""
        self.full = True
        with self._ballast.open("ab", buffering=0) as file:
            for piece in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"\0" * piece)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        """Gives everything back."""
        self._ballast.unlink(missing_ok=True)
        self.full = False


class LimitedDisk:
    """Where no mount is allowed: the server's process may not make any file longer (RLIMIT_FSIZE: EFBIG)."""

    name = "file size limit"

    def __init__(self, folder: Path, pids: Callable[[], Iterable[int]]) -> None:
        self._folder = folder
        self._pids = pids
        self.full = False

    def fill(self) -> None:
        """No file may grow past the shortest one that the server writes to."""
        self.full = True
        sizes = [
            path.stat().st_size for path in self._folder.glob("*.sqlite3*") if path.suffix != ".sqlite3-shm"
        ]
        self._limit(min(sizes, default=0))

    def free(self) -> None:
        """Files may grow again."""
        self._limit(resource.RLIM_INFINITY)
        self.full = False

    def _limit(self, soft: int) -> None:
        for pid in self._pids():
            with contextlib.suppress(psutil.Error, OSError):
                psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))


def data_disk(folder: Path, pids: Callable[[], Iterable[int]]) -> Disk:
    """The disk for the server's data: a small one where we may mount, else limits on the processes `pids` gives."""
    if os.environ.get("TORTURE_UNSHARED") == "1":
        return SmallDisk(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return LimitedDisk(folder, pids)
