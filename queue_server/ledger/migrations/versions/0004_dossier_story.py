"""The dossier's way through the offices, its money, scans, complaints and ratings: new tables and a few columns."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DOSSIER = {
    "field": sa.Text,
    "department": sa.Text,
    "assigned_to": sa.Text,
    "receiver": sa.Text,
    "extended_from": sa.BigInteger,
    "apology_at": sa.BigInteger,
    "register_year": sa.BigInteger,
    "register_no": sa.BigInteger,
}
_PARTIAL = {
    "department": ("department", "due_at"),
    "officer": ("assigned_to", "due_at"),
    "external": ("external_code",),
    "register": ("register_year", "register_no"),
}
_BATCH = 500


def _id() -> sa.Column[int]:
    return sa.Column("id", _ID, primary_key=True, autoincrement=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _maybe(name: str, kind: type = sa.Text) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    """Adds them; what is there stays as it is."""
    for name, kind in _DOSSIER.items():
        op.add_column("dossiers", sa.Column(name, kind))
    for table in ("people", "tokens"):
        op.add_column(table, sa.Column("department", sa.Text))
    _lists()
    _words()
    _indices()
    _hand_overs()
    _money()
    _attachments()
    _complaints()
    _ratings()


def _indices() -> None:
    op.create_index("dossiers_by_finished", "dossiers", ["centre", "finished_at"])
    op.create_index("dossiers_by_returned", "dossiers", ["centre", "returned_at"])
    op.create_index("history_by_time", "dossier_history", ["centre", "at"])


def _lists() -> None:
    """What the lists of dossiers are ordered and narrowed by; the field comes from the procedure's pinned values."""
    for name, column in (("status_received", "status"), ("field", "field"), ("procedure", "procedure")):
        op.create_index(f"dossiers_by_{name}", "dossiers", ["centre", column, "received_at"])
    for name, columns in _PARTIAL.items():
        filled = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(
            f"dossiers_by_{name}",
            "dossiers",
            ["centre", *columns],
            sqlite_where=filled,
            postgresql_where=filled,
        )
    connection = op.get_bind()
    for row in _rows("SELECT id, procedure_snapshot FROM dossiers WHERE id > :after"):
        procedure = json.loads(row["procedure_snapshot"] or "{}").get("procedure")
        if procedure:
            found = {"id": row["id"], "field": procedure["field"]}
            connection.execute(sa.text("UPDATE dossiers SET field = :field WHERE id = :id"), found)


def _words() -> None:
    """The words of names, and both codes, by which dossiers are found."""
    op.create_table(
        "dossier_words",
        sa.Column("centre", sa.Text, primary_key=True),
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), primary_key=True),
        sa.Column("dossier_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    for row in _rows("SELECT id, centre, code, external_code, names FROM dossiers WHERE id > :after"):
        words = {word for word in row["names"].split() if word != "|"}
        words |= {f"#{code.lower()}" for code in (row["code"], row["external_code"]) if code}
        for word in sorted(words):
            connection.execute(
                sa.text("INSERT INTO dossier_words (centre, word, dossier_id) VALUES (:centre, :word, :id)"),
                {"centre": row["centre"], "word": word, "id": row["id"]},
            )


def _rows(query: str) -> Iterator[dict[str, Any]]:
    """All rows of a query over `id > :after`, some at a time: a table may be larger than memory."""
    connection, after = op.get_bind(), 0
    while True:
        found = connection.execute(sa.text(f"{query} ORDER BY id LIMIT {_BATCH}"), {"after": after})
        rows = [dict(row) for row in found.mappings()]
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1]["id"]


def _hand_overs() -> None:
    op.create_table(
        "hand_overs",
        _id(),
        _text("centre"),
        _number("dossier_id"),
        _maybe("from_office"),
        _maybe("to_office"),
        _number("given_at"),
        _text("giver"),
        _maybe("received_at", sa.BigInteger),
        _maybe("receiver"),
        _maybe("due_at", sa.BigInteger),
        _maybe("note"),
        sqlite_autoincrement=True,
    )
    op.create_index("hand_overs_by_dossier", "hand_overs", ["dossier_id"])
    unsigned = sa.text("received_at IS NULL")
    op.create_index(
        "hand_overs_unsigned",
        "hand_overs",
        ["centre", "dossier_id"],
        sqlite_where=unsigned,
        postgresql_where=unsigned,
    )
    op.create_table(
        "yearly_numbers",
        sa.Column("centre", sa.Text, primary_key=True),
        sa.Column("book", sa.Text, primary_key=True),
        sa.Column("year", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger, nullable=False, server_default="0"),
        _maybe("closed_at", sa.BigInteger),
        _maybe("closed_by"),
    )


