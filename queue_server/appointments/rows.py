"""Appointments in and out of the database: who booked lies sealed, by whom it is found as a keyed mark. Decides nothing."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from queue_server.appointments.rules import COUNTED
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import appointments, tickets

_COUNTED = [state.value for state in sorted(COUNTED)]
_WITH_NUMBER = select(appointments, tickets.c.number).select_from(
    appointments.outerjoin(tickets, tickets.c.id == appointments.c.ticket_id)
)


def place(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What a sealed person is bound to: an appointment's day and code may change, its secret never does."""
    return ("appointments.person", row["centre"], row["secret"])


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Saves a new appointment with its person sealed; returns its id."""
    sealed = sealing.of(connection).close(values["person"], *place(values))
    query = insert(appointments).values(**{**values, "person": sealed}).returning(appointments.c.id)
    return int(connection.execute(query).scalar_one())


def change(connection: Connection, ident: int, **values: Any) -> None:
    """Sets columns of one appointment that are not personal."""
    connection.execute(update(appointments).where(appointments.c.id == ident).values(**values))


def by_id(connection: Connection, centre: str, ident: int) -> Row | None:
    """The appointment with its ticket's number and its person opened, or None."""
    query = _WITH_NUMBER.where(appointments.c.centre == centre, appointments.c.id == ident)
    return _opened(connection, as_row(connection.execute(query)))


def by_secret(connection: Connection, centre: str, secret: str) -> Row | None:
    """The appointment of its holder's secret, or None."""
    query = _WITH_NUMBER.where(appointments.c.centre == centre, appointments.c.secret == secret)
    return _opened(connection, as_row(connection.execute(query)))


def by_code(connection: Connection, centre: str, day: str, code: str) -> Row | None:
    """The appointment of that code on this day, else the nearest later one, or None; its person stays sealed."""
    query = (
        _WITH_NUMBER.where(
            appointments.c.centre == centre, appointments.c.code == code, appointments.c.day >= day
        )
        .order_by(appointments.c.day)
        .limit(1)
    )
    return as_row(connection.execute(query))


def code_taken(connection: Connection, centre: str, day: str, code: str) -> bool:
    """Whether an appointment of the day has this code."""
    query = select(appointments.c.id).where(
        appointments.c.centre == centre, appointments.c.day == day, appointments.c.code == code
    )
    return connection.execute(query).first() is not None


def booked(
    connection: Connection, centre: str, days: Sequence[str], queue: str, but: int | None = None
) -> dict[str, dict[int, int]]:
    """How many places of a queue are taken, by day and beginning; `but` is an appointment that is left out."""
    query = select(appointments.c.day, appointments.c.at, func.count()).where(
        appointments.c.centre == centre,
        appointments.c.day.in_(list(days)),
        appointments.c.queue == queue,
        appointments.c.state.in_(_COUNTED),
    )
    if but is not None:
        query = query.where(appointments.c.id != but)
    found: dict[str, dict[int, int]] = {day: {} for day in days}
    for day, at, count in connection.execute(query.group_by(appointments.c.day, appointments.c.at)):
        found[day][at] = count
    return found


def queues_of_person(
    connection: Connection, centre: str, day: str, marks: Collection[str], but: int | None = None
) -> list[str]:
    """The queues in which a person, known by these marks, has an appointment on the day."""
    query = select(appointments.c.queue).where(
        appointments.c.centre == centre,
        appointments.c.person_mark.in_(list(marks)),
        appointments.c.day == day,
        appointments.c.state.in_(_COUNTED),
    )
    if but is not None:
        query = query.where(appointments.c.id != but)
    return list(connection.execute(query).scalars())


def of_day(connection: Connection, centre: str, day: str, queue: str | None) -> list[Row]:
    """A day's appointments by their time, with their people opened."""
    query = _WITH_NUMBER.where(appointments.c.centre == centre, appointments.c.day == day)
    if queue is not None:
        query = query.where(appointments.c.queue == queue)
    rows = as_rows(connection.execute(query.order_by(appointments.c.at, appointments.c.id)))
    return [_opened(connection, row) or row for row in rows]


def open_before(connection: Connection, centre: str, day: str) -> list[Row]:
    """Appointments of earlier days that nobody came for."""
    query = select(appointments).where(
        appointments.c.centre == centre, appointments.c.day < day, appointments.c.state == "booked"
    )
    return as_rows(connection.execute(query.order_by(appointments.c.id)))


def counts(connection: Connection, centre: str, first: str, last: str) -> dict[str, dict[str, int]]:
    """How many appointments of the days, both included, are in each state, by queue."""
    query = (
        select(appointments.c.queue, appointments.c.state, func.count())
        .where(appointments.c.centre == centre, appointments.c.day >= first, appointments.c.day <= last)
        .group_by(appointments.c.queue, appointments.c.state)
    )
    found: dict[str, dict[str, int]] = {}
    for queue, state, count in connection.execute(query):
        found.setdefault(queue, {})[state] = count
    return found


def forget(connection: Connection, centre: str, before_day: str, most: int) -> int:
    """Takes people, and what they are found by, off appointments of earlier days; returns how many."""
    ids = select(appointments.c.id).where(
        appointments.c.centre == centre,
        appointments.c.day < before_day,
        appointments.c.person.is_not(None),
    )
    change_all = update(appointments).where(appointments.c.id.in_(ids.limit(most)))
    return connection.execute(change_all.values(person=None, person_mark=None)).rowcount


def _opened(connection: Connection, row: Row | None) -> Row | None:
    if row is None or row["person"] is None:
        return row
    return {**row, "person": sealing.of(connection).open(row["person"], *place(row))}
