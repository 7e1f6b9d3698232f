"""The follow pages on citizens' phones: they hear of each fact after everybody else, in small groups, so that a hall full
of phones stops nobody's call."""

from collections import deque
from collections.abc import Callable, Mapping

from engineio.packet import Packet

from queue_server.realtime.outboxes import Outboxes

AT_ONCE = 50
"""Phones that are told in one go: a few milliseconds."""


class Phones:
    """The phones of this process. `spawn` runs something beside the requests, `pause` lets others go on."""

    def __init__(self, outboxes: Outboxes, spawn: Callable[..., object], pause: Callable[[], None]) -> None:
        self._outboxes = outboxes
        self._spawn = spawn
        self._pause = pause
        self._here: dict[str, None] = {}
        self._news: deque[Packet] = deque()
        self._telling = False

    @property
    def anybody(self) -> bool:
        """Whether a phone is connected."""
        return bool(self._here)

    def enter(self, sid: str) -> None:
        """From now on this phone hears."""
        self._here[sid] = None

    def leave(self, sid: str) -> None:
        """The phone is gone."""
        self._here.pop(sid, None)

    def say(self, event: str, message: Mapping[str, object]) -> None:
        """Tells all phones, in the order of these calls; returns at once."""
        if not self._here:
            return
        self._news.append(self._outboxes.packet(event, message))
        if not self._telling:
            self._telling = True
            self._spawn(self._tell)

    def _tell(self) -> None:
        try:
            while self._news:
                # What came together is told together.
                news = list(self._news)
                self._news.clear()
                here = list(self._here)
                for start in range(0, len(here), AT_ONCE):
                    self._outboxes.emit(here[start : start + AT_ONCE], news)
                    self._pause()
        finally:
            self._telling = False
