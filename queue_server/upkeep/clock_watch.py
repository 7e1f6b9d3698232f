"""Notices when the machine's clock jumps or cannot be right, and writes it down. It does not set the clock."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import select

from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.tables import events
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import LANGUAGES, say
from shared.wire.facts.administration import ClockJumped

_LOG = logging.getLogger("motcua.clock")
_JUMP_SECONDS = 30
"""Time services correct less than this unnoticed."""
_BEHIND_SECONDS = 300
_DAY_SECONDS = 86_400
_LONGEST_PAUSE_SECONDS = 40 * _DAY_SECONDS
"""No centre is closed for longer than this, so a longer pause before the first look means a wrong clock."""


@dataclass(slots=True)
class ClockWatch:
    """Compares the clock with the last deed once, and from then on with a clock that never jumps."""

    book: Database
    steady: Callable[[], float] = monotonic
    _offset: float | None = None
    _ahead: float = 0.0

    @property
    def doubtful(self) -> bool:
        """Whether the clock is probably days ahead: what is deleted by age must wait then."""
        return self._ahead >= _DAY_SECONDS

    def look(self) -> None:
        """To be called every few seconds."""
        wall = self.book.clock().timestamp()
        offset = wall - self.steady()
        if self._offset is None:
            self._begin(wall)
        elif abs(jumped := round(offset - self._offset)) >= _JUMP_SECONDS:
            self._ahead += jumped
            self._tell(jumped)
        self._offset = offset

    def _begin(self, wall: float) -> None:
        query = select(events.c.at).where(events.c.centre == self.book.centre.centre.id)
        with reading(self.book) as now:
            last = now.connection.execute(query.where(events.c.seq == now.seq)).scalar_one_or_none()
        if last is None:
            return
        rested = wall - last / 1000
        if rested < -_BEHIND_SECONDS:
            for lang in LANGUAGES:
                _LOG.warning(say("faults.log.clock_back", lang, minutes=round(-rested / 60)))
        if rested > _LONGEST_PAUSE_SECONDS:
            self._ahead = rested
            for lang in LANGUAGES:
                _LOG.warning(say("faults.log.clock_ahead", lang, days=round(rested / _DAY_SECONDS)))

    def _tell(self, jumped: int) -> None:
        _LOG.warning("the machine's clock jumped by %d s", jumped)

        def work(deed: UnitOfWork) -> None:
            deed.record(ClockJumped(seconds=jumped))

        self.book.perform(SYSTEM, work)
