"""Complaints in and out of the database: the person, the matter and the answer are sealed."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from queue_server.dossiers.rows.columns import person_of, text_of
from queue_server.dossiers.rules.people import Person
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import complaints, dossiers, tickets
from queue_server.visitors.rules.complaint import Complaint

SEALED = ("person", "matter", "answer")
"""The columns that are sealed, each bound to its complaint's code; retention empties all of them."""

_WITH_SUBJECT = select(
    complaints, tickets.c.number, tickets.c.day, dossiers.c.code.label("dossier")
).select_from(
    complaints.outerjoin(tickets, tickets.c.id == complaints.c.ticket_id).outerjoin(
        dossiers, dossiers.c.id == complaints.c.dossier_id
    )
)


def place(column: str, row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which a sealed text of a complaint is bound."""
    return (f"complaints.{column}", row["centre"], row["code"])


def add(connection: Connection, new: Complaint) -> None:
    """Saves a new complaint."""
    row = {name: getattr(new, name) for name in _COLUMNS} | {"person": text_of(new.person)}
    connection.execute(insert(complaints).values(**{**row, **_sealed(connection, row)}))


def save_answer(connection: Connection, answered: Complaint) -> None:
    """Saves the answer to a complaint."""
    row = {"centre": answered.centre, "code": answered.code, "answer": answered.answer}
    change = update(complaints).where(complaints.c.id == answered.id)
    connection.execute(
        change.values(
            **_sealed(connection, row), answered_at=answered.answered_at, answered_by=answered.answered_by
        )
    )


def by_code(connection: Connection, centre: str, code: str) -> Complaint | None:
    """The complaint with that code, with the number of its ticket and the code of its dossier, or None."""
    query = _WITH_SUBJECT.where(complaints.c.centre == centre, complaints.c.code == code)
    row = as_row(connection.execute(query))
    return None if row is None else _value(connection, row)


def find(
    connection: Connection,
    centre: str,
    *,
    answered: bool | None = None,
    due_before: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Complaint], int]:
    """Complaints and how many there are: first the open ones by due date, then the answered ones, newest first."""
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
    return [_value(connection, row) for row in as_rows(connection.execute(query))], int(total)


_COLUMNS = (
    *("centre", "code", "at", "by", "matter", "due_at", "ticket_id", "dossier_id"),
    *("answer", "answered_at", "answered_by"),
)
_SUBJECT = ("id", "number", "day", "dossier")


def _value(connection: Connection, row: Row) -> Complaint:
    """The complaint that a row holds, its personal columns opened."""
    seal = sealing.of(connection)
    opened = {name: None if row[name] is None else seal.open(row[name], *place(name, row)) for name in SEALED}
    plain = {**row, **opened}
    same = {name: plain[name] for name in (*_COLUMNS, *_SUBJECT)}
    return Complaint(person=person_of(plain["person"]) or Person(), **same)


def _sealed(connection: Connection, values: Mapping[str, object]) -> dict[str, str]:
    seal = sealing.of(connection)
    return {name: seal.close(str(values[name]), *place(name, values)) for name in SEALED if values.get(name)}
