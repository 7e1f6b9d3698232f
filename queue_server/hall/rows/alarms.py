"""Alarms that officers raised, and who ended them."""

from dataclasses import fields

from sqlalchemy import Connection, insert, select, update

from queue_server.hall.rules.alarm import Alarm
from queue_server.ledger.tables import alarms

_COLUMNS = tuple(alarms.c[field.name] for field in fields(Alarm))


def add(connection: Connection, centre: str, at: int, counter: int | None, by: str) -> Alarm:
    """Saves a new alarm; returns it."""
    made = insert(alarms).values(centre=centre, at=at, counter=counter, by=by).returning(alarms.c.id)
    return Alarm(int(connection.execute(made).scalar_one()), at, counter, by)


def by_id(connection: Connection, centre: str, ident: int) -> Alarm | None:
    """One alarm, or None."""
    query = select(*_COLUMNS).where(alarms.c.centre == centre, alarms.c.id == ident)
    row = connection.execute(query).one_or_none()
    return None if row is None else Alarm(*row)


def open_ones(connection: Connection, centre: str) -> list[Alarm]:
    """The alarms that nobody has ended, oldest first."""
    query = (
        select(*_COLUMNS).where(alarms.c.centre == centre, alarms.c.ended_at.is_(None)).order_by(alarms.c.id)
    )
    return [Alarm(*row) for row in connection.execute(query)]


def end(connection: Connection, ident: int, at: int, by: str) -> None:
    """Ends an alarm."""
    connection.execute(update(alarms).where(alarms.c.id == ident).values(ended_at=at, ended_by=by))
