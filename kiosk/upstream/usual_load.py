"""How busy the hours of a queue usually are: the server's answers, kept for half an hour."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from kiosk.upstream.server import Refused, Server, Unreachable

Json = dict[str, Any]
_KEPT = 1800.0
_ANSWER_WITHIN = 8.0
"""Seconds to wait for the server, which counts when it is asked for the first time on a day."""


class UsualLoad:
    """Asks the server at most every half hour for each queue."""

    def __init__(self, server: Server, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._clock = clock
        self._known: dict[str, tuple[float, Json]] = {}

    def of(self, queue: str) -> Json | None:
        """The queue's load; None while the server cannot say."""
        known = self._known.get(queue)
        if known is not None and self._clock() - known[0] < _KEPT:
            return known[1]
        try:
            told: Json = self._server.get(
                f"/queues/{quote(queue, safe='')}/load", timeout=_ANSWER_WITHIN
            ).body
        except (Unreachable, Refused):
            return None if known is None else known[1]
        self._known[queue] = (self._clock(), told)
        return told
