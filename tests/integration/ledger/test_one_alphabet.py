"""Names that were saved before letters were one alphabet: twins stay and are told apart, dossiers are found anew."""

import json

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, select, text

from queue_server.access import rows
from queue_server.ledger import schema
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.tables import dossier_words, dossiers, people
from tests.integration.ledger.test_migrations import _ROOT, _earlier

CENTRE = "ward"
TWIN_D = "\u00d0ỗ Văn \u0189ức"
BEFORE = "o van uc"
"""How that name was folded then."""


class OneKey:
    """A key that lies nowhere."""

    def read(self) -> list[bytes]:
        return [b"k" * sealing.KEY_BYTES]

    create = read


def upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_ROOT / "queue_server" / "ledger" / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def add_person(connection: Connection, ident: int, name: str, disabled_at: int | None = None) -> None:
    connection.execute(
        text(
            "INSERT INTO people (id, centre, name, role, counters, password, must_change, created_at, disabled_at)"
            " VALUES (:id, :centre, :name, 'officer', '[1]', 'x', 0, 0, :disabled_at)"
        ),
        {"id": ident, "centre": CENTRE, "name": name, "disabled_at": disabled_at},
    )


def add_dossier(connection: Connection, code: str, name: str, names: str) -> None:
    """A dossier as the program before saved it."""
    applicant = sealing.of(connection).close(json.dumps({"name": name}), "dossiers.applicant", CENTRE, code)
    filled = {"centre": CENTRE, "code": code, "applicant": applicant, "names": names, "receipt_secret": code}
    wanted = {
        row["name"]: 0 if "INT" in str(row["type"]).upper() else ""
        for row in _columns(connection)
        if not row["nullable"] and row["default"] is None and row["name"] not in ("id", *filled)
    }
    values = {**wanted, **filled}
    keys = ", ".join(values)
    marks = ", ".join(f":{key}" for key in values)
    connection.execute(text(f"INSERT INTO dossiers ({keys}) VALUES ({marks})"), values)
    ident = connection.execute(text("SELECT max(id) FROM dossiers")).scalar_one()
    for word in names.split():
        connection.execute(
            text("INSERT INTO dossier_words (centre, word, dossier_id) VALUES (:centre, :word, :id)"),
            {"centre": CENTRE, "word": word, "id": ident},
        )


def _columns(connection: Connection) -> list[dict[str, object]]:
    return [dict(row) for row in inspect(connection).get_columns("dossiers")]


@pytest.fixture
def earlier(database_url: str) -> Engine:
    """A database just before this migration: two accounts twice, a former one, and a name with Icelandic letters."""
    engine = open_engine(database_url)
    seal = sealing.Seal(OneKey())
    seal.unlock(())
    sealing.give(engine, seal)
    with engine.connect().execution_options(writes=True) as connection:
        _earlier(connection, "0001")
        upgrade(connection, "0008")
        add_person(connection, 1, "Lan.Officer", disabled_at=5)
        add_person(connection, 2, "lan.officer")
        add_person(connection, 3, "LAN.officer")
        add_person(connection, 4, "Hô\u0300ng Hà")
        connection.execute(
            text("UPDATE people SET department = :name WHERE id = 4"), {"name": "Pho\u0300ng Tư pháp"}
        )
        add_dossier(connection, "H-1", TWIN_D, BEFORE)
        add_dossier(connection, "H-2", "Lê Bình", "le binh")
        connection.commit()
    return engine


def test_twins_stay_and_each_is_found_by_the_own_spelling(earlier: Engine) -> None:
    schema.migrate(earlier)
    with earlier.connect() as connection:
        kept = connection.execute(select(people.c.id, people.c.comparable).order_by(people.c.id)).all()
        assert [tuple(row) for row in kept] == [(1, None), (2, "lan.officer"), (3, None), (4, "hồng hà")]
        typed = ("lan.officer", "Lan.Officer", "LAN.officer", "LAN.OFFICER", "HỒNG  HÀ", "nobody")
        found = [rows.person(connection, CENTRE, name) for name in typed]
        assert [one and one.id for one in found] == [2, 2, 3, 2, 4, None]
        assert rows.name_taken(connection, CENTRE, "Hồng Hà") == "Hô\u0300ng Hà"
    earlier.dispose()


def test_departments_are_written_as_the_catalogue_is_read_now(earlier: Engine) -> None:
    schema.migrate(earlier)
    with earlier.connect() as connection:
        found = rows.person(connection, CENTRE, "Hồng Hà")
        assert found is not None
        assert found.department == "Phòng Tư pháp"
    earlier.dispose()


def test_names_on_dossiers_are_folded_anew(earlier: Engine) -> None:
    schema.migrate(earlier)
    with earlier.connect() as connection:
        names = connection.execute(select(dossiers.c.names).order_by(dossiers.c.id)).scalars().all()
        words = (
            connection.execute(select(dossier_words.c.word).order_by(dossier_words.c.word)).scalars().all()
        )
    assert (names, words) == (["do van duc", "le binh"], ["binh", "do", "duc", "le", "van"])
    earlier.dispose()


def test_without_the_keys_the_rest_is_migrated_and_names_stay(earlier: Engine, database_url: str) -> None:
    earlier.dispose()
    keyless = open_engine(database_url)
    schema.migrate(keyless)
    with keyless.connect() as connection:
        assert (
            connection.execute(select(dossiers.c.names).order_by(dossiers.c.id)).scalars().all()[0] == BEFORE
        )
        assert rows.name_taken(connection, CENTRE, "LAN.OFFICER") == "lan.officer"
    keyless.dispose()
