"""systemd hears from a real server that it is ready, alive and stopping; and without systemd nobody is told."""

import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from queue_server.pulse import BEAT_SECONDS, Pulse
from queue_server.tally import Tally
from shared import systemd
from shared.building_parts import command_line


@pytest.fixture
def notices(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[socket.socket]:
    """What stands in systemd's place: the socket that NOTIFY_SOCKET names."""
    path = tmp_path_factory.mktemp("n") / "s"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        yield listening


def waiting(notices: socket.socket) -> list[bytes]:
    """What has arrived and was not read yet."""
    found: list[bytes] = []
    notices.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            found.append(notices.recv(100))
    return found


def test_without_systemd_nobody_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert systemd.notify("READY=1") is False
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    assert systemd.notify("READY=1") is False


def test_a_watchdog_is_believed_only_when_it_watches_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    for pid, seconds in ((str(os.getpid()), 30.0), ("1", None)):
        monkeypatch.setenv("WATCHDOG_PID", pid)
        assert systemd.watchdog_seconds() == seconds
    monkeypatch.delenv("WATCHDOG_PID")
    for given, seconds in (("1500000", 1.5), ("0", None), ("soon", None)):
        monkeypatch.setenv("WATCHDOG_USEC", given)
        assert systemd.watchdog_seconds() == seconds


def test_a_loop_that_comes_round_late_is_measured() -> None:
    stopping, tally = threading.Event(), Tally()
    naps = iter([BEAT_SECONDS + 0.2, BEAT_SECONDS])

    def sleep(_seconds: float) -> None:
        time.sleep(next(naps))
        if tally.loop_lag_most:
            stopping.set()

    Pulse(tally, sleep, stopping).run()
    assert 0.2 <= tally.loop_lag_most < 2
    assert tally.loop_lag < tally.loop_lag_most


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_systemd_hears_of_the_start_of_life_and_of_the_end(
    mode: str, notices: socket.socket, free_port: Callable[[], int], tmp_path: Path
) -> None:
    port = free_port()
    arguments = [
        "--port",
        str(port),
        "--data-dir",
        str(tmp_path / "data"),
        "--no-worker",
        "--async-mode",
        mode,
    ]
    process = subprocess.Popen(
        command_line("serve", *arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "WATCHDOG_USEC": "1500000"},
    )
    try:
        heard: list[bytes] = []
        while b"READY=1" not in heard:
            heard.append(notices.recv(100))
        # Ready is the truth: the very next request is answered.
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert answer.status == 200
        assert notices.recv(100) == b"WATCHDOG=1"
        # A process that stands still gives no sign, and systemd would start it anew.
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        waiting(notices)
        time.sleep(1.5)
        assert waiting(notices) == []
        process.send_signal(signal.SIGCONT)
        notices.settimeout(30)
        assert notices.recv(100) == b"WATCHDOG=1"
        process.terminate()
        heard = []
        while b"STOPPING=1" not in heard:
            heard.append(notices.recv(100))
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
