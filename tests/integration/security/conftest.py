"""Running servers for tests of hostile clients, on each async library, and a member of staff who must stay served."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from queue_server.configuration.values import Configuration
from tests.integration.house import House, Token, token_in
from tests.journeys.centre import Centre


class Served:
    """A running server and somebody at work in it."""

    def __init__(self, centre: Centre, mode: str) -> None:
        self.centre = centre
        self.mode = mode
        self.url = centre.url
        self.database = f"sqlite:///{centre.data_dir / 'motcua.sqlite3'}"
        self.supervisor = self.token("supervisor", "truong-ca")

    def token(self, role: str, name: str, *counters: int) -> Token:
        """A bearer token, made beside the server."""
        return token_in(self.database, role, name, *counters)

    def works(self) -> None:
        """The staff get an answer, whoever else is still at the server."""
        answer = self.centre.request("GET", "/counters", token=self.supervisor.secret)
        assert answer.status == 200, answer


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def served(
    request: pytest.FixtureRequest,
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """A running server on SQLite, on each async library."""
    with _serving(free_port, tmp_path_factory.mktemp("attacked"), request.param) as found:
        yield found


@pytest.fixture(params=["eventlet", "threading"])
def own_served(
    request: pytest.FixtureRequest, free_port: Callable[[], int], tmp_path: Path
) -> Iterator[Served]:
    """The same for one test alone, which makes the server log failures that no other test should find."""
    with _serving(free_port, tmp_path, request.param) as found:
        yield found


@contextmanager
def _serving(free_port: Callable[[], int], folder: Path, mode: str) -> Iterator[Served]:
    centre = Centre(folder, free_port)
    try:
        centre.start("--no-worker", "--async-mode", mode)
        yield Served(centre, mode)
    finally:
        centre.stop()


@pytest.fixture
def sqlite_house(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    shipped_centre: Configuration,
    shared_database: Callable[[str, pytest.FixtureRequest], str],
) -> Iterator[House]:
    """A server for a fresh centre on SQLite alone, for what stands before any database."""
    house = House(shared_database("sqlite", request), tmp_path, shipped_centre)
    yield house
    house.stop()
