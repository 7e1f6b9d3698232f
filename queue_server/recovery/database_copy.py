"""Copies a whole database, row by row or page by page, as it is at one moment. Changes nothing at the source.

The copy is always a SQLite file with the tables of `ledger.tables`, whichever engine it comes from: so a backup needs no
program of another version beside it, and one made on PostgreSQL can be brought back on either engine.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, insert, inspect, select, text
from sqlalchemy.pool import NullPool

from queue_server.ledger import schema
from queue_server.ledger.tables import metadata

_ROWS = 1_000


class Damaged(Exception):
    """A database file whose content does not hold together; the message is SQLite's own finding."""


def of_sqlite(source: Path, target: Path) -> None:
    """Copies a SQLite database while others write to it; the pages are those of one moment."""
    reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=10)
    try:
        writing = sqlite3.connect(target)
        try:
            reading.backup(writing)
        finally:
            writing.close()
    finally:
        reading.close()


def of_engine(source: Engine, target: Path) -> None:
    """Copies every table of another engine's database into a new SQLite file, in one read transaction."""
    made = create_engine(f"sqlite:///{target}", poolclass=NullPool)
    with (
        source.connect().execution_options(isolation_level="REPEATABLE READ") as reading,
        made.begin() as writing,
    ):
        schema.create(writing, reading.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
        _copy_rows(reading, writing)


def into_engine(source: Path, target: Engine) -> None:
    """Fills the tables of an empty database, whose schema is there already, from a copy of the same schema."""
    copied = create_engine(f"sqlite:///{source}", poolclass=NullPool)
    with copied.connect() as reading, target.begin() as writing:
        _copy_rows(reading, writing)
        for table in metadata.sorted_tables:
            if "id" in table.c and table.c.id.autoincrement is True:
                # Rows came with their ids: the next one must not begin at 1 again.
                highest = writing.execute(select(func.max(table.c.id))).scalar_one()
                if highest is not None:
                    named = {"name": table.name, "last": highest}
                    writing.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), named)


def is_empty(engine: Engine) -> bool:
    """Whether the database holds none of our tables."""
    with engine.connect() as connection:
        return not set(inspect(connection).get_table_names()) & {"alembic_version", *metadata.tables}


def check(file: Path) -> None:
    """Reads every page of a copy that nobody writes to. Raises Damaged when they do not hold together."""
    connection = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from error
    finally:
        connection.close()
    if found != "ok":
        raise Damaged(found.splitlines()[-1])


def _copy_rows(reading: Connection, writing: Connection) -> None:
    for table in metadata.sorted_tables:
        streamed = reading.execution_options(stream_results=True, max_row_buffer=_ROWS)
        for rows in streamed.execute(select(table)).mappings().partitions(_ROWS):
            writing.execute(insert(table), [dict(row) for row in rows])
