"""The first start after a restore: numbers that were given since the copy are skipped, so that none is given twice.

A mark in the data directory says that this has still to be done.
"""

import json
import logging
import time
from datetime import UTC, datetime
from pathlib import Path

from queue_server.centre.rows import devices
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.storage import durable_files
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.recovery import skipping_numbers
from shared.wire.vocabulary import Role

MARK = "restored.json"
_KIOSKS_SECONDS = 10.0
"""A kiosk is connected again three seconds after its server is back; meanwhile it gives numbers by itself."""
_LOG = logging.getLogger("motcua.restored")


def mark(folder: Path) -> None:
    """Marks this folder as restored from a copy."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    durable_files.write(folder, folder / MARK, json.dumps({"at": now}).encode())


def pass_over(book: Database, data_dir: Path) -> None:
    """Skips the numbers given since the copy if the directory has the mark of a restore, and removes the mark."""
    found = data_dir / MARK
    if not found.exists():
        return

    def skip(deed: UnitOfWork) -> None:
        skipping_numbers.skip_numbers(deed)
        if book.marks is not None and book.marks.earlier:
            # The marks of the directory that was lost lie beside the copy, and say more than a round number.
            skipping_numbers.skip_to_marks(deed, book.marks)

    book.perform(SYSTEM, skip)
    _ask_kiosks(book)
    if book.marks is not None:
        book.marks.forget_earlier()
    try:
        found.unlink()
    except OSError as error:
        # The next start skips as many again: numbers are lost, but none is on two papers.
        _LOG.error("%s stays: %s", found, error)


def _ask_kiosks(book: Database) -> None:
    """Lets numbers wait until each kiosk that is known has said which it has seen, or for some seconds."""
    with book.engine.connect() as connection:
        reports = devices.every(connection, book.centre.centre.id)
    book.awaited.names = {name for name, report in reports.items() if report.role == Role.KIOSK}
    book.awaited.until, book.awaited.asked = time.monotonic() + _KIOSKS_SECONDS, True
