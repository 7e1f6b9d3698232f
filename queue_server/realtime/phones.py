"""The follow pages on citizens' phones: they hear of each fact after everybody else, in small groups, so that a hall full
of phones stops nobody's call."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping

from engineio.packet import Packet

from queue_server.realtime.outboxes import Outboxes

AT_ONCE = 50
"""Phones that are told in one go: a few milliseconds."""
_FRESH_MS = 1_000
MOST, MOST_FROM_ONE = 2_500, 600
"""Phones at the same time: in all, and behind one address, which a whole hall may share."""


class Phones:
    """The phones of this process. `spawn` runs something beside the requests, `pause` lets others go on."""

    def __init__(self, outboxes: Outboxes, spawn: Callable[..., object], pause: Callable[[], None]) -> None:
        self._outboxes = outboxes
        self._spawn = spawn
        self._pause = pause
        self._here: dict[str, None] = {}
        self._places: dict[str, str] = {}
        self._from: Counter[str] = Counter()
        self._news: deque[Packet] = deque()
        self._telling = False
        self._lock = threading.Lock()
        self._snapshot: tuple[int, int, Packet] | None = None

    @property
    def anybody(self) -> bool:
        """Whether a phone is connected."""
        return bool(self._here)

    def come(self, sid: str, place: str, *, alone: bool = True) -> bool:
        """Whether there is a place for this phone; `alone` is false for an address behind which anybody may be."""
        with self._lock:
            if len(self._places) >= MOST or (alone and self._from[place] >= MOST_FROM_ONE):
                return False
            self._places[sid] = place
            self._from[place] += 1
            return True

    def enter(self, sid: str) -> None:
        """From now on this phone hears."""
        self._here[sid] = None

    def leave(self, sid: str) -> None:
        """The phone is gone."""
        self._here.pop(sid, None)
        with self._lock:
            place = self._places.pop(sid, None)
            if place is not None:
                self._from[place] -= 1
                if not self._from[place]:
                    del self._from[place]

    def snapshot(self, seq: int, ms: int, make: Callable[[], Mapping[str, object]]) -> Packet:
        """The snapshot, which is the same for all phones: it is made once for each number, and anew after a second.

        `ms` is the moment of this reading, which the snapshot tells.
        """
        known = self._snapshot
        if known is None or known[0] != seq or not 0 <= ms - known[1] < _FRESH_MS:
            known = self._snapshot = (seq, ms, self._outboxes.packet("snapshot", make()))
        return known[2]

    def say(self, event: str, message: Mapping[str, object]) -> None:
        """Tells all phones, in the order of these calls; returns at once."""
        if not self._here:
            return
        packet = self._outboxes.packet(event, message)
        with self._lock:
            self._news.append(packet)
            begins = not self._telling
            self._telling = True
        if begins:
            self._spawn(self._tell)

    def _tell(self) -> None:
        try:
            while news := self._take_news():
                here = list(self._here)
                for start in range(0, len(here), AT_ONCE):
                    self._outboxes.emit(here[start : start + AT_ONCE], news)
                    self._pause()
        except BaseException:
            self._telling = False
            raise

    def _take_news(self) -> list[Packet]:
        """What came together, which is told together; none ends the telling, and whoever says more begins it anew."""
        with self._lock:
            news = list(self._news)
            self._news.clear()
            self._telling = bool(news)
        return news
