"""Sends the server one thing after the other, in order and on a thread of its own, until it has all of them.

It never sends two things at once.
"""

import logging
import threading
from abc import ABC, abstractmethod

from kiosk.upstream.server import Refused, Unreachable

BROUGHT_WITHIN = 5.0
"""Seconds to wait for an answer of the server."""
_NOT_NOW = frozenset({401, 403, 408, 425, 429})
"""Statuses with which the kiosk may not send now. What it sends is kept until it may send again."""
_LOG = logging.getLogger(__name__)


class Later(Exception):
    """The server did not take what was sent; it has to be sent again."""


def comes_later(error: Unreachable | Refused) -> bool:
    """Whether the server may take the same thing at another time; otherwise it never will."""
    return isinstance(error, Unreachable) or error.status >= 500 or error.status in _NOT_NOW


class RetryingSender(ABC):
    """Call `wake` when there is something to send or the server is back. After each failure the pause gets longer."""

    def __init__(self, name: str, first_pause: float, longest_pause: float) -> None:
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def bring(self) -> bool:
        """Sends the oldest thing; False if there is nothing to send. Raises Later."""

    def start(self) -> None:
        """Begins with what is there; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the present request; what was not sent stays where it is."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(BROUGHT_WITHIN + 1)

    def wake(self) -> None:
        """Tries at once."""
        self._wake.set()

    def deliver_next(self) -> bool:
        """Sends the oldest thing; False if there is nothing to send, or if it has to be sent again."""
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
                # If the disk fails now, the answer may be saved at the next try, under the same key. No error may end the
                # sending for good.
                _LOG.exception("%s: a round failed", self._thread.name)
                self._failures += 1
            self._wake.wait(self._pause() if self._failures else None)

    def _pause(self) -> float:
        return min(self._first_pause * float(1 << min(self._failures, 8)), self._longest_pause)
