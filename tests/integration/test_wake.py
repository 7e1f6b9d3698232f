"""Two server processes and a message queue that hangs, dies and comes back: facts still arrive, and health says so."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.integration.conftest import _valkey
from tests.integration.house import Token, token_in
from tests.integration.test_sockets import Ear, ask, eventually, seq_of
from tests.journeys.centre import Centre


class Queue:
    """A Valkey of its own that a test may stop, kill and start again."""

    def __init__(self, port: int, folder: Path) -> None:
        self.url = f"redis://127.0.0.1:{port}/0"
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
        self._command = [_valkey(), *options]
        self.start()

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as client:
            eventually(lambda: _answers(client))

    def signal(self, which: signal.Signals) -> None:
        """Sends a signal to it."""
        os.kill(self.process.pid, which)

    def kill(self) -> None:
        """Ends it without any warning."""
        self.process.kill()
        self.process.wait(10)


def _answers(client: Any) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


@pytest.fixture
def queue(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Queue]:
    """A message queue that the test may break."""
    started = Queue(free_port(), tmp_path)
    yield started
    started.kill()


@pytest.fixture
def both(
    free_port: Callable[[], int], tmp_path: Path, new_postgres_database: Callable[[], str], queue: Queue
) -> Iterator[tuple[Centre, Centre, Token]]:
    """Two processes over one PostgreSQL, and a supervisor's token."""
    database = new_postgres_database()
    centres = [Centre(tmp_path / str(index), free_port) for index in range(2)]
    try:
        for centre in centres:
            shared = ("--database", database, "--key-file", str(tmp_path / "personal-data.key"))
            centre.start("--no-worker", *shared, "--message-queue", queue.url)
        yield centres[0], centres[1], token_in(database, "supervisor", "lan")
    finally:
        for centre in centres:
            centre.stop()


def health(centre: Centre) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"{centre.url}/healthz", timeout=5) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        with error:
            return dict(json.load(error))


def heard_after(ear: Ear, first: Centre, staff: Token) -> tuple[float, float]:
    """Seconds that a ticket's answer took at one process, and until the other one's client had heard of it."""
    begun = time.monotonic()
    ask(first, staff, "/tickets", {"queue": "ho-tich"})
    answered = time.monotonic() - begun
    seq = seq_of(first, staff)
    eventually(lambda: any(fact["seq"] == seq for fact in ear.of("fact")))
    return answered, time.monotonic() - begun


def test_a_message_queue_that_hangs_or_dies_costs_a_second_at_most(
    both: tuple[Centre, Centre, Token], queue: Queue
) -> None:
    first, second, staff = both
    well, ill = {"status": "ok"}, {"status": "degraded", "failing": ["queue"]}
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre)["status"] == "ok")
    ear = Ear(second.url, {"token": staff.secret})
    start = ear.snapshot()["seq"]
    quick = heard_after(ear, first, staff)

    queue.signal(signal.SIGSTOP)
    hung = [heard_after(ear, first, staff) for _ in range(3)]
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == ill)
    queue.signal(signal.SIGCONT)
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == well)

    queue.kill()
    dead = [heard_after(ear, first, staff) for _ in range(3)]
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == ill)
    queue.start()
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == well)
    back = heard_after(ear, first, staff)

    # A deed never waits for the queue: its time-out alone is a second.
    assert max(answered for answered, _ in (quick, *hung, *dead, back)) < 0.9
    assert max(heard for _, heard in (*hung, *dead)) < 2.0
    last = seq_of(first, staff)
    assert [fact["seq"] for fact in ear.facts_until(last)] == list(range(start + 1, last + 1))
    ear.leave()
