"""The clients that `make bench` connects really hear and read what a server says: otherwise it would measure nothing."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.centre import Centre

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def centre(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Centre]:
    """A running server."""
    made = Centre(tmp_path, free_port)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def test_the_boards_of_the_bench_hear_a_call_and_keep_their_picture(centre: Centre) -> None:
    display, boss = centre.token("tv", "display"), centre.token("lan", "supervisor")
    url = centre.url.replace("http", "ws")
    boards = subprocess.Popen(
        [sys.executable, "-m", "bench.sockets", url, "displays", "2", display],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert boards.stdout is not None
    try:
        assert boards.stdout.readline() == "ready\n"
        centre.request("POST", "/counters/1/open", {}, token=boss)
        centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=boss)
        called = centre.request("POST", "/counters/1/call-next", {}, token=boss).body
        assert json.loads(boards.stdout.readline())["id"] == called["id"]
    finally:
        boards.kill()
        _, said = boards.communicate()
    assert "Traceback" not in said
