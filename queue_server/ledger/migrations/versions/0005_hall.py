"""The hall: appointments, checklists, alarms, media, moved counters, delays and what citizens were told."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_COLUMNS: dict[str, dict[str, type[sa.types.TypeEngine[Any]]]] = {
    "centre": {
        "emergency": sa.Text,
        "emergency_at": sa.BigInteger,
        "notice": sa.Text,
        "rearranged": sa.BigInteger,
    },
    "tickets": {
        "delayed_until": sa.BigInteger,
        "told_p50": sa.BigInteger,
        "told_p90": sa.BigInteger,
        "person_mark": sa.Text,
    },
    "counters": {"queues": sa.Text},
    "ratings": {"choices": sa.Text},
    "pairings": {"counter": sa.BigInteger},
}


def _id() -> sa.Column[int]:
    return sa.Column("id", _ID, primary_key=True, autoincrement=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _maybe(name: str, kind: type = sa.Text) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=True)


def _by_person(table: str) -> None:
    filled = sa.text("person_mark IS NOT NULL")
    op.create_index(
        f"{table}_by_person",
        table,
        ["centre", "person_mark", "day"],
        sqlite_where=filled,
        postgresql_where=filled,
    )


def upgrade() -> None:
    """Adds them; what is there stays as it is."""
    for table, columns in _COLUMNS.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
    op.add_column("tickets", sa.Column("delays", sa.BigInteger, nullable=False, server_default="0"))
    _by_person("tickets")
    _appointments()
    _checklists()
    _alarms()
    _media()
    _rearrangements()


def _appointments() -> None:
    op.create_table(
        "appointments",
        _id(),
        _text("centre"),
        _text("day"),
        _number("at"),
        _text("code"),
        _text("queue"),
        _text("procedures"),
        _text("purpose"),
        _text("lang"),
        _maybe("person"),
        _maybe("person_mark"),
        _text("secret"),
        _text("state"),
        _number("booked_at"),
        _text("booked_by"),
        _maybe("ticket_id", sa.BigInteger),
        _maybe("ended_at", sa.BigInteger),
        sa.UniqueConstraint("centre", "day", "code", name="an_appointment_code_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("appointments_by_secret", "appointments", ["secret"], unique=True)
    op.create_index("appointments_by_queue", "appointments", ["centre", "day", "queue", "at"])
    _by_person("appointments")


def _checklists() -> None:
    op.create_table(
        "checklists",
        _id(),
        _text("centre"),
        _text("day"),
        _number("at"),
        _text("procedure"),
        _text("missing"),
        _maybe("kiosk"),
        sqlite_autoincrement=True,
    )
    op.create_index("checklists_by_day", "checklists", ["centre", "day"])


def _alarms() -> None:
    op.create_table(
        "alarms",
        _id(),
        _text("centre"),
        _number("at"),
        _maybe("counter", sa.BigInteger),
        _text("by"),
        _maybe("ended_at", sa.BigInteger),
        _maybe("ended_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("alarms_by_end", "alarms", ["centre", "ended_at"])


def _media() -> None:
    op.create_table(
        "media",
        _id(),
        _text("centre"),
        _text("name"),
        _text("type"),
        _number("size"),
        _text("sha256"),
        _text("stored"),
        _number("seconds"),
        _number("position"),
        _maybe("from_day"),
        _maybe("until_day"),
        _maybe("displays"),
        _number("at"),
        _text("by"),
        _maybe("removed_at", sa.BigInteger),
        _maybe("removed_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("media_by_position", "media", ["centre", "removed_at", "position"])


def _rearrangements() -> None:
    op.create_table(
        "rearrangements",
        _id(),
        _text("centre"),
        _number("at"),
        _text("by"),
        _number("counter"),
        _maybe("before"),
        _maybe("after"),
        _text("why"),
        sa.Column("opened", sa.BigInteger, nullable=False, server_default="0"),
        _maybe("undone_at", sa.BigInteger),
        _maybe("undone_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("rearrangements_by_time", "rearrangements", ["centre", "at"])
