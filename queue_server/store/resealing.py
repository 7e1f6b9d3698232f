"""Seals anew, with the key in use, what lies sealed with an older one; some rows at a time. Shows nobody what it opens."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from queue_server.store import dossiers as dossier_rows
from queue_server.store import sealing
from queue_server.store.tables import dossier_history, dossiers, replays, tickets
from queue_server.store.tickets import PHONE_PLACE


def some(connection: Connection, centre: str, most: int) -> int:
    """Up to `most` rows of each table; returns how many there were in all."""
    return sum(work(connection, centre, most) for work in (_dossiers, _steps, _phones, _replays))


def _stale(connection: Connection, column: Any) -> ColumnElement[bool]:
    """Sealed, and not with the key in use."""
    seal = sealing.of(connection)
    fresh = column.like(f"{seal.prefix}%")
    return column.like(f"{sealing.FORM}:%") & ~fresh  # type: ignore[no-any-return]


def _dossiers(connection: Connection, centre: str, most: int) -> int:
    query = select(dossiers).where(
        dossiers.c.centre == centre,
        _stale(connection, dossiers.c.applicant) | _stale(connection, dossiers.c.note),
    )
    rows = [
        dossier_rows.plain(connection, dict(row)) for row in connection.execute(query.limit(most)).mappings()
    ]
    for row in rows:
        sealed = dossier_rows.sealed(connection, row)
        connection.execute(update(dossiers).where(dossiers.c.id == row["id"]).values(**sealed))
        dossier_rows.mark(connection, row["id"], row)
    return len(rows)


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


def _replays(connection: Connection, centre: str, most: int) -> int:
    seal = sealing.of(connection)
    query = select(replays).where(replays.c.centre == centre, _stale(connection, replays.c.fingerprint))
    rows = connection.execute(query.limit(most)).mappings().all()
    for row in rows:
        scope = (row["centre"], row["principal"], row["key"])
        fresh = {
            name: seal.close(seal.open(row[name], f"replays.{name}", *scope), f"replays.{name}", *scope)
            for name in ("fingerprint", "body")
        }
        connection.execute(
            update(replays)
            .where(
                replays.c.centre == row["centre"],
                replays.c.principal == row["principal"],
                replays.c.key == row["key"],
            )
            .values(**fresh)
        )
    return len(rows)
