"""What a client missed: the facts in order and in small turns, or a snapshot when they are too many."""

import threading
from collections.abc import Callable

from queue_server.ledger import diary
from queue_server.ledger.audiences import Told, render
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from shared.wire.facts.base import Audience

MOST = 1000
"""Whoever missed more facts gets a snapshot."""
AT_ONCE = 50
"""Facts that are read and sent in one go: a few milliseconds."""
_BACKLOG = 256 * 1024
"""Characters: as long as so much waits to be sent to a client, it gets nothing more."""
_PATIENCE = 100
_PAUSE_SECONDS = 0.05


class Replays:
    """Brings clients up to date, each socket with one answer at a time.

    `send` sends a fact to a socket, `waiting` says how much it has not read yet, `turn` lets others go on before this
    socket's next turn.
    """

    def __init__(
        self,
        book: Database,
        send: Callable[[str, Told], None],
        waiting: Callable[[str], int],
        turn: Callable[[str], None],
        sleep: Callable[[float], None],
    ) -> None:
        self._book = book
        self._send = send
        self._waiting = waiting
        self._turn = turn
        self._sleep = sleep
        self._asked: dict[str, list[object]] = {}
        self._lock = threading.Lock()

    def too_old(self, after: object, last: int) -> bool:
        """Whether a number makes no sense, or so many facts came after it that a snapshot costs less."""
        return not isinstance(after, int) or not 0 <= after <= last or last - after > MOST

    def serve(self, sid: str, after: object, answer: Callable[[object], None]) -> None:
        """Calls `answer` with the number. Of what a socket asks during an answer, the last is answered after it."""
        with self._lock:
            answering = sid in self._asked
            self._asked[sid] = [after]
        if answering:
            return
        try:
            while waiting := self._take_asked(sid):
                answer(waiting[0])
        except BaseException:
            self._asked.pop(sid, None)
            raise

    def _take_asked(self, sid: str) -> list[object]:
        """What the socket has asked since; nothing ends its answers, and whatever it asks then begins new ones."""
        with self._lock:
            waiting = self._asked.pop(sid)
            if waiting:
                self._asked[sid] = []
        return waiting

    def replay(self, sid: str, audience: Audience, after: int, last: int) -> None:
        """Sends the facts after one number up to another, unless the client reads none of them for some seconds."""
        while after < last:
            with reading(self._book) as now:
                found = diary.after(now, after, min(AT_ONCE, last - after))
            if not found:
                return
            for fact in found:
                self._send(sid, render(fact, audience))
            after = found[-1]["seq"]
            self._turn(sid)
            for _ in range(_PATIENCE):
                if self._waiting(sid) < _BACKLOG:
                    break
                self._sleep(_PAUSE_SECONDS)
            else:
                return
