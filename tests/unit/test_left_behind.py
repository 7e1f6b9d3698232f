"""The look at what a run of the tests leaves behind finds a process, a port and a file, and fails the run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.waiting import HANG_SECONDS

ROOT = Path(__file__).resolve().parents[2]
# The process leaves its parent, as a program that runs by itself does.
UNTIDY = """
import socket, subprocess, sys, tempfile

def test_one():
    tempfile.mkstemp(prefix="forgotten-")
    globals()["kept"] = socket.create_server(("127.0.0.1", 0))
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
"""
TIDY = "def test_one(): pass\n"


def run(folder: Path, test: str, *more: str) -> tuple[int, dict[str, list[str]]]:
    """How a run of one test ends, and what it says was left, by kind."""
    (folder / "test_one.py").write_text(test, "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.left_behind", "-o", "left_behind_seconds=1"]
    done = subprocess.run(
        [*command, "-p", "xdist", "test_one.py", *more],
        cwd=folder,
        # No other plugin: to load them takes longer than the run.
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    left: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        kind, colon, what = line.partition(": ")
        if colon and kind in ("process", "port", "file"):
            left.setdefault(kind, []).append(what)
    for what in left.get("process", []):
        os.kill(int(what.split()[0]), signal.SIGKILL)
    return done.returncode, left


def check(status: int, left: dict[str, list[str]]) -> None:
    assert status == 1
    assert {kind: len(found) for kind, found in left.items()} == {"process": 1, "port": 1, "file": 1}
    assert left["file"][0].startswith("forgotten-")
    assert "time.sleep(600)" in left["process"][0]


def test_what_is_left_fails_the_run(tmp_path: Path) -> None:
    check(*run(tmp_path, UNTIDY))


def test_what_a_worker_leaves_fails_the_run(tmp_path: Path) -> None:
    check(*run(tmp_path, UNTIDY, "-n", "1"))


def test_a_run_that_leaves_nothing_passes(tmp_path: Path) -> None:
    assert run(tmp_path, TIDY) == (0, {})
