"""The diary's rows: reading events back, for the feed, the history of a ticket, resumption and the announcer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Select, bindparam, select

from queue_server.ledger.tables import events, tickets


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the diary."""

    seq: int
    type: str
    """One of `FactType`, or a type of an earlier release that this release does not know any more."""
    at: int
    """The moment in milliseconds."""
    actor: str
    ticket_id: int | None
    data: str
    """The fact as JSON text."""

    def columns(self) -> dict[str, str | int | None]:
        """The columns of the event's row, without the centre."""
        return {
            "seq": self.seq,
            "type": self.type,
            "at": self.at,
            "actor": self.actor,
            "ticket_id": self.ticket_id,
            "data": self.data,
        }


_COLUMNS = (events.c.seq, events.c.type, events.c.at, events.c.actor, events.c.ticket_id, events.c.data)
_AFTER = (
    select(*_COLUMNS)
    .where(events.c.centre == bindparam("centre"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
_AT = select(*_COLUMNS).where(events.c.centre == bindparam("centre"), events.c.seq == bindparam("seq"))
_OF_TICKET = (
    select(*_COLUMNS)
    .where(events.c.centre == bindparam("centre"), events.c.ticket_id == bindparam("ticket"))
    .order_by(events.c.seq)
)
_CALLS = (
    select(*_COLUMNS)
    .where(
        events.c.centre == bindparam("centre"),
        events.c.type.in_(["ticket_called", "ticket_renumbered"]),
        events.c.at >= bindparam("since"),
        # This limits the search to the day; else, on a morning without a call, all earlier years would be searched.
        events.c.seq > bindparam("day_seq"),
        events.c.seq < bindparam("before"),
    )
    .order_by(events.c.seq.desc())
    .limit(bindparam("most"))
)
# This starts from the day's tickets, because the diary has no index by type.
_RENUMBERED = (
    select(*_COLUMNS, tickets.c.state)
    .join(tickets, tickets.c.id == events.c.ticket_id)
    .where(
        tickets.c.centre == bindparam("centre"),
        tickets.c.day == bindparam("day"),
        tickets.c.offline == 1,
        events.c.type == "ticket_renumbered",
    )
    .order_by(events.c.seq)
)


def after(connection: Connection, centre: str, seq: int, most: int) -> list[Event]:
    """Up to `most` events after a number, oldest first."""
    return _read(connection, _AFTER, {"centre": centre, "after": seq, "most": most})


def at(connection: Connection, centre: str, seq: int) -> Event | None:
    """The event with that number, or None."""
    found = _read(connection, _AT, {"centre": centre, "seq": seq})
    return found[0] if found else None


def of_ticket(connection: Connection, centre: str, ticket_id: int) -> list[Event]:
    """Every event of one ticket, oldest first."""
    return _read(connection, _OF_TICKET, {"centre": centre, "ticket": ticket_id})


def latest_calls(
    connection: Connection, centre: str, since: int, day_seq: int, before: int, most: int
) -> list[Event]:
    """The latest calls and renumberings since a moment and between two numbers, newest first."""
    values: dict[str, str | int] = {
        "centre": centre,
        "since": since,
        "day_seq": day_seq,
        "before": before,
        "most": most,
    }
    return _read(connection, _CALLS, values)


def renumbered(connection: Connection, centre: str, day: str) -> list[tuple[Event, str]]:
    """The renumberings of the day's tickets, oldest first, with the present state of each ticket."""
    found = connection.execute(_RENUMBERED, {"centre": centre, "day": day})
    return [
        (Event(seq, kind, at, actor, ticket, data), state)
        for seq, kind, at, actor, ticket, data, state in found
    ]


def _read(
    connection: Connection,
    query: Select[int, str, int, str, int, str],
    values: Mapping[str, str | int],
) -> list[Event]:
    return [Event(*row) for row in connection.execute(query, values)]
