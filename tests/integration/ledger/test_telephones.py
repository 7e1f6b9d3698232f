"""Telephones that were saved before every way of writing them was one: found by it, and one person of an appointment."""

import json

import pytest
from sqlalchemy import Connection, Engine, select, text

from queue_server.dossiers.rows import words
from queue_server.ledger import schema
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.tables import appointments, dossier_marks
from tests.integration.ledger.test_migrations import _earlier
from tests.integration.ledger.test_one_alphabet import CENTRE, OneKey, add_dossier, upgrade

PHONES = {"H-1": "912345678", "H-2": "+84 (0)912 345 678", "H-3": "0912 345 678", "H-4": "0987654321"}
CARD = "912345678"
"""An old identity card with the same digits as the first telephone without its zero."""


def mark(connection: Connection, form: str) -> str:
    return sealing.of(connection).mark(CENTRE, form)


def before(written: str) -> str:
    """What was marked then: letters and digits, 0 for +84 before nine digits."""
    return "".join(char for char in written if char.isalnum())


@pytest.fixture
def earlier(database_url: str) -> Engine:
    """A database just before this migration."""
    engine = open_engine(database_url)
    seal = sealing.Seal(OneKey())
    seal.unlock(())
    sealing.give(engine, seal)
    with engine.connect().execution_options(writes=True) as connection:
        _earlier(connection, "0001")
        upgrade(connection, "0009")
        for ident, (code, phone) in enumerate(PHONES.items(), 1):
            add_dossier(connection, code, "Lê Bình", "le binh")
            person = {"name": "Lê Bình", "phone": phone, **({"id_number": CARD} if code == "H-4" else {})}
            applicant = seal.close(json.dumps(person), "dossiers.applicant", CENTRE, code)
            connection.execute(
                text("UPDATE dossiers SET applicant = :applicant WHERE code = :code"),
                {"applicant": applicant, "code": code},
            )
            for number in (phone, person.get("id_number")):
                if number:
                    connection.execute(
                        dossier_marks.insert().values(
                            centre=CENTRE, mark=mark(connection, before(number)), dossier_id=ident
                        )
                    )
        _book(connection, "0084912345678")
        connection.commit()
    return engine


def _book(connection: Connection, phone: str) -> None:
    person = sealing.of(connection).close(
        json.dumps({"phone": phone}), "appointments.person", CENTRE, "secret"
    )
    connection.execute(
        appointments.insert().values(
            centre=CENTRE,
            day="2026-06-16",
            at=1,
            code="ABC",
            queue="ho-tich",
            procedures="[]",
            purpose="submit",
            lang="vi",
            person=person,
            person_mark=mark(connection, before(phone)),
            secret="secret",
            booked_at=1,
            booked_by="kiosk-1",
            state="booked",
        )
    )


def found(connection: Connection, searched: str) -> list[int]:
    ids = words.matching(connection, CENTRE, searched)
    assert ids is not None
    return sorted(connection.execute(ids).scalars())


def test_dossiers_are_found_by_a_telephone_however_it_was_saved(earlier: Engine) -> None:
    schema.migrate(earlier)
    with earlier.connect() as connection:
        for searched in ("0912345678", "+84912345678", "0084 912 345 678", "+84 (0)912345678"):
            assert found(connection, searched) == [1, 2, 3], searched
        assert found(connection, "0987 654 321") == [4]
        # Nine digits may be either; with a zero before them they are no identity card.
        assert found(connection, CARD) == [1, 2, 3, 4]
        assert connection.execute(select(appointments.c.person_mark)).scalar_one() == mark(
            connection, "0912345678"
        )
    earlier.dispose()


def test_without_the_keys_marks_stay_as_they_are(earlier: Engine, database_url: str) -> None:
    with earlier.connect() as connection:
        marks = connection.execute(select(dossier_marks.c.mark).order_by(dossier_marks.c.dossier_id)).all()
    earlier.dispose()
    keyless = open_engine(database_url)
    schema.migrate(keyless)
    with keyless.connect() as connection:
        query = select(dossier_marks.c.mark).order_by(dossier_marks.c.dossier_id)
        assert connection.execute(query).all() == marks
    keyless.dispose()
