"""High-water marks beside the database: what it has surely held, so that a database that comes back older is noticed.

A process keeps two small files for each centre. `latest` has the number and moment of its last commit; it is written after
each commit, and at most a second later it is on the disk. `ceilings` has for each numbering the highest number that may be on
paper. It is written ahead, on the disk before the number's commit, and in blocks, so that most numbers cost nothing.
"""

import json
import logging
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.launch import file_lock, kept_files

FOLDER = "marks"
"""The marks' folder in the data directory."""
BLOCK = 50
"""Numbers by which a ceiling is raised ahead: as many are passed over at most, beside those that were lost."""
_DAYS_KEPT = 8
_LOG = logging.getLogger("motcua.marks")
_RECORD = struct.Struct("<QQq")
_SUM = struct.Struct("<I")
_SLOT = _RECORD.size + _SUM.size


@dataclass(frozen=True, slots=True)
class Latest:
    """The number of an event that was committed, and its moment in milliseconds."""

    seq: int
    at: int


@dataclass(slots=True)
class Marks:
    """The marks of one process for one centre; every process on a data directory has files of its own.

    `earlier` is what processes before this one, or beside it, had committed last. A disk that fails stops no number: it is
    logged, and `failing` is true until a mark can be written again.
    """

    folder: Path
    centre: str
    founded: int | None = None
    """When the centre was founded (`centre.created_at`), by the marks; None where there are no marks yet."""
    earlier: list[Latest] = field(default_factory=list)
    unreadable: bool = False
    """Whether a file of marks could not be read, so that nobody knows what it said."""
    failing: bool = False
    _ceilings: dict[str, dict[str, int]] = field(default_factory=dict)
    _latest: Latest | None = None
    _turn: int = 0
    _dirty: bool = False
    _place: int = 0
    _file: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def seq(self) -> int:
        """The highest number that this process knows to be committed; 0 before it knows one."""
        return 0 if self._latest is None else self._latest.seq

    def begin(self, founded: int) -> None:
        """Saves when the centre was founded, once its row is there."""
        if self.founded != founded or self.unreadable:
            self.founded = founded
            self._save()

    def highest(self, scope: str) -> Mapping[str, int]:
        """The highest numbers of a service day or a year that may be on paper, by the name of their numbering."""
        return self._ceilings.get(scope, {})

    def years(self) -> list[tuple[int, Mapping[str, int]]]:
        """The highest numbers of each year's books that may be on paper."""
        return [(int(scope), known) for scope, known in self._ceilings.items() if len(scope) == 4]

    def forget_earlier(self) -> None:
        """Empties the marks of processes that have ended, once what they say was compared with the database."""
        self.earlier.clear()
        self.unreadable = False
        for file in self.folder.glob(f"{self.centre}.*.latest"):
            if file == self._path("latest"):
                continue
            with suppress(OSError), file.open("r+b") as other:
                file_lock.lock(other)
                other.truncate()

    def reach(self, scope: str, name: str, value: int) -> None:
        """Says that a number is about to be given; its ceiling is on the disk when this returns."""
        known = self._ceilings.get(scope)
        if known is None:
            known = self._ceilings[scope] = {}
            self._forget_old_days()
        if value > known.get(name, 0):
            known[name] = value + BLOCK - 1
            self._save()

    def note(self, seq: int, at: int) -> None:
        """Says what was committed last. A lower number than before means that the database began anew at an older state."""
        with self._lock:
            self._turn += 1
            self._latest, self._dirty = Latest(seq, at), True
            if self._file is None:
                return
            record = _RECORD.pack(self._turn, seq, at)
            # Two places in turn: if the power fails in the middle of one, the other is whole.
            self._try(
                lambda file: _put(file, (self._turn % 2) * _SLOT, record + _SUM.pack(zlib.crc32(record)))
            )

    def hold(self) -> None:
        """Takes the first files that no other process holds."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for self._place in range(1000):
                held = os.open(self._path("latest"), os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    file_lock.lock(held)
                except OSError:
                    os.close(held)
                    continue
                self._file = held
                break
        except OSError:
            self._failed()

    def sync(self) -> None:
        """Brings the last commit's mark to the disk; to be called about every second, beside the requests."""
        if self._file is None and self.failing:
            self.hold()
            self._save()
            if self._latest is not None:
                self.note(self._latest.seq, self._latest.at)
        if self._dirty and self._file is not None:
            self._dirty = False
            self._try(os.fsync)

    def close(self) -> None:
        """Lets another process have the files."""
        self.sync()
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _try(self, write: Callable[[int], object]) -> None:
        if self._file is None:
            return
        try:
            write(self._file)
        except OSError:
            self._failed()
        else:
            self.failing = False

    def _failed(self) -> None:
        if not self.failing:
            _LOG.exception("the marks beside the database could not be written; trying again")
        self.failing = True

    def _save(self) -> None:
        told = {"founded": self.founded, "ceilings": self._ceilings}
        self._try(lambda _: kept_files.replace(self._path("json"), json.dumps(told).encode()))

    def _path(self, kind: str) -> Path:
        return self.folder / f"{self.centre}.{self._place}.{kind}"

    def _forget_old_days(self) -> None:
        """Keeps the days that were begun last, whatever dates a wrong clock gave them; a year's ceilings stay."""
        days = [scope for scope in self._ceilings if len(scope) > 4]
        for day in days[:-_DAYS_KEPT]:
            del self._ceilings[day]


