"""A server that dies: at chosen moments of a deed, at any moment under load, by a signal, and when two want one database."""

import http.client
import itertools
import json
import random
import re
import signal
import socket
import sqlite3
import sys
import threading
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shared.launch.processes import Part
from tests.integration.dying_server import MOMENTS
from tests.integration.house import Token, token_in
from tests.integration.realtime.test_sockets import Ear, ask, database_of
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually

SEED = 20260615
_CUT = (urllib.error.URLError, http.client.HTTPException, OSError)


@pytest.fixture
def new_centre(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Callable[[], Centre]]:
    """A function that makes a centre in a folder of its own; nothing is started."""
    made: list[Centre] = []

    def make() -> Centre:
        centre = Centre(tmp_path / f"centre-{len(made)}", free_port)
        centre.ports["server"] = free_port()
        made.append(centre)
        return centre

    yield make
    for centre in made:
        centre.stop()


@pytest.fixture
def centre(new_centre: Callable[[], Centre]) -> Centre:
    """A centre that is not started."""
    return new_centre()


def start_dying(centre: Centre, moment: str, database: str) -> None:
    """Starts the server that dies at that moment."""
    knife = Path(__file__).parents[1] / "dying_server.py"
    command = [sys.executable, str(knife), moment, "serve", "--port", str(centre.ports["server"])]
    command += ["--data-dir", str(centre.data_dir), "--database", database, "--no-worker"]
    part = Part("server", command, centre.folder / "logs" / "server.log")
    part.start()
    centre.parts["server"] = part
    centre.wait_for(f"{centre.url}/healthz")


def exit_code(centre: Centre) -> int:
    """How the server ended."""
    process = centre.parts["server"].process
    assert process is not None
    return process.wait(HANG_SECONDS)


def events(centre: Centre, staff: Token) -> list[Any]:
    """The whole diary."""
    return list(centre.request("GET", "/events?after=0&limit=1000", token=staff.secret).body["events"])


def issue(centre: Centre, staff: Token, key: str | None = None) -> Any:
    """A ticket's answer."""
    return centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=staff.secret, key=key)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_deed_is_whole_or_not_there_wherever_the_server_died(
    centre: Centre, tmp_path: Path, moment: str
) -> None:
    die_in_a_deed(centre, f"sqlite:///{tmp_path / 'motcua.sqlite3'}", moment)


def test_so_it_is_on_postgresql(centre: Centre, postgres_url: str) -> None:
    die_in_a_deed(centre, postgres_url, "before_announcement")


def die_in_a_deed(centre: Centre, database_url: str, moment: str) -> None:
    """A deed in whose middle the server dies, its repeat at the next one, and what a client then catches up on."""
    start_dying(centre, moment, database_url)
    staff = token_in(database_url, "supervisor", "lan")
    assert [issue(centre, staff).body["number"] for _ in range(2)] == ["A001", "A002"]
    ear = Ear(centre.url, {"token": staff.secret})
    heard = ear.snapshot()["seq"]
    with pytest.raises(_CUT):
        issue(centre, staff, "fatal")
    assert exit_code(centre) == -signal.SIGKILL
    centre.parts.clear()
    centre.start("--no-worker", "--database", database_url)
    again = issue(centre, staff, "fatal")
    replayed = again.headers.get("idempotent-replayed")
    assert (again.status, again.body["number"]) == (201, "A003")
    assert replayed == (None if moment == "before_commit" else "true")
    assert issue(centre, staff).body["number"] == "A004"
    told = events(centre, staff)
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))
    given = [event["data"]["number"] for event in told if event["type"] == "ticket_issued"]
    assert given == ["A001", "A002", "A003", "A004"]
    back = Ear(centre.url, {"token": staff.secret})
    back.snapshot()
    back.emit("resume", {"after": heard})
    eventually(lambda: {fact["seq"] for fact in back.of("fact")} >= set(range(heard + 1, len(told) + 1)))
    caught_up = [fact["data"]["number"] for fact in back.of("fact") if fact["type"] == "ticket_issued"]
    assert caught_up == ["A003", "A004"]
    back.leave()


class Citizens(threading.Thread):
    """Asks for one number after the other and repeats each key until there is an answer."""

    def __init__(self, centre: Centre, staff: Token, name: str, done: threading.Event) -> None:
        super().__init__(daemon=True)
        self.centre, self.staff, self.title, self.done = centre, staff, name, done
        self.given: list[str] = []

    def run(self) -> None:
        while not self.done.is_set():
            self.given.append(self._insist(f"{self.title}-{len(self.given)}"))

    def _insist(self, key: str) -> str:
        while True:
            try:
                answer = issue(self.centre, self.staff, key)
            except _CUT:
                time.sleep(0.05)
                continue
            assert answer.status in (201, 503), answer
            if answer.status == 201:
                return str(answer.body["number"])


