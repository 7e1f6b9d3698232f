"""The dossier's way through the offices, its money, scans, complaints and ratings: new tables and a few columns."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DOSSIER = {
    "department": sa.Text,
    "assigned_to": sa.Text,
    "receiver": sa.Text,
    "extended_from": sa.BigInteger,
    "apology_at": sa.BigInteger,
    "register_year": sa.BigInteger,
    "register_no": sa.BigInteger,
}


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
    op.add_column("people", sa.Column("department", sa.Text))
    _hand_overs()
    _money()
    _attachments()
    _complaints()
    _ratings()


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
