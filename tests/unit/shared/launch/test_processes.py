"""The processes of `motcua run`, with small real programs: none is left behind and each is started again."""

import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from shared.launch.command import PARENT
from shared.launch.processes import Part, end_all, environment, free_port
from tests.waiting import HANG_SECONDS, eventually

SLEEPER = "import time; print('ready', flush=True); time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
WITH_CHILD = (
    "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
)


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Part]:
    """A function that starts a small Python program as a part and waits for its word."""

    def run(program: str, listen: Callable[[str], bool] | None = None) -> Part:
        part = Part("part", [sys.executable, "-c", program], tmp_path / "logs" / "part.log", listen)
        part.start()
        eventually(lambda: "ready" in part.log.read_text("utf-8") or part.exit_code() is not None)
        return part

    return run


def test_a_part_is_stopped_by_a_plain_signal(start: Callable[..., Part]) -> None:
    part = start(SLEEPER)
    end_all([part])
    assert part.exit_code() == -15


def test_a_part_that_will_not_stop_is_killed_after_the_grace(
    start: Callable[..., Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.launch.processes.GRACE", 0.2)
    part = start(DEAF)
    end_all([part])
    assert part.exit_code() == -9


def test_what_a_part_started_ends_with_it(start: Callable[..., Part]) -> None:
    part = start(WITH_CHILD + SLEEPER)
    assert part.process is not None
    (child,) = psutil.Process(part.process.pid).children()
    end_all([part])
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_password_is_heard_and_kept_out_of_the_log(start: Callable[..., Part]) -> None:
    heard: list[str] = []

    def listen(line: str) -> bool:
        if "secret" in line:
            heard.append(line)
        return "secret" in line

    part = start("print('one'); print('secret số 1'); print('ready')", listen)
    eventually(lambda: "ready" in part.log.read_text("utf-8"))
    part.end(time.monotonic() + HANG_SECONDS)
    assert part.log.read_text("utf-8").splitlines()[1:] == ["one", "ready"]
    assert heard == ["secret số 1"]


def test_the_pause_before_a_new_start_doubles_up_to_half_a_minute(start: Callable[..., Part]) -> None:
    part = start("pass")
    assert [part.pause() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    part.end(time.monotonic())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the parent-death signal is Linux's own")
def test_a_part_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    # The parent starts a part as `motcua run` does, and is killed without a chance to tidy up.
    program = f"""
        import os, sys, time
        from shared.launch import command
        pid = os.getpid()
        if os.fork() == 0:
            os.environ["{PARENT}"] = str(pid)
            command._stay_with_parent()
            os.execv(sys.executable, [sys.executable, "-c", {SLEEPER!r}])
        time.sleep(60)
    """
    log = tmp_path / "log"
    with log.open("w") as file:
        parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=file)
    eventually(lambda: "ready" in log.read_text())
    (child,) = psutil.Process(parent.pid).children()
    parent.kill()
    parent.wait()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_part_knows_whom_it_must_not_outlive() -> None:
    assert environment()[PARENT] == str(os.getpid())


def test_a_taken_port_is_passed_over_and_never_given_twice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        taken: set[int] = set()
        first = free_port("127.0.0.1", port, taken)
        second = free_port("127.0.0.1", port, taken)
    assert port < first < second
    assert taken == {first, second}


def test_a_log_that_has_grown_large_is_put_aside_at_the_next_start(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_bytes(b"x" * (20 * 1024 * 1024 + 1))
    part = Part("x", [sys.executable, "-c", "print('hello')"], log)
    part.start()
    part.end(time.monotonic() + HANG_SECONDS)
    assert log.read_text("utf-8").splitlines()[1:] == ["hello"]
    assert (tmp_path / "x.log.1").stat().st_size == 20 * 1024 * 1024 + 1
