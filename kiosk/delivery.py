"""Bringing the server the numbers that were given alone: in their order, under the keys they were asked for with.

Never gives a number and never changes one.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime

from kiosk.issuing import Post
from kiosk.journal import Entry, Journal
from kiosk.server import Refused, Unreachable
from shared import logs

_ANSWER_WITHIN = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 2.0
"""Seconds before trying again: a server that is back has every paper within three seconds."""
_NOT_ABOUT_THE_PAPER = frozenset({401, 403, 408, 425, 429})
"""The kiosk may not, or not now: its numbers are good all the same, and are kept until it may."""
_LOG = logging.getLogger(__name__)


class Courier:
    """Delivers on a thread of its own, from the start on; `wake` it when there is something, or the server is back."""

    def __init__(
        self, post: Post, journal: Journal, printed_at: Callable[[Entry], datetime], done: Callable[[], None]
    ) -> None:
        self._post = post
        self._journal = journal
        self._printed_at = printed_at
        self._done = done
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begins to deliver; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the request at hand; what is not delivered stays in the journal."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(_ANSWER_WITHIN + 1)

    def wake(self) -> None:
        """Tries at once."""
        self._wake.set()

    def deliver_next(self) -> bool:
        """Delivers the oldest number; False when there is none, or it has to be tried again."""
        entry = self._journal.next_to_deliver()
        if entry is None:
            self._failures = 0
            return False
        body = {
            **entry.body,
            "printed_number": entry.number,
            "printed_at": self._printed_at(entry).isoformat(),
        }
        try:
            answer = self._post("/tickets", body, entry.key, _ANSWER_WITHIN)
        except Unreachable as error:
            return self._later(entry, str(error))
        except Refused as refused:
            if refused.status >= 500 or refused.status in _NOT_ABOUT_THE_PAPER:
                return self._later(entry, refused.code)
            told = logs.about("set_aside", request=entry.key, number=entry.number, code=refused.code)
            _LOG.error("number %s is set aside: %s", entry.number, refused.code, extra=told)
            self._journal.set_aside(entry, refused.code)
        else:
            told = logs.about("delivered", request=entry.key, number=entry.number)
            _LOG.info("number %s delivered", entry.number, extra=told)
            self._journal.delivered(entry, answer.body)
        self._failures = 0
        self._done()
        return True

    def _later(self, entry: Entry, why: str) -> bool:
        self._failures += 1
        told = logs.about("not_delivered_yet", request=entry.key, number=entry.number)
        _LOG.info("number %s not delivered yet: %s", entry.number, why, extra=told)
        return False

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                while not self._stopping.is_set() and self.deliver_next():
                    pass
            except sqlite3.Error:
                # A disk that refuses now may take the answer later: the same key brings the same answer.
                _LOG.exception("the journal cannot be read or written")
                self._failures += 1
            except Exception:
                # An answer that nobody foresaw must not end the deliveries for good.
                _LOG.exception("a delivery failed")
                self._failures += 1
            pause = (
                min(_FIRST_PAUSE * 2 ** min(self._failures, 8), _LONGEST_PAUSE) if self._failures else None
            )
            self._wake.wait(pause)
