"""The archive of a copy, a gzipped tar: packed with the key last, and unpacked believing nothing that it says of itself.

Unpacking counts what comes out. It makes plain files of known names (contents.py), readable by their owner only, and
follows no path and no link. `tarfile` has a filter for this, but Debian 12's Python (3.11.2) does not know it, and the
filter bounds neither sizes nor headers.
"""

import gzip
import io
import os
import tarfile
import time
import zlib
from pathlib import Path
from typing import BinaryIO

from queue_server.recovery import contents, key_file
from shared.launch.kept_files import sync

UNREADABLE = (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, RecursionError)
"""How a file that is no archive of ours makes itself known; RecursionError by thousands of headers one upon another."""
_MB = 1024 * 1024
_FREE = 64 * _MB
_MOST_TIMES_LARGER = 100
"""Our own data get five to twenty times smaller by packing; gzip's limit is a thousand."""
_USUAL_LEVEL, _STORED = 6, 0
"""Of gzip. What gets smaller still, such as a database of pages that were emptied, is not packed but stored."""
_LONGEST_READ = _MB
_BLOCK = 256 * 1024


class TooLarge(ValueError):
    """More comes out than a copy of this size can hold."""


def pack(target: BinaryIO, note: bytes, database: BinaryIO, data_dir: Path, key: Path | None) -> None:
    """Writes the archive: note, database, the files beside it, and at the very end the key, where one is given.

    What is before the key goes to the disk first, so that a copy that is cut off has no key.
    """
    for level in (_USUAL_LEVEL, _STORED):
        target.seek(0)
        target.truncate()
        if _write(target, level, note, database, data_dir, key) <= _most(target):
            return


def unpack(source: Path, folder: Path) -> list[str]:
    """Unpacks into an empty folder and puts all of it on the disk; returns the strangers' names, which were passed over.

    Raises TooLarge, `contents.Foreign` or another of UNREADABLE; the folder may then hold a part.
    """
    strangers: list[str] = []
    with source.open("rb") as packed, gzip.open(packed) as plain:
        counted = _Counted(plain, _most(packed))
        with tarfile.TarFile(fileobj=counted, mode="r") as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # else it remembers all of them
                if not _unpack_one(archive, member, folder):
                    strangers.append(member.name)
        # gzip compares its checksum at the end, and `tarfile` takes a header that it cannot read for the end.
        while counted.read(_BLOCK):
            pass
    if not (folder / contents.DATABASE).is_file():
        raise tarfile.TarError(contents.DATABASE)
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir():
            sync(path)
    return strangers


class _Counted(io.RawIOBase):
    """The unpacked bytes, counted: `tarfile` reads and jumps ahead as far as headers say, which may be anything."""

    def __init__(self, file: gzip.GzipFile, most: int) -> None:
        self._file = file
        self._most = most
        self._at = 0

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes. Raises TooLarge, also for a header that is longer than any of ours."""
        if not 0 <= size <= _LONGEST_READ:
            raise TooLarge("header")
        data = self._file.read(size)
        self._to(self._at + len(data))
        return data

    def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
        """Jumps ahead. Raises TooLarge, and tarfile.TarError for a jump back, which would not end."""
        if whence != os.SEEK_SET or place < self._at - 1:
            raise tarfile.TarError("header")
        self._to(place)
        return self._file.seek(place)

    def tell(self) -> int:
        """How many bytes came out so far."""
        return self._at

    def _to(self, place: int) -> None:
        if place > self._most:
            raise TooLarge(f"> {self._most // _MB} MB")
        self._at = place


def _most(packed: BinaryIO) -> int:
    """How many bytes may come out of an archive."""
    return _FREE + _MOST_TIMES_LARGER * os.fstat(packed.fileno()).st_size


def _write(
    target: BinaryIO, level: int, note: bytes, database: BinaryIO, data_dir: Path, key: Path | None
) -> int:
    """Writes the archive to the disk; returns how many bytes will come out of it."""
    database.seek(0)
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=level) as archive:
        said = tarfile.TarInfo(contents.NOTE)
        said.size = len(note)
        archive.addfile(said, io.BytesIO(note))
        _add(archive, contents.DATABASE, database)
        for path in contents.beside_database(data_dir):
            with path.open("rb") as file:
                _add(archive, path.relative_to(data_dir).as_posix(), file)
        if key is not None:
            target.flush()
            os.fsync(target.fileno())
            with key.open("rb") as file:
                _add(archive, key_file.NAME, file)
    target.flush()
    os.fsync(target.fileno())
    return archive.offset


def _add(archive: tarfile.TarFile, name: str, file: BinaryIO) -> None:
    member = tarfile.TarInfo(name)
    found = os.fstat(file.fileno())
    member.size, member.mtime, member.mode = found.st_size, int(found.st_mtime), 0o600
    archive.addfile(member, file)


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> bool:
    """Unpacks a file of ours; False for a stranger. A link, a device or a path that leads elsewhere is an error."""
    if member.isdir() and contents.is_folder(member.name):
        return True
    place = contents.place(member.name)
    if not member.isfile() or member.issparse():
        raise contents.Foreign(ascii(member.name[:80]))
    if place is None:
        return False
    target = folder / place.path
    for parent in reversed([home for home in target.parents if folder in home.parents]):
        parent.mkdir(mode=0o700, exist_ok=True)
    packed = archive.extractfile(member)
    assert packed is not None  # only what is no file has no content
    opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    written = 0
    with packed, os.fdopen(opened, "wb") as file:
        while block := packed.read(_BLOCK):
            written += len(block)
            if place.largest is not None and written > place.largest:
                raise TooLarge(ascii(member.name))
            file.write(block)
        if written != member.size:
            raise EOFError(ascii(member.name))
        file.flush()
        os.fsync(file.fileno())
    if 0 <= member.mtime <= time.time():
        # The day of a template is shown.
        os.utime(target, (member.mtime, member.mtime))
    return True
