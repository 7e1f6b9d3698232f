"""What happens by the clock: the day's end, sessions that ended elsewhere, old data, and fresh estimates."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from queue_server.centre.deeds import media
from queue_server.centre.rows.media_files import MediaFiles
from queue_server.dossiers.deeds import attachments, extend
from queue_server.dossiers.rows.scans import Scans
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.upkeep.clock_watch import ClockWatch
from queue_server.upkeep.retention import Nightly

_LOG = logging.getLogger("motcua.housekeeping")
_ESTIMATE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Runs the server's tasks by the clock; `estimate` answers with the waits by queue and place, or None when it cannot."""

    book: Database
    recheck: Callable[[], None]
    """Checks every connected client. What ends one is also in the diary, and is acted upon at once."""
    estimate: Callable[[], Mapping[str, list[tuple[int, int]]] | None]
    sleep: Callable[[float], None]
    stopping: threading.Event
    scans: Scans | None = None
    """The files beside the database; None in a test of these tasks alone."""
    beat: Callable[[], None] = lambda: None
    """Sends other processes what they have to know about this one."""
    nightly: Nightly = field(default_factory=Nightly)
    advise: Callable[[], None] = lambda: None
    """Works out which change would help the hall."""
    changed: threading.Event = field(default_factory=threading.Event)
    """Set when a counter opened, closed or was given other queues: estimates and advice are made anew at once."""
    media_files: MediaFiles | None = None
    end_overdue: Callable[[], None] = lambda: None
    """Disconnects clients whose session has expired; needs no query."""
    count_tables: Callable[[], None] = lambda: None
    """Has the database count its tables anew where it is time."""
    sync_marks: Callable[[], None] = lambda: None
    """Brings the marks beside the database to the disk."""
    look_at_key: Callable[[], None] = lambda: None
    """Looks whether the keys in use are still in their file."""
    clock: ClockWatch = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "clock", ClockWatch(self.book)
        )  # the class is frozen, and this is made from another field

    def run(self) -> None:
        """Runs until the server stops; a failing task is logged and tried again."""
        tasks = (
            (1, 0, self.end_overdue),
            (1, 0, self.sync_marks),
            (2, 1, self.look_at_key),
            (30, 11, self.recheck),
            (10, 0, self.clock.look),
            (30, 0, self.end_day),
            (60, 45, self.purge),
            (60, 20, self.draft_apologies),
            (15, 7, self.beat),
            (1800, 50, self.sweep),
            (600, 35, self.count_tables),
        )
        second = 0
        while not self.stopping.is_set():
            for every, at, task in tasks:
                if second % every == at:
                    self._try(task)
            self.sleep(1)
            second += 1

    def run_estimates(self) -> None:
        """Refreshes the estimates until the server stops; apart, since a slow worker must delay nothing else."""
        while not self.stopping.is_set():
            self.changed.clear()
            self._try(self.refresh_estimates)
            self._try(self.advise)
            for _ in range(_ESTIMATE_SECONDS):
                self.sleep(1)
                if self.stopping.is_set() or self.changed.is_set():
                    break

    def _try(self, task: Callable[[], None]) -> None:
        try:
            task()
        except SQLAlchemyError:
            _LOG.exception("the database did not answer; trying again")
        except Exception:
            _LOG.exception("housekeeping failed; trying again")

    def end_day(self) -> None:
        """Ends the service day when the date has changed."""
        with reading(self.book) as now:
            if now.stored_day == now.day:
                return
        self.book.perform(SYSTEM, lambda deed: None)

    def _in_doubt(self) -> bool:
        with reading(self.book) as now:
            return now.doubtful

    def purge(self) -> None:
        """Deletes, once a day, what the centre may not keep for ever: personal data, old sign-ins, old idempotency keys."""
        gone = self.nightly.run(self.book)
        if gone:
            _LOG.info("retention: %s", ", ".join(f"{kind} {count}" for kind, count in sorted(gone.items())))

    def sweep(self) -> None:
        """Takes away the files of removed scans, and those that a killed process left without a row."""
        if self.scans is None or self._in_doubt():
            return
        gone = attachments.sweep(self.book, self.scans)
        if gone:
            _LOG.info("scans: %d files swept away", gone)
        if self.media_files is not None and (gone := media.sweep(self.book, self.media_files)):
            _LOG.info("announcements: %d files swept away", gone)

    def draft_apologies(self) -> None:
        """Drafts the letters of apology for dossiers that will be late, the day before their date."""
        if not self._in_doubt():
            extend.draft_apologies(self.book)

    def refresh_estimates(self) -> None:
        """Takes over the newest waiting times; issuing reads what is here and never waits for them."""
        fresh = self.estimate()
        if fresh is not None:
            self.book.estimates.clear()
            self.book.estimates.update(fresh)
