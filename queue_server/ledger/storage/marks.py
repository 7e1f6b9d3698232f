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
from collections.abc import Iterator, Mapping
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
_MOST_PROCESSES = 1000
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
    logged, and `failing` is true until `mend` has written what is missing.
    """

    folder: Path
    centre: str
    founded: int | None = None
    """When the centre was founded (`centre.created_at`), by the marks; None where there are no marks yet."""
    earlier: list[Latest] = field(default_factory=list)
    unreadable: bool = False
    """Whether a file of marks could not be read, so that nobody knows what it said."""
    _ceilings: dict[str, dict[str, int]] = field(default_factory=dict)
    _latest: Latest | None = None
    _turn: int = 0
    _dirty: bool = False
    _unnoted: bool = False
    """Whether the last commit is not in its file."""
    _unsaved: bool = False
    """Whether founding and ceilings are not in theirs."""
    _place: int = 0
    _file: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def seq(self) -> int:
        """The highest number that this process knows to be committed; 0 before it knows one."""
        return 0 if self._latest is None else self._latest.seq

    @property
    def failing(self) -> bool:
        """Whether something that was said is not written, so that the next process would not know it."""
        return self._unnoted or self._unsaved

    def begin(self, founded: int) -> None:
        """Saves when the centre was founded, once its row is there.

        Files that could not be read stay as they are until `forget_earlier`: a start that ends before it is tried again.
        """
        if self.founded != founded:
            self.founded = founded
            if not self.unreadable:
                self._save()

    def highest(self, scope: str) -> Mapping[str, int]:
        """The highest numbers of a service day or a year that may be on paper, by the name of their numbering."""
        return self._ceilings.get(scope, {})

    def years(self) -> list[tuple[int, Mapping[str, int]]]:
        """The highest numbers of each year's books that may be on paper."""
        return [(int(scope), known) for scope, known in self._ceilings.items() if len(scope) == 4]

    def forget_earlier(self) -> None:
        """Takes over the marks of processes that have ended, once what they say was compared with the database."""
        self.earlier.clear()
        self.unreadable = False
        self._save()
        if self._unsaved:
            return
        for file in self.folder.glob(f"{self.centre}.*.latest"):
            if file == self._path("latest"):
                continue
            with suppress(OSError), file.open("r+b") as other:
                file_lock.lock(other)
                other.truncate()
                file.with_suffix(".json").unlink(missing_ok=True)

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
            try:
                # Two places in turn: if the power fails in the middle of one, the other is whole.
                _put(self._file, (self._turn % 2) * _SLOT, record + _SUM.pack(zlib.crc32(record)))
            except OSError:
                self._failed()
                self._unnoted = True
            else:
                self._unnoted = False

    def hold(self) -> None:
        """Takes the first files that no other process holds."""
        try:
            # A data directory that is gone does not come back by this.
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self._file = self._first_free()
        except OSError:
            self._failed()
            self._unnoted = True

    def _first_free(self) -> int:
        for self._place in range(_MOST_PROCESSES):
            # Another process holds the file, or somebody else owns it. A disk without locks is another error.
            with suppress(BlockingIOError, PermissionError):
                return _locked(self._path("latest"))
        raise OSError(f"{_MOST_PROCESSES} files of marks are others'")

    def mend(self) -> None:
        """Writes anew what is missing because the disk failed, or because somebody has deleted or replaced the files.

        To be called about every second among the requests and not beside them, so that nothing older replaces a ceiling.
        """
        if not self.failing and self._is_there():
            return
        with self._lock:
            if self._file is not None and not self._is_there():
                _LOG.error("the marks beside the database were deleted or replaced; they are written anew")
                os.close(self._file)
                self._file = None
            if self._file is None:
                self.hold()
        self._save()
        if self._latest is not None:
            self.note(self._latest.seq, self._latest.at)
        elif self._file is not None:
            self._unnoted = False

    def _is_there(self) -> bool:
        """Whether the open file is the file of that name, and the other one lies beside it."""
        if self._file is None:
            return False
        try:
            mine, named = os.fstat(self._file), os.stat(self._path("latest"))
        except OSError:
            return False
        whole = self.founded is None or self.unreadable or self._path("json").exists()
        return os.path.samestat(mine, named) and whole

    def sync(self) -> None:
        """Brings the last commit's mark to the disk; to be called about every second, beside the requests."""
        if self._dirty and self._file is not None:
            self._dirty = False
            try:
                os.fsync(self._file)
            except OSError:
                self._failed()
                self._unnoted = True

    def close(self) -> None:
        """Lets another process have the files."""
        self.sync()
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _failed(self) -> None:
        if not self.failing:
            _LOG.exception("the marks beside the database could not be written; trying again")

    def _save(self) -> None:
        with self._lock:
            told = {"founded": self.founded, "ceilings": self._ceilings}
            try:
                if self._file is None:
                    raise OSError("no file is held")
                kept_files.replace(self._path("json"), json.dumps(told).encode())
            except OSError:
                self._failed()
                self._unsaved = True
            else:
                self._unsaved = False

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
    """Takes over what a file of marks says."""
    try:
        if file.suffix == ".latest":
            _read_latest(marks, file.read_bytes())
        elif file.suffix == ".json":
            _read_told(marks, kept_files.read_json(file))
    except FileNotFoundError:
        return  # another process has just taken it over
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        marks.unreadable = True


def _read_latest(marks: Marks, data: bytes) -> None:
    found = list(_records(data))
    if found:
        turn, latest = max(found, key=lambda one: one[0])
        marks.earlier.append(latest)
        marks._turn = max(marks._turn, turn)
    elif data:
        raise ValueError("no record")


def _read_told(marks: Marks, told: Any) -> None:
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


def _locked(path: Path) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        file_lock.lock(file)
    except OSError:
        os.close(file)
        raise
    return file


def _put(file: int, place: int, data: bytes) -> None:
    os.lseek(file, place, os.SEEK_SET)
    os.write(file, data)
