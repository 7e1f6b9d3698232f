"""Dossier rows in and out of the database, with their diary, tickets and numbers.

Callers give and get plain values. What is personal is sealed here before it is saved and opened after it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from queue_server.dossiers.rows import words as dossier_words
from queue_server.dossiers.rows.columns import columns, dossier_of, personal, told_of
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.people import ROLES as PEOPLE
from queue_server.dossiers.rules.record import DiaryLine, Dossier
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.storage.rows import Row, as_row, as_rows, difference
from queue_server.ledger.tables import (
    dossier_history,
    dossier_marks,
    dossier_numbers,
    dossier_tickets,
    dossiers,
    events,
)
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text import person_numbers
from shared.text.alphabet import comparable

SEALED = (*PEOPLE, "note")
"""The columns that are sealed, each bound to its dossier's code. Retention empties all of them.

A new personal column is sealed and emptied as soon as it is named here.
"""
DAY_NUMBERS = "#dossiers"
"""The name of the day's intake numbers among the marks beside the database, where queues have their ids."""

_CODES = Prepared(
    select(dossiers.c.code)
    .join(dossier_tickets, dossier_tickets.c.dossier_id == dossiers.c.id)
    .where(dossier_tickets.c.ticket_id == bindparam("ticket"))
    .order_by(dossier_tickets.c.at, dossiers.c.id)
)
_STATUSES = Prepared(
    select(dossiers.c.status)
    .join(dossier_tickets, dossier_tickets.c.dossier_id == dossiers.c.id)
    .where(dossier_tickets.c.ticket_id == bindparam("ticket"))
)
_CODES_OF_SEVERAL = (
    select(dossier_tickets.c.ticket_id, dossiers.c.code)
    .join(dossiers, dossiers.c.id == dossier_tickets.c.dossier_id)
    .where(dossier_tickets.c.ticket_id.in_(bindparam("tickets", expanding=True)))
    .order_by(dossier_tickets.c.ticket_id, dossier_tickets.c.at, dossiers.c.id)
)
_TICKETS = (
    select(dossier_tickets.c.dossier_id, dossier_tickets.c.ticket_id)
    .where(dossier_tickets.c.dossier_id.in_(bindparam("ids", expanding=True)))
    .order_by(dossier_tickets.c.at, dossier_tickets.c.ticket_id)
)
# Each line comes with the data of its event, which says what move it was and more.
_HISTORY = (
    select(dossier_history, events.c.data)
    .outerjoin(
        events, and_(events.c.centre == dossier_history.c.centre, events.c.seq == dossier_history.c.seq)
    )
    .where(dossier_history.c.dossier_id.in_(bindparam("ids", expanding=True)))
    .order_by(dossier_history.c.id)
)


def codes_of_ticket(connection: Connection, ticket_id: int) -> list[str]:
    """The codes of the dossiers that the ticket carries, in the order in which they were tied to it."""
    return _CODES.column(connection, {"ticket": ticket_id})


def statuses_of_ticket(connection: Connection, ticket_id: int) -> list[Status]:
    """Where each of the dossiers that the ticket carries stands."""
    return [Status(status) for status in _STATUSES.column(connection, {"ticket": ticket_id})]


