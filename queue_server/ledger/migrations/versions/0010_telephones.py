"""A telephone's number is one, however it was written: marks of +84 (0)912…, 0084912… and 912… become those of 0912….

Where the server's keys are not at hand, as in a restore without them, the marks stay as they were.
"""

import json

import sqlalchemy as sa
from alembic import op

from queue_server.ledger.migrations.batches import rows
from queue_server.ledger.storage import sealing
from shared.text import person_numbers

revision = "0010"
down_revision = "0009"

_ROLES = ("applicant", "submitter", "receiver")


def upgrade() -> None:
    """Marks dossiers and appointments anew whose telephones were written in another way."""
    if sealing.has_seal(op.get_bind()):
        _dossiers()
        _appointments()


def _dossiers() -> None:
    connection = op.get_bind()
    seal = sealing.of(connection)
    columns = ", ".join(("id", "centre", "code", *_ROLES))
    known = sa.text("SELECT mark FROM dossier_marks WHERE dossier_id = :id")
    for row in rows(f"SELECT {columns} FROM dossiers WHERE id > :after"):
        centre, ident = row["centre"], row["id"]
        people = [
            json.loads(seal.open(row[role], f"dossiers.{role}", centre, row["code"]))
            for role in _ROLES
            if row[role] and sealing.is_sealed(row[role])
        ]
        phones = [phone for person in people if (phone := person.get("phone")) and _was_another(phone)]
        if not phones:
            continue
        forms = {
            form
            for person in people
            for form in person_numbers.of_person(person.get("id_number"), person.get("phone"))
        }
        wanted = {seal.mark(centre, form) for form in forms}
        before = {mark for phone in phones for mark in seal.marks(centre, [_before(phone)])}
        scope = {"centre": centre, "id": ident}
        for mark in before - wanted:
            connection.execute(
                sa.text(
                    "DELETE FROM dossier_marks WHERE centre = :centre AND mark = :mark AND dossier_id = :id"
                ),
                {**scope, "mark": mark},
            )
        for mark in wanted - set(connection.execute(known, {"id": ident}).scalars()):
            connection.execute(
                sa.text("INSERT INTO dossier_marks (centre, mark, dossier_id) VALUES (:centre, :mark, :id)"),
                {**scope, "mark": mark},
            )


def _appointments() -> None:
    """The mark is that of the telephone, if there is one."""
    connection = op.get_bind()
    seal = sealing.of(connection)
    for row in rows(
        "SELECT id, centre, secret, person FROM appointments WHERE id > :after AND person IS NOT NULL"
    ):
        place = ("appointments.person", row["centre"], row["secret"])
        phone = json.loads(seal.open(row["person"], *place)).get("phone")
        form = person_numbers.of_telephone(phone or "")
        if form is not None and _was_another(phone):
            connection.execute(
                sa.text("UPDATE appointments SET person_mark = :mark WHERE id = :id"),
                {"mark": seal.mark(row["centre"], form), "id": row["id"]},
            )


def _was_another(phone: str) -> bool:
    return person_numbers.of_telephone(phone) != _before(phone)


def _before(phone: str) -> str:
    """The form in which telephones were compared before this migration."""
    plain = "".join(char for char in phone if char.isalnum()).upper()
    national = plain.removeprefix("84")
    return f"0{national}" if len(national) == 9 and national != plain and national.isdigit() else plain
