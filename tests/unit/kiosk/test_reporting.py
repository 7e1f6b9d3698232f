"""The kiosk's reports to the server: at once when something changed, again where one did not arrive, and no idle looking."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.reporting import Reporter
from kiosk.server import Answer, Unreachable


class Kiosk:
    """A kiosk with one figure, and the server that it reports to."""

    def __init__(self) -> None:
        self.paper = "ok"
        self.looks = 0
        self.away = False
        self.told: list[Any] = []
        self.pictures: list[bytes] = []
        self.changed = threading.Event()
        server: Any = self
        self.reporter = Reporter(server, self.describe, self.changed)

    def describe(self) -> dict[str, object]:
        self.looks += 1
        return {"paper": self.paper}

    def put_json(self, path: str, body: dict[str, object]) -> Answer:
        if self.away:
            self.away = False
            raise Unreachable("down")
        self.told.append(body["paper"])
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
    deadline = time.monotonic() + 10
    while kiosk.told[-1:] != [told]:
        assert time.monotonic() < deadline, kiosk.told
        time.sleep(0.01)


def test_what_changes_is_reported_at_once_and_nobody_looks_meanwhile(kiosk: Kiosk) -> None:
    kiosk.reporter.start()
    _until(kiosk, "ok")
    looks = kiosk.looks
    time.sleep(1.5)
    # On a machine that is busy for ten seconds the next report is due.
    assert kiosk.looks - looks <= 1
    kiosk.paper = "out"
    kiosk.reporter.tell()
    _until(kiosk, "out")


def test_a_report_that_did_not_arrive_is_tried_again(kiosk: Kiosk) -> None:
    kiosk.away = True
    kiosk.reporter.start()
    _until(kiosk, "ok")


def test_a_picture_is_sent_when_it_differs(kiosk: Kiosk) -> None:
    kiosk.reporter.show(b"one")
    kiosk.reporter.start()
    _until(kiosk, "ok")
    deadline = time.monotonic() + 10
    while kiosk.pictures != [b"one"]:
        assert time.monotonic() < deadline, kiosk.pictures
        time.sleep(0.01)
