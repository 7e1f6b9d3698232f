"""Letters are one alphabet: a person's name is taken in every spelling, and dossiers are found by the names of today's rule.

People who are already there twice in two spellings (lan.officer and Lan.Officer) both stay, and each signs in by the own
spelling; `motcua doctor` names them. Where the server's keys are not at hand, as in a restore without them, the names on
dossiers stay as they were folded.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from queue_server.ledger.migrations.batches import rows
from queue_server.ledger.storage import sealing
from shared.text.alphabet import comparable, fold, tidy

revision = "0009"
down_revision = "0008"

_DEPARTMENTS = (
    ("people", "department"),
    ("tokens", "department"),
    ("fields", "department"),
    ("dossiers", "department"),
    ("hand_overs", "from_office"),
    ("hand_overs", "to_office"),
)
_ROLES = ("applicant", "submitter", "receiver")


def upgrade() -> None:
    """Adds what names are compared by, and folds the names on dossiers anew."""
    op.add_column("people", sa.Column("comparable", sa.Text))
    _people()
    op.create_index("people_by_comparable", "people", ["centre", "comparable"], unique=True)
    for place in _DEPARTMENTS:
        _tidy(*place)
    if sealing.has_seal(op.get_bind()):
        _dossiers()


def _people() -> None:
    """Of two people with one name in two spellings the one who still works here has it, else the elder."""
    connection = op.get_bind()
    query = "SELECT id, centre, name FROM people ORDER BY disabled_at IS NOT NULL, id"
    taken = set()
    for ident, centre, name in connection.execute(sa.text(query)).all():
        same = comparable(name)
        if (centre, same) not in taken:
            taken.add((centre, same))
            connection.execute(
                sa.text("UPDATE people SET comparable = :same WHERE id = :id"), {"same": same, "id": ident}
            )


def _tidy(table: str, column: str) -> None:
    """Departments are known by their names, and the catalogue's cells are read composed and with one letter Đ now."""
    connection = op.get_bind()
    query = sa.text(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
    for name in connection.execute(query).scalars().all():
        if tidy(name) != name:
            connection.execute(
                sa.text(f"UPDATE {table} SET {column} = :tidy WHERE {column} = :name"),
                {"tidy": tidy(name), "name": name},
            )


def _dossiers() -> None:
    """Only names with an unusual letter, such as U+00D0 for Đ, fold otherwise than before; all have to be looked at."""
    connection = op.get_bind()
    columns = ", ".join(("id", "centre", "code", "names", *_ROLES))
    for row in rows(f"SELECT {columns} FROM dossiers WHERE id > :after AND names <> ''"):
        names = " | ".join(fold(name) for role in _ROLES if (name := _name(row, role)))
        before, after = ({word for word in text.split() if word != "|"} for text in (row["names"], names))
        if before == after:
            continue
        connection.execute(
            sa.text("UPDATE dossiers SET names = :names WHERE id = :id"), {"names": names, "id": row["id"]}
        )
        for statement, words in (
            (
                "DELETE FROM dossier_words WHERE centre = :centre AND word = :word AND dossier_id = :id",
                before - after,
            ),
            (
                "INSERT INTO dossier_words (centre, word, dossier_id) VALUES (:centre, :word, :id)",
                after - before,
            ),
        ):
            for word in sorted(words):
                connection.execute(
                    sa.text(statement), {"centre": row["centre"], "word": word, "id": row["id"]}
                )


def _name(row: dict[str, Any], role: str) -> str:
    """The name of a person on the dossier; empty where there is nobody."""
    if not row[role] or not sealing.is_sealed(row[role]):
        return ""
    place = (f"dossiers.{role}", row["centre"], row["code"])
    person = json.loads(sealing.of(op.get_bind()).open(row[role], *place))
    return str(person.get("name") or "")
