"""Reads what reports and estimates are made of, column by column."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine, bindparam, case, create_engine, event, func, or_, select
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from queue_server.ledger.service_day import service_day as day_of
from queue_server.ledger.storage.engine import connect_to_existing
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.tables import centres, dossiers, services, tickets

VisitRow = tuple[str, int | None, str | None, str, int, int, int | None]
"""A ticket: queue, counter, officer, state, issued, waiting since, first called."""
ServiceRow = tuple[str, int, str | None, int, int | None, int, int]
"""A finished service: queue, counter, officer, called, started (None where nobody said so), finished, wait."""
GivenRow = tuple[str, str, int, int, int | None]
"""A number: queue, day, issued, waiting since, first called."""


class Served(NamedTuple):
    """A finished service; moments and the wait are in milliseconds."""

    queue: str
    counter: int
    called_at: int
    finished_at: int
    waited_ms: int


class Missed(NamedTuple):
    """A ticket that was called in vain."""

    queue: str
    counter: int
    called_at: int
    ended_at: int
    stop_since: int


class Told(NamedTuple):
    """The served tickets of a queue that were told a range of the wait: how many, and for how many it held."""

    queue: str
    told: int
    kept: int


class Came(NamedTuple):
    """How many tickets came to a queue on a day, and how many of them (`first`) overtake others."""

    queue: str
    day: str
    given: int
    first: int


def open_read_only(url: str) -> Engine:
    """An engine of its own for the worker; its connections refuse to write."""
    parsed = make_url(url)
    sqlite, options = parsed.get_backend_name() == "sqlite", {}
    if sqlite and (file := parsed.database):
        options["creator"] = lambda: connect_to_existing(file)
    engine = create_engine(parsed, poolclass=NullPool, **options)

    @event.listens_for(engine, "connect")
    def refuse_writes(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        if sqlite:
            cursor.execute("PRAGMA busy_timeout = 5000")
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute(
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, ISOLATION LEVEL REPEATABLE READ"
            )
            connection.commit()
        cursor.close()

    return engine


def service_day(connection: Connection, centre: str, today: str) -> str:
    """The service day where the clock shows `today`. Before a day's first deed the database still names the day before."""
    query = select(centres.c.service_day, centres.c.clock_believed).where(centres.c.id == centre)
    found = connection.execute(query).one_or_none()
    if found is None:
        return today
    known, believed = found
    return day_of(known, today, doubtful=believed is not None)


_TICKETS = Prepared(
    select(
        tickets.c.queue,
        tickets.c.counter,
        tickets.c.officer,
        tickets.c.state,
        tickets.c.issued_at,
        tickets.c.stop_since,
        tickets.c.first_called_at,
    ).where(
        tickets.c.centre == bindparam("centre"),
        tickets.c.day >= bindparam("first"),
        tickets.c.day <= bindparam("last"),
    )
)
_SERVICES = Prepared(
    select(
        services.c.queue,
        services.c.counter,
        services.c.officer,
        services.c.called_at,
        services.c.started_at,
        services.c.finished_at,
        services.c.waited_ms,
    ).where(
        services.c.centre == bindparam("centre"),
        services.c.day >= bindparam("first"),
        services.c.day <= bindparam("last"),
    )
)


def tickets_between(connection: Connection, centre: str, first: str, last: str) -> Sequence[VisitRow]:
    """Tickets of the service days, both included: queue, counter, officer, state, issued, waiting since, first called."""
    return _TICKETS.rows(connection, {"centre": centre, "first": first, "last": last})


def services_between(connection: Connection, centre: str, first: str, last: str) -> Sequence[ServiceRow]:
    """Finished services of the service days, both included: queue, counter, officer, called, started, finished, wait."""
    return _SERVICES.rows(connection, {"centre": centre, "first": first, "last": last})


def given_between(connection: Connection, centre: str, first: str, last: str) -> list[GivenRow]:
    """Numbers of those service days, both included: queue, day, issued, waiting since, first called."""
    query = select(
        tickets.c.queue, tickets.c.day, tickets.c.issued_at, tickets.c.stop_since, tickets.c.first_called_at
    ).where(tickets.c.centre == centre, tickets.c.day >= first, tickets.c.day <= last)
    return [tuple(row) for row in connection.execute(query)]


