"""A read transaction with the centre's configuration and clock: what pages, lists and snapshots are read from."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, bindparam, select

from queue_server.configuration.values import Configuration
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.kept import At, K, Kept, Shown
from queue_server.ledger.service_day import service_day
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.tables import centres

_CENTRE = Prepared(
    select(
        centres.c.seq,
        centres.c.service_day,
        centres.c.emergency,
        centres.c.emergency_at,
        centres.c.notice,
        centres.c.rearranged,
        centres.c.day_seq,
        centres.c.clock_believed,
        centres.c.day_before,
    ).where(centres.c.id == bindparam("centre"))
)


@dataclass(slots=True)
class Reading(AbstractContextManager["Reading"]):
    """An open read transaction; `seq` is the sequence number that everything read here belongs to."""

    connection: Connection
    centre: Configuration
    now: datetime
    day: str
    stored_day: str
    seq: int
    public_address: str | None
    estimates: Mapping[str, list[tuple[int, int]]] = field(default_factory=dict)
    emergency: str | None = None
    """The supervisors' message to everyone in an emergency; None while there is no emergency."""
    emergency_at: int | None = None
    notice: str | None = None
    """The supervisors' message to the hall; None: the message of the configuration."""
    actor: Actor | None = None
    """Who reads; None when the server reads for itself."""
    day_seq: int = 0
    """The number before the stored day's first event."""
    doubtful: bool = False
    """Whether the machine's clock is in doubt."""
    clock_doubted: bool = False
    """Whether that is kept in the database; a deed keeps it."""
    day_before: str | None = None
    """The service day before the stored one; None where it is not known, or a wrong clock had begun it."""
    shown: Shown = field(default_factory=Shown)
    _kept: Kept | None = None

    @property
    def ms(self) -> int:
        """The moment of reading, in milliseconds since 1970 UTC."""
        return to_ms(self.now)

    @property
    def centre_id(self) -> str:
        """The id under which this centre's rows are kept."""
        return self.centre.centre.id

    def recall(self, kind: type[K], at: At[K]) -> K:
        """The value that this process keeps in memory, as it was at this reading's sequence number.

        Other readings that need it wait until this reading is over.
        """
        if not isinstance(self._kept, kind):
            self.shown.lock.acquire()
            try:
                found = self.shown.recall(kind, at, self.connection, self.centre_id, self.day, self.seq)
            except BaseException:
                self.shown.lock.release()
                raise
            self._kept = found
            return found
        return self._kept

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._kept is not None:
            self._kept = None
            self.shown.lock.release()
        self.connection.close()


def reading(book: Database, actor: Actor | None = None) -> Reading:
    """Opens a read transaction; close it by leaving its `with` block."""
    connection = book.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    try:
        connection.begin()
        row = _CENTRE.row(connection, {"centre": book.centre.centre.id})
        if row is None:
            raise LookupError(book.centre.centre.id)
        seq, stored_day, emergency, emergency_at, notice, rearranged, day_seq, doubted, day_before = row
        arranged = book.arrangement.of(connection, book.centre, rearranged)
    except BaseException:
        connection.close()
        raise
    now = book.clock()
    doubtful = book.trust.look(now.timestamp()) or doubted is not None
    today = local_time.day(book.centre, now).isoformat()
    return Reading(
        connection,
        arranged,
        now,
        service_day(stored_day, today, doubtful=doubtful),
        stored_day,
        seq,
        book.public_address,
        book.estimates,
        emergency,
        emergency_at,
        notice,
        actor,
        day_seq,
        doubtful,
        doubted is not None,
        day_before,
        book.shown,
    )
