"""Complaints in and out of the database: who, what and the answer lie sealed. Decides nothing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import complaints, dossiers, tickets

SEALED = ("person", "matter", "answer")
"""The columns that lie sealed, each bound to its complaint's code; retention empties them all."""

_WITH_SUBJECT = select(
    complaints, tickets.c.number, tickets.c.day, dossiers.c.code.label("dossier")
).select_from(
    complaints.outerjoin(tickets, tickets.c.id == complaints.c.ticket_id).outerjoin(
        dossiers, dossiers.c.id == complaints.c.dossier_id
    )
)


def place(column: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """What a sealed text of a complaint is bound to."""
    return (f"complaints.{column}", row["centre"], row["code"])


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Saves a new complaint."""
    connection.execute(insert(complaints).values(**{**values, **_sealed(connection, values)}))


def answer(connection: Connection, row: Row, text: str, at: int, by: str) -> None:
    """Saves the answer to a complaint."""
    sealed = sealing.of(connection).close(text, *place("answer", row))
    change = update(complaints).where(complaints.c.id == row["id"])
    connection.execute(change.values(answer=sealed, answered_at=at, answered_by=by))


def by_code(connection: Connection, centre: str, code: str) -> Row | None:
    """The complaint of that code with its ticket's number and its dossier's code, or None."""
    query = _WITH_SUBJECT.where(complaints.c.centre == centre, complaints.c.code == code)
    row = as_row(connection.execute(query))
    return None if row is None else plain(connection, row)


def find(
    connection: Connection,
    centre: str,
    *,
    answered: bool | None = None,
    due_before: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Row], int]:
    """Complaints and how many there are: open ones by their due date, then answered ones, newest first."""
    where: list[ColumnElement[bool]] = [complaints.c.centre == centre]
    if answered is not None:
        where.append(
            complaints.c.answered_at.is_not(None) if answered else complaints.c.answered_at.is_(None)
        )
    if due_before is not None:
        where.append(complaints.c.due_at < due_before)
    total = connection.execute(select(func.count()).select_from(complaints).where(*where)).scalar_one()
    order = (complaints.c.answered_at.is_not(None), complaints.c.answered_at.desc(), complaints.c.due_at)
    query = _WITH_SUBJECT.where(*where).order_by(*order, complaints.c.id).limit(limit).offset(offset)
    return [plain(connection, row) for row in as_rows(connection.execute(query))], int(total)


def plain(connection: Connection, row: Row) -> Row:
    """The row with its personal columns opened."""
    seal = sealing.of(connection)
    opened = {name: None if row[name] is None else seal.open(row[name], *place(name, row)) for name in SEALED}
    return {**row, **opened}


def _sealed(connection: Connection, values: Mapping[str, Any]) -> dict[str, str]:
    seal = sealing.of(connection)
    return {name: seal.close(values[name], *place(name, values)) for name in SEALED if values.get(name)}
