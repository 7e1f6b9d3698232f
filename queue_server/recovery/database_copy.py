"""Copies a whole database, row by row or page by page, as it is at one moment. Changes nothing at the source.

The copy is always a SQLite file with the tables of `ledger.tables`, whichever engine it comes from: so a backup needs no
program of another version beside it, and one made on PostgreSQL can be brought back on either engine.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, func, insert, inspect, select, text
from sqlalchemy.pool import NullPool, StaticPool

from queue_server.ledger import schema
from queue_server.ledger.storage.engine import address_of
from queue_server.ledger.tables import metadata

_ROWS = 1_000


class Damaged(Exception):
    """A database file whose content does not hold together; the message is SQLite's own finding."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a copy is of: the revision of its schema, and the number of each centre's last event."""

    revision: str
    last_event: Mapping[str, int]


def of_sqlite(source: Path, target: sqlite3.Connection) -> Moment:
    """Copies a SQLite database while others write to it; the pages are those of one moment.

    The source is read through first, as it is at that moment. Raises Damaged when it does not hold together.
    """
    reading = sqlite3.connect(address_of(source, "mode=ro"), uri=True, timeout=10, isolation_level=None)
    try:
        reading.execute("BEGIN")
        _check(reading)
        reading.backup(target)
        return _moment(reading)
    finally:
        reading.close()


def of_engine(source: Engine, target: sqlite3.Connection) -> Moment:
    """Copies every table of another engine's database into an empty SQLite database, in one read transaction.

    Raises UnknownRevision for the database of a newer program.
    """
    made = create_engine("sqlite://", creator=lambda: target, poolclass=StaticPool)
    with (
        source.connect().execution_options(isolation_level="REPEATABLE READ") as reading,
        made.begin() as writing,
    ):
        revision = reading.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        if not schema.knows(revision):
            # It has tables and columns that would not be copied, and nobody would notice.
            raise schema.UnknownRevision(revision)
        schema.create(writing, revision)
        _copy_rows(reading, writing)
    return _moment(target)


def into_engine(source: Path, target: Engine) -> None:
    """Fills the tables of an empty database, whose schema is there already, from a copy of the same schema."""
    copied = create_engine(URL.create("sqlite", database=str(source)), poolclass=NullPool)
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


def check(file: Path) -> Moment:
    """Reads every page of a copy that nobody writes to. Raises Damaged when they do not hold together."""
    connection = sqlite3.connect(address_of(file, "immutable=1"), uri=True)
    try:
        _check(connection)
        return _moment(connection)
    finally:
        connection.close()


def _check(connection: sqlite3.Connection) -> None:
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.OperationalError:
        # It is locked, or the disk is away: that says nothing of the content.
        raise
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from error
    if found != "ok":
        raise Damaged(found.splitlines()[-1])


def _moment(connection: sqlite3.Connection) -> Moment:
    """Raises sqlite3.Error where our tables are missing, and ValueError where they do not hold what they should."""
    centres = connection.execute("SELECT id, seq FROM centre").fetchall()
    revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(revisions) != 1 or not all(isinstance(seq, int) for _, seq in centres):
        raise ValueError("centre, alembic_version")
    return Moment(str(revisions[0][0]), {str(name): seq for name, seq in centres})


def _copy_rows(reading: Connection, writing: Connection) -> None:
    for table in metadata.sorted_tables:
        streamed = reading.execution_options(stream_results=True, max_row_buffer=_ROWS)
        for rows in streamed.execute(select(table)).mappings().partitions(_ROWS):
            writing.execute(insert(table), [dict(row) for row in rows])
