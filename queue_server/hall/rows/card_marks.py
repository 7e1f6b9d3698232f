"""Finds the number that a person holds, by the mark of their card."""

from collections.abc import Collection

from sqlalchemy import Connection, select, update

from queue_server.ledger.tables import tickets

_LIVE = ("waiting", "called", "serving", "held")


def live_number(
    connection: Connection, centre: str, day: str, queue: str, marks: Collection[str]
) -> str | None:
    """The number of that day and queue which carries one of the marks and whose visit is not over yet, or None."""
    query = select(tickets.c.number).where(
        tickets.c.centre == centre,
        tickets.c.person_mark.in_(list(marks)),
        tickets.c.day == day,
        tickets.c.queue == queue,
        tickets.c.state.in_(_LIVE),
    )
    found: str | None = connection.execute(query.limit(1)).scalar()
    return found


def forget(connection: Connection, centre: str, before_day: str, most: int) -> int:
    """Removes the marks from at most `most` tickets of earlier days, where they are of no more use; returns how many."""
    ids = select(tickets.c.id).where(
        tickets.c.centre == centre, tickets.c.person_mark.is_not(None), tickets.c.day < before_day
    )
    change = update(tickets).where(tickets.c.id.in_(ids.limit(most))).values(person_mark=None)
    return connection.execute(change).rowcount
