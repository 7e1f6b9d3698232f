"""Sends the server one thing after the other, in order and on a thread of its own, until it has all of them.

It never sends two things at once.
"""

import logging
import threading
from abc import ABC, abstractmethod

from kiosk.upstream.server import Refused, Unreachable

BROUGHT_WITHIN = 5.0
"""Seconds for one answer of the server."""
_NOT_NOW = frozenset({401, 403, 408, 425, 429})
"""Statuses that say that the kiosk may not send now: what it sends is still good, and is kept until it may."""
_LOG = logging.getLogger(__name__)


class Later(Exception):
    """It has to be brought again."""


def comes_later(error: Unreachable | Refused) -> bool:
    """Whether the same thing may be taken at another time; otherwise it never will."""
    return isinstance(error, Unreachable) or error.status >= 500 or error.status in _NOT_NOW


class RetryingSender(ABC):
    """`wake` it when there is something to bring, or the server is back; after a time in vain it pauses, each time longer."""

    def __init__(self, name: str, first_pause: float, longest_pause: float) -> None:
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def bring(self) -> bool:
        """Brings the oldest; False when there is none. Raises Later."""

    def start(self) -> None:
        """Begins with what is there; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the request at hand; what was not brought stays where it is."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(BROUGHT_WITHIN + 1)

    def wake(self) -> None:
        """Tries at once."""
        self._wake.set()

    def deliver_next(self) -> bool:
        """Brings the oldest; False when there is none, or it has to be brought again."""
        try:
            brought = self.bring()
        except Later:
            self._failures += 1
            return False
        self._failures = 0
        return brought

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                while not self._stopping.is_set() and self.deliver_next():
                    pass
            except Exception:
                # A disk that refuses now may take the answer later, under the same key; no error may end the sending for
                # good.
                _LOG.exception("%s: a round failed", self._thread.name)
                self._failures += 1
            self._wake.wait(self._pause() if self._failures else None)

    def _pause(self) -> float:
        return min(self._first_pause * float(1 << min(self._failures, 8)), self._longest_pause)
