"""What citizens thought of a visit or of a dossier: rows in and out. The free text lies sealed; sums are made elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_rows
from queue_server.ledger.tables import dossiers, ratings, tickets


def place(row: Mapping[str, Any]) -> tuple[object, ...]:
    """What the sealed reason of a rating is bound to."""
    return ("ratings.reason", row["centre"], row["ticket_id"], row["dossier_id"])


def exists(connection: Connection, *, ticket_id: int | None = None, dossier_id: int | None = None) -> bool:
    """Whether this ticket or dossier was rated."""
    where = ratings.c.ticket_id == ticket_id if ticket_id is not None else ratings.c.dossier_id == dossier_id
    return connection.execute(select(ratings.c.id).where(where)).first() is not None


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Saves a rating; a reason is sealed."""
    reason = values["reason"]
    if reason is not None:
        reason = sealing.of(connection).close(reason, *place(values))
    connection.execute(insert(ratings).values(**{**values, "reason": reason}))


def between(connection: Connection, centre: str, first: str, last: str) -> Sequence[Any]:
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
    return connection.execute(query).all()


def with_reason(connection: Connection, centre: str, first: str, last: str, limit: int) -> list[Row]:
    """The newest ratings of those days that say why, their reasons opened."""
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
    seal = sealing.of(connection)
    return [
        {**row, "reason": seal.open(row["reason"], *place(row))} for row in as_rows(connection.execute(query))
    ]
