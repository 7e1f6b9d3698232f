"""The diary of counters that were given other queues, so that each can be undone."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import counters, rearrangements


def add(connection: Connection, **values: Any) -> int:
    """Writes one down; `before` and `after` are the counter's own column. Returns its id."""
    made = connection.execute(insert(rearrangements).values(**values).returning(rearrangements.c.id))
    return int(made.scalar_one())


def by_id(connection: Connection, centre: str, ident: int) -> Row | None:
    """One of them, or None."""
    query = select(rearrangements).where(rearrangements.c.centre == centre, rearrangements.c.id == ident)
    return as_row(connection.execute(query))


def in_force(connection: Connection, centre: str) -> list[Row]:
    """Those that were not undone, oldest first."""
    query = (
        select(rearrangements)
        .where(rearrangements.c.centre == centre, rearrangements.c.undone_at.is_(None))
        .order_by(rearrangements.c.id)
    )
    return as_rows(connection.execute(query))


def undo(connection: Connection, idents: Sequence[int], at: int, by: str) -> None:
    """Marks them as undone."""
    connection.execute(
        update(rearrangements).where(rearrangements.c.id.in_(idents)).values(undone_at=at, undone_by=by)
    )


def given(connection: Connection, centre: str, number: int) -> str | None:
    """The counter's own column: its queues as JSON where it was given some, else None."""
    query = select(counters.c.queues).where(counters.c.centre == centre, counters.c.number == number)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else str(found)


def queues(text: str | None) -> list[str] | None:
    """What such a column says."""
    return None if text is None else list(json.loads(text))
