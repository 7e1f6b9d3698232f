"""Doubts: what has to be cleared up by somebody before anything is deleted, expires or begins anew."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds the table; what is there stays as it is."""
    op.create_table(
        "doubts",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("centre", "kind", "subject")),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
