"""Brings a database to the present schema and makes sure that the centre has its rows. Data that is there stays."""

import logging
import re
import sqlite3
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from queue_server.configuration.values import Configuration
from queue_server.ledger.storage import catalogue_rows, seal_keys, sealing, statistics
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.tables import centres, counters, metadata
from shared.text.messages import say

HEAD = "0012"
_LOG = logging.getLogger("motcua.opening")
_OWED = "to be rewritten"
_MIGRATION_LOCK = 4_611_686_018
_REWRITING_LOCK = 4_611_686_019
_MIGRATIONS = Path(__file__).parent / "migrations"


class UnknownRevision(Exception):
    """The database has a schema that this program does not know, because a newer program made it. Nothing was changed."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


class CentreMissing(Exception):
    """The marks beside the database know this centre, and the database does not hold it. Nothing was changed."""


def prepare(
    engine: Engine,
    centre: Configuration,
    now: datetime,
    founded: int | None = None,
    *,
    makes_up: bool = False,
) -> int:
    """Migrates where needed, and adds the centre, its counters and its catalogue where they are missing.

    Returns when the centre was founded, in milliseconds. `founded` is when the marks beside the database say that it was:
    where that is known and the database holds no such centre, an empty one would give all its numbers again, so
    CentreMissing is raised. Raises KeyMissing, before anything is changed, if the server's keys do not open what the database
    holds, and UnknownRevision for the database of a newer program.

    `makes_up` is for a server that starts: it makes up for a rewriting that an earlier start owes, during which nobody can
    write. A command beside the server does not.
    """
    with engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name == "postgresql":
            # If two processes start together, one migrates; the other waits here and finds that done.
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        _refuse_newer(connection)
        if founded is not None and _founded(connection, centre.centre.id) != founded:
            raise CentreMissing
        if sealing.has_seal(connection):
            sealing.of(connection).unlock(seal_keys.known(connection, centre.centre.id))
        migrates = False
        if not inspect(connection).has_table(centres.name):
            create(connection)
        elif revision(connection) != HEAD:
            migrates = True
            _migrate(connection)
            _owe_rewriting(connection)
        if sealing.has_seal(connection):
            seal_keys.remember(connection, centre.centre.id, sealing.of(connection).ids[0], to_ms(now))
        _add_centre(connection, centre, now)
        connection.commit()
    if migrates or makes_up:
        _rewrite_if_owed(engine)
    if migrates or engine.dialect.name == "sqlite":
        _refresh_statistics(engine)
    with engine.connect() as connection:
        made = _founded(connection, centre.centre.id)
    assert made is not None  # the centre has its row now
    return made


def _refresh_statistics(engine: Engine) -> None:
    """On a full disk the centre opens with those of before: they make queries fast, and no query right or wrong."""
    try:
        statistics.refresh(engine)
    except (sqlite3.Error, SQLAlchemyError):
        _LOG.warning(say("faults.log.no_statistics"), exc_info=True)


def _founded(connection: Connection, centre_id: str) -> int | None:
    if not inspect(connection).has_table(centres.name):
        return None
    return connection.execute(
        select(centres.c.created_at).where(centres.c.id == centre_id)
    ).scalar_one_or_none()


def _owe_rewriting(connection: Connection) -> None:
    """Notes, in the migration's own transaction, that the database has to be rewritten."""
    statement = (
        f"COMMENT ON TABLE alembic_version IS '{_OWED}'"
        if connection.dialect.name == "postgresql"
        else "PRAGMA user_version = 1"
    )
    connection.execute(text(statement))


def owes_rewriting(connection: Connection) -> bool:
    """Whether a migration has run after which the database could not be rewritten yet."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(text("SELECT obj_description('alembic_version'::regclass)")).scalar_one()
        return bool(found == _OWED)
    return bool(connection.execute(text("PRAGMA user_version")).scalar_one())


def _rewrite_if_owed(engine: Engine) -> None:
    """Rewrites the database, so that its free pages do not hold what a migration sealed or dropped.

    It needs the room of a second database. Where there is none the centre opens, and a later start makes up for it.
    """
    with engine.connect() as connection:
        if not owes_rewriting(connection):
            return
    try:
        _rewrite(engine)
    except (sqlite3.Error, SQLAlchemyError):
        _LOG.warning(say("faults.log.not_rewritten"), exc_info=True)


def _rewrite(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            # Of two processes that start together, one rewrites; the lock goes with the connection.
            asked = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _REWRITING_LOCK})
            if asked.scalar_one() and owes_rewriting(connection):
                for statement in ("VACUUM (FULL)", "COMMENT ON TABLE alembic_version IS NULL"):
                    connection.execute(text(statement))
            connection.invalidate()
            return
        driver = connection.connection.cursor()
        # The driver runs these: SQLAlchemy begins a transaction for all that it runs, and inside one they are refused.
        for statement in ("VACUUM", "PRAGMA user_version = 0", "PRAGMA wal_checkpoint(TRUNCATE)"):
            driver.execute(statement)
        driver.close()


def create(connection: Connection, revision: str = HEAD) -> None:
    """Creates every table of a new database and saves the revision, so that no migration has to run."""
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


def knows(revision: str) -> bool:
    """Whether this program knows this revision of the schema; it comes from a file and may be any text."""
    return re.fullmatch(r"\d{4}", revision) is not None and any(_MIGRATIONS.glob(f"versions/{revision}_*.py"))


def migrate(engine: Engine) -> None:
    """Brings the tables alone to the present schema, for a database that is not served yet."""
    with engine.connect().execution_options(writes=True) as connection:
        if not inspect(connection).has_table(centres.name):
            create(connection)
        elif revision(connection) != HEAD:
            if sealing.has_seal(connection):
                sealing.of(connection).unlock(seal_keys.known(connection))
            _migrate(connection)
        connection.commit()


def _refuse_newer(connection: Connection) -> None:
    found = revision(connection)
    if found is not None and not knows(found):
        raise UnknownRevision(found)


def _migrate(connection: Connection) -> None:
    # Loaded only when there is something to migrate: it takes 6 MB that a running server never needs again.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """The revision of the schema; None for a database that has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _add_centre(connection: Connection, centre: Configuration, now: datetime) -> None:
    centre_id = centre.centre.id
    if connection.execute(select(centres.c.id).where(centres.c.id == centre_id)).first() is None:
        day = now.astimezone(ZoneInfo(centre.centre.timezone)).date().isoformat()
        connection.execute(
            insert(centres).values(id=centre_id, seq=0, service_day=day, created_at=to_ms(now))
        )
    _add_counters(connection, centre_id, [c.number for c in centre.counters], to_ms(now))
    stored, origin = catalogue_rows.state(connection, centre_id)
    shipped = catalogue_rows.version_of(centre.fields, centre.procedures)
    # A catalogue that was imported by command stays; one that came from config/ follows config/.
    if stored is None or (origin is not None and origin != shipped):
        catalogue_rows.replace(connection, centre_id, centre.fields, centre.procedures, origin=shipped)


def _add_counters(connection: Connection, centre: str, numbers: list[int], at: int) -> None:
    """Adds rows for counters that the configuration names and the database does not have; these counters are closed."""
    known = set(connection.execute(select(counters.c.number).where(counters.c.centre == centre)).scalars())
    rows = [
        {"centre": centre, "number": number, "state": "closed", "changed_at": at}
        for number in numbers
        if number not in known
    ]
    if rows:
        connection.execute(insert(counters), rows)
