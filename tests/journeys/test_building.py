"""`motcua run`: one command starts the whole building, a second start keeps it, nothing is left behind."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from shared.launch.processes import command_line
from tests.journeys.centre import ask
from tests.waiting import HANG_SECONDS, eventually

ADDRESS = re.compile(r"^  (http://\S+)", re.MULTILINE)
ACCOUNT = re.compile(r"^  ((?:canbo\d+|giamsat))\s+(\S+)$", re.MULTILINE)


class Run:
    """One `motcua run`, as someone at a terminal has it."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.log = data_dir.parent / f"run-{time.monotonic_ns()}.log"
        self._output = self.log.open("w")
        options = ["--data-dir", str(data_dir), "--port", str(port), "--headless"]
        self.process = subprocess.Popen(
            command_line("run", *options), stdout=self._output, stderr=subprocess.STDOUT, env={**os.environ}
        )
        eventually(lambda: "Ctrl-C" in self.text or self.process.poll() is not None, tells=lambda: self.text)
        assert self.process.poll() is None, self.text

    @property
    def text(self) -> str:
        return self.log.read_text("utf-8")

    @property
    def addresses(self) -> list[str]:
        return ADDRESS.findall(self.text)

    @property
    def server(self) -> str:
        return next(a for a in self.addresses if a.endswith("/api/docs")).removesuffix("/api/docs")

    def everyone(self) -> list[psutil.Process]:
        """This process and all that it started, also what those started."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(HANG_SECONDS)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._output.close()


@pytest.fixture
def run(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Callable[..., Run]]:
    """A function that runs the building, on the test's own data directory unless another is given."""
    started: list[Run] = []
    port = free_port()

    def start(data_dir: Path = tmp_path / "data") -> Run:
        started.append(Run(data_dir, port))
        return started[-1]

    yield start
    for one in started:
        one.close()


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run, however long one waits."""
    left = psutil.wait_procs([p for p in processes if runs(p)], timeout=HANG_SECONDS)[1]
    return [p for p in left if runs(p)]


def runs(process: psutil.Process) -> bool:
    """Whether it is there and not only waiting to be buried."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ends(building: Run, how: signal.Signals) -> None:
    """It ends as it is told to, and leaves no process behind."""
    everyone = building.everyone()
    assert len(everyone) >= 5, building.text
    building.end(how)
    assert alive(everyone) == []
    assert building.process.returncode == (0 if how != signal.SIGKILL else -9)


def test_a_building_runs_is_started_again_and_leaves_nothing_behind_however_it_ends(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    """One data directory through three starts, each ended in another way."""
    first = run()
    every_printed_address_opens_and_the_accounts_work(first)
    token = (tmp_path / "data" / "tokens" / "kiosk-1.token").read_text("utf-8").strip()
    order = {"queue": "ho-tich", "purpose": "submit"}
    issued = ask(first.server, "POST", "/tickets", order, token=token)
    assert (issued.status, issued.body["number"]) == (201, "A001")
    ends(first, signal.SIGINT)

    second = run()
    kept = ask(second.server, "GET", f"/tickets/{issued.body['id']}", token=token)
    assert (kept.status, kept.body["number"]) == (200, "A001")
    assert ACCOUNT.findall(second.text) == []
    assert "one-time" not in second.text
    logs = "".join(log.read_text("utf-8") for log in (tmp_path / "data" / "logs").iterdir())
    assert "one-time" not in logs
    a_part_that_dies_is_started_again(second)
    ends(second, signal.SIGTERM)

    ends(run(), signal.SIGKILL)


def every_printed_address_opens_and_the_accounts_work(building: Run) -> None:
    assert len(building.addresses) == 12, building.text
    for address in building.addresses:
        with urllib.request.urlopen(address, timeout=HANG_SECONDS) as answer:
            assert answer.status == 200, address
    accounts = ACCOUNT.findall(building.text)
    assert [name for name, _ in accounts] == [*(f"canbo{n}" for n in range(1, 19)), "giamsat"]
    assert "one-time password: " in building.text
    name, password = accounts[4]
    session = ask(building.server, "POST", "/session", {"name": name, "password": password})
    assert (session.status, session.body["role"], session.body["counters"]) == (200, "officer", [5])


def a_part_that_dies_is_started_again(building: Run) -> None:
    kiosk = next(a for a in building.addresses if a.endswith("/paper"))
    (agent,) = [
        p for p in building.everyone() if p.cmdline()[-1:] == ["virtual"] and "kiosk-1" in p.cmdline()
    ]
    agent.kill()
    eventually(lambda: "kiosk-1 stopped (code -9)" in building.text, tells=lambda: building.text)

    def answers() -> int | None:
        try:
            with urllib.request.urlopen(kiosk, timeout=HANG_SECONDS) as answer:
                return int(answer.status)
        except OSError:
            return None

    assert eventually(answers, tells=lambda: building.text) == 200


def test_a_mistake_in_the_configuration_starts_nothing(tmp_path: Path, free_port: Callable[[], int]) -> None:
    config = tmp_path / "config"
    config.mkdir()
    for name in ("kiosks", "displays", "counters"):
        (config / f"{name}.toml").write_text("", "utf-8")
    options = ["--data-dir", str(tmp_path / "data"), "--config", str(config), "--port", str(free_port())]
    done = subprocess.run(command_line("run", *options), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "centre.toml:1: thiếu tệp này / this file is missing" in done.stderr
