"""Everything that runs in one server process for one centre, as one object; nothing of a centre is global."""

import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from queue_server.access.identity import Identities
from queue_server.centre.deeds import doubts
from queue_server.centre.deeds.devices import Screens
from queue_server.centre.rows.media_files import MediaFiles
from queue_server.centre.views.catalogue import Catalogue
from queue_server.configuration.settings import Settings
from queue_server.dossiers.rows.scans import Scans
from queue_server.hall.views.advice import Advice
from queue_server.hall.views.tasks import Advise, Advised, Estimates, Waits
from queue_server.hall.views.usual_loads import Loads
from queue_server.http.limits import Limits
from queue_server.http.price.door import Door
from queue_server.http.process.health import Health
from queue_server.http.process.process_metrics import ProcessMetrics
from queue_server.http.worker.child import WorkerFailed
from queue_server.http.worker.client import Worker
from queue_server.http.worker.wire import OnlyFile
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.offload import Offload
from queue_server.realtime.announcer import Announcer
from queue_server.realtime.hub import Hub
from queue_server.realtime.wake import Wake
from queue_server.recovery.key_watch import KeyWatch
from queue_server.recovery.nightly import BackupFailed, Nightly
from queue_server.recovery.tasks import CopyAll
from shared.wire.vocabulary import DoubtKind

_BACKUP_SECONDS = 1800.0


@dataclass(slots=True)
class Services:
    """Everything that runs in one server process; `routes.py` gives the views what they need of it."""

    settings: Settings
    book: Database
    identities: Identities
    limits: Limits
    door: Door
    catalogue: Catalogue
    screens: Screens
    scans: Scans
    media_files: MediaFiles
    hub: Hub
    announcer: Announcer
    offload: Offload
    wake: Wake
    worker: Worker | None
    stopping: threading.Event
    metrics: ProcessMetrics
    loads: Loads = field(default_factory=Loads)
    advice: Advice = field(default_factory=Advice)
    doubts: frozenset[DoubtKind] = frozenset()
    """What is in doubt, by the diary up to the last event that was announced."""
    counters_changed: threading.Event = field(default_factory=threading.Event)
    health: Health = field(init=False)
    nightly: Nightly = field(init=False)
    key: KeyWatch = field(init=False)

    def recheck(self) -> None:
        """Disconnects clients whose token or session has ended."""
        self.hub.recheck()

    def end_overdue(self) -> None:
        """Disconnects clients whose session has expired."""
        self.hub.end_overdue()

    def clients(self) -> int:
        """How many sockets are connected."""
        return len(self.hub.clients)

    def clients_by_role(self) -> dict[str, int]:
        """How many sockets of each role are connected; a citizen's phone is `follow`."""
        return Counter(client.role for client in self.hub.everyone())

    def announced(self) -> int:
        """The number of the last event that was sent to the clients of this process."""
        return self.announcer.seq

    def connected_names(self) -> set[str]:
        """Who is connected, by name."""
        return self.hub.connected_names()

    def estimate(self) -> dict[str, list[tuple[int, int]]] | None:
        """The waits by queue and place, from the worker; None when it cannot say."""
        if self.worker is None:
            return None
        try:
            return self.worker.call(Estimates(), Waits).root
        except WorkerFailed:
            return None

    def advise(self) -> None:
        """Takes over what the worker says would help the hall now."""
        if self.worker is None:
            return
        with contextlib.suppress(WorkerFailed):
            self.advice.proposal = self.worker.call(Advise(), Advised).proposal

    def look_for_doubts(self) -> None:
        """Reads anew what is in doubt."""
        with reading(self.book) as now:
            self.doubts = doubts.kinds(now)

    def sync_marks(self) -> None:
        """Brings the marks beside the database to the disk, beside the requests."""
        if self.book.marks is not None:
            self.book.marks.mend()
            self.offload(self.book.marks.sync)

    def failing(self) -> list[str]:
        """Which parts beside the database and the disk do not work, and what is in doubt."""
        broken = self.worker is not None and self.worker.broken
        unmarked = self.book.marks is not None and self.book.marks.failing
        return [
            *self.wake.failing(),
            *(["worker"] if broken else []),
            *self.nightly.failing(),
            *self.key.failing(),
            *(["marks"] if unmarked else []),
            # A second kiosk of a name is no trouble of the server.
            *sorted(self.doubts - {DoubtKind.KIOSK}),
        ]

    def back_up(self, target: Path) -> None:
        """One archive of everything at that path, made by the worker. Raises BackupFailed."""
        if self.worker is None:
            raise BackupFailed("no worker")
        task = CopyAll(data_dir=self.settings.data_dir, target=target)
        try:
            self.worker.call(task, OnlyFile, timeout=_BACKUP_SECONDS)
        except WorkerFailed as failure:
            raise BackupFailed(str(failure)) from failure
