"""Two server processes and a message queue that hangs, dies and comes back: facts still arrive, and health says so."""

import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from queue_server.realtime.message_queue import MessageQueue
from tests.integration.conftest import _valkey, answers
from tests.integration.house import Token, token_in
from tests.integration.realtime.test_sockets import Ear, ask, seq_of
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually


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
            eventually(lambda: answers(client))

    def signal(self, which: signal.Signals) -> None:
        """Sends a signal to it."""
        os.kill(self.process.pid, which)

    def kill(self) -> None:
        """Ends it without any warning."""
        self.process.kill()
        self.process.wait(HANG_SECONDS)


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
        with urllib.request.urlopen(f"{centre.url}/healthz", timeout=HANG_SECONDS) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        with error:
            return dict(json.load(error))


def hears(ear: Ear, first: Centre, staff: Token) -> None:
    """A ticket is issued at one process, and the other one's client hears of it, whatever the message queue does."""
    ask(first, staff, "/tickets", {"queue": "ho-tich"})
    ear.facts_until(seq_of(first, staff))


class Stuck(MessageQueue):
    """A message queue that takes a message and never lets go of it."""

    def __init__(self, facts: list[dict[str, Any]]) -> None:
        super().__init__("redis://nowhere", "a-centre", facts.extend, lambda: None)
        self.reached, self.released = threading.Event(), threading.Event()
        self.waited_in_vain = False

    def _open(self) -> Any:
        return self

    def publish(self, _channel: str, _message: str) -> None:
        self.reached.set()
        self.waited_in_vain = not self.released.wait(HANG_SECONDS)


def test_a_deed_never_waits_for_the_message_queue() -> None:
    told: list[dict[str, Any]] = []
    queue = Stuck(told)
    telling = threading.Thread(target=queue._tell_others)
    telling.start()
    for seq in (1, 2, 3):
        queue.committed([{"seq": seq}])
        queue.share({"seq": seq})
        eventually(queue.reached.is_set)
    assert told == [{"seq": 1}, {"seq": 2}, {"seq": 3}]
    queue.stop()
    queue.released.set()
    telling.join(HANG_SECONDS)
    assert not queue.waited_in_vain


def test_a_message_queue_that_hangs_or_dies_costs_no_fact_and_is_told(
    both: tuple[Centre, Centre, Token], queue: Queue
) -> None:
    first, second, staff = both
    well, ill = {"status": "ok"}, {"status": "degraded", "failing": ["queue"]}
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre)["status"] == "ok")
    ear = Ear(second.url, {"token": staff.secret})
    start = ear.snapshot()["seq"]
    hears(ear, first, staff)

    queue.signal(signal.SIGSTOP)
    for _ in range(3):
        hears(ear, first, staff)
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == ill)
    queue.signal(signal.SIGCONT)
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == well)

    queue.kill()
    for _ in range(3):
        hears(ear, first, staff)
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == ill)
    queue.start()
    for centre in (first, second):
        eventually(lambda centre=centre: health(centre) == well)
    hears(ear, first, staff)

    # Whoever is not woken looks by itself at least once between two heartbeats.
    assert max(ear.beats_before(fact["seq"]) for fact in ear.of("fact")) <= 1
    last = seq_of(first, staff)
    assert [fact["seq"] for fact in ear.facts_until(last)] == list(range(start + 1, last + 1))
    ear.leave()
