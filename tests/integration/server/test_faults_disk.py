"""A disk that is full, read-only or slow: what is refused, what /healthz says, and that it recovers by itself."""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sqlalchemy import make_url, text

from queue_server.ledger.storage.engine import open_engine
from shared.launch.processes import Part, command_line
from tests.integration.conftest import bare_address
from tests.integration.house import CONFIG, House, token_in
from tests.integration.small_disk import Disk, Refusing, Tmpfs, disks
from tests.journeys.centre import Answer, Centre, ask
from tests.waiting import HANG_SECONDS, eventually


@pytest.fixture
def centre(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Centre]:
    """A centre that is not started."""
    centre = Centre(tmp_path, free_port)
    centre.ports["server"] = free_port()
    yield centre
    centre.stop()


@pytest.fixture
def small_config(tmp_path: Path) -> Path:
    """The shipped configuration for a disk of a few megabytes."""
    config = Path(shutil.copytree(CONFIG, tmp_path / "config"))
    file = config / "centre.toml"
    file.write_text(file.read_text("utf-8").replace("least_free_mb = 100", "least_free_mb = 0"), "utf-8")
    return config


def health(centre: Centre) -> tuple[int, Any]:
    """What /healthz says, as it is."""
    try:
        with urllib.request.urlopen(f"{centre.url}/healthz", timeout=HANG_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def serve(centre: Centre, disk: Disk, *more: str) -> int:
    """Starts the server on that disk, its log beside it; returns its process id."""
    arguments = ("--port", str(centre.ports["server"]), "--data-dir", str(centre.data_dir), "--no-worker")
    command = disk.wrap(centre.data_dir, command_line("serve", *arguments, *more))
    part = Part("server", command, centre.folder / "logs" / "server.log")
    part.start()
    centre.parts["server"] = part
    centre.wait_for(f"{centre.url}/healthz")
    assert part.process is not None
    return part.process.pid


def beside(disk: Disk, pid: int, *command: str) -> str:
    """What a command prints that runs where the server keeps its data."""
    done = subprocess.run(disk.beside(pid, command), capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def token_at(disk: Disk, pid: int, centre: Centre) -> str:
    """A supervisor's token, made where the server keeps its data."""
    arguments = ("--role", "supervisor", "--name", "lan", "--data-dir", str(centre.data_dir))
    return beside(disk, pid, *command_line("token", "create", *arguments)).splitlines()[-1]


_FINDINGS = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
print(database.execute("PRAGMA integrity_check").fetchone()[0])
print([seq for (seq,) in database.execute("SELECT seq FROM events ORDER BY seq")])
"""


@pytest.mark.parametrize("disk", disks(), ids=lambda disk: disk.name)
def test_a_disk_without_room_refuses_plainly_and_recovers_by_itself(
    centre: Centre, disk: Tmpfs | Refusing, small_config: Path
) -> None:
    pid = serve(centre, disk, "--config", str(small_config))
    token = token_at(disk, pid, centre)

    def issue(key: str) -> Answer:
        return ask(centre.url, "POST", "/tickets", {"queue": "ho-tich"}, token=token, key=key)

    given = [issue(f"before-{index}").body["number"] for index in range(3)]
    disk.break_(pid)
    refused: Answer | None = None
    key = ""
    for attempt in range(400):
        key = f"during-{attempt}"
        answer = issue(key)
        if answer.status != 201:
            refused = answer
            break
        given.append(answer.body["number"])
    assert refused is not None
    assert (refused.status, refused.body["code"], refused.headers["retry-after"]) == (503, "unavailable", "2")
    assert disk.word in refused.body["title"].lower()
    assert "disk" in refused.body["detail"]
    time.sleep(1.1)  # what was found good holds for a second
    assert health(centre) == (
        503,
        '{"status":"degraded","failing":' + str(list(disk.failing)).replace("'", '"').replace(" ", "") + "}",
    )
    # Refused as long as there is no room, while who only looks is served, and nothing of the refused deed is there.
    for _ in range(5):
        assert issue(key).status == 503
        (queue,) = [row for row in ask(centre.url, "GET", "/queues").body if row["id"] == "ho-tich"]
        assert queue["waiting"] == len(given)
    disk.mend(pid)
    # The very next one.
    again = issue(key)
    assert (again.status, "idempotent-replayed" in again.headers) == (201, False)
    given.append(again.body["number"])
    eventually(lambda: health(centre) == (200, '{"status":"ok"}'))
    assert given == [f"A{value:03d}" for value in range(1, len(given) + 1)]
    file = str(centre.data_dir / "motcua.sqlite3")
    sound, told = beside(disk, pid, sys.executable, "-c", _FINDINGS, file).splitlines()
    last = ask(centre.url, "GET", "/events?limit=1000", token=token).body["last_seq"]
    assert (sound, told) == ("ok", str(list(range(1, last + 1))))


def test_little_room_is_told_before_there_is_none(house: House) -> None:
    assert house.ask("GET", "/healthz").body == {"status": "ok"}
    health_of = house.application.parts.health
    health_of.least_free_mb = 10**9
    time.sleep(1.1)
    answer = house.ask("GET", "/healthz")
    assert (answer.status, answer.body) == (503, {"status": "degraded", "failing": ["disk"]})
    health_of.least_free_mb = 0
    assert house.ask("GET", "/healthz").body == {"status": "ok"}


def test_a_database_that_hangs_does_not_hang_the_health_check(centre: Centre, postgres_url: str) -> None:
    centre.start("--no-worker", "--database", postgres_url)
    blocking = psycopg2.connect(bare_address(postgres_url))
    try:
        with blocking.cursor() as cursor:
            cursor.execute("SELECT seq FROM centre FOR UPDATE")
        time.sleep(1.1)
        # Said while the database still hangs: whoever waited for it would wait for ever.
        assert health(centre) == (503, '{"status":"degraded","failing":["database"]}')
    finally:
        blocking.close()
    eventually(lambda: health(centre) == (200, '{"status":"ok"}'))


def test_a_message_queue_that_is_away_is_told(centre: Centre, free_port: Callable[[], int]) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    arguments = ("--port", str(centre.ports["server"]), "--data-dir", str(centre.data_dir), "--no-worker")
    centre._run_part("server", "serve", *arguments, "--message-queue", nowhere)

    def told() -> bool:
        try:
            return health(centre) == (503, '{"status":"degraded","failing":["queue"]}')
        except OSError:
            return False

    eventually(told)


def test_other_parts_that_fail_are_named_in_order(house: House) -> None:
    parts = house.application.parts
    parts.nightly.failed = "no space left"
    time.sleep(1.1)
    assert house.ask("GET", "/healthz").body == {"status": "degraded", "failing": ["backup"]}
    parts.nightly.failed = None
    assert house.ask("GET", "/healthz").body == {"status": "ok"}


def test_every_connection_writes_through_to_the_disk(database_url: str) -> None:
    """SQLite: log and FULL. PostgreSQL: the commit waits, whatever its configuration says."""
    engine = open_engine(database_url)
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            if connection.dialect.name == "sqlite":
                found = [
                    connection.execute(text(f"PRAGMA {name}")).scalar_one()
                    for name in ("journal_mode", "synchronous")
                ]
                assert found == ["wal", 2]
            else:
                assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    engine.dispose()


def test_nobody_waits_for_ever_for_a_process_that_stands_still_unless_the_url_says_so(
    postgres_url: str,
) -> None:
    url = make_url(postgres_url)
    assert "timeout=0" in url.query["options"]
    for address, found in (
        (url, ("0", "0", "on")),
        (url.difference_update_query(["options"]), ("10s", "8s", "on")),
        (
            url.update_query_dict({"options": "-c lock_timeout=3s -c synchronous_commit=off"}),
            ("3s", "8s", "on"),
        ),
    ):
        engine = open_engine(address.render_as_string(hide_password=False))
        with engine.connect() as connection:
            names = ("lock_timeout", "idle_in_transaction_session_timeout", "synchronous_commit")
            assert tuple(connection.execute(text(f"SHOW {name}")).scalar_one() for name in names) == found
        engine.dispose()


def test_a_postgresql_that_would_not_wait_is_told_to(postgres_url: str) -> None:
    lazy = psycopg2.connect(bare_address(postgres_url))
    lazy.autocommit = True
    with lazy.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone() or ("",)
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    lazy.close()
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    engine.dispose()


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="the settings are tested above; this watches the calls"
)
def test_the_disk_has_it_before_the_client_hears(centre: Centre, tmp_path: Path) -> None:
    centre.start("--no-worker")
    process = centre.parts["server"].process
    assert process is not None
    token = token_in(f"sqlite:///{centre.data_dir / 'motcua.sqlite3'}", "supervisor", "lan").secret
    calls = tmp_path / "calls"
    wanted = "fsync,fdatasync,sendto,sendmsg,write,writev"
    watcher = subprocess.Popen(
        ["strace", "-f", "-p", str(process.pid), "-e", f"trace={wanted}", "-s", "40", "-o", str(calls)],
        stderr=subprocess.PIPE,
    )
    try:
        assert watcher.stderr is not None
        assert b"attached" in watcher.stderr.readline()
        ask(centre.url, "POST", "/tickets", {"queue": "ho-tich"}, token=token)
        eventually(lambda: "HTTP/1.1 201" in calls.read_text())
    finally:
        watcher.terminate()
        watcher.wait(HANG_SECONDS)
        if watcher.stderr is not None:
            watcher.stderr.close()
    lines = calls.read_text().splitlines()
    answered = next(index for index, line in enumerate(lines) if "HTTP/1.1 201" in line)
    assert any("sync(" in line and line.rstrip().endswith("= 0") for line in lines[:answered])