def codes_of_tickets(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """The codes for each of several tickets; tickets without a dossier are missing."""
    found: dict[int, list[str]] = {}
    if ticket_ids:
        for ticket_id, code in connection.execute(_CODES_OF_SEVERAL, {"tickets": list(ticket_ids)}):
            found.setdefault(ticket_id, []).append(code)
    return found


def by_code(connection: Connection, centre: str, code: str) -> Dossier | None:
    """The dossier with this code of ours, or None."""
    query = select(dossiers).where(dossiers.c.centre == centre, dossiers.c.code == code)
    return _opened(connection, as_row(connection.execute(query)))


def has_code(connection: Connection, centre: str, code: str) -> bool:
    """Whether there is a dossier with this code of ours."""
    query = select(dossiers.c.id).where(dossiers.c.centre == centre, dossiers.c.code == code)
    return connection.execute(query).first() is not None


def by_any_code(connection: Connection, centre: str, code: str) -> Dossier | None:
    """The dossier with this code of ours, else the newest with this code of another system, or None."""
    found = by_code(connection, centre, code)
    if found is not None:
        return found
    query = (
        select(dossiers)
        .where(dossiers.c.centre == centre, dossiers.c.external_code == code)
        .order_by(dossiers.c.id.desc())
        .limit(1)
    )
    return _opened(connection, as_row(connection.execute(query)))


def by_external(connection: Connection, centre: str, system: str, code: str) -> Dossier | None:
    """The dossier tied to this code of this other system, whose name may be in another spelling; or None."""
    query = select(dossiers).where(dossiers.c.centre == centre, dossiers.c.external_code == code)
    for row in as_rows(connection.execute(query.order_by(dossiers.c.id))):
        if comparable(row["external_system"] or "") == comparable(system):
            return _opened(connection, row)
    return None


def add(connection: Connection, new: Dossier) -> Dossier:
    """Saves a new dossier, together with the marks by which its people's numbers find it; returns it with its id."""
    query = insert(dossiers).values(**row_of(connection, new)).returning(dossiers.c.id)
    dossier_id = int(connection.execute(query).scalar_one())
    _mark(connection, dossier_id, new)
    words = dossier_words.of_names(new.names)
    words |= dossier_words.of_codes(new.code, new.external_code)
    dossier_words.add(connection, new.centre, dossier_id, words)
    return replace(new, id=dossier_id)


def row_of(connection: Connection, dossier: Dossier) -> dict[str, str | int | None]:
    """The row of the dossier without its id, with sealed personal columns."""
    return {**columns(dossier), **_sealed(connection, dossier)}


def save(connection: Connection, before: Dossier, after: Dossier) -> None:
    """Saves the columns that have changed, except the people and the note."""
    if changes := difference(columns(before), columns(after)):
        connection.execute(update(dossiers).where(dossiers.c.id == before.id).values(**changes))


def save_people(connection: Connection, before: Dossier, after: Dossier) -> None:
    """Saves the people of a dossier, and the names and numbers by which it is found."""
    seal(connection, after)
    gone, new = dossier_words.of_names(before.names), dossier_words.of_names(after.names)
    dossier_words.drop(connection, before.centre, before.id, gone - new)
    dossier_words.add(connection, before.centre, before.id, new - gone)


def seal(connection: Connection, dossier: Dossier) -> None:
    """Saves the personal columns of a dossier, sealed with the present key, and the marks of its people's numbers."""
    values = _sealed(connection, dossier)
    connection.execute(update(dossiers).where(dossiers.c.id == dossier.id).values(**values))
    _mark(connection, dossier.id, dossier)


def _sealed(connection: Connection, dossier: Dossier) -> dict[str, str | None]:
    """The personal columns of a dossier, sealed as in the database."""
    key, row = sealing.of(connection), {"centre": dossier.centre, "code": dossier.code}
    return {
        name: None if text is None else key.close(text, *place(name, row))
        for name, text in personal(dossier).items()
    }


def _mark(connection: Connection, dossier_id: int, dossier: Dossier) -> None:
    """Saves the marks of its people's numbers, by which the dossier is found, in place of the earlier marks."""
    key, centre = sealing.of(connection), dossier.centre
    numbers = [
        number for person in dossier.people.values() if person is not None for number in person.numbers()
    ]
    connection.execute(delete(dossier_marks).where(dossier_marks.c.dossier_id == dossier_id))
    for found in sorted({key.mark(centre, number) for number in numbers}):
        connection.execute(insert(dossier_marks).values(centre=centre, mark=found, dossier_id=dossier_id))


def place(column: str, row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which a sealed text of a dossier is bound."""
    return (f"dossiers.{column}", row["centre"], row["code"])


def place_of_step(row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which the sealed note of a diary line is bound."""
    return ("dossier_history.note", row["centre"], row["dossier_id"], row["seq"])


def link(connection: Connection, dossier_id: int, ticket_id: int, at: int) -> None:
    """Ties a ticket to a dossier; a second time changes nothing."""
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    row = make(dossier_tickets).values(dossier_id=dossier_id, ticket_id=ticket_id, at=at)
    connection.execute(row.on_conflict_do_nothing())


def add_history(connection: Connection, centre: str, dossier_id: int, line: DiaryLine) -> None:
    """Saves one line of a dossier's diary."""
    row: dict[str, str | int | None] = {
        "centre": centre,
        "dossier_id": dossier_id,
        "seq": line.seq,
        "at": line.at,
        "status": int(line.status),
        "by": line.by,
        "note": line.note,
    }
    if line.note is not None:
        row["note"] = sealing.of(connection).close(line.note, *place_of_step(row))
    connection.execute(insert(dossier_history).values(**row))


def histories(connection: Connection, ids: Sequence[int]) -> dict[int, list[DiaryLine]]:
    """The diaries of several dossiers, oldest line first, by dossier id."""
    found: dict[int, list[DiaryLine]] = {dossier_id: [] for dossier_id in ids}
    if ids:
        seal = sealing.of(connection)
        for row in as_rows(connection.execute(_HISTORY, {"ids": list(ids)})):
            note = row["note"]
            found[row["dossier_id"]].append(
                DiaryLine(
                    seq=row["seq"],
                    at=row["at"],
                    status=Status(row["status"]),
                    by=row["by"],
                    note=None if note is None else seal.open(note, *place_of_step(row)),
                    told=told_of(row["data"]),
                )
            )
    return found


def history(connection: Connection, dossier_id: int) -> list[DiaryLine]:
    """The diary of one dossier, oldest line first."""
    return histories(connection, [dossier_id])[dossier_id]


def tickets_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[int]]:
    """The ids of the tickets under which several dossiers were served, first one first, by dossier id."""
    found: dict[int, list[int]] = {dossier_id: [] for dossier_id in ids}
    if ids:
        for dossier_id, ticket_id in connection.execute(_TICKETS, {"ids": list(ids)}):
            found[dossier_id].append(ticket_id)
    return found


def next_number(deed: UnitOfWork) -> int:
    """The day's next intake number, taken under the deed's lock; after a rollback the same number is taken again."""
    make = postgresql_insert if deed.connection.dialect.name == "postgresql" else sqlite_insert
    row = make(dossier_numbers).values(centre=deed.centre_id, day=deed.day, last=1)
    query = row.on_conflict_do_update(
        index_elements=["centre", "day"], set_={"last": dossier_numbers.c.last + 1}
    )
    number = int(deed.connection.execute(query.returning(dossier_numbers.c.last)).scalar_one())
    deed.reach(deed.day, DAY_NUMBERS, number)
    return number


def pass_to(connection: Connection, centre: str, day: str, number: int) -> None:
    """Skips the day's intake numbers up to `number`; a later number stays."""
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    row = make(dossier_numbers).values(centre=centre, day=day, last=number)
    later = row.on_conflict_do_update(
        index_elements=["centre", "day"], set_={"last": number}, where=dossier_numbers.c.last < number
    )
    connection.execute(later)


def pass_over(connection: Connection, centre: str, day: str, step: int) -> None:
    """Skips the next `step` intake numbers of the day, so that no dossier gets them."""
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    row = make(dossier_numbers).values(centre=centre, day=day, last=step)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["centre", "day"], set_={"last": dossier_numbers.c.last + step}
        )
    )


