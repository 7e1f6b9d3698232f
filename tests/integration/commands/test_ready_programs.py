"""The programs that tests start as copies of waiting ones are what their commands are, and leave nothing behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from shared.launch.processes import Part, command_line
from tests import ready_programs
from tests.waiting import HANG_SECONDS, eventually

pytestmark = pytest.mark.skipif(not ready_programs.AVAILABLE, reason="only Linux makes copies so")


@pytest.fixture
def new_part(tmp_path: Path) -> Iterator["NewPart"]:
    made = NewPart(tmp_path)
    yield made
    for part in made.parts:
        part.signal(signal.SIGKILL)
        part.end(0)


class NewPart:
    """Starts a command as a copy or as itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts: list[Part] = []

    def __call__(self, *command: str, copied: bool) -> Part:
        kind = ready_programs.CopiedPart if copied else Part
        words = command if copied else command_line(*command)
        part = kind("part", words, self.folder / f"{len(self.parts)}.log")
        self.parts.append(part)
        part.start()
        return part


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (("serve", "--help"), 0),
        (("serve", "--port", "none"), 2),
        (("kiosk", "--id", "kiosk-1"), 2),
        (("display", "--id", "tv-1", "--server", "http://127.0.0.1:9"), 1),
    ],
)
def test_a_copy_says_and_answers_what_its_command_does(
    new_part: NewPart, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], status: int
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    parts = [new_part(*command, copied=copied) for copied in (False, True)]
    for part in parts:
        assert part.process is not None
        assert part.process.wait(HANG_SECONDS) == status
    said = [part.log.read_text("utf-8").splitlines()[1:] for part in parts]
    assert said[0] == said[1]
    assert said[0] != []


def test_a_copy_is_a_process_of_its_own(new_part: NewPart, tmp_path: Path, free_port: object) -> None:
    data = str(tmp_path / "data")
    server = ("serve", "--no-worker", "--port", str(free_port()), "--data-dir", data)
    part = new_part(*server, copied=True)
    assert part.process is not None
    pid = part.process.pid
    eventually(lambda: "quantri" in part.log.read_text("utf-8"))
    assert (part.exit_code(), os.getsid(pid), psutil.Process(pid).children()) == (None, pid, [])
    # Nothing but standard files, and what the server opened itself: nothing of the waiting program.
    inherited = [link for link in links(pid) if link.startswith("socket:") and link in links(os.getpid())]
    assert inherited == []
    part.signal(signal.SIGKILL)
    assert part.process.wait(HANG_SECONDS) == -signal.SIGKILL
    again = new_part(*server, copied=True)
    eventually(lambda: "http://" in again.log.read_text("utf-8"))
    again.signal(signal.SIGTERM)
    assert again.process is not None
    assert again.process.wait(HANG_SECONDS) == 0


def links(pid: int) -> list[str]:
    """What the open files of a process are."""
    return [os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir() if file.is_symlink()]


def test_no_copy_outlives_its_waiting_program(new_part: NewPart, tmp_path: Path, free_port: object) -> None:
    command = ["serve", "--no-worker", "--port", str(free_port()), "--data-dir", str(tmp_path / "data")]
    program = ready_programs.WaitingProgram(["serve"])
    with (tmp_path / "log").open("w") as log:
        copy = psutil.Process(program.copy(command, log.fileno()))
    eventually(lambda: "quantri" in (tmp_path / "log").read_text("utf-8"))
    program.end()
    eventually(lambda: not copy.is_running() or copy.status() == psutil.STATUS_ZOMBIE)
