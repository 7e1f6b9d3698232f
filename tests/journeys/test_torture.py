"""The short form of `make torture`: few kills, some of each other fault and two bad days on each engine; no violation."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.torture import schedule

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261123
KILLS = 3
DAYS = 2
WITHIN = 900.0
"""Seconds until it counts as hung: the kills end it, not the clock."""


@pytest.mark.longest
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_tortured_centre_loses_no_number(engine: str, tmp_path: Path, low_port: Callable[[], int]) -> None:
    command = [sys.executable, "-m", "tests.torture", "--engine", engine, "--seed", str(SEED)]
    command += [
        "--kills",
        str(KILLS),
        "--days",
        str(DAYS),
        "--seconds",
        str(WITHIN - 250),
        "--port",
        str(low_port()),
        "--folder",
        str(tmp_path),
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=WITHIN, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    told = done.stdout
    assert f"seed {SEED}" in told
    assert told.count("violations 0") == 2
    assert re.search(rf"^days +{DAYS}: ", told, re.MULTILINE)
    assert re.search(rf"^kills +{KILLS} of a server", told, re.MULTILINE)
    injected = set(re.findall(r"\b([a-z]+_[a-z]+) \d", told))
    assert {"kill_server", "freeze_server", "stop_server"} <= injected
    own = {"disk_full"} if engine == "sqlite" else set(schedule.QUEUE_KINDS)
    for kinds in (schedule.KIOSK_KINDS, schedule.LINE_KINDS, schedule.PRINTER_KINDS, own):
        assert injected & set(kinds)
    assert list(tmp_path.iterdir()) == []
    assert left_behind(tmp_path) == []


@pytest.fixture
def low_port() -> Callable[[], int]:
    """A function that gives the first of several hundred ports, another for each worker process of the tests."""
    return lambda: 23000 + (os.getpid() % 8) * 500


def left_behind(folder: Path) -> list[list[str]]:
    """The command lines of processes that still know this folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if any(str(folder) in word for word in words):
            found.append(words)
    return found
