"""Small reports that have to reach the server once, as soon as it can be reached; they are written to disk first.

Numbers have their own journal, whose order matters; no report here is about a number on paper.
"""

import json
import logging
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path

from kiosk.offline import durable_sqlite
from kiosk.offline.retrying_sender import BROUGHT_WITHIN, Later, RetryingSender, comes_later
from kiosk.upstream.server import Post, Refused, Unreachable

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL)
"""
_LOG = logging.getLogger(__name__)


class Outbox(RetryingSender):
    """Delivers the reports. Each has one key, however often it is sent, so that it counts once."""

    def __init__(self, file: Path, post: Post) -> None:
        super().__init__("outbox", _FIRST_PAUSE, _LONGEST_PAUSE)
        self._post = post
        self._lock = threading.Lock()
        self._connection = durable_sqlite.opened(file, _SCHEMA)

    def stop(self) -> None:
        """Ends after the present report; the rest stays on disk."""
        super().stop()
        with self._lock:
            self._connection.close()

    def put(self, path: str, body: Mapping[str, object]) -> None:
        """Saves a report for `POST path`. Raises sqlite3.Error if the disk fails."""
        text = json.dumps(body, ensure_ascii=False)
        with self._lock:
            self._connection.execute(
                "INSERT INTO outbox (key, path, body) VALUES (?, ?, ?)", (str(uuid.uuid4()), path, text)
            )
        self.wake()

    def waiting(self) -> int:
        """How many reports the server does not have."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def bring(self) -> bool:
        """Delivers the oldest report; False if every report is delivered. Raises Later."""
        with self._lock:
            row = self._connection.execute(
                "SELECT id, key, path, body FROM outbox ORDER BY id LIMIT 1"
            ).fetchone()
        if row is None:
            return False
        ident, key, path, body = row
        try:
            self._post(path, json.loads(body), key, BROUGHT_WITHIN)
        except (Unreachable, Refused) as error:
            why = error.code if isinstance(error, Refused) else str(error)
            if comes_later(error):
                _LOG.info("a report is not delivered yet: %s", why)
                raise Later from None
            # The server will never take this report, perhaps because its procedure is gone. No citizen's number is lost.
            _LOG.error("a report to %s was refused: %s", path, why)
        with self._lock:
            self._connection.execute("DELETE FROM outbox WHERE id = ?", (ident,))
        return True
