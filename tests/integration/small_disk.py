"""Disks that fill up or refuse writes under a running server, by means that any Linux account has."""

import os
import resource
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

_MOUNT = 'mount -t tmpfs -o size={size}m none "$1" && shift && exec "$@"'
_READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
_READ_ONLY_FILES = 'ulimit -f 0; shift; exec "$@"'


class Disk(Protocol):
    """A disk that a test can break and mend while the server lives."""

    def wrap(self, folder: Path, command: Sequence[str]) -> list[str]:
        """The command line that runs the command with this disk at the folder."""

    def break_(self, pid: int) -> None:
        """From now on nothing more can be written."""

    def mend(self, pid: int) -> None:
        """As before."""

    def beside(self, pid: int, command: Sequence[str]) -> list[str]:
        """The command line that runs a command where the server sees its files."""


class Tmpfs:
    """A file system of a few megabytes in a mount namespace of the server's own: really full."""

    name = "tmpfs"
    failing = ("disk",)
    word = "đầy"
    _folder: Path

    def wrap(self, folder: Path, command: Sequence[str]) -> list[str]:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        return ["unshare", "-rm", "sh", "-c", _MOUNT.format(size=8), "sh", str(folder), *command]

    def break_(self, pid: int) -> None:
        with self._filler(pid).open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def mend(self, pid: int) -> None:
        self._filler(pid).unlink()

    def beside(self, pid: int, command: Sequence[str]) -> list[str]:
        return ["nsenter", "-t", str(pid), "-U", "-m", "--preserve-credentials", *command]

    def _filler(self, pid: int) -> Path:
        return Path(f"/proc/{pid}/root{self._folder}/filler")


class Refusing:
    """A limit on the size of files, set on the living process: every write fails while reads go on, as on a disk that
    the system has made read-only after an error."""

    name = "refusing"
    failing = ("database", "disk")
    word = "đĩa"
    _usual: tuple[int, int]

    def wrap(self, folder: Path, command: Sequence[str]) -> list[str]:
        return list(command)

    def break_(self, pid: int) -> None:
        self._usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, self._usual[1]))

    def mend(self, pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, self._usual)

    def beside(self, pid: int, command: Sequence[str]) -> list[str]:
        return list(command)


@cache
def namespaces() -> bool:
    """Whether this account may mount something in a namespace of its own."""
    if shutil.which("unshare") is None:
        return False
    trial = "mount -t tmpfs -o size=1m none /mnt"
    return (
        subprocess.run(["unshare", "-rm", "sh", "-c", trial], capture_output=True, check=False).returncode
        == 0
    )


def disks() -> list[Tmpfs | Refusing]:
    """The means that work here; the second does everywhere."""
    return [Tmpfs(), Refusing()] if namespaces() else [Refusing()]


def read_only(folder: Path, command: Sequence[str]) -> list[str]:
    """The command line of a program for which this folder cannot be written."""
    if namespaces():
        return ["unshare", "-rm", "sh", "-c", _READ_ONLY, "sh", str(folder), *command]
    if os.geteuid() != 0:
        folder.chmod(0o500)
        return list(command)
    return ["sh", "-c", _READ_ONLY_FILES, "sh", str(folder), *command]
