"""One announcer a process: tails the diary and emits each fact, in order, once per audience, to its own clients.

It is woken by a local poke, by the message queue between processes, and by itself each second. So a crash between commit
and emit, a slow process or a lost wake-up costs a second at most, never a fact.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from queue_server.realtime.audiences import AUDIENCES, Audience, render
from queue_server.service import diary
from queue_server.service.reading import reading
from queue_server.store import events as rows
from queue_server.store.deed import Book

_LOG = logging.getLogger("motcua.announcer")
_BATCH = 500
_POLL_SECONDS = 1.0
_BEAT_SECONDS = 2.0

Emit = Callable[[str, dict[str, Any], str], None]


class Announcer:
    """Emits facts after a number; `seq` is the last one that this process has emitted."""

    def __init__(self, book: Book, emit: Emit, room: Callable[[Audience], str], clock: Callable[[], float]) -> None:
        self.book = book
        self.seq = 0
        self._emit = emit
        self._room = room
        self._clock = clock
        self._woken = threading.Event()
        self._stopped = False
        self.watchers: list[Callable[[dict[str, Any]], None]] = []
        """Called with each fact before it is emitted: caches that must follow it."""

    def poke(self) -> None:
        """Something was committed: look now."""
        self._woken.set()

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped = True
        self._woken.set()

    def begin(self) -> None:
        """Starts after what is in the database now: clients get that in their snapshot."""
        self.seq = self.database_seq()

    def database_seq(self) -> int:
        """The number of the last committed event."""
        with reading(self.book) as now:
            return now.seq

    def run(self) -> None:
        """Emits until stopped. Survives a database that is away."""
        next_beat = self._clock()
        while not self._stopped:
            self._woken.wait(_POLL_SECONDS)
            self._woken.clear()
            try:
                self.announce()
                if self._clock() >= next_beat:
                    next_beat = self._clock() + _BEAT_SECONDS
                    beat = {"seq": self.database_seq()}
                    for audience in AUDIENCES:
                        self._emit("heartbeat", beat, self._room(audience))
            except SQLAlchemyError:
                _LOG.exception("the database did not answer; trying again")

    def announce(self) -> None:
        """Emits all facts after `seq`, oldest first."""
        while True:
            with self.book.engine.connect() as connection:
                found = rows.after(connection, self.book.centre.centre.id, self.seq, _BATCH)
            for fact in diary.facts(self.book.centre, found):
                for watch in self.watchers:
                    watch(fact)
                for audience in AUDIENCES:
                    self._emit("fact", render(fact, audience), self._room(audience))
                self.seq = fact["seq"]
            if len(found) < _BATCH:
                return
