"""Telling the server how this kiosk is: its state every ten seconds or on change, and a picture of its page."""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from kiosk.printer import PrinterStatus
from kiosk.upstream.server import Refused, Server, Unreachable
from shared.wire.access import DeviceStatus

EVERY = 10.0
PICTURE_EVERY = 5.0
_AGAIN = 1.0
"""Seconds until the next try, after a report that did not reach the server."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What a kiosk tells of the numbers that it gives alone; what is None is left out."""

    alone: bool = False
    undelivered: int = 0
    set_aside: int = 0
    """Numbers that the server will not take: each is on somebody's paper, and in no line."""
    range_left: int = 0
    set_aside_numbers: str | None = None
    journal: str | None = None

    def detail(self) -> dict[str, str | int | bool]:
        """A part of the detail of `PUT /devices/me/status`."""
        told: dict[str, str | int | bool] = {
            "alone": self.alone,
            "undelivered": self.undelivered,
            "set_aside": self.set_aside,
            "range_left": self.range_left,
        }
        if self.set_aside_numbers is not None:
            told["set_aside_numbers"] = self.set_aside_numbers
        if self.journal is not None:
            told["journal"] = self.journal
        return told


def report(
    status: PrinterStatus,
    answers: bool,
    kind: str,
    page_open: bool,
    own: OwnReport,
    scanner: str = "none",
) -> DeviceStatus:
    """The body of `PUT /devices/me/status`.

    A kiosk that cannot print still shows numbers, but someone must come: that is a fault. Little paper, no page open in the
    browser, or a serial scanner that does not answer is a warning.
    """
    state: Literal["ok", "warning", "fault"] = "ok"
    if status.trouble is not None or own.set_aside:
        state = "fault"
    elif own.undelivered or status.paper == "low" or not page_open or scanner == "missing":
        state = "warning"
    detail: dict[str, str | int | float | bool | None] = {
        "paper": status.paper,
        "printer": status.printer,
        "kind": kind,
        "confirms": answers,
        "page": page_open,
        **({} if scanner == "none" else {"scanner": scanner}),
        **own.detail(),
    }
    return DeviceStatus(state=state, detail=detail)


class Reporter:
    """Sends reports and pictures on a thread of its own."""

    def __init__(self, server: Server, describe: Callable[[], DeviceStatus], wake: threading.Event) -> None:
        self._server = server
        self._describe = describe
        self._wake = wake
        self._picture: bytes | None = None
        self._sent = b""
        self._last: DeviceStatus | None = None
        self._reported = self._pictured = -EVERY
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reporter", daemon=True)

    def start(self) -> None:
        """Begins to report; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends reporting."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(2.0)

    def tell(self) -> None:
        """Checks at once whether there is something new to report."""
        self._wake.set()

    def show(self, picture: bytes) -> None:
        """Takes a picture of the page as it looks now (PNG); it is sent if it has changed, at most every five seconds."""
        self._picture = picture
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            now = time.monotonic()
            try:
                due = self._round(now)
            except Exception:
                # A disk that fails while the journal is counted must not end the reports for good: they tell of it.
                _LOG.exception("no report")
                due = now + _AGAIN
            self._wake.wait(max(0.0, due - time.monotonic()))
            self._wake.clear()

    def _round(self, now: float) -> float:
        """Sends what is due; returns when the next round is."""
        current = self._describe()
        if current != self._last or now - self._reported >= EVERY:
            self._reported = now
            sent = self._send(
                "status", partial(self._server.put_json, "/devices/me/status", current.model_dump())
            )
            self._last = current if sent else None
        if self._picture is not None and now - self._pictured >= PICTURE_EVERY:
            self._pictured = now
            self._send_picture()
        due = self._reported + EVERY if self._last is not None else now + _AGAIN
        return due if self._picture is None else min(due, self._pictured + PICTURE_EVERY)

    def _send_picture(self) -> None:
        picture, self._picture = self._picture, None
        digest = hashlib.sha256(picture or b"").digest()
        if picture is None or digest == self._sent:
            return
        if self._send("screen", partial(self._server.put_png, "/devices/me/screen", picture)):
            self._sent = digest

    def _send(self, what: str, send: Callable[[], object]) -> bool:
        try:
            send()
        except (Unreachable, Refused) as error:
            _LOG.info("%s not sent: %s", what, error)
            return False
        return True
