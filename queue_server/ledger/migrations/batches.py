"""What several migrations need: all rows of a table, some at a time."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

_SIZE = 500


def rows(query: str) -> Iterator[dict[str, Any]]:
    """All rows of a query over `id > :after`, some at a time: a table may be larger than memory."""
    connection, after = op.get_bind(), 0
    while True:
        found = connection.execute(sa.text(f"{query} ORDER BY id LIMIT {_SIZE}"), {"after": after})
        batch = [dict(row) for row in found.mappings()]
        yield from batch
        if len(batch) < _SIZE:
            return
        after = batch[-1]["id"]
