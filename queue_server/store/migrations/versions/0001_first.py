"""The first schema, as it stood when the project began.

Tables are written out by `metadata` as long as nobody runs a released version; the next migration freezes them.
"""

from alembic import op

from queue_server.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates every table."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Drops every table."""
    metadata.drop_all(op.get_bind())
