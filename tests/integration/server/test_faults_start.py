"""A database in trouble at the start: a sentence in both languages, the way back that works, and nothing overwritten."""

import hashlib
import shutil
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from shared.launch.processes import command_line, environment
from tests import ready_programs
from tests.integration.house import token_in
from tests.integration.realtime.test_sockets import database_of
from tests.integration.small_disk import read_only
from tests.journeys.centre import Centre, ask
from tests.waiting import HANG_SECONDS

DATABASE = "motcua.sqlite3"


@pytest.fixture(scope="module")
def used(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with two tickets and a backup of both, whose server has ended."""
    centre = Centre(tmp_path_factory.mktemp("used"), free_port)
    try:
        centre.start("--no-worker")
        staff = token_in(database_of(centre), "supervisor", "lan").secret
        for _ in range(2):
            assert centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=staff).status == 201
        centre.motcua("backup", str(centre.data_dir / "backups" / "motcua-ha-long-2026-06-14.tar.gz"))
    finally:
        centre.stop()
    (centre.folder / "token").write_text(staff)
    return centre.data_dir


@pytest.fixture
def data(used: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    return Path(shutil.copytree(used, tmp_path / "data"))


@pytest.fixture
def served(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Callable[[Path], Centre]]:
    """A function that serves a data directory."""
    started: list[Centre] = []

    def serve(data_dir: Path) -> Centre:
        centre = Centre(tmp_path / f"served-{len(started)}", free_port)
        centre.data_dir = data_dir
        started.append(centre)
        centre.start("--no-worker")
        return centre

    yield serve
    for centre in started:
        centre.stop()


def start(
    data_dir: Path, port: int, wrap: Callable[[Path, list[str]], list[str]] | None = None
) -> tuple[int, str]:
    """A start that must end by itself: its status and what it said."""
    command = ("serve", "--port", str(port), "--data-dir", str(data_dir), "--no-worker")
    if wrap is None and ready_programs.AVAILABLE:
        part = ready_programs.CopiedPart("server", command, data_dir.parent / f"start-{port}.log")
        part.start()
        assert part.process is not None
        return part.process.wait(HANG_SECONDS), part.log.read_text("utf-8")
    done = subprocess.run(
        wrap(data_dir, command_line(*command)) if wrap else command_line(*command),
        capture_output=True,
        encoding="utf-8",
        timeout=HANG_SECONDS,
        check=False,
    )
    return done.returncode, done.stderr


def print_of(data_dir: Path) -> str:
    """A fingerprint of the database file."""
    file = data_dir / DATABASE
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "none"


def garbage(file: Path) -> None:
    """The head of the file is something else."""
    with file.open("r+b") as opened:
        opened.write(b"day khong phai co so du lieu" * 4)


def truncated(file: Path) -> None:
    """Half of the file is gone."""
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


def damaged_page(file: Path) -> None:
    """One page in the middle is nonsense."""
    with file.open("r+b") as opened:
        opened.seek(4096 * 6)
        opened.write(b"\xa5" * 4096)


def emptied(file: Path) -> None:
    """The file is there and has no content."""
    file.write_bytes(b"")


def vanished(file: Path) -> None:
    """The file is gone."""
    file.unlink()


@pytest.mark.parametrize("harm", [garbage, truncated, damaged_page, emptied, vanished])
def test_a_database_that_is_not_sound_is_named_with_the_way_back(
    data: Path, free_port: Callable[[], int], harm: Callable[[Path], None]
) -> None:
    harm(data / DATABASE)
    before = print_of(data)
    status, said = start(data, free_port())
    assert status == 3, said
    assert ("bị hỏng" in said and "is damaged" in said) or ("không còn" in said and "is gone" in said), said
    assert f"restore {data}." in said, said
    assert "motcua-ha-long-2026-06-14.tar.gz" in said, said
    assert "Traceback" not in said
    assert print_of(data) == before


def test_the_way_back_that_it_tells_works(
    data: Path, used: Path, free_port: Callable[[], int], served: Callable[[Path], Centre]
) -> None:
    damaged_page(data / DATABASE)
    # As where the whole machine has nothing but this directory.
    status, said = start(data, free_port())
    commands = [line.strip() for line in said.splitlines() if line.startswith("  ")]
    assert (status, len(commands)) == (3, 4)
    for command in commands:  # as a technician pastes them
        subprocess.run(command, shell=True, check=True, capture_output=True)
    centre = served(data)
    token = (used.parent / "token").read_text()
    numbers = [t["number"] for t in ask(centre.url, "GET", "/tickets", token=token).body]
    assert sorted(numbers) == ["A001", "A002"]
    after = ask(centre.url, "POST", "/tickets", {"queue": "ho-tich"}, token=token).body
    assert after["number"] == "A203", "papers given since the copy may bear the numbers between"


def test_a_database_of_a_newer_program_is_left_alone(data: Path, free_port: Callable[[], int]) -> None:
    with closing(sqlite3.connect(data / DATABASE)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    before = print_of(data)
    status, said = start(data, free_port())
    assert (status, "mới hơn" in said, "newer version" in said, "9999" in said) == (3, True, True, True), said
    assert print_of(data) == before


def test_a_locked_database_is_told(data: Path, free_port: Callable[[], int]) -> None:
    with closing(sqlite3.connect(data / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        status, said = start(data, free_port())
        other.execute("ROLLBACK")
    assert (status, "đang khóa" in said, "has locked" in said) == (3, True, True), said
    assert "fuser" in said


def test_a_second_server_on_the_same_data_refuses(
    data: Path, free_port: Callable[[], int], served: Callable[[Path], Centre]
) -> None:
    first = served(data)
    status, said = start(data, free_port())
    assert (status, "đã có một máy chủ" in said, "another Một Cửa server" in said) == (3, True, True), said
    assert ask(first.url, "GET", "/queues").status == 200
    first.kill("server")
    # Death gives the lock back.
    first._start_server()


def test_a_folder_that_cannot_be_written_is_told(data: Path, free_port: Callable[[], int]) -> None:
    before = print_of(data)
    status, said = start(data, free_port(), read_only)
    data.chmod(0o700)
    assert (status, "không ghi được" in said, "cannot write" in said) == (3, True, True), said
    assert "Traceback" not in said
    assert print_of(data) == before


def test_a_restore_that_did_not_finish_is_told(data: Path, free_port: Callable[[], int]) -> None:
    (data / ".restoring").mkdir()
    status, said = start(data, free_port())
    assert (status, "chưa xong" in said, "did not finish" in said) == (3, True, True), said


def test_commands_tell_of_a_damaged_database_too(data: Path) -> None:
    garbage(data / DATABASE)
    command = command_line("token", "list", "--data-dir", str(data))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, "bị hỏng" in done.stderr, "Traceback" in done.stderr) == (2, True, False), (
        done.stderr
    )
    kept = data / "backups" / "new.tar.gz"
    done = subprocess.run(
        command_line("backup", str(kept), "--data-dir", str(data)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, kept.exists(), "Traceback" in done.stderr) == (2, False, False), done.stderr


class Relay:
    """The way to a PostgreSQL by TCP, which can be closed and opened: a machine that is ready later than ours."""

    def __init__(self, port: int, socket_file: str) -> None:
        self._port, self._file = port, socket_file
        self._listener: socket.socket | None = None

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        if self._listener is not None:
            self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far:
            far.connect(self._file)
            there = threading.Thread(target=self._carry, args=(near, far), daemon=True)
            there.start()
            self._carry(far, near)
            there.join()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


def test_a_database_server_that_is_ready_later_is_waited_for(
    tmp_path: Path, free_port: Callable[[], int], new_postgres_database: Callable[[], str]
) -> None:
    url = make_url(new_postgres_database())
    folder = url.query["host"]
    assert isinstance(folder, str)
    port, here = free_port(), free_port()
    relay = Relay(here, f"{folder}/.s.PGSQL.5432")
    away = URL.create(url.drivername, url.username, None, "127.0.0.1", here, url.database)
    arguments = ["serve", "--data-dir", str(tmp_path / "data"), "--port", str(port), "--no-worker"]
    process = subprocess.Popen(
        command_line(*arguments, "--database", away.render_as_string(hide_password=False)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment(),
    )
    try:
        assert process.stdout is not None
        told = next(line for line in process.stdout if "chưa trả lời" in line)
        assert "đợi tối đa 30 giây" in told
        relay.open()
        assert any("Máy chủ sẵn sàng" in line for line in process.stdout)
    finally:
        process.terminate()
        process.wait(HANG_SECONDS)
        process.stdout.close()
        relay.close()
