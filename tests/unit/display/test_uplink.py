"""What a TV tells the server: nothing that goes wrong in one round ends the rounds for good."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pygame
import pytest

from display.screenshot import Frames
from display.uplink import Uplink
from tests.waiting import eventually


class Server(ThreadingHTTPServer):
    """Takes whatever is sent, answers it all alike, and writes down what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer = b"[]"
        super().__init__(("127.0.0.1", 0), _Handler)

    def count(self, asked: str) -> int:
        """How often that was asked."""
        return self.asked.count(asked)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """Answers, also to the link, which this server does not know."""
        self.server.asked.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    do_PUT = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        serving = threading.Thread(target=made.serve_forever)
        serving.start()
        yield made
        made.shutdown()
        serving.join()


@pytest.fixture
def uplink(server: Server, tmp_path: Path) -> Iterator[Callable[[Callable[[], dict[str, object]]], Uplink]]:
    """A function that starts an uplink with this report; it is connected."""
    started: list[Uplink] = []

    def start(report: Callable[[], dict[str, object]]) -> Uplink:
        address = f"http://127.0.0.1:{server.server_port}"
        started.append(
            Uplink(address, "token", lambda _: None, report, Frames(lambda: None), lambda: 0, tmp_path)
        )
        started[0].start()
        started[0]._on_status("connected", datetime.now(UTC))
        return started[0]

    yield start
    for made in started:
        made.stop()


def test_a_report_that_cannot_be_made_is_made_by_the_next_round(
    server: Server, uplink: Callable[[Callable[[], dict[str, object]]], Uplink]
) -> None:
    faults = [pygame.error("mixer not initialized"), RuntimeError("dictionary changed size during iteration")]

    def report() -> dict[str, object]:
        if faults:
            raise faults.pop()
        return {"state": "ok", "detail": {}}

    made = uplink(report)

    def told() -> bool:
        made._on_status("connected", datetime.now(UTC))
        return server.count("PUT /api/v1/devices/me/status") > 0

    eventually(told)
    assert faults == []


def test_an_answer_that_nobody_can_read_ends_neither_reports_nor_announcements(
    server: Server, uplink: Callable[[Callable[[], dict[str, object]]], Uplink]
) -> None:
    """What stands between a TV and its server may answer anything."""
    made = uplink(lambda: {"state": "ok", "detail": {}})
    paths = ("GET /api/v1/devices/me", "GET /api/v1/centre", "GET /api/v1/devices/me/media")
    for answer in (b"[" * 100_000, b"[]", b"[" * 100_000, b"[]"):
        server.answer = answer
        before = [server.count(path) for path in paths]

        def all_asked(before: list[int] = before) -> bool:
            # The link finds nobody here and says so.
            made._on_status("connected", datetime.now(UTC))
            return all(server.count(path) > count for path, count in zip(paths, before, strict=True))

        eventually(all_asked)
