"""Lists of missing papers that were handed out instead of a number: their rows in and out of the database."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from queue_server.ledger.tables import checklists


def add(
    connection: Connection,
    centre: str,
    procedure: str,
    *,
    missing: Sequence[str],
    day: str,
    at: int,
    kiosk: str | None,
) -> int:
    """Saves a list; returns its id."""
    made = connection.execute(
        insert(checklists).values(
            missing=json.dumps(list(missing), ensure_ascii=False),
            centre=centre,
            day=day,
            at=at,
            procedure=procedure,
            kiosk=kiosk,
        )
    )
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # every table's insert has one


def by_procedure(connection: Connection, centre: str, first: str, last: str) -> list[tuple[str, int]]:
    """How many lists were given on those service days, both included: `(procedure, count)`, most first."""
    count = func.count()
    query = (
        select(checklists.c.procedure, count)
        .where(checklists.c.centre == centre, checklists.c.day >= first, checklists.c.day <= last)
        .group_by(checklists.c.procedure)
        .order_by(count.desc(), checklists.c.procedure)
    )
    return [(procedure, given) for procedure, given in connection.execute(query)]
