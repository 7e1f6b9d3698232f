"""Alarms that officers raised, and who ended them."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import alarms


def add(connection: Connection, **values: Any) -> int:
    """Writes one down. Returns its id."""
    return int(connection.execute(insert(alarms).values(**values).returning(alarms.c.id)).scalar_one())


def by_id(connection: Connection, centre: str, ident: int) -> Row | None:
    """One alarm, or None."""
    query = select(alarms).where(alarms.c.centre == centre, alarms.c.id == ident)
    return as_row(connection.execute(query))


def open_ones(connection: Connection, centre: str) -> list[Row]:
    """Those that nobody has ended, oldest first."""
    query = select(alarms).where(alarms.c.centre == centre, alarms.c.ended_at.is_(None)).order_by(alarms.c.id)
    return as_rows(connection.execute(query))


def end(connection: Connection, ident: int, at: int, by: str) -> None:
    """Ends one."""
    connection.execute(update(alarms).where(alarms.c.id == ident).values(ended_at=at, ended_by=by))
