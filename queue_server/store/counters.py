"""Counter rows: state, who sits there, and which ticket they hold. Decides nothing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from queue_server.store.tables import counters

Row = Mapping[str, Any]

_ALL = select(counters).where(counters.c.centre == bindparam("centre")).order_by(counters.c.number)
_ONE = select(counters).where(counters.c.centre == bindparam("centre"), counters.c.number == bindparam("number"))
_CHANGE = update(counters).where(
    counters.c.centre == bindparam("b_centre"), counters.c.number == bindparam("b_number")
)


def every(connection: Connection, centre: str) -> dict[int, Row]:
    """All counters of the centre by number."""
    return {row["number"]: row for row in connection.execute(_ALL, {"centre": centre}).mappings()}


def one(connection: Connection, centre: str, number: int) -> Row | None:
    """One counter's row, or None."""
    return connection.execute(_ONE, {"centre": centre, "number": number}).mappings().one_or_none()


def change(connection: Connection, centre: str, number: int, **values: Any) -> None:
    """Sets columns of one counter."""
    connection.execute(_CHANGE.values(**values), {"b_centre": centre, "b_number": number})


def add_missing(connection: Connection, centre: str, numbers: list[int], at: int) -> None:
    """Creates rows for counters that the configuration names and the database lacks; they start closed."""
    known = every(connection, centre)
    rows = [
        {"centre": centre, "number": number, "state": "closed", "changed_at": at}
        for number in numbers
        if number not in known
    ]
    if rows:
        connection.execute(insert(counters), rows)
