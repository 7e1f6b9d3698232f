"""Takes out of the database what may not stay for ever, some rows at a time.

What counts for statistics stays: tickets, services, statuses, dates, who worked, and the diary, which names no citizen.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Delete, Select, Table, delete, exists, or_, select, update

from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows import words
from queue_server.ledger.storage import sealing
from queue_server.ledger.tables import (
    dossier_history,
    dossier_looks,
    dossier_marks,
    dossiers,
    hand_overs,
    idempotency_keys,
    sessions,
    tickets,
)
from queue_server.money import rows as money_rows
from queue_server.upkeep import retention_of_scans


@contextmanager
def overwriting(connection: Connection) -> Iterator[None]:
    """While this lasts, SQLite overwrites what it deletes; otherwise the old text stays in its pages for a while."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA secure_delete").scalar_one()
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA secure_delete = {int(before)}")


def drop_phones(connection: Connection, centre: str, before_day: str, most: int) -> int:
    """Takes the telephone numbers off tickets of earlier days; returns how many."""
    ids = select(tickets.c.id).where(
        tickets.c.centre == centre, tickets.c.day < before_day, tickets.c.phone.is_not(None)
    )
    change = update(tickets).where(tickets.c.id.in_(ids.limit(most))).values(phone=None)
    return connection.execute(change).rowcount


def anonymise_dossiers(
    connection: Connection, centre: str, closed: Collection[int], before: int, now: int, most: int
) -> int:
    """Takes the people and all free text off dossiers that ended before that moment; returns how many.

    `closed` are the statuses in which nothing is left to do. Code, procedure, dates, verdict and steps stay.
    """
    later = exists().where(dossier_history.c.dossier_id == dossiers.c.id, dossier_history.c.at >= before)
    query = (
        select(dossiers.c.id, dossiers.c.centre, dossiers.c.code, dossiers.c.names)
        .where(
            dossiers.c.centre == centre,
            dossiers.c.status.in_(sorted(closed)),
            dossiers.c.anonymised_at.is_(None),
            dossiers.c.received_at < before,
            ~later,
        )
        .order_by(dossiers.c.id)
        .limit(most)
    )
    found = connection.execute(query).mappings().all()
    for row in found:
        nobody = sealing.of(connection).close("{}", *dossier_rows.place("applicant", dict(row)))
        sealed = dict.fromkeys(dossier_rows.SEALED) | {"applicant": nobody}
        empty = {**sealed, "names": "", "anonymised_at": now}
        connection.execute(update(dossiers).where(dossiers.c.id == row["id"]).values(**empty))
        words.drop(connection, centre, row["id"], words.of_names(row["names"]))
    ids = [row["id"] for row in found]
    if ids:
        connection.execute(
            update(dossier_history).where(dossier_history.c.dossier_id.in_(ids)).values(note=None)
        )
        connection.execute(update(hand_overs).where(hand_overs.c.dossier_id.in_(ids)).values(note=None))
        connection.execute(delete(dossier_marks).where(dossier_marks.c.dossier_id.in_(ids)))
        money_rows.forget_dossiers(connection, ids)
        retention_of_scans.forget_dossiers(connection, ids, now)
    return len(ids)


def drop_looks(connection: Connection, centre: str, before: int, most: int) -> int:
    """Deletes older entries of the audit of who looked; returns how many."""
    where = (dossier_looks.c.centre == centre, dossier_looks.c.at < before)
    return _some(connection, dossier_looks, select(dossier_looks.c.id).where(*where), most)


def drop_sessions(connection: Connection, centre: str, before: int, most: int) -> int:
    """Deletes sign-ins that ended or expired before that moment; returns how many."""
    ended = or_(sessions.c.expires_at < before, sessions.c.ended_at < before)
    query = select(sessions.c.hash).where(sessions.c.centre == centre, ended)
    return _some(connection, sessions, query, most)


def drop_idempotency_keys(connection: Connection, centre: str, before: int) -> int:
    """Deletes answers kept for repeats; returns how many. All at once: their key has three parts."""
    gone = delete(idempotency_keys).where(
        idempotency_keys.c.centre == centre, idempotency_keys.c.created_at < before
    )
    return connection.execute(gone).rowcount


def _some(connection: Connection, table: Table, ids: Select[int] | Select[str], most: int) -> int:
    (key,) = table.primary_key.columns
    statement: Delete = delete(table).where(key.in_(ids.limit(most)))
    return connection.execute(statement).rowcount
