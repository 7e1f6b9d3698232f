"""Fee lines, receipts and closed days of cash in and out of the database.

What says something about a person is sealed (ledger/storage): why somebody pays less or got money back, and why a receipt
was voided. Callers get plain values.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import cash_closings, dossiers, fee_lines, payments
from queue_server.money.rules import Closing, FeeLine, Item, Method, Receipt

SEALED: Mapping[Table, tuple[str, ...]] = {
    fee_lines: ("exempt_reason",),
    payments: ("lines", "void_reason"),
    cash_closings: ("note", "reopen_reason"),
}
"""The sealed columns of each table. Changing the key and forgetting people go by this list."""
_BOUND: Mapping[Table, tuple[str, ...]] = {
    fee_lines: ("centre", "dossier_id"),
    payments: ("centre", "year", "receipt_no"),
    cash_closings: ("centre", "day", "officer", "at"),
}


def place(table: Table, column: str, row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which a sealed text of this row is bound."""
    return (f"{table.name}.{column}", *(row[name] for name in _BOUND[table]))


def _sealed(connection: Connection, table: Table, row: Row, names: Iterable[str]) -> dict[str, str | None]:
    """These columns of a plain row, sealed as in the database."""
    seal = sealing.of(connection)
    return {
        name: None if row[name] is None else seal.close(row[name], *place(table, name, row)) for name in names
    }


def _plain(connection: Connection, table: Table, row: Row) -> Row:
    """The row with its sealed columns opened; a text that was forgotten is not sealed."""
    seal = sealing.of(connection)
    opened = {
        name: seal.open(row[name], *place(table, name, row))
        if sealing.is_sealed(row[name] or "")
        else row[name]
        for name in SEALED[table]
    }
    return {**row, **opened}


# Fee lines


def lines_of(connection: Connection, dossier_id: int) -> list[FeeLine]:
    """The dossier's fee lines, in the order in which they were added."""
    query = select(fee_lines).where(fee_lines.c.dossier_id == dossier_id).order_by(fee_lines.c.id)
    return [_line(_plain(connection, fee_lines, row)) for row in as_rows(connection.execute(query))]


def add_line(connection: Connection, centre: str, dossier_id: int, item: Item, *, at: int, by: str) -> None:
    """Saves a fee line."""
    row = {"centre": centre, "dossier_id": dossier_id, **asdict(item), "at": at, "by": by}
    row |= _sealed(connection, fee_lines, row, SEALED[fee_lines])
    connection.execute(insert(fee_lines).values(**row))


def remove_line(connection: Connection, line_id: int) -> None:
    """Deletes a line that was never paid."""
    connection.execute(delete(fee_lines).where(fee_lines.c.id == line_id))


def pay_lines(connection: Connection, ids: Sequence[int], payment_id: int) -> None:
    """Saves that this payment is for these lines."""
    connection.execute(update(fee_lines).where(fee_lines.c.id.in_(ids)).values(payment_id=payment_id))


def release_lines(connection: Connection, payment_id: int) -> None:
    """Opens the lines of a voided payment again."""
    change = update(fee_lines).where(fee_lines.c.payment_id == payment_id).values(payment_id=None)
    connection.execute(change)


def _line(row: Row) -> FeeLine:
    said = {name: row[name] for name in _SAID}
    return FeeLine(Item(**said), row["payment_id"], row["id"])


_SAID = ("label", "quantity", "unit", "unit_price", "amount", "exempt_reason")


# Receipts


def add_payment(connection: Connection, new: Receipt) -> Receipt:
    """Saves a receipt; returns it with its id."""
    row = {name: getattr(new, name) for name in _RECEIPT} | {"method": new.method.value, "lines": _said(new)}
    row |= _sealed(connection, payments, row, SEALED[payments])
    query = insert(payments).values(**row).returning(payments.c.id)
    return replace(new, id=int(connection.execute(query).scalar_one()))


def save_voided(connection: Connection, receipt: Receipt) -> None:
    """Saves that a receipt was voided."""
    values = {"voided_at": receipt.voided_at, "voided_by": receipt.voided_by}
    row = _bound(payments, receipt) | {"void_reason": receipt.void_reason}
    values |= _sealed(connection, payments, row, ["void_reason"])
    connection.execute(update(payments).where(payments.c.id == receipt.id).values(**values))


def _bound(table: Table, value: Receipt | Closing) -> dict[str, str | int | None]:
    return {name: getattr(value, name) for name in _BOUND[table]}


def payment(connection: Connection, centre: str, payment_id: int) -> Receipt | None:
    """The receipt with that id, or None."""
    query = select(payments).where(payments.c.centre == centre, payments.c.id == payment_id)
    found = as_row(connection.execute(query))
    return None if found is None else _receipt(_plain(connection, payments, found))


def by_number(connection: Connection, centre: str, year: int, receipt_no: int) -> list[Receipt]:
    """The receipt with this number of the year, as a list with one element or none."""
    return _found(
        connection,
        payments.c.centre == centre,
        payments.c.year == year,
        payments.c.receipt_no == receipt_no,
    )


def of_dossier(connection: Connection, dossier_id: int) -> list[Receipt]:
    """The dossier's receipts, first one first."""
    return _found(connection, payments.c.dossier_id == dossier_id)


def of_ticket(connection: Connection, centre: str, ticket_id: int) -> list[Receipt]:
    """The receipts of a ticket without a dossier, first one first."""
    return _found(connection, payments.c.centre == centre, payments.c.ticket_id == ticket_id)


