"""The first schema: a database that bears this mark was made whole, by `store.tables` as it stood then.

New databases never pass here: `store.schema` makes them from `store.tables` and marks them with the newest revision.
"""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing is older than this."""


def downgrade() -> None:
    """Nothing is older than this."""
