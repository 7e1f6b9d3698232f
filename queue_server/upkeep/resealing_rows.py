"""Seals rows that are sealed with an older key anew with the key in use, some at a time."""

from collections.abc import Callable, Mapping

from sqlalchemy import Column, ColumnElement, Connection, Table, select, update

from queue_server.appointments import rows as appointment_rows
from queue_server.dossiers.rows import attachments as attachment_rows
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows import hand_overs as hand_over_rows
from queue_server.hall.rows.tickets import PHONE_PLACE
from queue_server.ledger.storage import sealed_answers, sealing
from queue_server.ledger.tables import (
    appointments,
    attachments,
    complaints,
    dossier_history,
    dossiers,
    hand_overs,
    idempotency_keys,
    ratings,
    tickets,
)
from queue_server.money import rows as money_rows
from queue_server.visitors.rows import complaints as complaint_rows
from queue_server.visitors.rows import ratings as rating_rows


def some(connection: Connection, centre: str, most: int) -> int:
    """Up to `most` rows of each table; returns how many there were in all."""
    return sum(
        work(connection, centre, most)
        for work in (
            money_rows.reseal,
            _dossiers,
            _steps,
            _hand_overs,
            _phones,
            _idempotency_keys,
            _names,
            _complaints,
            _reasons,
            _appointments,
        )
    )


def _stale(connection: Connection, column: ColumnElement[str]) -> ColumnElement[bool]:
    """Sealed, and not with the key in use."""
    seal = sealing.of(connection)
    fresh = column.like(f"{seal.prefix}%")
    return column.like(f"{sealing.FORM}:%") & ~fresh


def _dossiers(connection: Connection, centre: str, most: int) -> int:
    stale = _stale(connection, dossiers.c.applicant) | _stale(connection, dossiers.c.note)
    found = dossier_rows.matching(connection, (dossiers.c.centre == centre) & stale, most)
    for dossier in found:
        dossier_rows.seal(connection, dossier)
    return len(found)


def _steps(connection: Connection, centre: str, most: int) -> int:
    seal = sealing.of(connection)
    query = select(dossier_history).where(
        dossier_history.c.centre == centre, _stale(connection, dossier_history.c.note)
    )
    rows = connection.execute(query.limit(most)).mappings().all()
    for row in rows:
        place = dossier_rows.place_of_step(dict(row))
        note = seal.close(seal.open(row["note"], *place), *place)
        connection.execute(update(dossier_history).where(dossier_history.c.id == row["id"]).values(note=note))
    return len(rows)


def _hand_overs(connection: Connection, centre: str, most: int) -> int:
    seal = sealing.of(connection)
    query = select(hand_overs).where(hand_overs.c.centre == centre, _stale(connection, hand_overs.c.note))
    rows = connection.execute(query.limit(most)).mappings().all()
    for row in rows:
        place = hand_over_rows.place_of_note(dict(row))
        note = seal.close(seal.open(row["note"], *place), *place)
        connection.execute(update(hand_overs).where(hand_overs.c.id == row["id"]).values(note=note))
    return len(rows)


def _phones(connection: Connection, centre: str, most: int) -> int:
    seal = sealing.of(connection)
    query = select(tickets.c.id, tickets.c.phone).where(
        tickets.c.centre == centre, _stale(connection, tickets.c.phone)
    )
    rows = connection.execute(query.limit(most)).all()
    for ticket_id, phone in rows:
        sealed = seal.close(seal.open(phone, *PHONE_PLACE), *PHONE_PLACE)
        connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(phone=sealed))
    return len(rows)


def _idempotency_keys(connection: Connection, centre: str, most: int) -> int:
    query = select(idempotency_keys).where(
        idempotency_keys.c.centre == centre, _stale(connection, idempotency_keys.c.fingerprint)
    )
    rows = connection.execute(query.limit(most)).mappings().all()
    for row in rows:
        request = (row["centre"], row["principal"], row["key"])
        plain = sealed_answers.opened(connection, request, row["fingerprint"], row["body"])
        fingerprint, body = sealed_answers.sealed(connection, request, *plain)
        connection.execute(
            update(idempotency_keys)
            .where(
                idempotency_keys.c.centre == row["centre"],
                idempotency_keys.c.principal == row["principal"],
                idempotency_keys.c.key == row["key"],
            )
            .values(fingerprint=fingerprint, body=body)
        )
    return len(rows)


def _names(connection: Connection, centre: str, most: int) -> int:
    """What scans are called; their files are sealed anew by dossiers/deeds/attachments.py."""
    return _texts(connection, attachments, attachments.c.name, attachment_rows.place, centre, most)


def _reasons(connection: Connection, centre: str, most: int) -> int:
    return _texts(connection, ratings, ratings.c.reason, rating_rows.place, centre, most)


def _appointments(connection: Connection, centre: str, most: int) -> int:
    return _texts(connection, appointments, appointments.c.person, appointment_rows.place, centre, most)


def _complaints(connection: Connection, centre: str, most: int) -> int:
    count = 0
    for name in complaint_rows.SEALED:

        def place(row: Mapping[str, object], name: str = name) -> tuple[object, ...]:
            return complaint_rows.place(name, row)

        count += _texts(connection, complaints, complaints.c[name], place, centre, most)
    return count


def _texts(
    connection: Connection,
    table: Table,
    column: Column[str],
    place: Callable[[Mapping[str, object]], tuple[object, ...]],
    centre: str,
    most: int,
) -> int:
    """One sealed column of a table whose rows have an id."""
    seal = sealing.of(connection)
    query = select(table).where(table.c.centre == centre, _stale(connection, column)).limit(most)
    rows = connection.execute(query).mappings().all()
    for row in rows:
        where = place(dict(row))
        fresh = seal.close(seal.open(row[column.name], *where), *where)
        connection.execute(update(table).where(table.c.id == row["id"]).values({column.name: fresh}))
    return len(rows)
