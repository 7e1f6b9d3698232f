"""Statistics about the size of the database's tables.

Without them the planner of the database guesses, and may read years of rows to find one row.

PostgreSQL keeps them up to date by itself; SQLite has to be asked. The most frequent queries are written so that they are
fast without statistics too.
"""

from contextlib import closing

from sqlalchemy import Engine, text

from queue_server.ledger.storage.engine import connect_to_existing
from queue_server.ledger.storage.offload import Offload, at_once

_ROWS = 1000
"""How many rows of each index are looked at: enough for the planner, and done in milliseconds for an index of any size."""


def refresh(engine: Engine, offload: Offload = at_once) -> None:
    """Makes the statistics anew; `offload` runs the long part in a thread of its own."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    elif engine.url.database:
        offload(_analyse, engine.url.database)
        # A connection reads the statistics only when it is opened.
        engine.dispose()


def _analyse(file: str) -> None:
    with closing(connect_to_existing(file)) as connection:
        connection.isolation_level = None
        connection.execute(f"PRAGMA analysis_limit = {_ROWS}")
        connection.execute("ANALYZE")
