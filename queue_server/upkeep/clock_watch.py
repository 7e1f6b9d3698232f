"""Notices when the machine's clock jumps or cannot be right, and asks the supervisor. It does not set the clock."""

import logging
from dataclasses import dataclass

from sqlalchemy import select

from queue_server.centre.deeds import doubts
from queue_server.centre.rows import notices
from queue_server.hall.deeds import issue
from queue_server.hall.rows import queue_days
from queue_server.ledger import local_time
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.tables import centres, events
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import LANGUAGES, say
from shared.wire.facts.administration import ClockJumped
from shared.wire.vocabulary import DoubtKind

_LOG = logging.getLogger("motcua.clock")
_JUMP_SECONDS = 30
"""Time services correct less than this unnoticed."""


def begin(book: Database) -> None:
    """At a process's start: the clock has to fit the last deed, and the doubt that was kept."""
    mine = centres.c.id == book.centre.centre.id
    last = select(events.c.at).where(events.c.centre == centres.c.id, events.c.seq == centres.c.seq)
    query = select(centres.c.clock_believed, centres.c.clock_off, last.scalar_subquery()).where(mine)
    with book.engine.connect() as connection:
        believed, off, at = connection.execute(query).one()
    if believed is not None:
        book.trust.begin(believed / 1000, off / 1000, doubted=True)
    else:
        book.trust.begin(None if at is None else at / 1000)


def doubt(deed: UnitOfWork, book: Database, off: float) -> None:
    """In the first deed under a clock that is off: it is kept, and the supervisor is asked."""
    believed = book.trust.believed
    seen = deed.ms if believed is None else round(believed * 1000)
    notices.doubt_clock(deed.connection, deed.centre_id, seen, round(off * 1000))
    today = local_time.day(deed.centre, deed.now).isoformat()
    if today != deed.day:
        issue.pass_over(deed, queue_days.last_numbers(deed.connection, deed.centre_id, today))
    zone = local_time.zone(deed.centre)
    shown = deed.now.astimezone(zone).isoformat(timespec="minutes")
    doubts.raise_doubt(deed, DoubtKind.CLOCK, shows=shown, day=deed.day, seconds=round(off))
    for lang in LANGUAGES:
        _LOG.warning(say("faults.log.clock_doubted", lang, shows=shown, day=deed.day))


@dataclass(slots=True)
class ClockWatch:
    """Looks at the clock also while nobody does anything, and writes down when it was set."""

    book: Database
    _offset: float | None = None

    def look(self) -> None:
        """To be called every few seconds."""
        steady = self.book.trust.steady
        if steady is None:
            return
        offset = self.book.clock().timestamp() - steady()
        jumped = 0 if self._offset is None else round(offset - self._offset)
        self._offset = offset
        if abs(jumped) >= _JUMP_SECONDS:
            return self._tell(jumped)
        trust = self.book.trust
        with reading(self.book) as now:
            stored, off = now.clock_doubted, trust.off != 0.0
        if (off and not (stored and trust.stored)) or (stored and not off and trust.settles):
            # A deed keeps the doubt, finds it kept, or ends it.
            self.book.perform(SYSTEM, lambda deed: None)

    def _tell(self, jumped: int) -> None:
        _LOG.warning("the machine's clock jumped by %d s", jumped)

        def work(deed: UnitOfWork) -> None:
            deed.record(ClockJumped(seconds=jumped))

        self.book.perform(SYSTEM, work)
