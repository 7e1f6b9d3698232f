"""The display's side of the network: the link's facts come down, its own report and picture go up.

Runs in threads and only puts messages on the loop's queue. A server that is away is not an error.
"""

import http.client
import json
import logging
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from display.media_store import MediaStore
from display.screenshot import Frames, png
from display.state import Kind, Message
from shared.link.client import Link, Status

REPORT_SECONDS = 10.0
PICTURE_SECONDS = 5.0
PICTURE_WIDTH = 640
SLIDES_AGAIN_SECONDS = 15.0
_TIMEOUT = 5.0
_LOG = logging.getLogger("motcua.uplink")


class Uplink:
    """Link and reports of one display.

    `put` gets every message, `report()` is the status as the API wants it, `picture_version()` changes with
    the picture.
    """

    def __init__(
        self,
        server: str,
        token: str,
        put: Callable[[Message], None],
        report: Callable[[], dict[str, object]],
        frames: Frames,
        picture_version: Callable[[], int],
        media: Path | None = None,
    ) -> None:
        self._server = server.rstrip("/")
        self._token = token
        self._put = put
        self._report = report
        self._frames = frames
        self._picture_version = picture_version
        self._sent_version = -1
        self._reported = self._pictured = float("-inf")
        self._stop = threading.Event()
        self._due = threading.Event()
        self._connected = False
        self._fresh = False
        self._again = False
        self._link = self._new_link()
        self._thread = threading.Thread(target=self._run, name="uplink", daemon=True)
        self.media = None if media is None else MediaStore(media, lambda path: self._ask("GET", path))
        self._slides_due = threading.Event()
        self._fetcher = threading.Thread(target=self._fetch, name="slides", daemon=True)

    def start(self) -> None:
        """Begins to connect and to report."""
        self._link.start()
        self._thread.start()
        self._fetcher.start()

    def fetch_slides(self) -> None:
        """Has the announcements looked at anew; returns at once."""
        self._slides_due.set()

    def reconnect(self) -> None:
        """Asks for a new snapshot by a new connection; returns at once."""
        self._again = True
        self._due.set()

    def stop(self) -> None:
        """Ends link and reports."""
        self._stop.set()
        self._due.set()
        self._slides_due.set()
        self._link.stop()
        self._thread.join(_TIMEOUT)
        self._fetcher.join(_TIMEOUT)

    def _new_link(self) -> Link:
        return Link(
            self._server,
            self._token,
            lambda snapshot: self._post("snapshot", snapshot),
            lambda fact: self._post("fact", fact),
            self._on_status,
            lambda: self._post("restart", None),
        )

    def _post(self, kind: Kind, data: object) -> None:
        self._put(Message(kind, datetime.now(UTC), data))

    def _on_status(self, status: Status, since: datetime) -> None:
        self._put(Message("status", since, status))
        self._connected = status == "connected"
        if self._connected:
            self._fresh = True
            self._due.set()
            self._slides_due.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            woken = self._due.wait(1.0)
            self._due.clear()
            with _lasting("a report"):
                if self._again:
                    self._again = False
                    self._link.stop()
                    if self._stop.is_set():
                        return
                    self._link = self._new_link()
                    self._link.start()
                if self._connected:
                    self._round(woken, time.monotonic())

    def _round(self, woken: bool, now: float) -> None:
        """Sends and asks for what is due."""
        if self._fresh:
            self._fresh = False
            self._get("settings", "/api/v1/devices/me")
        if woken or now - self._reported >= REPORT_SECONDS:
            self._reported = now
            self._ask("PUT", "/api/v1/devices/me/status", json.dumps(self._report()).encode())
            self._get("centre", "/api/v1/centre")
        version = self._picture_version()
        if version != self._sent_version and now - self._pictured >= PICTURE_SECONDS:
            self._pictured = now
            self._send_picture(version)

    def _fetch(self) -> None:
        """Announcements, apart from the reports: a large picture over a slow cable must not make the screen look away."""
        while not self._stop.is_set():
            missing = self.media is not None and not self.media.complete
            self._slides_due.wait(SLIDES_AGAIN_SECONDS if missing else None)
            if self._stop.is_set():
                return
            self._slides_due.clear()
            if self.media is None or not self._connected:
                continue
            with _lasting("the announcements"):
                ready = self.media.refresh()
                if ready is not None:
                    self._post("slides", ready)

    def _send_picture(self, version: int) -> None:
        frame = self._frames.get()
        if frame is None:
            return
        data = png(frame, PICTURE_WIDTH)
        if self._ask("PUT", "/api/v1/devices/me/screen", data, "image/png") is not None:
            self._sent_version = version

    def _get(self, kind: Kind, path: str) -> None:
        answer = self._ask("GET", path)
        # What stands between us and the server may answer for it, with a page of its own.
        with suppress(ValueError, RecursionError):
            if answer:
                self._post(kind, json.loads(answer))

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> bytes | None:
        """The answer's body; None when there was none: the next round tries again."""
        request = urllib.request.Request(self._server + path, data=body, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Accept", "application/json")
        if body is not None:
            request.add_header("Content-Type", kind)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                data: bytes = answer.read()
                return data
        except (OSError, ValueError, http.client.HTTPException):
            return None


@contextmanager
def _lasting(what: str) -> Iterator[None]:
    """Whatever goes wrong in one round must not end the rounds for good: nobody would hear of this screen any more."""
    try:
        yield
    except Exception:
        _LOG.exception("%s: the next round tries again", what)
