"""Ratings of visits and dossiers in and out of the database. The free text is sealed; sums are made elsewhere."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_rows
from queue_server.ledger.tables import dossiers, ratings, tickets
from queue_server.visitors.rules.satisfaction import Rating, Subject


def place(row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which the sealed reason of a rating is bound."""
    return ("ratings.reason", row["centre"], row["ticket_id"], row["dossier_id"])


def exists(connection: Connection, *, ticket_id: int | None = None, dossier_id: int | None = None) -> bool:
    """Whether this ticket or dossier was rated."""
    where = ratings.c.ticket_id == ticket_id if ticket_id is not None else ratings.c.dossier_id == dossier_id
    return connection.execute(select(ratings.c.id).where(where)).first() is not None


def add(connection: Connection, rating: Rating) -> None:
    """Saves a rating; a reason is sealed."""
    about = rating.about
    row: dict[str, object] = {
        "centre": rating.centre,
        "day": rating.day,
        "at": rating.at,
        "ticket_id": about.ticket_id,
        "dossier_id": about.dossier_id,
        "counter": about.counter,
        "officer": about.officer,
        "score": rating.score,
        "reason": rating.reason,
        "indicators": json.dumps(rating.indicators, sort_keys=True) if rating.indicators else None,
        "choices": json.dumps(sorted(rating.choices)) if rating.choices else None,
    }
    if rating.reason is not None:
        row["reason"] = sealing.of(connection).close(rating.reason, *place(row))
    connection.execute(insert(ratings).values(**row))


class Given(NamedTuple):
    """A rating as figures count it; `indicators` and `choices` are JSON. A visit has a queue, a dossier a field."""

    day: str
    ticket_id: int | None
    officer: str | None
    counter: int | None
    score: int
    indicators: str | None
    choices: str | None
    queue: str | None
    field: str | None


def between(connection: Connection, centre: str, first: str, last: str) -> list[Given]:
    """Ratings of the service days, both included, with the field: the ticket's queue or the dossier's field."""
    query = (
        select(
            ratings.c.day,
            ratings.c.ticket_id,
            ratings.c.officer,
            ratings.c.counter,
            ratings.c.score,
            ratings.c.indicators,
            ratings.c.choices,
            tickets.c.queue,
            dossiers.c.field,
        )
        .select_from(
            ratings.outerjoin(tickets, tickets.c.id == ratings.c.ticket_id).outerjoin(
                dossiers, dossiers.c.id == ratings.c.dossier_id
            )
        )
        .where(ratings.c.centre == centre, ratings.c.day >= first, ratings.c.day <= last)
    )
    return [Given(*row) for row in connection.execute(query)]


def with_reason(connection: Connection, centre: str, first: str, last: str, limit: int) -> list[Rating]:
    """The newest ratings of those days that have a reason, with their reasons opened."""
    query = (
        select(ratings, tickets.c.number, dossiers.c.code)
        .select_from(
            ratings.outerjoin(tickets, tickets.c.id == ratings.c.ticket_id).outerjoin(
                dossiers, dossiers.c.id == ratings.c.dossier_id
            )
        )
        .where(
            ratings.c.centre == centre,
            ratings.c.day >= first,
            ratings.c.day <= last,
            ratings.c.reason.is_not(None),
        )
        .order_by(ratings.c.id.desc())
        .limit(limit)
    )
    return [_value(connection, row) for row in as_rows(connection.execute(query))]


def _value(connection: Connection, row: Row) -> Rating:
    return Rating(
        centre=row["centre"],
        day=row["day"],
        at=row["at"],
        about=Subject(
            ticket_id=row["ticket_id"],
            dossier_id=row["dossier_id"],
            counter=row["counter"],
            officer=row["officer"],
            code=row["code"],
            number=row["number"],
        ),
        score=row["score"],
        reason=sealing.of(connection).open(row["reason"], *place(row)),
        indicators=json.loads(row["indicators"] or "{}"),
        choices=frozenset(json.loads(row["choices"] or "[]")),
    )
