"""The diary's rows: reading events back, for the feed, the history of a ticket, resumption and the announcer."""

from sqlalchemy import Connection, bindparam, select

from queue_server.ledger.storage.rows import Row, as_rows
from queue_server.ledger.tables import events, tickets

_AFTER = (
    select(events.c.seq, events.c.type, events.c.at, events.c.data)
    .where(events.c.centre == bindparam("centre"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
_AT = select(events.c.seq, events.c.type, events.c.at).where(
    events.c.centre == bindparam("centre"), events.c.seq == bindparam("seq")
)
_WHOLE = select(events.c.seq, events.c.type, events.c.at, events.c.actor, events.c.data).where(
    events.c.centre == bindparam("centre"), events.c.seq == bindparam("seq")
)
_OF_TICKET = (
    select(events)
    .where(events.c.centre == bindparam("centre"), events.c.ticket_id == bindparam("ticket"))
    .order_by(events.c.seq)
)
_CALLS = (
    select(events.c.seq, events.c.ticket_id, events.c.at, events.c.data, events.c.type)
    .where(
        events.c.centre == bindparam("centre"),
        events.c.type.in_(["ticket_called", "ticket_renumbered"]),
        events.c.at >= bindparam("since"),
        # The day's own part of the diary: on a morning without a call all years before would be looked through.
        events.c.seq > bindparam("day_seq"),
        events.c.seq < bindparam("before"),
    )
    .order_by(events.c.seq.desc())
    .limit(bindparam("most"))
)
# By way of the day's tickets: there is no way to a type in the diary but through all of it.
_RENUMBERED = (
    select(events.c.seq, events.c.at, events.c.data, events.c.type, tickets.c.state)
    .join(tickets, tickets.c.id == events.c.ticket_id)
    .where(
        tickets.c.centre == bindparam("centre"),
        tickets.c.day == bindparam("day"),
        tickets.c.offline == 1,
        events.c.type == "ticket_renumbered",
    )
    .order_by(events.c.seq)
)


def after(connection: Connection, centre: str, seq: int, most: int) -> list[Row]:
    """Up to `most` events after a number, oldest first."""
    return as_rows(connection.execute(_AFTER, {"centre": centre, "after": seq, "most": most}))


def at(connection: Connection, centre: str, seq: int) -> Row | None:
    """Number, type and moment of one event; None when there is none of that number."""
    found = as_rows(connection.execute(_AT, {"centre": centre, "seq": seq}))
    return found[0] if found else None


def whole(connection: Connection, centre: str, seq: int) -> Row | None:
    """One event with what it says; None when there is none of that number."""
    found = as_rows(connection.execute(_WHOLE, {"centre": centre, "seq": seq}))
    return found[0] if found else None


def of_ticket(connection: Connection, centre: str, ticket_id: int) -> list[Row]:
    """Every event of one ticket, oldest first."""
    return as_rows(connection.execute(_OF_TICKET, {"centre": centre, "ticket": ticket_id}))


def latest_calls(
    connection: Connection, centre: str, since: int, day_seq: int, before: int, most: int
) -> list[Row]:
    """The latest calls and renumberings since a moment and between two numbers, newest first."""
    values = {"centre": centre, "since": since, "day_seq": day_seq, "before": before, "most": most}
    return as_rows(connection.execute(_CALLS, values))


def renumbered(connection: Connection, centre: str, day: str) -> list[Row]:
    """The renumberings of the day's tickets, oldest first, with the state that each ticket is in by now."""
    return as_rows(connection.execute(_RENUMBERED, {"centre": centre, "day": day}))