def marks_of(data_dir: Path, centre: str) -> Marks:
    """The marks of a data directory, read and held for this process; on a full disk as soon as there is room."""
    marks = Marks(data_dir / FOLDER, centre)
    for file in sorted(marks.folder.glob(f"{centre}.*")):
        _read(marks, file)
    marks.hold()
    return marks


def founded(data_dir: Path, centre: str) -> int | None:
    """When the centre of a data directory was founded, by its marks; for a command, which keeps none."""
    marks = Marks(data_dir / FOLDER, centre)
    for file in sorted(marks.folder.glob(f"{centre}.*.json")):
        _read(marks, file)
    return marks.founded


def _read(marks: Marks, file: Path) -> None:
    """Takes over what a file of marks says. One that another process has just put away says nothing."""
    try:
        if file.suffix == ".latest":
            _read_latest(marks, file.read_bytes())
        elif file.suffix == ".json":
            _read_ceilings(marks, kept_files.read_json(file))
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        marks.unreadable = True


def _read_latest(marks: Marks, data: bytes) -> None:
    found = list(_records(data))
    if found:
        turn, latest = max(found, key=lambda one: one[0])
        marks.earlier.append(latest)
        marks._turn = max(marks._turn, turn)
    elif data:
        marks.unreadable = True


def _read_ceilings(marks: Marks, told: Any) -> None:
    """Raises ValueError, KeyError, TypeError or AttributeError for what no mark looks like."""
    founded, ceilings = told["founded"], told["ceilings"]
    for scope, numberings in ceilings.items():
        known = marks._ceilings.setdefault(scope, {})
        for name, value in numberings.items():
            known[name] = max(known.get(name, 0), int(value))
    marks.founded = founded if isinstance(founded, int) else marks.founded


def _records(data: bytes) -> Iterator[tuple[int, Latest]]:
    for start in range(0, len(data) - _SLOT + 1, _SLOT):
        record = data[start : start + _RECORD.size]
        if _SUM.unpack_from(data, start + _RECORD.size)[0] == zlib.crc32(record):
            turn, seq, at = _RECORD.unpack(record)
            yield turn, Latest(seq, at)


def _put(file: int, place: int, data: bytes) -> None:
    os.lseek(file, place, os.SEEK_SET)
    os.write(file, data)
