"""The first schema: a database with this revision was made at once, from the tables as they were then.

New databases do not run it: `ledger.schema` makes them from `ledger.tables` and marks them with the newest revision.
"""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing is older than this."""


def downgrade() -> None:
    """Nothing is older than this."""