def given_by_day(connection: Connection, centre: str, first: str, last: str) -> list[tuple[str, int]]:
    """How many numbers were given on each service day, both included: `(day, count)`."""
    query = (
        select(tickets.c.day, func.count())
        .where(tickets.c.centre == centre, tickets.c.day >= first, tickets.c.day <= last)
        .group_by(tickets.c.day)
    )
    return [(day, int(count)) for day, count in connection.execute(query)]


def served_by_day(connection: Connection, centre: str, first: str, last: str) -> list[tuple[str, int, int]]:
    """Finished services of each service day, both included: `(day, count, sum of waits in ms)`."""
    query = (
        select(services.c.day, func.count(), func.sum(services.c.waited_ms))
        .where(services.c.centre == centre, services.c.day >= first, services.c.day <= last)
        .group_by(services.c.day)
    )
    return [(day, int(count), int(waits)) for day, count, waits in connection.execute(query)]


def dossiers_due_before(connection: Connection, centre: str, moment: int, statuses: Sequence[int]) -> int:
    """How many dossiers in these statuses were due before the moment."""
    query = (
        select(func.count())
        .select_from(dossiers)
        .where(dossiers.c.centre == centre, dossiers.c.status.in_(list(statuses)), dossiers.c.due_at < moment)
    )
    return int(connection.execute(query).scalar_one())


def told_between(connection: Connection, centre: str, first: str, last: str) -> list[Told]:
    """Of the served tickets that were told a range of the wait, by their first queue: how many, and for how many it held."""
    earlier = services.alias("earlier")
    before = select(earlier.c.id).where(
        earlier.c.ticket_id == services.c.ticket_id, earlier.c.id < services.c.id
    )
    kept = services.c.waited_ms <= tickets.c.told_p90 * 60_000
    query = (
        select(services.c.queue, func.count().label("told"), func.count(case((kept, 1))).label("kept"))
        .select_from(services.join(tickets, tickets.c.id == services.c.ticket_id))
        .where(
            services.c.centre == centre,
            services.c.day >= first,
            services.c.day <= last,
            tickets.c.told_p90.is_not(None),
            tickets.c.delays == 0,
            tickets.c.appointment_at.is_(None),
            ~before.exists(),
        )
        .group_by(services.c.queue)
    )
    return [Told(*row) for row in connection.execute(query)]


def recent_services(connection: Connection, centre: str, since: str, limit: int) -> list[Served]:
    """The latest finished services from a service day on, newest first: queue, counter, call, finish and wait."""
    query = (
        select(
            services.c.queue,
            services.c.counter,
            services.c.called_at,
            services.c.finished_at,
            services.c.waited_ms,
        )
        .where(services.c.centre == centre, services.c.day >= since)
        .order_by(services.c.id.desc())
        .limit(limit)
    )
    return [Served(*row) for row in connection.execute(query)]


def missed_on(connection: Connection, centre: str, days: Sequence[str]) -> list[Missed]:
    """Tickets that were called in vain on those days: queue, counter, call, end, and since when they had waited."""
    query = select(
        tickets.c.queue, tickets.c.counter, tickets.c.called_at, tickets.c.ended_at, tickets.c.stop_since
    ).where(
        tickets.c.centre == centre,
        tickets.c.day.in_(list(days)),
        tickets.c.state == "no_show",
        tickets.c.called_at.is_not(None),
        tickets.c.ended_at.is_not(None),
    )
    return [Missed(*row) for row in connection.execute(query)]


def came_on(connection: Connection, centre: str, days: Sequence[str]) -> list[Came]:
    """How many tickets came to each queue on those days, by queue and day, and how many of them (`first`) overtake others.

    A ticket overtakes those that wait already if it has priority, or an arrival before the moment at which it joined the
    line, as after another stop or with an appointment.
    """
    ahead = or_(tickets.c.priority.is_not(None), tickets.c.stop_since > tickets.c.issued_at)
    query = (
        select(
            tickets.c.queue,
            tickets.c.day,
            func.count().label("given"),
            func.count(case((ahead, 1))).label("first"),
        )
        .where(tickets.c.centre == centre, tickets.c.day.in_(list(days)))
        .group_by(tickets.c.queue, tickets.c.day)
    )
    return [Came(*row) for row in connection.execute(query)]
