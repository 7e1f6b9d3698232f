"""The first start after a restore: numbers that were given since the copy are skipped, so that none is given twice.

The mark of a restore lies in the data directory until that is done.
"""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.recovery import passing_over

MARK = "restored.json"
_LOG = logging.getLogger("motcua.restored")


def mark(folder: Path) -> None:
    """Says in this folder that what lies there was put back from a copy."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    (folder / MARK).write_text(json.dumps({"at": now}), "utf-8")


def pass_over(book: Database, data_dir: Path) -> None:
    """Passes over the numbers given since the copy where the directory says so, and takes the mark away."""
    found = data_dir / MARK
    if not found.exists():
        return
    book.perform(SYSTEM, passing_over.pass_over)
    try:
        found.unlink()
    except OSError as error:
        # The next start skips as many again: numbers are lost, but none is on two papers.
        _LOG.error("%s stays: %s", found, error)
