"""A database that an earlier version made becomes what this version would have made, and keeps its rows."""

import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, make_url, select, text

from queue_server.configuration import folder
from queue_server.ledger import schema
from queue_server.ledger.storage.engine import close, open_engine
from queue_server.ledger.tables import centres, metadata

_ROOT = Path(__file__).resolve().parents[3]
_NOW = datetime(2026, 6, 15, 2, tzinfo=UTC)


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def _earlier(connection: Connection, revision: str) -> None:
    statements = (
        Path(__file__).parents[1] / "schemas" / f"{revision}.{connection.dialect.name}.sql"
    ).read_text("utf-8")
    for statement in statements.split(";\n"):
        if statement.strip():
            connection.execute(text(statement))
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


@pytest.mark.parametrize("revision", ["0001"])
def test_an_earlier_database_is_brought_to_the_present_tables(database_url: str, revision: str) -> None:
    engine = open_engine(database_url)
    centre = folder.load(_ROOT / "config")
    with engine.connect().execution_options(writes=True) as connection:
        _earlier(connection, revision)
        connection.execute(
            text("INSERT INTO centre (id, seq, service_day, created_at) VALUES (:id, 41, '2026-06-14', 0)"),
            {"id": centre.centre.id},
        )
        connection.commit()
    schema.prepare(engine, centre, _NOW)
    with engine.connect() as connection:
        assert _differences(connection) == []
        row = connection.execute(select(centres.c.seq, centres.c.service_day)).one()
        assert (row.seq, row.service_day) == (41, "2026-06-14")
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == schema.HEAD
    engine.dispose()


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """A function that lets no file of this process grow beyond so many bytes."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_a_migration_without_room_to_rewrite_opens_the_centre_and_a_later_start_makes_up_for_it(
    tmp_path: Path, small_files: Callable[[int], None]
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'motcua.sqlite3'}")
    centre = folder.load(_ROOT / "config")
    with engine.connect().execution_options(writes=True) as connection:
        _earlier(connection, "0001")
        connection.execute(text("CREATE TABLE stranger (content BLOB)"))
        connection.execute(text("INSERT INTO stranger VALUES (zeroblob(8000000))"))
        connection.commit()
    close(engine)
    # Room for what the migration changes, and not for all the rest.
    small_files(4_000_000)
    schema.prepare(engine, centre, _NOW, makes_up=True)
    with engine.connect() as connection:
        assert schema.revision(connection) == schema.HEAD
        assert schema.owes_rewriting(connection)
    small_files(resource.RLIM_INFINITY)
    schema.prepare(engine, centre, _NOW)
    with engine.connect() as connection:
        assert schema.owes_rewriting(connection), "a command beside the server stops nobody"
    schema.prepare(engine, centre, _NOW, makes_up=True)
    with engine.connect() as connection:
        assert not schema.owes_rewriting(connection)
        assert connection.execute(text("PRAGMA freelist_count")).scalar_one() == 0
    engine.dispose()


def test_a_table_that_somebody_holds_on_postgresql_delays_the_rewriting(postgres_url: str) -> None:
    impatient = make_url(postgres_url).update_query_dict({"options": "-c lock_timeout=200ms"})
    engine = open_engine(impatient.render_as_string(hide_password=False))
    centre = folder.load(_ROOT / "config")
    with engine.connect() as connection:
        _earlier(connection, "0001")
        connection.execute(text("CREATE TABLE stranger (content TEXT)"))
        connection.commit()
        connection.execute(text("SELECT * FROM stranger"))
        schema.prepare(engine, centre, _NOW, makes_up=True)
        assert (schema.revision(connection), schema.owes_rewriting(connection)) == (schema.HEAD, True)
        connection.rollback()
    schema.prepare(engine, centre, _NOW, makes_up=True)
    with engine.connect() as connection:
        assert not schema.owes_rewriting(connection)
    engine.dispose()


def test_a_new_database_is_made_whole_and_needs_no_migration(database_url: str) -> None:
    engine = open_engine(database_url)
    schema.prepare(engine, folder.load(_ROOT / "config"), _NOW)
    with engine.connect() as connection:
        assert _differences(connection) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == schema.HEAD
    engine.dispose()


def test_the_mark_of_new_databases_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(_ROOT / "queue_server" / "ledger" / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_preparing_twice_changes_nothing(database_url: str) -> None:
    engine = open_engine(database_url)
    centre = folder.load(_ROOT / "config")
    schema.prepare(engine, centre, _NOW)
    with engine.connect().execution_options(writes=True) as connection:
        connection.execute(
            insert(centres).values(id="another", seq=7, service_day="2026-06-15", created_at=0)
        )
        connection.commit()
    schema.prepare(engine, centre, _NOW)
    with engine.connect() as connection:
        assert connection.execute(select(centres.c.seq).where(centres.c.id == "another")).scalar_one() == 7
    engine.dispose()
