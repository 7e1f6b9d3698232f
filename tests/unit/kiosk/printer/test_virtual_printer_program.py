"""`motcua printer` as a program: papers have names on them, so none is left where nobody asked to keep it."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.virtual_printer import Roll
from kiosk.virtual_printer.decoder import Paper
from shared.launch.processes import command_line, environment
from tests.waiting import HANG_SECONDS

A_PAPER = b"\x1b@\x1dv0\x00\x01\x00\x01\x00\xff\x1dV\x00"
ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """The folder for temporary files of a program."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def printer(temporary: Path, free_port: Callable[[], int]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A printer that runs without a folder of its own, and its port."""
    port = free_port()
    process = subprocess.Popen(
        command_line("printer", "--port", str(port)),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**environment(), "TMPDIR": str(temporary)},
    )
    assert process.stdout is not None
    assert str(temporary) in process.stdout.readline()
    yield process, port
    process.kill()
    process.wait(HANG_SECONDS)
    process.stdout.close()


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_papers_that_nobody_asked_to_keep_are_gone_with_the_program(
    temporary: Path, printer: tuple[subprocess.Popen[str], int], ending: signal.Signals
) -> None:
    process, port = printer
    assert process.stdout is not None
    with socket.create_connection(("127.0.0.1", port), HANG_SECONDS) as connection:
        connection.sendall(A_PAPER)
    process.stdout.readline()
    assert [file.name for file in temporary.glob("*/papers/*")] == ["000001.png"]
    process.send_signal(ending)
    assert process.wait(HANG_SECONDS) == 0
    assert os.listdir(temporary) == []


def test_a_printer_that_cannot_start_leaves_no_folder(
    temporary: Path, printer: tuple[subprocess.Popen[str], int]
) -> None:
    before = os.listdir(temporary)
    done = subprocess.run(
        command_line("printer", "--port", str(printer[1])),
        capture_output=True,
        encoding="utf-8",
        env={**environment(), "TMPDIR": str(temporary)},
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr, os.listdir(temporary)) == (1, False, before)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, free_port: Callable[[], int]) -> None:
    (tmp_path / "file").touch()
    command = command_line("printer", "--port", str(free_port()), "--data-dir", str(tmp_path / "file"))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment(), check=False)
    assert (done.returncode, "Traceback" in done.stderr, str(tmp_path / "file") in done.stderr) == (
        1,
        False,
        True,
    )


def test_a_paper_that_was_cut_off_by_the_end_of_the_program_is_forgotten(tmp_path: Path) -> None:
    Roll(tmp_path).add(Paper(8, (b"\xff",)))
    (tmp_path / ".7.new").write_bytes(b"half a picture")
    assert Roll(tmp_path).add(Paper(8, (b"\xff",))) == 2
    assert sorted(os.listdir(tmp_path)) == ["000001.png", "000002.png"]