def refunds_of(connection: Connection, centre: str, payment_id: int) -> list[Receipt]:
    """The refunds of a receipt, voided ones included."""
    return _found(connection, payments.c.centre == centre, payments.c.refund_of == payment_id)


def of_day(connection: Connection, centre: str, day: str, officer: str | None) -> list[Receipt]:
    """The receipts of a day (of one officer, unless that is None), in the order of their numbers."""
    where = [payments.c.centre == centre, payments.c.day == day]
    if officer is not None:
        where.append(payments.c.by == officer)
    return _found(connection, *where)


def _found(connection: Connection, *where: ColumnElement[bool]) -> list[Receipt]:
    query = select(payments).where(*where).order_by(payments.c.year, payments.c.receipt_no)
    return [_receipt(_plain(connection, payments, row)) for row in as_rows(connection.execute(query))]


_RECEIPT = (
    *(
        "centre",
        "year",
        "receipt_no",
        "dossier_id",
        "ticket_id",
        "day",
        "at",
        "by",
        "counter",
        "method",
        "amount",
    ),
    *("refund_of", "voided_at", "voided_by", "void_reason"),
)
"""The columns that are fields of a receipt under the same name."""


def _receipt(row: Row) -> Receipt:
    said = json.loads(row["lines"] or "{}")
    same = {name: row[name] for name in _RECEIPT} | {"method": Method(row["method"])}
    return Receipt(
        id=row["id"],
        items=tuple(Item(**item) for item in said.get("items", ())),
        reason=said.get("reason"),
        refund_of_receipt=said.get("refund_of"),
        **same,
    )


def _said(receipt: Receipt) -> str:
    """The lines of a receipt as JSON, as the column `lines` holds them."""
    said: dict[str, object] = {"items": [asdict(item) for item in receipt.items], "reason": receipt.reason}
    if receipt.refund_of_receipt is not None:
        said["refund_of"] = receipt.refund_of_receipt
    return json.dumps(said, ensure_ascii=False)


def about(connection: Connection, found: Iterable[Receipt]) -> dict[int, str]:
    """The codes of the dossiers of these receipts, by the ids of the dossiers."""
    ids = sorted({receipt.dossier_id for receipt in found if receipt.dossier_id is not None})
    if not ids:
        return {}
    query = select(dossiers.c.id, dossiers.c.code).where(dossiers.c.id.in_(ids))
    return {row.id: row.code for row in connection.execute(query)}


# Closed days


def closings(connection: Connection, centre: str, day: str) -> list[Closing]:
    """The day's closings, reopened ones included, first one first."""
    query = select(cash_closings).where(cash_closings.c.centre == centre, cash_closings.c.day == day)
    rows = as_rows(connection.execute(query.order_by(cash_closings.c.id)))
    return [_closing(_plain(connection, cash_closings, row)) for row in rows]


def closing(connection: Connection, centre: str, day: str, officer: str) -> Closing | None:
    """The closing that is in force for an officer's day, without its remarks; None while the day is open."""
    query = select(cash_closings).where(
        cash_closings.c.centre == centre,
        cash_closings.c.day == day,
        cash_closings.c.officer == officer,
        cash_closings.c.reopened_at.is_(None),
    )
    row = as_row(connection.execute(query))
    return None if row is None else _closing({**row, "note": None, "reopen_reason": None})


def add_closing(connection: Connection, new: Closing) -> None:
    """Saves that a day's cash was counted."""
    row = {name: getattr(new, name) for name in _CLOSING}
    row |= _sealed(connection, cash_closings, row, SEALED[cash_closings])
    connection.execute(insert(cash_closings).values(**row))


def save_reopened(connection: Connection, closing: Closing) -> None:
    """Saves that a day is open again."""
    values = {"reopened_at": closing.reopened_at, "reopened_by": closing.reopened_by}
    row = _bound(cash_closings, closing) | {"reopen_reason": closing.reopen_reason}
    values |= _sealed(connection, cash_closings, row, ["reopen_reason"])
    connection.execute(update(cash_closings).where(cash_closings.c.id == closing.id).values(**values))


_CLOSING = (
    *("centre", "day", "officer", "at", "by", "expected", "counted", "note"),
    *("reopened_at", "reopened_by", "reopen_reason"),
)


def _closing(row: Row) -> Closing:
    return Closing(id=row["id"], **{name: row[name] for name in _CLOSING})


# Forgetting and new keys


def forget_dossiers(connection: Connection, ids: Sequence[int]) -> None:
    """Removes the reasons from fees and receipts of dossiers whose people were forgotten; amounts and numbers stay."""
    for table in (fee_lines, payments):
        query = select(table).where(table.c.dossier_id.in_(ids))
        _forget(connection, table, as_rows(connection.execute(query)))


def forget_before(connection: Connection, centre: str, before: int, most: int) -> int:
    """Removes the reasons from receipts without a dossier and from closings before that time; returns from how many."""
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
            # What is left names no person, so it needs no seal and is not read again.
            gone["lines"] = _said(_receipt(_plain(connection, payments, row)).without_reasons())
        connection.execute(update(table).where(table.c.id == row["id"]).values(**gone))


def reseal(connection: Connection, centre: str, most: int) -> int:
    """Seals up to `most` rows of each table again with the present key; returns how many."""
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