def _money() -> None:
    op.create_table(
        "fee_lines",
        _id(),
        _text("centre"),
        _number("dossier_id"),
        _text("label"),
        _number("quantity"),
        _text("unit"),
        _number("unit_price"),
        _number("amount"),
        _maybe("exempt_reason"),
        _maybe("payment_id", sa.BigInteger),
        _number("at"),
        _text("by"),
        sqlite_autoincrement=True,
    )
    op.create_index("fee_lines_by_dossier", "fee_lines", ["dossier_id"])
    op.create_table(
        "payments",
        _id(),
        _text("centre"),
        _number("year"),
        _number("receipt_no"),
        _maybe("dossier_id", sa.BigInteger),
        _maybe("ticket_id", sa.BigInteger),
        _text("day"),
        _number("at"),
        _text("by"),
        _maybe("counter", sa.BigInteger),
        _text("method"),
        _number("amount"),
        _text("lines"),
        _maybe("refund_of", sa.BigInteger),
        _maybe("voided_at", sa.BigInteger),
        _maybe("voided_by"),
        _maybe("void_reason"),
        sa.UniqueConstraint("centre", "year", "receipt_no", name="a_receipt_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("payments_by_day", "payments", ["centre", "day"])
    op.create_index("payments_by_dossier", "payments", ["dossier_id"])
    for name, column in (("ticket", "ticket_id"), ("refund", "refund_of")):
        filled = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"payments_by_{name}",
            "payments",
            ["centre", column],
            sqlite_where=filled,
            postgresql_where=filled,
        )
    op.create_table(
        "cash_closings",
        _id(),
        _text("centre"),
        _text("day"),
        _text("officer"),
        _number("at"),
        _text("by"),
        _number("expected"),
        _number("counted"),
        _maybe("note"),
        _maybe("reopened_at", sa.BigInteger),
        _maybe("reopened_by"),
        _maybe("reopen_reason"),
        sqlite_autoincrement=True,
    )
    op.create_index("closings_by_day", "cash_closings", ["centre", "day"])


def _attachments() -> None:
    op.create_table(
        "attachments",
        _id(),
        _text("centre"),
        _number("dossier_id"),
        _text("name"),
        _text("type"),
        _number("size"),
        _text("sha256"),
        _text("stored"),
        _number("at"),
        _text("by"),
        _maybe("removed_at", sa.BigInteger),
        _maybe("removed_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("attachments_by_dossier", "attachments", ["dossier_id"])


def _complaints() -> None:
    op.create_table(
        "complaints",
        _id(),
        _text("centre"),
        _text("code"),
        _number("at"),
        _text("by"),
        _maybe("ticket_id", sa.BigInteger),
        _maybe("dossier_id", sa.BigInteger),
        _text("person"),
        _text("matter"),
        _number("due_at"),
        _maybe("answer"),
        _maybe("answered_at", sa.BigInteger),
        _maybe("answered_by"),
        sa.UniqueConstraint("centre", "code", name="a_complaint_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("complaints_by_due", "complaints", ["centre", "answered_at", "due_at"])


def _ratings() -> None:
    op.create_table(
        "ratings",
        _id(),
        _text("centre"),
        _text("day"),
        _number("at"),
        _maybe("ticket_id", sa.BigInteger),
        _maybe("dossier_id", sa.BigInteger),
        _maybe("counter", sa.BigInteger),
        _maybe("officer"),
        _number("score"),
        _maybe("reason"),
        _maybe("indicators"),
        sqlite_autoincrement=True,
    )
    op.create_index("ratings_by_day", "ratings", ["centre", "day"])
    op.create_index("one_rating_a_ticket", "ratings", ["ticket_id"], unique=True)
    op.create_index("one_rating_a_dossier", "ratings", ["dossier_id"], unique=True)
