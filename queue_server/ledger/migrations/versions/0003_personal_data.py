"""Personal data is sealed: people on dossiers, officers' notes, telephone numbers, and the answers kept for repeats.

The plain texts that stood there are gone from the tables afterwards; `ledger.schema` then has the database written anew,
so that they are gone from its free pages too.
"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from queue_server.ledger.migrations.batches import rows
from queue_server.ledger.storage import sealing
from shared.text import person_numbers
from shared.text.alphabet import fold

revision = "0003"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_Values = dict[str, Any]


def upgrade() -> None:
    """Adds what sealing, looking up and the audit need, and seals what is there."""
    op.add_column("dossiers", sa.Column("names", sa.Text, nullable=False, server_default=""))
    op.add_column("dossiers", sa.Column("anonymised_at", sa.BigInteger))
    op.create_table(
        "dossier_marks",
        sa.Column("centre", sa.Text, primary_key=True),
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("marks_by_dossier", "dossier_marks", ["dossier_id"])
    op.create_table(
        "dossier_looks",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("centre", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("counter", sa.BigInteger),
        sa.Column("what", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("looks_by_dossier", "dossier_looks", ["dossier_id", "at"])
    op.create_table(
        "seal_keys",
        sa.Column("centre", sa.Text, primary_key=True),
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    _seal_dossiers()
    _seal("dossier_history", ("centre", "dossier_id", "seq"), {"note": _step})
    _seal("tickets", ("centre",), {"phone": lambda row: ("tickets.phone",)})
    _seal_replays()
    # One key seals the whole database: each of its centres needs it from now on.
    connection = op.get_bind()
    if sealing.has_seal(connection):
        connection.execute(
            sa.text("INSERT INTO seal_keys (centre, key_id, since) SELECT id, :key, created_at FROM centre"),
            {"key": sealing.of(connection).ids[0]},
        )


def downgrade() -> None:
    """There is no way back: what is sealed would have to be stored in plain again."""
    raise NotImplementedError("personal data is not unsealed; go back to a backup instead")


def _step(row: _Values) -> tuple[object, ...]:
    return ("dossier_history.note", row["centre"], row["dossier_id"], row["seq"])


def _seal(
    table: str, needed: tuple[str, ...], places: dict[str, Callable[[_Values], tuple[object, ...]]]
) -> None:
    connection = op.get_bind()
    columns = ", ".join(f'"{name}"' for name in ("id", *needed, *places))
    filled = " OR ".join(f'"{name}" IS NOT NULL' for name in places)
    for row in rows(f"SELECT {columns} FROM {table} WHERE id > :after AND ({filled})"):
        sealed = {
            name: sealing.of(connection).close(row[name], *place(row))
            for name, place in places.items()
            if row[name] is not None
        }
        chosen = ", ".join(f'"{name}" = :{name}' for name in sealed)
        connection.execute(
            sa.text(f"UPDATE {table} SET {chosen} WHERE id = :id"), {**sealed, "id": row["id"]}
        )


def _seal_dossiers() -> None:
    """The applicant's text ended in the words that lists looked through; those become `names` and marks."""
    connection = op.get_bind()
    columns = "id, centre, code, applicant, submitter, note"
    for row in rows(f"SELECT {columns} FROM dossiers WHERE id > :after"):
        seal = sealing.of(connection)
        applicant = json.loads(row["applicant"])
        applicant.pop("fold", None)
        people = [applicant, json.loads(row["submitter"])] if row["submitter"] else [applicant]
        plain = {**row, "applicant": json.dumps(applicant, ensure_ascii=False)}
        changed = {
            name: seal.close(plain[name], f"dossiers.{name}", row["centre"], row["code"])
            for name in ("applicant", "submitter", "note")
            if plain[name] is not None
        }
        changed["names"] = " | ".join(fold(person["name"]) for person in people if person.get("name"))
        chosen = ", ".join(f"{name} = :{name}" for name in changed)
        connection.execute(
            sa.text(f"UPDATE dossiers SET {chosen} WHERE id = :id"), {**changed, "id": row["id"]}
        )
        forms = {
            form
            for person in people
            for form in person_numbers.of_person(person.get("id_number"), person.get("phone"))
        }
        for mark in {seal.mark(row["centre"], form) for form in forms}:
            connection.execute(
                sa.text("INSERT INTO dossier_marks (centre, mark, dossier_id) VALUES (:centre, :mark, :id)"),
                {"centre": row["centre"], "mark": mark, "id": row["id"]},
            )


def _seal_replays() -> None:
    """All of them: which requests held a telephone number cannot be seen from a fingerprint."""
    connection = op.get_bind()
    scopes = connection.execute(sa.text("SELECT centre, principal, key FROM replays")).all()
    where = "WHERE centre = :centre AND principal = :principal AND key = :key"
    for centre, principal, key in scopes:
        scope = {"centre": centre, "principal": principal, "key": key}
        fingerprint, body = connection.execute(
            sa.text(f"SELECT fingerprint, body FROM replays {where}"), scope
        ).one()
        seal, place = sealing.of(connection), (centre, principal, key)
        sealed = {
            "fingerprint": seal.close(fingerprint, "replays.fingerprint", *place),
            "body": seal.close(body, "replays.body", *place),
        }
        connection.execute(
            sa.text(f"UPDATE replays SET fingerprint = :fingerprint, body = :body {where}"),
            {**scope, **sealed},
        )
