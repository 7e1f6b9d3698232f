"""Small reports that must reach the server once, whenever it is there: on disk before they count. Gives no number.

Numbers have their own journal, whose order matters; nothing here is on anybody's paper.
"""

import json
import logging
import sqlite3
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path

from kiosk.issuing import Post
from kiosk.server import Refused, Unreachable

_ANSWER_WITHIN = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
_LATER = frozenset({401, 403, 408, 425, 429})
"""The kiosk may not, or not now: what it has to report is kept until it may."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL)
"""
_LOG = logging.getLogger(__name__)


class Outbox:
    """Delivers in order on a thread of its own, each report under one key however often it is sent."""

    def __init__(self, file: Path, post: Post) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=2.0)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(_SCHEMA)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begins to deliver what is there; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the report at hand; the rest stays on disk."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_ANSWER_WITHIN + 1)
        with self._lock:
            self._connection.close()

    def wake(self) -> None:
        """Tries at once: the server is back."""
        self._wake.set()

    def put(self, path: str, body: Mapping[str, object]) -> None:
        """Keeps a report for `POST path`. Raises sqlite3.Error where the disk refuses."""
        text = json.dumps(body, ensure_ascii=False)
        with self._lock:
            self._connection.execute(
                "INSERT INTO outbox (key, path, body) VALUES (?, ?, ?)", (str(uuid.uuid4()), path, text)
            )
        self._wake.set()

    def waiting(self) -> int:
        """How many reports the server does not have."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def deliver_next(self) -> bool:
        """Delivers the oldest report; False when there is none, or it has to be tried again."""
        with self._lock:
            row = self._connection.execute(
                "SELECT id, key, path, body FROM outbox ORDER BY id LIMIT 1"
            ).fetchone()
        if row is None:
            self._failures = 0
            return False
        ident, key, path, body = row
        try:
            self._post(path, json.loads(body), key, _ANSWER_WITHIN)
        except Unreachable as error:
            return self._later(str(error))
        except Refused as refused:
            if refused.status >= 500 or refused.status in _LATER:
                return self._later(refused.code)
            # The server will never take it, such as one about a procedure that is gone: a figure is lost, no number.
            _LOG.error("a report to %s was refused: %s", path, refused.code)
        with self._lock:
            self._connection.execute("DELETE FROM outbox WHERE id = ?", (ident,))
        self._failures = 0
        return True

    def _later(self, why: str) -> bool:
        self._failures += 1
        _LOG.info("a report is not delivered yet: %s", why)
        return False

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                while not self._stopping.is_set() and self.deliver_next():
                    pass
            except Exception:
                # A disk that refuses now, or an answer that nobody foresaw, must not end the deliveries for good.
                _LOG.exception("a report could not be delivered")
                self._failures += 1
            pause = min(_FIRST_PAUSE * 2 ** min(self._failures, 6), _LONGEST_PAUSE)
            self._wake.wait(pause if self._failures else None)
