"""The announcer of a server process: it reads new facts from the diary and sends them to the clients of its process.

Every fact is sent in order, once for each audience. The announcer is woken by deeds of its own process, by the message queue
between processes, and by itself each second. So after a crash between commit and announcement, or after a lost wake-up, a
fact is at most about a second late, and it is never lost.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypedDict

from sqlalchemy.exc import SQLAlchemyError

from queue_server.ledger import diary
from queue_server.ledger import events as rows
from queue_server.ledger.audiences import Told, render
from queue_server.ledger.database import Database
from queue_server.ledger.events import Event
from queue_server.ledger.reading import reading
from shared.wire.facts.base import AUDIENCES, Audience
from shared.wire.vocabulary import FactType

_LOG = logging.getLogger("motcua.announcer")
_BATCH = 500
_POLL_SECONDS = 1.0
_BEAT_SECONDS = 2.0

_WATCHED = frozenset(
    {FactType.ADMINISTRATION.value, *(kind.value for kind in FactType if kind.value.startswith("counter_"))}
)


class Heartbeat(TypedDict):
    """What comes round when nothing else does: the number of the last event in the database."""

    seq: int


Said = Told | Heartbeat
"""What is sent to an audience: a fact, or the number of the last fact in the diary."""
Say = Callable[[str, Audience, Callable[[], Said]], None]


class Announcer:
    """Emits the facts after the number `seq`, which is the number of the last fact that this process has emitted."""

    def __init__(self, book: Database, say: Say, clock: Callable[[], float]) -> None:
        self.book = book
        self.seq = 0
        self._say = say
        self._clock = clock
        self._told: deque[Event] = deque(maxlen=_BATCH)
        self._woken = threading.Event()
        self._asked = True
        self._next_look = 0.0
        self._stopped = False
        self._emitted: dict[int, tuple[str, int]] = {}
        self.watchers: list[Callable[[Told], None]] = []
        """Called with each fact about administration or a counter's state, before the fact is emitted. A watcher brings up
        to date what it has remembered or computed from such facts."""
        self.on_emitted: Callable[[Event], None] = lambda event: None
        """Called with each event after its fact was emitted."""
        self.on_caught_up: Callable[[], None] = lambda: None
        """Called when all known facts were emitted."""
        self.on_restored: Callable[[], None] = lambda: None
        """Called when the database was put back to an older state: nothing that is remembered or shown is right any more."""

    def poke(self) -> None:
        """Makes the announcer look into the diary now, because another process has committed something."""
        self._asked = True
        self._woken.set()

    def tell(self, committed: list[Event]) -> None:
        """Hands over events that this process has just committed.

        If they begin with the number after `seq`, the announcer emits them without reading them from the diary.
        """
        self._told.extend(committed)
        self._woken.set()

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped = True
        self._woken.set()

    def begin(self) -> None:
        """Starts after the last fact that is in the database now, since clients get the state up to it in their snapshot."""
        with reading(self.book) as now:
            self.seq = now.seq
            last = rows.at(now.connection, now.centre_id, now.seq)
        self._told.clear()
        self._emitted = {} if last is None else {self.seq: _mark(last)}

    def database_seq(self) -> int:
        """The number of the last committed event."""
        with reading(self.book) as now:
            return now.seq

    def run(self) -> None:
        """Emits facts until `stop`. If the database does not answer, it tries again."""
        next_beat = self._clock()
        while not self._stopped:
            self._woken.wait(max(0.0, min(self._next_look, next_beat) - self._clock()))
            self._woken.clear()
            try:
                self.announce()
                self.on_caught_up()
                if self._clock() >= next_beat:
                    next_beat = self._clock() + _BEAT_SECONDS
                    self._beat()
            except SQLAlchemyError:
                _LOG.exception("the database did not answer; trying again")
                next_beat = self._clock() + _POLL_SECONDS
            except Exception:
                # Without an announcer the whole hall stands still: nothing may end it.
                _LOG.exception("a fact could not be announced; trying again")
                next_beat = self._clock() + _POLL_SECONDS

    def _beat(self) -> None:
        beat: Heartbeat = {"seq": self.database_seq()}
        for audience in AUDIENCES:
            self._say("heartbeat", audience, lambda: beat)

    def announce(self) -> None:
        """Emits all facts after `seq`, oldest first.

        Facts from `tell` are emitted as long as each has the number after the last one; the rest is read from the diary.
        """
        complete = True
        while self._told:
            event = self._told.popleft()
            if event.seq == self.seq + 1:
                self._emit(event)
            elif event.seq > self.seq:
                complete = False
            elif self._is_another(event):
                return self._begin_anew()
        if complete and not self._looks():
            return None
        while True:
            # The fact that was emitted last is read once more. If another one has its number now, the database was put
            # back to an older state and has grown since.
            with self.book.engine.connect() as connection:
                found = rows.after(connection, self.book.centre.centre.id, self.seq - 1, _BATCH)
            known = found and found[0].seq == self.seq
            if self.seq in self._emitted and (not known or self._is_another(found[0])):
                return self._begin_anew()
            for event in found[1:] if known else found:
                self._emit(event)
            if len(found) < _BATCH:
                return None

    def _is_another(self, event: Event) -> bool:
        """Whether another event was emitted under the number of this one."""
        return self._emitted.get(event.seq, _mark(event)) != _mark(event)

    def _begin_anew(self) -> None:
        """Starts again after the database was put back to an older state, because the old numbers mean nothing now."""
        _LOG.warning("the database was put back to an older state: everyone begins anew")
        # `begin` comes last: if `on_restored` fails, the next look finds the same difference and tries again.
        self.on_restored()
        self.begin()

    def _looks(self) -> bool:
        """Whether it is time to look into the diary for facts that `tell` did not bring."""
        now = self._clock()
        if not self._asked and now < self._next_look:
            return False
        self._asked = False
        self._next_look = now + _POLL_SECONDS
        return True

    def _emit(self, event: Event) -> None:
        made: list[Told] = []

        def fact() -> Told:
            if not made:
                made.extend(diary.facts(self.book.centre, (event,)))
            return made[0]

        if event.type in _WATCHED:
            for watch in self.watchers:
                watch(fact())
        for audience in AUDIENCES:
            self._say("fact", audience, partial(_rendered, fact, audience))
        self.seq = event.seq
        self.on_emitted(event)
        self._emitted[self.seq] = _mark(event)
        self._emitted.pop(self.seq - _BATCH, None)


def _mark(event: Event) -> tuple[str, int]:
    """What distinguishes an event from another event with the same number."""
    return event.type, event.at


def _rendered(fact: Callable[[], Told], audience: Audience) -> Told:
    return render(fact(), audience)
