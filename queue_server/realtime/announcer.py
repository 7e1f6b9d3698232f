"""One announcer a process: tails the diary and emits each fact, in order, once per audience, to its own clients.

It is woken by a local poke, by the message queue between processes, and by itself each second. So a crash between commit
and emit, a slow process or a lost wake-up costs a second at most, never a fact.
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
from queue_server.ledger.audiences import render
from queue_server.ledger.database import Database
from queue_server.ledger.diary import Told
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
"""What an audience is told: a fact, or how far the diary goes."""
Say = Callable[[str, Audience, Callable[[], Said]], None]


class Announcer:
    """Emits facts after a number; `seq` is the last one that this process has emitted."""

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
        """Called with each fact of administration, and with each that tells of a counter's state, before it is emitted:
        what is remembered or made from it must follow."""
        self.on_emitted: Callable[[Event], None] = lambda event: None
        """Called with each event once its fact was emitted."""
        self.on_caught_up: Callable[[], None] = lambda: None
        """Called when all that is known was emitted."""
        self.on_restored: Callable[[], None] = lambda: None
        """Called when the diary is no longer the one that was emitted: nothing that is remembered or shown holds."""

    def poke(self) -> None:
        """Something was committed elsewhere: look into the diary now."""
        self._asked = True
        self._woken.set()

    def tell(self, committed: list[Event]) -> None:
        """This process has just committed these events: when they follow on, they need not be read again."""
        self._told.extend(committed)
        self._woken.set()

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped = True
        self._woken.set()

    def begin(self) -> None:
        """Starts after what is in the database now: clients get that in their snapshot."""
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
        """Emits until stopped. Survives a database that is away."""
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
        """Emits all facts after `seq`, oldest first: those told of while they follow on, the rest from the diary."""
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
            # From the last one on: a diary that was put back, and has grown since, shows in that one being another.
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
        """Whether the number was emitted for another event than this."""
        return self._emitted.get(event.seq, _mark(event)) != _mark(event)

    def _begin_anew(self) -> None:
        """The database was put back to an older state: nobody's numbers mean anything any more."""
        _LOG.warning("the database was put back to an older state: everyone begins anew")
        # In this order: whatever fails here, the next look sees the same and tries again.
        self.on_restored()
        self.begin()

    def _looks(self) -> bool:
        """Whether it is time to look into the diary for what nobody told of."""
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
    """What tells an event from another one of the same number."""
    return event.type, event.at


def _rendered(fact: Callable[[], Told], audience: Audience) -> Told:
    return render(fact(), audience)
