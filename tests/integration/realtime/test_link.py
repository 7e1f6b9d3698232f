"""The link against a real Flask-SocketIO server: what it hands over, also when the server misbehaves."""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO
from werkzeug.serving import make_server

from shared.link.client import Link
from shared.wire.vocabulary import UNAVAILABLE
from tests.waiting import eventually


class Centre:
    """A server with the wire's manners, whose faults the test chooses."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seq = 0
        self.beating = True
        self.accepts = "good"
        self.knows = True
        self.resumes: list[int] = []
        self.joined = 0
        self._server: Any = None

    def start(self) -> None:
        """Opens the port; the number goes on where it stood."""
        app = Flask(__name__)
        self.io = SocketIO(app, async_mode="threading")
        self.io.on_event("connect", self._connect)
        self.io.on_event("resume", self._resume)
        self._server = make_server("127.0.0.1", self.port, app, threaded=True)
        self._open: set[Any] = set()
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        self._running = threading.Event()
        threading.Thread(target=self._beat, args=(self._running, self.io), daemon=True).start()

    def stop(self) -> None:
        """Closes the port and every connection, as a killed process does."""
        self._running.set()
        self._server.shutdown()
        self._server.server_close()
        for sid in list(self._open):
            self.io.server.disconnect(sid)

    def _connect(self, auth: dict[str, str]) -> None:
        if not self.knows:
            raise ConnectionRefusedError(UNAVAILABLE)
        if auth["token"] != self.accepts:
            raise ConnectionRefusedError("unauthenticated")
        self.joined += 1
        self._open.add(request.sid)
        self.io.emit("snapshot", {"seq": self.seq}, to=request.sid)

    def _resume(self, data: dict[str, int]) -> None:
        self.resumes.append(data["after"])
        for seq in range(data["after"] + 1, self.seq + 1):
            self.io.emit("fact", fact(seq), to=request.sid)

    def _beat(self, ended: threading.Event, io: SocketIO) -> None:
        while not ended.wait(0.2):
            if self.beating:
                io.emit("heartbeat", {"seq": self.seq})

    def happen(self, *emitted: int, until: int) -> None:
        """Facts up to a number happened, of which only some reach the wire, in that order."""
        self.seq = until
        for seq in emitted:
            self.io.emit("fact", fact(seq))


def fact(seq: int) -> dict[str, Any]:
    return {"seq": seq, "type": "ticket_issued", "at": "2026-06-12T07:00:00+07:00", "data": {"id": f"t{seq}"}}


class Listener:
    """Writes down all that the link says."""

    def __init__(self) -> None:
        self.said: list[Any] = []

    def snapshot(self, message: dict[str, Any]) -> None:
        self.said.append(("snapshot", message["seq"]))

    def fact(self, message: dict[str, Any]) -> None:
        self.said.append(message["seq"])

    def status(self, status: str, since: datetime) -> None:
        assert since.utcoffset() is not None
        self.said.append(status)


@pytest.fixture
def centre() -> Iterator[Centre]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    centre = Centre(port)
    centre.start()
    yield centre
    centre.stop()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def link(centre: Centre, listener: Listener) -> Iterator[Link]:
    link = Link(f"http://127.0.0.1:{centre.port}", "good", listener.snapshot, listener.fact, listener.status)
    yield link
    link.stop()


def test_a_snapshot_comes_first_and_facts_follow_in_order(
    centre: Centre, link: Link, listener: Listener
) -> None:
    centre.seq = 7
    link.start()
    eventually(lambda: "connected" in listener.said)
    centre.happen(8, 9, 10, until=10)
    eventually(lambda: link.seq == 10)
    assert listener.said == [("snapshot", 7), "connected", 8, 9, 10]


def test_lost_doubled_and_swapped_facts_arrive_once_and_in_order(
    centre: Centre, link: Link, listener: Listener
) -> None:
    link.start()
    eventually(lambda: "connected" in listener.said)
    centre.happen(2, 1, 1, 5, 2, until=6)
    eventually(lambda: link.seq == 6)
    assert (listener.said, centre.resumes) == ([("snapshot", 0), "connected", 1, 2, 3, 4, 5, 6], [2])


def test_a_lost_last_fact_is_noticed_by_the_heartbeat(centre: Centre, link: Link, listener: Listener) -> None:
    link.start()
    eventually(lambda: "connected" in listener.said)
    centre.happen(until=3)
    eventually(lambda: link.seq == 3)
    assert (listener.said[-3:], centre.resumes) == ([1, 2, 3], [0])


def test_a_server_that_falls_silent_is_left_for_a_new_connection(
    centre: Centre, link: Link, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the test moves the link's clock: a heartbeat that a busy machine makes late is no silence.
    now = 100.0
    monkeypatch.setattr("shared.link.client._clock", lambda: now)
    monkeypatch.setattr("shared.link.client.SILENCE", 1.0)
    link.start()
    eventually(lambda: "connected" in listener.said)
    centre.beating = False
    now += 1.0
    eventually(lambda: centre.joined == 2)
    centre.beating = True
    eventually(lambda: listener.said.count("connected") == 2)
    assert listener.said == [("snapshot", 0), "connected", "disconnected", ("snapshot", 0), "connected"]


def test_a_restarted_server_is_found_again(centre: Centre, link: Link, listener: Listener) -> None:
    link.start()
    eventually(lambda: "connected" in listener.said)
    centre.stop()
    eventually(lambda: "disconnected" in listener.said)
    centre.seq = 4
    centre.start()
    eventually(lambda: listener.said.count("connected") == 2)
    assert listener.said == [("snapshot", 0), "connected", "disconnected", ("snapshot", 4), "connected"]


def test_a_server_that_starts_later_is_waited_for(centre: Centre, link: Link, listener: Listener) -> None:
    centre.stop()
    link.start()
    eventually(lambda: "disconnected" in listener.said)
    centre.start()
    eventually(lambda: "connected" in listener.said)
    assert listener.said == ["disconnected", ("snapshot", 0), "connected"]


def test_a_refused_token_is_told_and_tried_again(centre: Centre, link: Link, listener: Listener) -> None:
    centre.accepts = "another"
    link.start()
    eventually(lambda: "refused" in listener.said)
    centre.accepts = "good"
    eventually(lambda: "connected" in listener.said)
    assert listener.said == ["refused", ("snapshot", 0), "connected"]


def test_a_server_that_cannot_say_whom_it_knows_has_not_refused(
    centre: Centre, link: Link, listener: Listener
) -> None:
    centre.knows = False
    link.start()
    eventually(lambda: "disconnected" in listener.said)
    centre.knows = True
    eventually(lambda: "connected" in listener.said)
    assert listener.said == ["disconnected", ("snapshot", 0), "connected"]


def test_a_number_that_went_back_leads_to_a_new_snapshot(
    centre: Centre, link: Link, listener: Listener
) -> None:
    """The database was put back under a server whose connections stayed: without this every fact up to 51 is dropped."""
    centre.seq = 50
    link.start()
    eventually(lambda: "connected" in listener.said)
    time.sleep(0.5)
    centre.seq = 20
    eventually(lambda: ("snapshot", 20) in listener.said)
    eventually(lambda: listener.said[-1:] == ["connected"])
    centre.happen(21, until=21)
    eventually(lambda: link.seq == 21)
    assert listener.said == [
        *[("snapshot", 50), "connected", "disconnected"],
        *[("snapshot", 20), "connected", 21],
    ]


def test_what_waited_while_the_process_stood_still_is_not_taken_for_news(
    centre: Centre, link: Link, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    link.start()
    eventually(lambda: "connected" in listener.said)
    slept = [0.0]
    monkeypatch.setattr("shared.link.client._clock", lambda: time.monotonic() + slept[0])
    # Both at once: the thread sleeps in its queue, and the first thing that it learns is a fact of long ago.
    centre.beating = False
    time.sleep(0.3)
    slept[0] = 3600.0
    centre.happen(1, 2, until=2)
    centre.beating = True
    eventually(lambda: listener.said.count("connected") == 2)
    assert listener.said == [("snapshot", 0), "connected", "disconnected", ("snapshot", 2), "connected"]


def test_the_server_is_tried_again_within_three_seconds_however_often_it_was_away(
    centre: Centre, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> bool:
        """Time passes at once."""
        pauses.append(seconds)
        return link._stopping.is_set()

    monkeypatch.setattr(link._stopping, "wait", pause)
    centre.stop()
    link.start()
    eventually(lambda: len(pauses) >= 12)
    centre.start()
    eventually(lambda: link.seq == 0)
    assert max(pauses) < 3
    assert min(pauses) > 0.3


def test_a_server_that_hangs_for_long_costs_the_link_no_threads(
    centre: Centre, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket that accepts and never answers: every try must clean up behind itself."""
    monkeypatch.setattr("shared.link.client._ANSWER_WITHIN", 0.1)
    monkeypatch.setattr("shared.link.client.FIRST_DELAY", 0.02)
    monkeypatch.setattr("shared.link.client.LONGEST_DELAY", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        link = Link(
            f"http://127.0.0.1:{deaf.getsockname()[1]}",
            *("good", listener.snapshot, listener.fact, listener.status),
        )
        link.start()
        eventually(lambda: link._failures >= 5)
        threads, files = threading.active_count(), len(os.listdir("/proc/self/fd"))
        eventually(lambda: link._failures >= 10)
        after = threading.active_count(), len(os.listdir("/proc/self/fd"))
        link.stop()
    assert listener.said == ["disconnected"]
    assert (after[0] <= threads + 2, after[1] <= files + 4) == (True, True), (threads, files, after)


def test_nothing_is_said_after_the_link_was_stopped(centre: Centre, link: Link, listener: Listener) -> None:
    link.start()
    eventually(lambda: "connected" in listener.said)
    link.stop()
    before = list(listener.said)
    centre.happen(1, until=1)
    time.sleep(0.3)
    assert listener.said == before


def test_a_failing_callback_does_not_stop_the_link(centre: Centre, listener: Listener) -> None:
    def fails_once(message: dict[str, Any]) -> None:
        listener.fact(message)
        if message["seq"] == 1:
            raise ValueError("a mistake in the caller")

    link = Link(f"http://127.0.0.1:{centre.port}", "good", listener.snapshot, fails_once, listener.status)
    link.start()
    eventually(lambda: "connected" in listener.said)
    centre.happen(1, 2, until=2)
    eventually(lambda: link.seq == 2)
    link.stop()
    assert listener.said[:4] == [("snapshot", 0), "connected", 1, 2]
