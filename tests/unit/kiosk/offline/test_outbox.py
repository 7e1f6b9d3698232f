"""Small reports on their way: each under a key of its own, the same one on every try, in the order in which they came."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from kiosk.offline.outbox import Outbox
from kiosk.offline.retrying_sender import BROUGHT_WITHIN
from kiosk.upstream.server import Answer, Refused, Unreachable


class Server:
    """Writes down what it is sent and answers as it is told."""

    def __init__(self) -> None:
        self.answers: list[Exception] = []
        self.sent: list[tuple[str, dict[str, Any], str]] = []

    def post(self, path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        assert timeout == BROUGHT_WITHIN
        self.sent.append((path, dict(body), key))
        if self.answers:
            raise self.answers.pop(0)
        return Answer(204, None, None)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def outbox(tmp_path: Path, server: Server) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "outbox.sqlite3", server.post)
    yield made
    made.stop()


def test_reports_go_in_their_order_each_under_a_key_of_its_own(outbox: Outbox, server: Server) -> None:
    outbox.put("/first", {"name": "Sao y"})
    outbox.put("/second", {"count": 2})
    assert outbox.waiting() == 2
    assert [outbox.deliver_next() for _ in range(3)] == [True, True, False]
    assert [(path, body) for path, body, _ in server.sent] == [
        ("/first", {"name": "Sao y"}),
        ("/second", {"count": 2}),
    ]
    assert len({key for _, _, key in server.sent}) == 2
    assert all(len(key) == 36 for _, _, key in server.sent)
    assert outbox.waiting() == 0


def test_a_report_that_comes_later_keeps_its_key_and_its_place(outbox: Outbox, server: Server) -> None:
    server.answers = [Unreachable("down"), Refused(503, "unavailable", "", "")]
    outbox.put("/first", {})
    outbox.put("/second", {})
    assert [outbox.deliver_next() for _ in range(3)] == [False, False, True]
    assert len({key for _, _, key in server.sent}) == 1
    assert [path for path, _, _ in server.sent] == ["/first"] * 3
    assert outbox.waiting() == 1


def test_a_report_that_is_refused_for_good_makes_room_for_the_next(outbox: Outbox, server: Server) -> None:
    server.answers = [Refused(404, "not_found", "", "")]
    outbox.put("/first", {})
    outbox.put("/second", {})
    assert [outbox.deliver_next() for _ in range(3)] == [True, True, False]
    assert [path for path, _, _ in server.sent] == ["/first", "/second"]


def test_a_new_report_wakes_the_rounds_whose_pauses_are_short_enough_for_a_day(outbox: Outbox) -> None:
    assert outbox._thread.name == "outbox"
    assert not outbox._wake.is_set()
    outbox.put("/first", {})
    assert outbox._wake.is_set()
    pauses = []
    for failures in (1, 2, 8):
        outbox._failures = failures
        pauses.append(outbox._pause())
    assert pauses == [1.0, 2.0, 10.0]


def test_what_was_not_sent_is_sent_after_a_restart(tmp_path: Path, server: Server) -> None:
    first = Outbox(tmp_path / "outbox.sqlite3", server.post)
    first.put("/first", {"name": "Sao y"})
    first.stop()
    again = Outbox(tmp_path / "outbox.sqlite3", server.post)
    assert again.deliver_next()
    again.stop()
    assert [(path, body) for path, body, _ in server.sent] == [("/first", {"name": "Sao y"})]
