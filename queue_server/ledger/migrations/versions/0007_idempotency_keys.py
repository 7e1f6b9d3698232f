"""Answers kept for repeated requests: the table gets the field's name, and on SQLite a new answer goes to its end.

Before, SQLite kept the whole answers in the order of the random keys. Each new one was pushed in between the others, and that
moved several pages at every deed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Renames it; on SQLite the rows are copied into a table of the other kind. What is sealed stays as it is."""
    if op.get_bind().dialect.name == "postgresql":
        op.rename_table("replays", "idempotency_keys")
        op.execute(sa.text("ALTER INDEX replays_pkey RENAME TO idempotency_keys_pkey"))
        return
    scope = ("centre", "principal", "key")
    op.create_table(
        "idempotency_keys",
        *(sa.Column(name, sa.Text, primary_key=True) for name in scope),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("status", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.execute(
        sa.text(
            "INSERT INTO idempotency_keys SELECT centre, principal, key, fingerprint, status, body, created_at"
            " FROM replays ORDER BY created_at"
        )
    )
    op.drop_table("replays")
