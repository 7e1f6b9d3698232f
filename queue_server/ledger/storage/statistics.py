"""What a database knows about the size of its own tables.

Without that its planner guesses, and may read years of rows for one.

PostgreSQL keeps these figures up to date by itself; SQLite has to be asked. The most frequent queries are written so that
they do without.
"""

import sqlite3
from contextlib import closing

from sqlalchemy import Engine, text

from queue_server.ledger.storage.offload import Offload, at_once

_ROWS = 1000
"""So many rows of each index are looked at: enough to know the shape, and some milliseconds however large it is."""
_WAIT_SECONDS = 5.0


def refresh(engine: Engine, offload: Offload = at_once) -> None:
    """Counts anew; `offload` runs what takes long in a thread of its own."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    elif engine.url.database:
        offload(_analyse, engine.url.database)
        # A connection reads the figures when it is opened.
        engine.dispose()


def _analyse(file: str) -> None:
    with closing(sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA analysis_limit = {_ROWS}")
        connection.execute("ANALYZE")
