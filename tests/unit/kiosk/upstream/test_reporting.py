"""The kiosk's reports to the server: at once when something changed, again where one did not arrive, and no idle looking."""

import sqlite3
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.upstream import reporting
from kiosk.upstream.reporting import Reporter
from kiosk.upstream.server import Answer, Unreachable
from shared.wire.access import DeviceStatus
from tests.waiting import eventually


class Pauses(threading.Event):
    """Writes down how long it was to be waited at most."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout or 0.0)
        return super().wait(timeout)


class Kiosk:
    """A kiosk with one figure, and the server that it reports to."""

    def __init__(self) -> None:
        self.paper = "ok"
        self.looks = 0
        self.away = False
        self.disk_fails = False
        self.told: list[Any] = []
        self.pictures: list[bytes] = []
        self.changed = Pauses()
        server: Any = self
        self.reporter = Reporter(server, self.describe, self.changed)

    def describe(self) -> DeviceStatus:
        self.looks += 1
        if self.disk_fails:
            self.disk_fails = False
            raise sqlite3.OperationalError("disk I/O error")
        return DeviceStatus(state="ok", detail={"paper": self.paper})

    def put_json(self, path: str, body: dict[str, Any]) -> Answer:
        if self.away:
            self.away = False
            raise Unreachable("down")
        self.told.append(body["detail"]["paper"])
        return Answer(204, None, None)

    def put_png(self, path: str, picture: bytes) -> Answer:
        self.pictures.append(picture)
        return Answer(204, None, None)


@pytest.fixture
def kiosk() -> Iterator[Kiosk]:
    made = Kiosk()
    yield made
    made.reporter.stop()


def _until(kiosk: Kiosk, told: str) -> None:
    """Waits until this was reported last."""
    eventually(lambda: kiosk.told[-1:], lambda last: last == [told])


def test_what_changes_is_reported_at_once_and_nobody_looks_meanwhile(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "time", SimpleNamespace(monotonic=lambda: 100.0))
    kiosk.reporter.start()
    _until(kiosk, "ok")
    eventually(lambda: kiosk.changed.asked == [reporting.EVERY])
    kiosk.paper = "out"
    kiosk.reporter.tell()
    _until(kiosk, "out")
    assert kiosk.looks == 2


def test_a_report_that_did_not_arrive_is_tried_again(kiosk: Kiosk) -> None:
    kiosk.away = True
    kiosk.reporter.start()
    _until(kiosk, "ok")


def test_a_disk_that_fails_for_a_moment_does_not_end_the_reports(kiosk: Kiosk) -> None:
    kiosk.reporter.start()
    _until(kiosk, "ok")
    kiosk.disk_fails = True
    kiosk.paper = "out"
    kiosk.reporter.tell()
    eventually(lambda: not kiosk.disk_fails)
    kiosk.reporter.tell()
    _until(kiosk, "out")


def test_a_picture_is_sent_when_it_differs(kiosk: Kiosk) -> None:
    kiosk.reporter.show(b"one")
    kiosk.reporter.start()
    _until(kiosk, "ok")
    eventually(lambda: kiosk.pictures, lambda sent: sent == [b"one"])
