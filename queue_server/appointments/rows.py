"""Appointments in and out of the database. The person who booked is sealed, and is found by a keyed mark."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, insert, select, update

from queue_server.appointments.rules import COUNTED, Appointment, Person
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows, difference
from queue_server.ledger.tables import appointments, tickets
from shared.wire.vocabulary import AppointmentState as State
from shared.wire.vocabulary import Purpose

_COUNTED = [state.value for state in sorted(COUNTED)]
_WITH_NUMBER = select(appointments, tickets.c.number).select_from(
    appointments.outerjoin(tickets, tickets.c.id == appointments.c.ticket_id)
)


def place(row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which a sealed person is bound. It has the secret, which never changes, while day and code may change."""
    return ("appointments.person", row["centre"], row["secret"])


def add(connection: Connection, new: Appointment) -> Appointment:
    """Saves a new appointment with its person sealed; returns it with its id."""
    columns = _columns(new)
    if new.person is not None:
        told = {"name": new.person.name, "phone": new.person.phone}
        person = sealing.of(connection).close(json.dumps(told, ensure_ascii=False), *place(columns))
        columns |= {"person": person}
    query = insert(appointments).values(**columns, person_mark=new.person_mark).returning(appointments.c.id)
    return replace(new, id=int(connection.execute(query).scalar_one()))


def save(connection: Connection, before: Appointment, after: Appointment) -> None:
    """Saves the columns that have changed; the person who booked never changes."""
    if changes := difference(_columns(before), _columns(after)):
        connection.execute(update(appointments).where(appointments.c.id == before.id).values(**changes))


def by_id(connection: Connection, centre: str, ident: int) -> Appointment | None:
    """The appointment with its ticket's number and its person opened, or None."""
    query = _WITH_NUMBER.where(appointments.c.centre == centre, appointments.c.id == ident)
    row = as_row(connection.execute(query))
    return None if row is None else _with_person(connection, row)


def by_secret(connection: Connection, centre: str, secret: str) -> Appointment | None:
    """The appointment with that secret, or None."""
    query = _WITH_NUMBER.where(appointments.c.centre == centre, appointments.c.secret == secret)
    row = as_row(connection.execute(query))
    return None if row is None else _with_person(connection, row)


def by_code(connection: Connection, centre: str, day: str, code: str) -> Appointment | None:
    """The appointment with that code on this day, else the next one with that code on a later day, or None.

    It is read without its person.
    """
    query = (
        _WITH_NUMBER.where(
            appointments.c.centre == centre, appointments.c.code == code, appointments.c.day >= day
        )
        .order_by(appointments.c.day)
        .limit(1)
    )
    row = as_row(connection.execute(query))
    return None if row is None else _appointment(row)


def code_taken(connection: Connection, centre: str, day: str, code: str) -> bool:
    """Whether an appointment of the day has this code."""
    query = select(appointments.c.id).where(
        appointments.c.centre == centre, appointments.c.day == day, appointments.c.code == code
    )
    return connection.execute(query).first() is not None


def booked(
    connection: Connection, centre: str, days: Sequence[str], queue: str, but: int | None = None
) -> dict[str, dict[int, int]]:
    """How many places of a queue are taken, by day and by the slot's beginning; the appointment `but` is not counted."""
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


def of_day(connection: Connection, centre: str, day: str, queue: str | None) -> list[Appointment]:
    """A day's appointments by their time, with their people opened."""
    query = _WITH_NUMBER.where(appointments.c.centre == centre, appointments.c.day == day)
    if queue is not None:
        query = query.where(appointments.c.queue == queue)
    rows = as_rows(connection.execute(query.order_by(appointments.c.at, appointments.c.id)))
    return [_with_person(connection, row) for row in rows]


def open_before(connection: Connection, centre: str, day: str) -> list[Appointment]:
    """Appointments of earlier days to which nobody came; without their people."""
    query = _WITH_NUMBER.where(
        appointments.c.centre == centre, appointments.c.day < day, appointments.c.state == "booked"
    )
    return [_appointment(row) for row in as_rows(connection.execute(query.order_by(appointments.c.id)))]


def missed_from(connection: Connection, centre: str, day: str) -> list[Appointment]:
    """Appointments of this day and later ones that are missed; without their people."""
    query = _WITH_NUMBER.where(
        appointments.c.centre == centre, appointments.c.day >= day, appointments.c.state == "missed"
    )
    return [_appointment(row) for row in as_rows(connection.execute(query.order_by(appointments.c.id)))]


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
    """Removes the people and their marks from appointments of earlier days; returns from how many."""
    ids = select(appointments.c.id).where(
        appointments.c.centre == centre,
        appointments.c.day < before_day,
        appointments.c.person.is_not(None),
    )
    change_all = update(appointments).where(appointments.c.id.in_(ids.limit(most)))
    return connection.execute(change_all.values(person=None, person_mark=None)).rowcount


def _appointment(row: Row) -> Appointment:
    """The value that a row holds, without its person."""
    return Appointment(
        id=row["id"],
        centre=row["centre"],
        day=row["day"],
        at=row["at"],
        code=row["code"],
        queue=row["queue"],
        procedures=tuple(json.loads(row["procedures"])),
        purpose=Purpose(row["purpose"]),
        lang=row["lang"],
        person=None,
        person_mark=row["person_mark"],
        secret=row["secret"],
        booked_at=row["booked_at"],
        booked_by=row["booked_by"],
        state=State(row["state"]),
        ticket_id=row["ticket_id"],
        ended_at=row["ended_at"],
        number=row["number"],
    )


def _with_person(connection: Connection, row: Row) -> Appointment:
    found = _appointment(row)
    if row["person"] is None:
        return found
    told = json.loads(sealing.of(connection).open(row["person"], *place(row)))
    return replace(found, person=Person(told.get("name"), told.get("phone")))


def _columns(value: Appointment) -> dict[str, object]:
    """The columns of an appointment that hold nothing about its person."""
    return {
        "centre": value.centre,
        "day": value.day,
        "at": value.at,
        "code": value.code,
        "queue": value.queue,
        "procedures": json.dumps(value.procedures),
        "purpose": value.purpose.value,
        "lang": value.lang,
        "secret": value.secret,
        "state": value.state.value,
        "booked_at": value.booked_at,
        "booked_by": value.booked_by,
        "ticket_id": value.ticket_id,
        "ended_at": value.ended_at,
    }
