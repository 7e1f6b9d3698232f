"""The centre's row remembers that the clock is in doubt, and the service day before the present one."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds them; until the next day begins nothing is deleted by age."""
    for name, kind in (
        ("clock_believed", sa.BigInteger),
        ("clock_off", sa.BigInteger),
        ("day_before", sa.Text),
    ):
        op.add_column("centre", sa.Column(name, kind, nullable=True))
