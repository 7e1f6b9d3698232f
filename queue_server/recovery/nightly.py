"""The server's own backup each night: when it is due, how many copies stay, and an alert when it fails."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from queue_server.configuration.values import NightlyBackup
from queue_server.ledger import local_time
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.times import from_ms
from queue_server.ledger.tables import centres
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.recovery import copies_to_keep
from shared.wire.facts.administration import BackupMade, BackupNotMade
from shared.wire.facts.base import Fact

_LOG = logging.getLogger("motcua.backup")
_LOOK_SECONDS = 30
_AGAIN_SECONDS = 600
"""The pause after a failure: whoever frees the disk need do nothing else."""
_CLOCKS_DIFFER = 60.0
"""Seconds by which the clock of a disk in the network may be ahead of this machine's."""
_ENDING = ".tar.gz"


class BackupFailed(Exception):
    """The copy could not be made; the message says why."""


@dataclass(slots=True)
class Nightly:
    """Makes each night's copy; `make` writes one archive at a path, or raises BackupFailed."""

    book: Database
    folder: Path
    make: Callable[[Path], None]
    sleep: Callable[[float], None]
    stopping: threading.Event
    clock: Callable[[], float] = time.monotonic
    failed: str | None = None
    """Why the last attempt failed; None after a good one."""
    last_at: datetime | None = None
    """When this server made its last copy."""
    _not_before: float = field(default=float("-inf"))

    def run(self) -> None:
        """Runs until the server stops."""
        while not self.stopping.is_set():
            try:
                self.look()
            except Exception:
                # One bad minute must not be the end of the night's copy.
                _LOG.exception("the nightly backup could not be looked after; trying again")
            for _ in range(_LOOK_SECONDS):
                if self.stopping.is_set():
                    return
                self.sleep(1)

    def failing(self) -> list[str]:
        """`["backup"]` from a failed night until a good one."""
        return [] if self.failed is None else ["backup"]

    def look(self) -> None:
        """Makes the copy that is due and not there yet, and deletes those that are older than the centre keeps them."""
        plan = self.book.centre.centre.backup
        if plan.at is None or self.clock() < self._not_before:
            return
        now = self.book.clock()
        due = copies_to_keep.last_due(now.astimezone(local_time.zone(self.book.centre)), plan.at)
        target = self._file(due.date())
        if target.exists() or due < self._founded():
            return
        try:
            self.make(target)
        except BackupFailed as failure:
            self._not_before = self.clock() + _AGAIN_SECONDS
            self._tell_failure(str(failure))
            return
        self.failed, self.last_at = None, now
        size = target.stat().st_size
        dropped = self._drop_old(plan, due.date())
        self._record(BackupMade(file=target.name, bytes=size, dropped=dropped))

    def _file(self, day: date) -> Path:
        return self.folder / f"{self._prefix()}{day.isoformat()}{_ENDING}"

    def _prefix(self) -> str:
        return f"motcua-{self.book.centre.centre.id}-"

    def _founded(self) -> datetime:
        """Since when a copy is owed: a new centre's first one is made in its first night, not in its first minute."""
        query = select(centres.c.created_at).where(centres.c.id == self.book.centre.centre.id)
        with self.book.engine.connect() as connection:
            return from_ms(connection.execute(query).scalar_one())

    def _drop_old(self, plan: NightlyBackup, latest: date) -> int:
        with reading(self.book) as reads:
            if reads.doubtful:
                return 0
        days = []
        for file in self.folder.glob(f"{self._prefix()}*{_ENDING}"):
            with contextlib.suppress(ValueError):
                days.append(date.fromisoformat(file.name.removeprefix(self._prefix()).removesuffix(_ENDING)))
        old = copies_to_keep.to_drop(days, latest, plan.daily, plan.weekly)
        for day in old:
            self._file(day).unlink(missing_ok=True)
        return len(old)

    def _tell_failure(self, reason: str) -> None:
        first, self.failed = self.failed is None, reason
        _LOG.error("the nightly backup failed: %s", reason)
        if first:
            self._record(BackupNotMade(reason=reason))

    def _record(self, fact: Fact) -> None:
        def work(deed: UnitOfWork) -> None:
            deed.record(fact)

        self.book.perform(SYSTEM, work)


def newest_backup(folder: Path, now: float) -> Path | None:
    """The newest nightly archive in a folder at a time (seconds since 1970); None where there is none.

    One of a later time is from a clock that was ahead, and says nothing of last night.
    """
    made = {file: file.stat().st_mtime for file in folder.glob(f"motcua-*{_ENDING}")}
    return max(
        (file for file in made if made[file] <= now + _CLOCKS_DIFFER), key=made.__getitem__, default=None
    )
