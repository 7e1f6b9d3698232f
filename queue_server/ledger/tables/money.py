"""Tables of money: fee lines, receipts, and closed days of cash."""

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from queue_server.ledger.tables.columns import (
    BigId,
    maybe_column,
    metadata,
    number_column,
    partial_index,
    text_column,
)

fee_lines = Table(
    "fee_lines",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    number_column("dossier_id"),
    text_column("label"),
    number_column("quantity"),
    text_column("unit"),
    number_column("unit_price"),
    number_column("amount"),
    # Sealed: it says in what state the applicant lives.
    maybe_column("exempt_reason"),
    maybe_column("payment_id", BigInteger),
    number_column("at"),
    text_column("by"),
    Index("fee_lines_by_dossier", "dossier_id"),
    sqlite_autoincrement=True,
)

# Money taken or given back, in đồng; a refund's amount is negative. Nothing is ever deleted: a mistake is voided.
# `lines` holds the receipt's lines as sealed JSON, with exemptions and a refund's reason. The reason of a voiding is sealed.
payments = Table(
    "payments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    number_column("year"),
    number_column("receipt_no"),
    maybe_column("dossier_id", BigInteger),
    maybe_column("ticket_id", BigInteger),
    text_column("day"),
    number_column("at"),
    text_column("by"),
    maybe_column("counter", BigInteger),
    text_column("method"),
    number_column("amount"),
    text_column("lines"),
    maybe_column("refund_of", BigInteger),
    maybe_column("voided_at", BigInteger),
    maybe_column("voided_by"),
    maybe_column("void_reason"),
    UniqueConstraint("centre", "year", "receipt_no", name="a_receipt_once"),
    Index("payments_by_day", "centre", "day"),
    Index("payments_by_dossier", "dossier_id"),
    partial_index("payments_by_ticket", "ticket_id"),
    partial_index("payments_by_refund", "refund_of"),
    sqlite_autoincrement=True,
)

# An officer's cash of a day, counted and closed; reopened by a supervisor, it is closed once more in a row of its own.
cash_closings = Table(
    "cash_closings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("day"),
    text_column("officer"),
    number_column("at"),
    text_column("by"),
    number_column("expected"),
    number_column("counted"),
    # Sealed, like the reason of a reopening, because both may say something about a person.
    maybe_column("note"),
    maybe_column("reopened_at", BigInteger),
    maybe_column("reopened_by"),
    maybe_column("reopen_reason"),
    Index("closings_by_day", "centre", "day"),
    sqlite_autoincrement=True,
)
