"""How busy the hours of a queue usually are: the server's answers, kept for half an hour."""

import time
from collections.abc import Callable
from urllib.parse import quote

from kiosk.upstream.server import Refused, Server, Unreachable
from shared.wire.reports import Load

_KEPT = 1800.0
_ANSWER_WITHIN = 8.0
"""Seconds to wait for the server, which counts when it is asked for the first time on a day."""


class UsualLoad:
    """Asks the server at most every half hour for each queue."""

    def __init__(self, server: Server, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._clock = clock
        self._known: dict[str, tuple[float, Load]] = {}

    def of(self, queue: str) -> Load | None:
        """The queue's load; None while the server cannot say."""
        known = self._known.get(queue)
        if known is not None and self._clock() - known[0] < _KEPT:
            return known[1]
        try:
            path = f"/queues/{quote(queue, safe='')}/load"
            told = self._server.get(path, timeout=_ANSWER_WITHIN).read(Load)
        except (Unreachable, Refused):
            return None if known is None else known[1]
        self._known[queue] = (self._clock(), told)
        return told
