"""Seals a centre's personal data anew with the key in use, after the keys were rotated. It can be stopped and begun again."""

from collections.abc import Callable

from queue_server.dossiers.deeds import attachments
from queue_server.dossiers.rows.scans import Scans
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.storage import seal_keys, sealing
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.upkeep import resealing_rows as rows
from shared.wire.facts.administration import PersonalDataResealed

MOST = 200
"""Rows of a table in one transaction, so that whoever takes a number meanwhile does not wait for all of them."""


def all_of(book: Database, scans: Scans) -> int:
    """How many rows and files were sealed anew. Afterwards the centre needs no other key; older backups still do."""
    total = attachments.reseal(book, scans, lambda work: book.perform(SYSTEM, work))
    while count := _perform(book, lambda deed: rows.some(deed.connection, deed.centre_id, MOST)):
        total += count
    _perform(book, lambda deed: _finish(deed, total))
    return total


def _finish(deed: UnitOfWork, total: int) -> int:
    gone = seal_keys.forget_others(deed.connection, deed.centre_id, sealing.of(deed.connection).ids[0])
    if total or gone:
        deed.record(PersonalDataResealed(rows=total))
    return len(gone)


def _perform(book: Database, work: Callable[[UnitOfWork], int]) -> int:
    counted: list[int] = []
    book.perform(SYSTEM, lambda deed: counted.append(work(deed)))
    return counted[0]
