"""What the worker's libraries write for a moment lies in a folder of its own, and outlives no start."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from queue_server.worker import scratch


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the system for this test alone."""
    folder = tmp_path / "system"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def dead() -> int:
    """The id of a process that is gone."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_temporary_files_of_the_worker_lie_in_its_own_folder(tmp_path: Path, system: Path) -> None:
    scratch.prepare(tmp_path / "worker")
    with tempfile.NamedTemporaryFile() as made:
        assert Path(made.name).parent == tmp_path / "worker" / f"tmp-{os.getpid()}"
    assert os.environ["TMPDIR"] == tempfile.gettempdir()
    assert (tmp_path / "worker" / f"tmp-{os.getpid()}").stat().st_mode & 0o777 == 0o700
    assert list(system.iterdir()) == []


def test_a_start_deletes_what_dead_processes_left_and_nothing_of_living_ones(
    tmp_path: Path, system: Path
) -> None:
    folder = tmp_path / "worker"
    for name in (f"tmp-{dead()}", f"tmp-{os.getppid()}", f"tmp-{os.getpid()}", "nothing"):
        (folder / name).mkdir(parents=True)
        (folder / name / "so").write_text("Nguyễn Thị Ngọc Ánh")
    scratch.prepare(folder)
    assert sorted(str(file.relative_to(folder)) for file in folder.rglob("so")) == [
        "nothing/so",
        f"tmp-{os.getppid()}/so",
    ]


def test_sheets_that_earlier_versions_left_in_the_systems_folder_are_deleted(
    tmp_path: Path, system: Path
) -> None:
    old, young, others = (system / name for name in ("openpyxl.abcd1234", "openpyxl.efgh5678", "so.xlsx"))
    for file in (old, young, others):
        file.write_text("Nguyễn Thị Ngọc Ánh")
    for file in (old, others):
        os.utime(file, (time.time() - 90_000,) * 2)
    scratch.prepare(tmp_path / "worker")
    assert sorted(file.name for file in system.iterdir()) == ["openpyxl.efgh5678", "so.xlsx"]
