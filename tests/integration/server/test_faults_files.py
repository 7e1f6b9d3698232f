"""The database's files are deleted, replaced or locked under a running server: it is told, and nothing stands still."""

import shutil
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.launch.processes import command_line
from tests.integration.house import Token, token_in
from tests.integration.realtime.test_sockets import database_of
from tests.integration.server.test_faults_disk import health
from tests.integration.server.test_faults_start import start
from tests.journeys.centre import Answer, Centre
from tests.waiting import HANG_SECONDS, eventually

DATABASE = "motcua.sqlite3"
NOT_WELL = (503, '{"status":"degraded","failing":["database"]}')


@pytest.fixture
def served(free_port: Callable[[], int], tmp_path: Path) -> Iterator[tuple[Centre, Token]]:
    """A server on SQLite, a supervisor's token, and three numbers that were given."""
    centre = Centre(tmp_path, free_port)
    try:
        centre.start("--no-worker")
        staff = token_in(database_of(centre), "supervisor", "lan")
        assert [take(centre, staff).body["number"] for _ in range(3)] == ["A001", "A002", "A003"]
        yield centre, staff
    finally:
        centre.stop()


def take(centre: Centre, staff: Token) -> Answer:
    return centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=staff.secret)


def deleted(data: Path) -> None:
    """Every file of the database is deleted."""
    for file in data.glob(f"{DATABASE}*"):
        file.unlink()


def without_log(data: Path) -> None:
    """Its log is deleted."""
    (data / f"{DATABASE}-wal").unlink()


def replaced(data: Path) -> None:
    """Another database has its name."""
    shutil.copy(data / DATABASE, data / "copy")
    (data / "copy").replace(data / DATABASE)


def end(centre: Centre) -> None:
    process = centre.parts.pop("server").process
    assert process is not None
    process.send_signal(signal.SIGTERM)
    assert process.wait(HANG_SECONDS) == 0


@pytest.mark.parametrize("harm", [deleted, without_log, replaced])
def test_nothing_is_saved_into_files_that_nobody_finds_again(
    served: tuple[Centre, Token], harm: Callable[[Path], None]
) -> None:
    centre, staff = served
    harm(centre.data_dir)
    here = sorted(file.name for file in centre.data_dir.glob(f"{DATABASE}*"))
    for _ in range(3):
        refused = take(centre, staff)
        assert (refused.status, refused.body["code"]) == (503, "unavailable")
        assert "bị xóa hoặc bị thay" in refused.body["title"]
    eventually(lambda: health(centre) == NOT_WELL)
    # Reading goes on, and nothing is made in the place of what was deleted.
    assert centre.request("GET", "/tickets", token=staff.secret).status == 200
    assert sorted(file.name for file in centre.data_dir.glob(f"{DATABASE}*")) == here
    assert health(centre) == NOT_WELL


def test_what_was_still_open_is_saved_at_the_end_and_the_start_says_how_to_put_it_in_place(
    served: tuple[Centre, Token], free_port: Callable[[], int]
) -> None:
    centre, staff = served
    deleted(centre.data_dir)
    assert take(centre, staff).status == 503
    end(centre)
    assert not (centre.data_dir / DATABASE).exists()
    status, said = start(centre.data_dir, free_port())
    (command,) = [line.strip() for line in said.splitlines() if line.startswith("  ")]
    assert (status, "không còn" in said, command.startswith("mv ")) == (3, True, True), said
    # Neither a command beside it makes an empty centre.
    beside = subprocess.run(
        command_line("token", "create", "--role", "admin", "--name", "x", "--data-dir", str(centre.data_dir)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (beside.returncode, beside.stdout) == (2, ""), beside.stderr
    for file in centre.data_dir.glob(f"{DATABASE}*"):
        file.unlink()
    subprocess.run(command, shell=True, check=True)
    centre._start_server()
    assert take(centre, staff).body["number"] == "A004"


def test_a_file_that_comes_back_is_written_to_again(served: tuple[Centre, Token]) -> None:
    centre, staff = served
    database = centre.data_dir / DATABASE
    database.rename(centre.data_dir / "away")
    assert take(centre, staff).status == 503
    (centre.data_dir / "away").rename(database)
    eventually(lambda: health(centre)[0] == 200)
    assert take(centre, staff).body["number"] == "A004"


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_while_another_program_holds_the_lock_reads_go_on_and_it_is_told(
    free_port: Callable[[], int], tmp_path: Path, mode: str
) -> None:
    centre = Centre(tmp_path, free_port)
    centre.start("--no-worker", "--async-mode", mode)
    staff = token_in(database_of(centre), "supervisor", "lan")
    answers: list[int] = []
    asking = [threading.Thread(target=lambda: answers.append(take(centre, staff).status)) for _ in range(4)]
    try:
        with closing(sqlite3.connect(centre.data_dir / DATABASE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for one in asking:
                one.start()
            read = [centre.request("GET", "/queues").status for _ in range(20)]
            # Those who write are still waiting, beside the loop.
            assert (read, answers) == ([200] * 20, [])
            eventually(lambda: health(centre) == NOT_WELL)
            for one in asking:
                one.join(HANG_SECONDS)
            assert answers == [503] * 4
            other.execute("ROLLBACK")
        assert take(centre, staff).body["number"] == "A001"
        eventually(lambda: health(centre)[0] == 200)
    finally:
        centre.stop()


def test_a_lock_that_is_let_go_in_time_is_only_waited_for(served: tuple[Centre, Token]) -> None:
    centre, staff = served
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(take(centre, staff).body["number"]))
    with closing(sqlite3.connect(centre.data_dir / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asking.start()
        assert centre.request("GET", "/queues").status == 200
        other.execute("ROLLBACK")
    asking.join(HANG_SECONDS)
    assert answers == ["A004"]
