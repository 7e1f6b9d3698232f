"""The catalogue in the database: its fields and procedures, and its version."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from queue_server.configuration.catalogue_files import Field, Procedure
from queue_server.ledger.tables import centres, fields, procedures


def version_of(known_fields: Sequence[Field], known: Sequence[Procedure]) -> str:
    """A short hash of the whole catalogue: equal catalogues have equal versions."""
    text = json.dumps(
        [[_columns(field) for field in known_fields], [_columns(procedure) for procedure in known]],
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _columns(value: Field | Procedure) -> dict[str, Any]:
    # All that they hold is text, numbers and tuples of text: nothing to copy deeply.
    return vars(value)


def state(connection: Connection, centre: str) -> tuple[str | None, str | None]:
    """The stored catalogue's version, and the version of config/ from which it came (None if it was imported)."""
    query = select(centres.c.catalogue_version, centres.c.catalogue_origin).where(centres.c.id == centre)
    row = connection.execute(query).one()
    return row[0], row[1]


def replace(
    connection: Connection,
    centre: str,
    known_fields: Sequence[Field],
    known: Sequence[Procedure],
    origin: str | None,
) -> str:
    """Replaces the whole catalogue and returns its version."""
    connection.execute(delete(procedures).where(procedures.c.centre == centre))
    connection.execute(delete(fields).where(fields.c.centre == centre))
    connection.execute(
        insert(fields),
        [{"centre": centre, "position": i, **_columns(f)} for i, f in enumerate(known_fields)],
    )
    connection.execute(
        insert(procedures),
        [
            {
                "centre": centre,
                "id": p.id,
                "position": i,
                "data": json.dumps(_columns(p), ensure_ascii=False),
            }
            for i, p in enumerate(known)
        ],
    )
    version = version_of(known_fields, known)
    connection.execute(
        update(centres)
        .where(centres.c.id == centre)
        .values(catalogue_version=version, catalogue_origin=origin)
    )
    return version


def load(connection: Connection, centre: str) -> tuple[tuple[Field, ...], tuple[Procedure, ...]]:
    """All fields and procedures in their order."""
    field_rows = connection.execute(
        select(fields).where(fields.c.centre == centre).order_by(fields.c.position)
    )
    known_fields = tuple(Field(r.id, r.name, r.prefix, r.department, r.colour) for r in field_rows)
    found = []
    for row in connection.execute(
        select(procedures.c.data).where(procedures.c.centre == centre).order_by(procedures.c.position)
    ):
        data = json.loads(row.data)
        data["documents"] = tuple(data["documents"])
        data["synonyms"] = tuple(data["synonyms"])
        found.append(Procedure(**data))
    return known_fields, tuple(found)
