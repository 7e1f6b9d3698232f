"""Fee lines, receipts and closed days of cash in and out of the database. Decides nothing.

What tells of a person lies sealed (ledger/storage): why somebody pays less, got money back, or why a receipt was voided.
Whoever calls sees plain rows; a payment's `lines` are values then, not text.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import cash_closings, dossiers, fee_lines, payments

SEALED: Mapping[Table, tuple[str, ...]] = {
    fee_lines: ("exempt_reason",),
    payments: ("lines", "void_reason"),
    cash_closings: ("note", "reopen_reason"),
}
"""The columns that lie sealed; keys are changed and people are forgotten by this list."""
_BOUND: Mapping[Table, tuple[str, ...]] = {
    fee_lines: ("centre", "dossier_id"),
    payments: ("centre", "year", "receipt_no"),
    cash_closings: ("centre", "day", "officer", "at"),
}


def place(table: Table, column: str, row: Mapping[str, Any]) -> tuple[object, ...]:
    """What a sealed text of this row is bound to."""
    return (f"{table.name}.{column}", *(row[name] for name in _BOUND[table]))


def sealed(connection: Connection, table: Table, row: Mapping[str, Any]) -> dict[str, str | None]:
    """The sealed columns of a plain row as they lie in the database; those that it does not name are left out."""
    seal = sealing.of(connection)
    return {
        name: None if row[name] is None else seal.close(_text(row[name]), *place(table, name, row))
        for name in SEALED[table]
        if name in row
    }


def plain(connection: Connection, table: Table, row: Row) -> Row:
    """The row with its sealed columns opened, a payment's `lines` as values."""
    seal = sealing.of(connection)
    opened = {
        # What was forgotten lies in plain.
        name: seal.open(row[name], *place(table, name, row))
        if sealing.is_sealed(row[name] or "")
        else row[name]
        for name in SEALED[table]
    }
    if table is payments:
        opened["lines"] = json.loads(opened["lines"] or "{}")
    return {**row, **opened}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# Fee lines


def lines_of(connection: Connection, dossier_id: int) -> list[Row]:
    """The dossier's fee lines, in the order in which they were added."""
    query = select(fee_lines).where(fee_lines.c.dossier_id == dossier_id).order_by(fee_lines.c.id)
    return [plain(connection, fee_lines, row) for row in as_rows(connection.execute(query))]


def add_line(connection: Connection, values: Mapping[str, Any]) -> int:
    """Saves a fee line; returns its id."""
    row = {**values, **sealed(connection, fee_lines, values)}
    return int(connection.execute(insert(fee_lines).values(**row).returning(fee_lines.c.id)).scalar_one())


def remove_line(connection: Connection, line_id: int) -> None:
    """Takes a line away that was never paid."""
    connection.execute(delete(fee_lines).where(fee_lines.c.id == line_id))


def pay_lines(connection: Connection, ids: Sequence[int], payment_id: int) -> None:
    """Lines that this payment is for."""
    connection.execute(update(fee_lines).where(fee_lines.c.id.in_(ids)).values(payment_id=payment_id))


def release_lines(connection: Connection, payment_id: int) -> None:
    """The lines of a payment that was voided are open again."""
    change = update(fee_lines).where(fee_lines.c.payment_id == payment_id).values(payment_id=None)
    connection.execute(change)


# Receipts


def add_payment(connection: Connection, values: Mapping[str, Any]) -> int:
    """Saves a receipt; returns its id."""
    row = {**values, **sealed(connection, payments, values)}
    return int(connection.execute(insert(payments).values(**row).returning(payments.c.id)).scalar_one())


def void(connection: Connection, payment: Row, *, at: int, by: str, reason: str) -> None:
    """Marks a receipt as voided: its number stays used."""
    fresh = sealed(connection, payments, {**_keys(payments, payment), "void_reason": reason})
    connection.execute(
        update(payments).where(payments.c.id == payment["id"]).values(voided_at=at, voided_by=by, **fresh)
    )


def _keys(table: Table, row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _BOUND[table]}


def payment(connection: Connection, centre: str, payment_id: int) -> Row | None:
    """The receipt of that id, or None."""
    query = select(payments).where(payments.c.centre == centre, payments.c.id == payment_id)
    found = as_row(connection.execute(query))
    return None if found is None else plain(connection, payments, found)


def by_number(connection: Connection, centre: str, year: int, receipt_no: int) -> list[Row]:
    """The receipt with this number of the year: one, or none."""
    return _found(
        connection,
        payments.c.centre == centre,
        payments.c.year == year,
        payments.c.receipt_no == receipt_no,
    )


def of_dossier(connection: Connection, dossier_id: int) -> list[Row]:
    """The dossier's receipts, first one first."""
    return _found(connection, payments.c.dossier_id == dossier_id)


def of_ticket(connection: Connection, centre: str, ticket_id: int) -> list[Row]:
    """The receipts of a ticket without a dossier, first one first."""
    return _found(connection, payments.c.centre == centre, payments.c.ticket_id == ticket_id)


def refunds_of(connection: Connection, centre: str, payment_id: int) -> list[Row]:
    """The refunds of a receipt, voided ones included."""
    return _found(connection, payments.c.centre == centre, payments.c.refund_of == payment_id)


