"""Lists of missing papers that were handed out instead of a number: their rows in and out of the database."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from queue_server.ledger.tables import checklists


def add(connection: Connection, *, missing: Sequence[str], **values: Any) -> int:
    """Saves a list; returns its id."""
    made = connection.execute(
        insert(checklists).values(missing=json.dumps(list(missing), ensure_ascii=False), **values)
    )
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # every table's insert has one


def by_procedure(connection: Connection, centre: str, first: str, last: str) -> Sequence[Any]:
    """How many lists were given on those service days, both included: `(procedure, count)`, most first."""
    count = func.count()
    query = (
        select(checklists.c.procedure, count)
        .where(checklists.c.centre == centre, checklists.c.day >= first, checklists.c.day <= last)
        .group_by(checklists.c.procedure)
        .order_by(count.desc(), checklists.c.procedure)
    )
    return connection.execute(query).all()
