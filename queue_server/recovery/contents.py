"""What belongs into an archive of a centre's data: which names, in which order, and how large each may be.

Both ways ask it. So a copy takes along nothing that a restore would refuse, such as a file that is still being written.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from queue_server.centre.rows import media_files
from queue_server.dossiers.rows import scans
from queue_server.forms import rows as templates
from queue_server.recovery import key_file

DATABASE = "motcua.sqlite3"
NOTE = "backup.json"
_MB = 1024 * 1024
_DEEPEST = 4
"""Folders and name together; no file of ours lies deeper."""
_LONGEST_NAME = 200


class Foreign(ValueError):
    """A path that no archive of ours has: it leads elsewhere, is too deep, or lies at the top and is none of our files."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of files beside the database."""

    name: str
    largest: int
    """Bytes: what the settings allow at most, and something for the seal."""
    known: Callable[[tuple[str, ...]], bool]
    """Whether these parts below the folder name a file of ours."""


def _is_scan(parts: tuple[str, ...]) -> bool:
    return len(parts) == 3 and scans.STORED.fullmatch("/".join(parts[1:])) is not None


def _is_announcement(parts: tuple[str, ...]) -> bool:
    return len(parts) == 2 and media_files.DIGEST.fullmatch(parts[1]) is not None


def _is_template(parts: tuple[str, ...]) -> bool:
    if len(parts) != 2 or not parts[1].endswith(".typ"):
        return False
    return parts[1].removesuffix(".typ") in templates.PACKS.get(parts[0], ())


_FOLDERS = (
    _Folder(scans.FOLDER, 51 * _MB, _is_scan),
    _Folder("forms", 4 * templates.LONGEST, _is_template),
    _Folder(media_files.FOLDER, 201 * _MB, _is_announcement),
)
_FILES = {NOTE: _MB, DATABASE: None, key_file.NAME: _MB // 16}
"""Bytes; the database is bounded by the whole archive alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file of an archive goes, as a path below the data directory, and its most bytes; None for no own bound."""

    path: Path
    largest: int | None


def place(name: str) -> Place | None:
    """Where the file of this name in an archive goes.

    None for a harmless stranger in one of our folders, such as an editor's copy of a template. Raises Foreign.
    """
    parts = tuple(name.split("/"))
    if name in _FILES:
        return Place(Path(name), _FILES[name])
    folder = next((each for each in _FOLDERS if each.name == parts[0]), None)
    if folder is None or len(parts) > _DEEPEST:
        raise Foreign(_shown(name))
    for part in parts:
        if part in ("", ".", "..") or len(part) > _LONGEST_NAME or re.search(r"[\\:\0]", part):
            raise Foreign(_shown(name))
    return Place(Path(*parts), folder.largest) if folder.known(parts[1:]) else None


def is_folder(name: str) -> bool:
    """Whether an archive may hold an entry for this folder. Raises Foreign for one that no archive of ours has."""
    return any(each.name == name for each in _FOLDERS) or place(f"{name}/x") is None


def beside_database(data_dir: Path) -> Iterator[Path]:
    """The files beside the database that go into a copy, each a plain file below the data directory."""
    for folder in _FOLDERS:
        for file in sorted((data_dir / folder.name).rglob("*")):
            parts = file.relative_to(data_dir / folder.name).parts
            if folder.known(parts) and file.is_file() and not file.is_symlink():
                yield file


def _shown(name: str) -> str:
    """The name for a message; it comes from outside and may be of any length."""
    return ascii(name if len(name) <= 80 else f"{name[:77]}…")