def of_day(connection: Connection, centre: str, day: str, officer: str | None) -> list[Row]:
    """The receipts of a day, of one officer where asked, in the order of their numbers."""
    where = [payments.c.centre == centre, payments.c.day == day]
    if officer is not None:
        where.append(payments.c.by == officer)
    return _found(connection, *where)


def _found(connection: Connection, *where: Any) -> list[Row]:
    query = select(payments).where(*where).order_by(payments.c.year, payments.c.receipt_no)
    return [plain(connection, payments, row) for row in as_rows(connection.execute(query))]


def about(connection: Connection, found: Iterable[Row]) -> dict[int, str]:
    """The codes of the dossiers that these receipts are for, by the dossiers' ids."""
    ids = sorted({row["dossier_id"] for row in found if row["dossier_id"] is not None})
    if not ids:
        return {}
    query = select(dossiers.c.id, dossiers.c.code).where(dossiers.c.id.in_(ids))
    return {row.id: row.code for row in connection.execute(query)}


# Closed days


def closings(connection: Connection, centre: str, day: str) -> list[Row]:
    """The day's closings, reopened ones included, first one first."""
    query = select(cash_closings).where(cash_closings.c.centre == centre, cash_closings.c.day == day)
    rows = as_rows(connection.execute(query.order_by(cash_closings.c.id)))
    return [plain(connection, cash_closings, row) for row in rows]


def closing(connection: Connection, centre: str, day: str, officer: str) -> Row | None:
    """The closing in force of an officer's day, or None while it is open."""
    query = select(cash_closings).where(
        cash_closings.c.centre == centre,
        cash_closings.c.day == day,
        cash_closings.c.officer == officer,
        cash_closings.c.reopened_at.is_(None),
    )
    return as_row(connection.execute(query))


def close(connection: Connection, values: Mapping[str, Any]) -> None:
    """Saves that a day's cash was counted."""
    row = {**values, **sealed(connection, cash_closings, values)}
    connection.execute(insert(cash_closings).values(**row))


def reopen(connection: Connection, found: Row, *, at: int, by: str, reason: str) -> None:
    """Ends a closing: the day is open again."""
    fresh = sealed(connection, cash_closings, {**_keys(cash_closings, found), "reopen_reason": reason})
    connection.execute(
        update(cash_closings)
        .where(cash_closings.c.id == found["id"])
        .values(reopened_at=at, reopened_by=by, **fresh)
    )


# Forgetting and new keys


def forget_dossiers(connection: Connection, ids: Sequence[int]) -> None:
    """Takes the reasons off fees and receipts of dossiers whose people are forgotten; amounts and numbers stay."""
    for table in (fee_lines, payments):
        query = select(table).where(table.c.dossier_id.in_(ids))
        _forget(connection, table, as_rows(connection.execute(query)))


def forget_before(connection: Connection, centre: str, before: int, most: int) -> int:
    """Takes the reasons off receipts without a dossier, and off closings, of an earlier time; returns how many."""
    count = 0
    old = select(payments).where(
        payments.c.centre == centre,
        payments.c.at < before,
        payments.c.dossier_id.is_(None),
        payments.c.lines.like(f"{sealing.FORM}:%"),
    )
    remarks = cash_closings.c.note.is_not(None) | cash_closings.c.reopen_reason.is_not(None)
    closed = select(cash_closings).where(
        cash_closings.c.centre == centre, cash_closings.c.at < before, remarks
    )
    for table, query in ((payments, old), (cash_closings, closed)):
        rows = as_rows(connection.execute(query.limit(most)))
        _forget(connection, table, rows)
        count += len(rows)
    return count


def _forget(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    for row in rows:
        gone: dict[str, str | None] = dict.fromkeys(SEALED[table])
        if table is payments:
            # What is left names no person: it needs no seal, and is not looked at again.
            kept = without_reasons(plain(connection, payments, row)["lines"])
            gone["lines"] = json.dumps(kept, ensure_ascii=False)
        connection.execute(update(table).where(table.c.id == row["id"]).values(**gone))


def without_exemptions(lines: Mapping[str, Any]) -> dict[str, Any]:
    """What a receipt says, without why somebody paid less."""
    return {**lines, "items": [{**item, "exempt_reason": None} for item in lines["items"]]}


def without_reasons(lines: Mapping[str, Any]) -> dict[str, Any]:
    """What a receipt says, without why somebody paid less or got money back."""
    return {**without_exemptions(lines), "reason": None}


def reseal(connection: Connection, centre: str, most: int) -> int:
    """Seals up to `most` rows of each table anew with the key in use; returns how many."""
    seal, count = sealing.of(connection), 0
    for table, columns in SEALED.items():
        for name in columns:
            column = table.c[name]
            stale = column.like(f"{sealing.FORM}:%") & ~column.like(f"{seal.prefix}%")
            query = select(table).where(table.c.centre == centre, stale).limit(most)
            for row in as_rows(connection.execute(query)):
                where = place(table, name, row)
                fresh = seal.close(seal.open(row[name], *where), *where)
                connection.execute(update(table).where(table.c.id == row["id"]).values({name: fresh}))
                count += 1
    return count
