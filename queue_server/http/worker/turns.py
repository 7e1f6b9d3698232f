"""Whose task is next, and which child takes it: by urgency, then by arrival."""

import threading
from bisect import insort
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from itertools import count

from queue_server.http.worker.wire import Urgency


class Place(Enum):
    """The children: the one that stays, and the one beside it."""

    USUAL = "usual"
    SPARE = "spare"


class NoTurn(Exception):
    """No child was free in time ("busy"), or none takes tasks any more ("closed")."""


class Turns:
    """Lets one task at a time use each place.

    The spare one is only for what a citizen waits for, while the usual one is busy with the office's work, which may take
    long. Everything else is short enough to be waited for.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._arrivals = count()
        self._waiting: list[tuple[Urgency, int]] = []
        self._busy: dict[Place, Urgency] = {}
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many tasks wait for a place."""
        return len(self._waiting)

    @property
    def under_way(self) -> int:
        """How many places are in use."""
        return len(self._busy)

    @contextmanager
    def turn(self, urgency: Urgency, timeout: float) -> Iterator[Place]:
        """Waits for a place, and keeps it until the end of the block. Raises NoTurn."""
        place = self._take(urgency, timeout)
        try:
            yield place
        finally:
            with self._changed:
                del self._busy[place]
                self._changed.notify_all()

    def close(self, timeout: float) -> None:
        """Gives no more turns, and waits so many seconds for those under way to end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._busy, timeout)

    def _take(self, urgency: Urgency, timeout: float) -> Place:
        with self._changed:
            mine = urgency, next(self._arrivals)
            insort(self._waiting, mine)
            try:
                self._changed.wait_for(lambda: self._closed or self._place_for(mine) is not None, timeout)
                place = self._place_for(mine)
                if self._closed or place is None:
                    raise NoTurn("closed" if self._closed else "busy")
                self._busy[place] = urgency
                return place
            finally:
                self._waiting.remove(mine)
                self._changed.notify_all()

    def _place_for(self, task: tuple[Urgency, int]) -> Place | None:
        if self._waiting[0] != task:
            return None
        now = self._busy.get(Place.USUAL)
        if now is None:
            return Place.USUAL
        held_up = task[0] is Urgency.CITIZEN and now is Urgency.OFFICE
        return Place.SPARE if held_up and Place.SPARE not in self._busy else None
