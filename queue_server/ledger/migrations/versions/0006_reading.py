"""Reading: where a day begins in the diary, and ways to a counter's tickets and to a queue's latest services."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds them; what is there stays as it is. Until the next day begins a reading of today looks further back."""
    op.add_column("centre", sa.Column("day_seq", sa.BigInteger, nullable=False, server_default="0"))
    filled = sa.text("counter IS NOT NULL")
    op.create_index(
        "tickets_by_counter",
        "tickets",
        ["centre", "counter", "day"],
        sqlite_where=filled,
        postgresql_where=filled,
    )
    op.create_index("services_by_queue", "services", ["centre", "queue", "id"])
