"""What each queue has given on a service day: its last number and lap, how many, and whose turn it is."""

from collections.abc import Callable

from sqlalchemy import Connection, Table, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.tables import queue_days, tickets


def _upsert(make: Callable[[Table], sqlite.Insert] | Callable[[Table], postgresql.Insert]) -> Prepared:
    query = make(queue_days)
    changed = {name: query.excluded[name] for name in ("last", "lap", "given", "turn")}
    return Prepared(
        query.on_conflict_do_update(index_elements=["centre", "day", "queue"], set_=changed),
        [column.name for column in queue_days.c],
    )


_SAVE_DAY = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
_TURNS = select(queue_days.c.queue, queue_days.c.turn).where(
    queue_days.c.centre == bindparam("centre"), queue_days.c.day == bindparam("day")
)


def save(
    connection: Connection,
    centre: str,
    day: str,
    queue: str,
    *,
    last: int | None,
    lap: int,
    given: int,
    turn: int,
) -> None:
    """Creates or updates the numbering row of a queue's day: all of `last`, `lap`, `given` and `turn`."""
    statement = _SAVE_DAY[connection.dialect.name]
    statement.run(
        connection,
        {
            "centre": centre,
            "day": day,
            "queue": queue,
            "last": last,
            "lap": lap,
            "given": given,
            "turn": turn,
        },
    )


def turns(connection: Connection, centre: str, day: str) -> dict[str, int]:
    """Whose turn it is in each queue of the day, by the queue's id; a queue without numbers is missing."""
    return {row.queue: row.turn for row in connection.execute(_TURNS, {"centre": centre, "day": day})}


def last_numbers(
    connection: Connection, centre: str, day: str, *, later: bool = False
) -> list[tuple[str, int, int]]:
    """Queue, last number and lap of the queues that gave numbers on the day, or with `later` on the days after it."""
    on = queue_days.c.day > day if later else queue_days.c.day == day
    query = select(queue_days.c.queue, queue_days.c.last, queue_days.c.lap).where(
        queue_days.c.centre == centre, on, queue_days.c.last.is_not(None)
    )
    return [(row.queue, row.last, row.lap) for row in connection.execute(query)]


def given(connection: Connection, centre: str, day: str) -> dict[str, int]:
    """How many tickets were given on the day, by the queue that gave them."""
    query = select(queue_days.c.queue, queue_days.c.given).where(
        queue_days.c.centre == centre, queue_days.c.day == day
    )
    return {row.queue: row.given for row in connection.execute(query)}


def busiest(connection: Connection, centre: str) -> int:
    """How many numbers a queue has given on one day at most."""
    most = select(func.coalesce(func.max(queue_days.c.given), 0)).where(queue_days.c.centre == centre)
    return int(connection.execute(most).scalar_one())


def latest_before(connection: Connection, centre: str, day: str) -> str | None:
    """The last day before this one on which a number was given."""
    query = select(func.max(queue_days.c.day)).where(queue_days.c.centre == centre, queue_days.c.day < day)
    found: str | None = connection.execute(query).scalar_one()
    return found


def has_given_outside(connection: Connection, centre: str, day: str, begins: int, ends: int) -> bool:
    """Whether a ticket of the day was given before it began or after it had ended, in milliseconds."""
    outside = or_(tickets.c.issued_at < begins, tickets.c.issued_at >= ends)
    query = select(tickets.c.id).where(tickets.c.centre == centre, tickets.c.day == day, outside)
    return connection.execute(query.limit(1)).first() is not None
