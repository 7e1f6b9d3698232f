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
from types import SimpleNamespace

import pytest

from queue_server.http.process import loop_lag
from queue_server.http.process.loop_lag import LoopLag
from queue_server.http.process.process_metrics import ProcessMetrics
from shared.launch import systemd
from shared.launch.processes import command_line
from tests.waiting import HANG_SECONDS


@pytest.fixture
def notices(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[socket.socket]:
    """What stands in systemd's place: the socket that NOTIFY_SOCKET names."""
    path = tmp_path_factory.mktemp("n") / "s"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(HANG_SECONDS)
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


def test_a_loop_that_comes_round_late_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping, metrics, now = threading.Event(), ProcessMetrics(), 100.0
    monkeypatch.setattr(loop_lag, "time", SimpleNamespace(monotonic=lambda: now))
    late = iter([0.25, 0.0])

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds + next(late)
        if metrics.loop_lag_most:
            stopping.set()

    LoopLag(metrics, sleep, stopping).run()
    assert (metrics.loop_lag_most, metrics.loop_lag) == (0.25, 0.0)


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
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=HANG_SECONDS) as answer:
            assert answer.status == 200
        assert notices.recv(100) == b"WATCHDOG=1"
        # A process that stands still gives no sign, and systemd would start it anew.
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        waiting(notices)
        time.sleep(1.5)
        assert waiting(notices) == []
        process.send_signal(signal.SIGCONT)
        notices.settimeout(HANG_SECONDS)
        assert notices.recv(100) == b"WATCHDOG=1"
        process.terminate()
        heard = []
        while b"STOPPING=1" not in heard:
            heard.append(notices.recv(100))
        assert process.wait(HANG_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
