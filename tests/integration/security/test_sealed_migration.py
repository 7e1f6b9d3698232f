"""A database from before sealing: its personal data is sealed at the first start, and nothing of it stays in the file."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from queue_server.configuration.values import Configuration
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows import lists
from queue_server.dossiers.rows.lists import Wanted
from queue_server.dossiers.rules.people import Person
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger import schema
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Answer, Database, Key
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.storage.sealing import KeyMissing
from queue_server.ledger.tables import tickets
from queue_server.recovery import key_file
from queue_server.upkeep import day_end
from tests.integration.house import MONDAY
from tests.integration.security.lying_open import lying_open

SCHEMAS = Path(__file__).parents[1] / "schemas"
CARD, PHONE, STREET = "022185001234", "0912 345 678", "ngõ 3, đường Lê Thánh Tông"
APPLICANT = {
    "name": "Nguyễn Thị Ngọc Ánh",
    "id_type": "cccd",
    "id_number": CARD,
    "phone": PHONE,
    "address": STREET,
}
SUBMITTER = {"name": "Trần Văn Hùng", "id_number": "C1234567", "relation": "chồng"}
NOTE = "Bà Ánh nghe kém, gọi số của chồng"
SECRETS = (CARD, PHONE, PHONE.replace(" ", ""), "C1234567", STREET, "nghe kém")


def old_rows(connection: Connection, centre: str) -> None:
    """Rows as the first version wrote them."""

    def add(table: str, **values: Any) -> None:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)

    add("centre", id=centre, seq=41, service_day="2026-06-14", created_at=7)
    words = " | ".join(["nguyen thi ngoc anh", "0912345678", CARD, "tran van hung", "c1234567"])
    add(
        "dossiers",
        **{"id": 3, "centre": centre, "code": "H49-1", "status": 2, "documents": "[]", "received_at": 5},
        **{"receipt_secret": "s", "created_by": "minh", "note": NOTE},
        applicant=json.dumps({**APPLICANT, "fold": words}, ensure_ascii=False),
        submitter=json.dumps(SUBMITTER, ensure_ascii=False),
    )
    add(
        "dossiers",
        **{"id": 4, "centre": centre, "code": "H49-2", "status": 2, "documents": "[]", "received_at": 6},
        **{"receipt_secret": "t", "created_by": "minh", "applicant": "{}"},
    )
    add(
        "dossier_history",
        **{"centre": centre, "dossier_id": 3, "seq": 40, "at": 5, "status": 2, "by": "minh", "note": NOTE},
    )
    ticket = {"centre": centre, "day": "2026-06-14", "queue": "ho-tich", "state": "done", "purpose": "submit"}
    ticket |= {
        "lang": "vi",
        "arrival": 1,
        "issued_at": 1,
        "stop_since": 1,
        "procedures": "[]",
        "documents": "[]",
    }
    for value, phone in ((1, PHONE), (2, None)):
        own = {"number": f"A00{value}", "number_value": value, "follow_secret": f"f{value}", "phone": phone}
        add("tickets", **ticket, **own)
    add(
        "replays",
        **{"centre": centre, "principal": "minh", "key": "k", "fingerprint": "f" * 64, "status": 201},
        **{"body": json.dumps(APPLICANT, ensure_ascii=False), "created_at": 5},
    )


def old_database(url: str, centre: str) -> None:
    """A database as the first version left it, with rows."""
    engine = open_engine(url)
    with engine.connect().execution_options(writes=True) as connection:
        statements = (SCHEMAS / f"0001.{connection.dialect.name}.sql").read_text("utf-8")
        for statement in filter(str.strip, statements.split(";\n")):
            connection.execute(text(statement))
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
        old_rows(connection, centre)
        connection.commit()
    engine.dispose()


def test_what_lay_open_is_sealed_and_found_as_before(
    database_url: str, shipped_centre: Configuration, tmp_path: Path
) -> None:
    centre = shipped_centre.centre.id
    old_database(database_url, centre)
    assert lying_open(SECRETS[:1], tmp_path, database_url) == {CARD}
    engine = open_engine(database_url)
    key_file.give(engine, tmp_path)
    schema.prepare(engine, shipped_centre, MONDAY)
    with engine.connect() as connection:
        dossier = dossier_rows.by_code(connection, centre, "H49-1")
        assert dossier is not None
        assert (dossier.applicant, dossier.submitter) == (Person(**APPLICANT), Person(**SUBMITTER))
        assert (dossier.note, dossier.names) == (NOTE, "nguyen thi ngoc anh | tran van hung")
        assert [line.note for line in dossier_rows.history(connection, 3)] == [NOTE]
        found = [
            [item.code for item in lists.find(connection, centre, Wanted(text=words), 50, 0).dossiers]
            for words in (CARD, "0912345678", "c1234567", "Hùng", "h49-1")
        ]
        assert found == [["H49-1"]] * 5
        (phone,) = connection.execute(select(tickets.c.phone).where(tickets.c.phone.is_not(None))).scalars()
        assert sealing.of(connection).open(phone, *ticket_rows.PHONE_PLACE) == PHONE
    book = Database(engine, shipped_centre, lambda: MONDAY, day_end.end_day)
    again = book.perform(
        Actor("minh", "officer", principal="minh"), lambda deed: None, key=Key("k", "f" * 64)
    )
    assert again == Answer(201, json.dumps(APPLICANT, ensure_ascii=False), replayed=True)
    book.close()
    assert lying_open(SECRETS, tmp_path, database_url) == set()
    engine.dispose()


def test_without_the_key_nothing_is_migrated_or_opened(
    database_url: str, shipped_centre: Configuration, tmp_path: Path
) -> None:
    old_database(database_url, shipped_centre.centre.id)
    engine = open_engine(database_url)
    key_file.give(engine, tmp_path)
    schema.prepare(engine, shipped_centre, MONDAY)
    engine.dispose()
    for elsewhere in (tmp_path / "empty", tmp_path / "other"):
        if elsewhere.name == "other":
            key_file.of(elsewhere).create()
        again = open_engine(database_url)
        key_file.give(again, elsewhere)
        with pytest.raises(KeyMissing):
            schema.prepare(again, shipped_centre, MONDAY)
        again.dispose()
    assert not (tmp_path / "empty").exists()
