"""Counters in and out of the database: state, who sits there, and which ticket they hold."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, bindparam, select

from queue_server.hall.rules.counter import Counter
from queue_server.ledger.storage.prepared import Prepared, Updates
from queue_server.ledger.tables import counters
from shared.wire.vocabulary import CounterState

_FIELDS = tuple(field.name for field in fields(Counter))
_COLUMNS = tuple(counters.c[name] for name in _FIELDS)
_ALL = Prepared(select(*_COLUMNS).where(counters.c.centre == bindparam("centre")).order_by(counters.c.number))
_ONE = Prepared(
    select(*_COLUMNS).where(
        counters.c.centre == bindparam("centre"), counters.c.number == bindparam("number")
    )
)
_CHANGE = Updates(counters, "centre", "number")


def _counter(row: Sequence[Any]) -> Counter:
    """The counter of a row of `_COLUMNS`."""
    number, state, reason, officer, ticket_id, changed_at, queues = row
    own = None if queues is None else tuple(json.loads(queues))
    return Counter(number, CounterState(state), reason, officer, ticket_id, changed_at, own)


def every(connection: Connection, centre: str) -> dict[int, Counter]:
    """All counters of the centre by number."""
    found = (_counter(row) for row in _ALL.rows(connection, {"centre": centre}))
    return {counter.number: counter for counter in found}


def one(connection: Connection, centre: str, number: int) -> Counter | None:
    """One counter, or None."""
    row = _ONE.row(connection, {"centre": centre, "number": number})
    return None if row is None else _counter(row)


def save(connection: Connection, centre: str, before: Counter, after: Counter) -> None:
    """Saves the columns that have changed, but not `queues`, which `rows/rearrangements.py` saves."""
    values: dict[str, object] = {}
    if after.state is not before.state:
        values["state"] = after.state.value
    for name in ("reason", "officer", "ticket_id", "changed_at"):
        if getattr(after, name) != getattr(before, name):
            values[name] = getattr(after, name)
    if values:
        _CHANGE.run(connection, {"centre": centre, "number": before.number}, values)


def give(connection: Connection, centre: str, number: int, ticket_id: int | None) -> None:
    """Sets the ticket that the counter holds from now on; None: it holds no ticket."""
    _CHANGE.run(connection, {"centre": centre, "number": number}, {"ticket_id": ticket_id})
