"""A device's row remembers which running program may give the numbers of a kiosk's range."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the column; whoever asks next holds the range."""
    op.add_column("devices", sa.Column("holder", sa.Text, nullable=True))
