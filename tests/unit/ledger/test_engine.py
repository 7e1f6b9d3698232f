"""The embedded database is durable, and what its driver says arrives as one family of errors."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from queue_server.ledger.storage import engine as storage
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.tables import centres, metadata


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "motcua.sqlite3"


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


def test_commits_reach_the_disk_before_they_are_answered(engine: Engine) -> None:
    with engine.connect() as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous")
        ]
    assert pragmas == ["wal", 2]  # 2 is FULL


def test_a_writer_takes_the_lock_when_it_begins(engine: Engine, file: Path) -> None:
    with engine.connect().execution_options(writes=True) as connection:
        connection.begin()
        other = sqlite3.connect(file, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_reader_sees_one_moment_while_others_write(engine: Engine) -> None:
    metadata.create_all(engine)
    with engine.connect() as reader:
        before = reader.execute(select(centres.c.id)).all()
        with engine.connect().execution_options(writes=True) as writer:
            writer.execute(centres.insert().values(id="x", service_day="2026-06-15", created_at=0))
            writer.commit()
        assert reader.execute(select(centres.c.id)).all() == before == []


def test_a_database_that_somebody_keeps_locked_is_an_error_that_callers_know(
    engine: Engine, file: Path
) -> None:
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout = 0")
    raw.close()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with engine.connect().execution_options(writes=True) as connection, pytest.raises(OperationalError):
        connection.begin()
    other.close()


def test_a_prepared_statement_fails_as_every_other_does(engine: Engine) -> None:
    missing = Prepared(select(centres.c.id))
    with engine.connect() as connection:
        connection.begin()
        with pytest.raises(DBAPIError, match="no such table"):
            missing.row(connection, {})


class _FullDisk:
    """An open database of which only a part finds room."""

    def backup(self, target: sqlite3.Connection) -> None:
        target.execute("CREATE TABLE half (id)")
        raise sqlite3.OperationalError("database or disk is full")


def test_what_is_rescued_has_its_name_only_when_it_is_whole(file: Path) -> None:
    """The next start tells the technician to put what has that name in the database's place."""
    with pytest.raises(sqlite3.OperationalError):
        storage._rescue(_FullDisk(), file)  # type: ignore[arg-type]
    assert list(file.parent.iterdir()) == []