def by_number(connection: Connection, centre: str, number: str) -> list[int]:
    """The ids of the dossiers with a person who has this number of a telephone or identity paper, newest first."""
    marks = sealing.of(connection).marks(centre, person_numbers.meant(number))
    if not marks:
        return []
    return sorted((row[0] for row in connection.execute(_marked(centre, marks))), reverse=True)


def _marked(centre: str, marks: Sequence[str]) -> Select[int]:
    return select(dossier_marks.c.dossier_id).where(
        dossier_marks.c.centre == centre, dossier_marks.c.mark.in_(marks)
    )


def matching(connection: Connection, condition: ColumnElement[bool], most: int) -> list[Dossier]:
    """Up to `most` dossiers for whose columns the condition holds."""
    query = select(dossiers).where(condition).limit(most)
    return [value(connection, row) for row in as_rows(connection.execute(query))]


def value(connection: Connection, row: Row) -> Dossier:
    """The dossier that a row of the table holds."""
    return dossier_of(_plain(connection, row))


def _opened(connection: Connection, row: Row | None) -> Dossier | None:
    return None if row is None else value(connection, row)


def _plain(connection: Connection, row: Row) -> Row:
    """The row with its personal columns opened."""
    seal = sealing.of(connection)
    opened = {name: None if row[name] is None else seal.open(row[name], *place(name, row)) for name in SEALED}
    return {**row, **opened}