def test_kills_at_any_moment_lose_and_double_nothing(centre: Centre) -> None:
    """The short form of what `make torture` does at length."""
    chance = random.Random(SEED)
    centre.start("--no-worker")
    staff = token_in(database_of(centre), "supervisor", "lan")
    done = threading.Event()
    citizens = [Citizens(centre, staff, f"nguoi-{index}", done) for index in range(3)]
    for one in citizens:
        one.start()
    for _ in range(4):
        time.sleep(chance.uniform(0.05, 0.6))
        centre.kill("server")
        centre._start_server()
    done.set()
    for one in citizens:
        one.join(HANG_SECONDS)
        assert not one.is_alive()
    given = sorted(int(number.removeprefix("A")) for one in citizens for number in one.given)
    assert len(given) > 10, f"seed {SEED}"
    # A fast machine gets past the numbers that the kiosks give alone, which the server passes over.
    own = (number for number in itertools.count(1) if not 800 <= number <= 899)
    assert given == list(itertools.islice(own, len(given))), f"seed {SEED}"
    with closing(sqlite3.connect(centre.data_dir / "motcua.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        told = [seq for (seq,) in database.execute("SELECT seq FROM events ORDER BY seq")]
    assert told == list(range(1, len(told) + 1)), f"seed {SEED}"


class UnderWay:
    """A request of which the server has the head and has said that it wants the rest."""

    def __init__(self, centre: Centre, path: str, body: object, *headers: str) -> None:
        self._rest = json.dumps(body).encode()
        self._client = socket.create_connection(("127.0.0.1", centre.ports["server"]), timeout=HANG_SECONDS)
        head = [
            f"POST /api/v1{path} HTTP/1.1",
            "Host: x",
            "Content-Type: application/json",
            f"Content-Length: {len(self._rest)}",
            "Connection: close",
            "Expect: 100-continue",
            *headers,
        ]
        self._client.sendall("\r\n".join([*head, "", ""]).encode())
        assert self._client.recv(4096).startswith(b"HTTP/1.1 100 ")

    def go_on(self) -> None:
        """Sends the rest."""
        self._client.sendall(self._rest)

    def status(self) -> int:
        """The answer's status; before it the server may say once more that it wants the rest."""
        heard = b""
        with self._client:
            while part := self._client.recv(4096):
                heard += part
        return next(int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", heard) if found != b"100")


def hang(centre: Centre) -> socket.socket:
    """A client that sends half a request and then nothing."""
    client = socket.create_connection(("127.0.0.1", centre.ports["server"]))
    client.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
    client.sendall(b'Content-Length: 900\r\n\r\n{"name"')
    return client


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("eventlet", signal.SIGTERM), ("eventlet", signal.SIGINT), ("threading", signal.SIGTERM)],
)
def test_a_signal_lets_what_is_under_way_finish(centre: Centre, mode: str, kind: signal.Signals) -> None:
    centre.start("--no-worker", "--async-mode", mode)
    staff = token_in(database_of(centre), "supervisor", "lan")
    ear = Ear(centre.url, {"token": staff.secret})
    start = ear.snapshot()["seq"]
    ask(centre, staff, "/tickets", {"queue": "ho-tich"})
    bearer = f"Authorization: Bearer {staff.secret}"
    tickets = [
        UnderWay(centre, "/tickets", {"queue": "ho-tich"}, bearer, f"Idempotency-Key: last-{index}")
        for index in range(3)
    ]
    # Checking a password takes a while.
    session = UnderWay(
        centre, "/session", {"name": "nguoi-la", "password": "khong-phai-mat-khau"}, "Idempotency-Key: last"
    )
    process = centre.parts["server"].process
    assert process is not None
    process.send_signal(kind)
    for one in (session, *tickets):
        one.go_on()
    assert [one.status() for one in (session, *tickets)] == [401, 201, 201, 201]
    assert exit_code(centre) == 0
    eventually(lambda: ear.ended)
    issued = [fact["seq"] for fact in ear.of("fact") if fact["type"] == "ticket_issued"]
    assert issued == list(range(start + 1, start + 5))
    # The log was copied back: the file alone is the database.
    log = centre.data_dir / "motcua.sqlite3-wal"
    assert not log.exists() or log.stat().st_size == 0


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_a_client_that_hangs_does_not_keep_the_server(centre: Centre, mode: str) -> None:
    centre.start("--no-worker", "--async-mode", mode)
    with hang(centre):
        process = centre.parts["server"].process
        assert process is not None
        process.terminate()
        # The client still hangs; and an end that took ten seconds would have been forced, with another code.
        assert exit_code(centre) == 0


def test_a_second_signal_ends_it_at_once(centre: Centre) -> None:
    centre.start("--no-worker")
    with hang(centre):
        process = centre.parts["server"].process
        assert process is not None

        def asked_again() -> bool:
            """Signals that come close together may be heard as one."""
            process.terminate()
            return process.poll() is not None

        eventually(asked_again)
        # Whoever ends by itself, while the client hangs, ends with 0.
        assert exit_code(centre) == 1
