"""Counter rows: state, who sits there, and which ticket they hold. Decides nothing."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from queue_server.ledger.storage.prepared import Prepared, Updates
from queue_server.ledger.storage.rows import Row, as_rows
from queue_server.ledger.tables import counters

_ALL = select(counters).where(counters.c.centre == bindparam("centre")).order_by(counters.c.number)
_ONE = Prepared(
    select(counters).where(counters.c.centre == bindparam("centre"), counters.c.number == bindparam("number"))
)
_CHANGE = Updates(counters, "centre", "number")


def every(connection: Connection, centre: str) -> dict[int, Row]:
    """All counters of the centre by number."""
    return {row["number"]: row for row in as_rows(connection.execute(_ALL, {"centre": centre}))}


def one(connection: Connection, centre: str, number: int) -> Row | None:
    """One counter's row, or None."""
    return _ONE.mapping(connection, {"centre": centre, "number": number})


def change(connection: Connection, centre: str, number: int, **values: Any) -> None:
    """Sets columns of one counter."""
    _CHANGE.run(connection, {"centre": centre, "number": number}, values)
