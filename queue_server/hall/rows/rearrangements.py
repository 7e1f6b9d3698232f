"""The rearrangements: each time that a counter was given other queues, saved so that it can be undone."""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from queue_server.hall.rules.rearrangement import Rearrangement
from queue_server.ledger.tables import counters, rearrangements

_COLUMNS = tuple(rearrangements.c[field.name] for field in fields(Rearrangement))


def add(connection: Connection, centre: str, made: Rearrangement) -> Rearrangement:
    """Saves a new rearrangement; returns it with the id that it has got."""
    added = insert(rearrangements).values(
        centre=centre,
        at=made.at,
        by=made.by,
        counter=made.counter,
        before=_stored(made.before),
        after=_stored(made.after),
        why=made.why,
        opened=int(made.opened),
    )
    ident = connection.execute(added.returning(rearrangements.c.id)).scalar_one()
    return replace(made, id=int(ident))


def by_id(connection: Connection, centre: str, ident: int) -> Rearrangement | None:
    """One rearrangement, or None."""
    query = select(*_COLUMNS).where(rearrangements.c.centre == centre, rearrangements.c.id == ident)
    row = connection.execute(query).one_or_none()
    return None if row is None else _value(row)


def in_force(connection: Connection, centre: str) -> list[Rearrangement]:
    """The rearrangements that were not undone, oldest first."""
    query = (
        select(*_COLUMNS)
        .where(rearrangements.c.centre == centre, rearrangements.c.undone_at.is_(None))
        .order_by(rearrangements.c.id)
    )
    return [_value(row) for row in connection.execute(query)]


def undo(connection: Connection, idents: Sequence[int], at: int, by: str) -> None:
    """Marks these rearrangements as undone."""
    connection.execute(
        update(rearrangements).where(rearrangements.c.id.in_(idents)).values(undone_at=at, undone_by=by)
    )


def given(connection: Connection, centre: str, number: int) -> tuple[str, ...] | None:
    """The queues that the counter was given; None if it serves those of the configuration."""
    query = select(counters.c.queues).where(counters.c.centre == centre, counters.c.number == number)
    return _queues(connection.execute(query).scalar_one_or_none())


def _value(row: Sequence[Any]) -> Rearrangement:
    ident, at, by, counter, before, after, why, opened, undone_at, undone_by = row
    return Rearrangement(
        ident, at, by, counter, _queues(before), _queues(after), why, bool(opened), undone_at, undone_by
    )


def _queues(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(json.loads(text))


def _stored(queues: tuple[str, ...] | None) -> str | None:
    """The queues as JSON, as in the column `counters.queues`."""
    return None if queues is None else json.dumps(list(queues), ensure_ascii=False)
