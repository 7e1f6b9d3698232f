"""A connection that the database server closed is replaced before somebody gets it, and finding that out asks nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from queue_server.ledger.storage.engine import open_engine
from tests.waiting import eventually


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = open_engine(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def onlooker(postgres_url: str) -> Iterator[Connection]:
    """Another connection to the same server, each statement of which sees what is there now."""
    engine = open_engine(postgres_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
    engine.dispose()


def _process(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def test_connections_that_the_server_ended_are_replaced(engine: Engine, onlooker: Connection) -> None:
    connections = [engine.connect() for _ in range(3)]
    processes = [_process(connection) for connection in connections]
    for connection in connections:
        connection.close()
    onlooker.execute(
        text("SELECT pg_terminate_backend(pid) FROM unnest(cast(:pids AS int[])) AS pid"), {"pids": processes}
    )
    eventually(
        lambda: (
            onlooker.execute(
                text("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(:pids)"), {"pids": processes}
            ).scalar_one()
            == 0
        )
    )
    connections = [engine.connect() for _ in range(3)]
    assert not set(processes) & {_process(connection) for connection in connections}
    for connection in connections:
        connection.close()


def test_taking_a_connection_sends_no_statement(engine: Engine, onlooker: Connection) -> None:
    with engine.connect() as connection:
        process = _process(connection)
    with engine.connect():
        last = onlooker.execute(
            text("SELECT query FROM pg_stat_activity WHERE pid = :pid"), {"pid": process}
        ).scalar_one()
    assert last == "ROLLBACK"
