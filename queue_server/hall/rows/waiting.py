"""Who waits, as the order sees them: read for all lines, for some queues, or for a few tickets."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from queue_server.hall.rules.ordering import Waiting
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.tables import tickets

_WAITING_COLUMNS = (
    tickets.c.id,
    tickets.c.queue,
    tickets.c.arrival,
    tickets.c.priority,
    tickets.c.appointment_at,
    tickets.c.sent_to,
    tickets.c.first_at,
    tickets.c.put_back_at,
    tickets.c.returns,
    tickets.c.delayed_until,
)
_IN_STATE = (tickets.c.centre == bindparam("centre"), tickets.c.day == bindparam("day"))
_WAITING = select(*_WAITING_COLUMNS).where(
    *_IN_STATE, tickets.c.state == "waiting", tickets.c.queue.in_(bindparam("queues", expanding=True))
)


_ALL_WAITING = select(*_WAITING_COLUMNS).where(*_IN_STATE, tickets.c.state == "waiting")


_SENT = select(*_WAITING_COLUMNS).where(
    *_IN_STATE, tickets.c.state == "waiting", tickets.c.sent_to == bindparam("counter")
)


_SOME = select(*_WAITING_COLUMNS, tickets.c.centre, tickets.c.day, tickets.c.state)


_FEW = 4
"""Up to this many tickets are looked up by a statement that is compiled once."""


def _as_waiting(row: Any) -> Waiting:
    """A waiting row as the order sees it."""
    return Waiting(
        id=row.id,
        queue=row.queue,
        arrival=row.arrival,
        priority=row.priority is not None,
        appointment=row.appointment_at is not None,
        sent_to=row.sent_to,
        first_at=row.first_at,
        put_back_at=row.put_back_at,
        returned=row.returns > 0,
        delayed_until=row.delayed_until,
    )


def waiting(
    connection: Connection, centre: str, day: str, queues: Sequence[str], counter: int | None = None
) -> list[Waiting]:
    """All waiting tickets of the queues, those sent to a counter included, and any other that was sent to `counter`."""
    scope = {"centre": centre, "day": day}
    rows = connection.execute(_WAITING, {**scope, "queues": list(queues)}).all()
    found = {row.id: _as_waiting(row) for row in rows}
    if counter is not None:
        for row in connection.execute(_SENT, {**scope, "counter": counter}):
            found[row.id] = _as_waiting(row)
    return list(found.values())


def every_waiting(connection: Connection, centre: str, day: str) -> list[Waiting]:
    """All waiting tickets of the day."""
    return [_as_waiting(row) for row in connection.execute(_ALL_WAITING, {"centre": centre, "day": day})]


def still_waiting(connection: Connection, centre: str, day: str, ids: Sequence[int]) -> list[Waiting]:
    """Those of the tickets that wait in this day's lines."""
    if len(ids) <= _FEW:
        rows = _some(len(ids)).rows(connection, {f"id_{place}": one for place, one in enumerate(ids)})
    else:
        rows = [*connection.execute(_SOME.where(tickets.c.id.in_(list(ids))))]
    here = (centre, day, "waiting")
    return [_waiting(row) for row in rows if tuple(row[-3:]) == here]


@cache
def _some(number: int) -> Prepared:
    places = [bindparam(f"id_{place}", type_=tickets.c.id.type) for place in range(number)]
    return Prepared(_SOME.where(tickets.c.id.in_(places)))


def _waiting(row: Sequence[Any]) -> Waiting:
    """The same as `_as_waiting`, but for a row as the database driver returns it."""
    (
        ident,
        queue,
        arrival,
        priority,
        appointment,
        sent_to,
        first_at,
        put_back_at,
        returns,
        delayed_until,
        *_,
    ) = row
    return Waiting(
        id=ident,
        queue=queue,
        arrival=arrival,
        priority=priority is not None,
        appointment=appointment is not None,
        sent_to=sent_to,
        first_at=first_at,
        put_back_at=put_back_at,
        returned=returns > 0,
        delayed_until=delayed_until,
    )
