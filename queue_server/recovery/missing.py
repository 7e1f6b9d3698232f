"""Records that are missing: the database came back older than the marks beside it. Its numbers go on behind the marks."""

import logging

from queue_server.centre.deeds import doubts
from queue_server.ledger import events as diary
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.marks import Latest, Marks
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.recovery import skipping_numbers
from shared.text.messages import LANGUAGES, say
from shared.wire.vocabulary import DoubtKind

_LOG = logging.getLogger("motcua.missing")


def look(book: Database) -> None:
    """At a start: passes over what the database has lost since this process, or an earlier one, used it last."""
    marks = book.marks
    if marks is None or not (marks.earlier or marks.unreadable):
        return
    known = max((one.seq for one in marks.earlier), default=0)
    if marks.unreadable or _differs(book, marks.earlier):
        book.awaited.asked = True
        book.perform(SYSTEM, lambda deed: tell(deed, marks, known))
    marks.forget_earlier()


def noticed(deed: UnitOfWork, marks: Marks) -> None:
    """In a deed that finds the database older than this process's own last commit: it was put back under our hands."""
    tell(deed, marks, marks.seq)


def tell(deed: UnitOfWork, marks: Marks, known: int) -> None:
    """Passes over what may have been given, and says to the supervisor and in the log that records are missing."""
    found = deed.seq - 1
    if marks.unreadable:
        skipping_numbers.skip_numbers(deed)
    skipping_numbers.skip_to_marks(deed, marks)
    unclear = marks.unreadable and known <= found
    detail = {"unreadable": 1} if unclear else {"found": found, "known": known}
    doubts.raise_doubt(deed, DoubtKind.RECORDS, "", **detail)
    for lang in LANGUAGES:
        key = "marks_unreadable" if unclear else "records_missing"
        _LOG.error(say(f"faults.log.{key}", lang, **detail))


def _differs(book: Database, earlier: list[Latest]) -> bool:
    """Whether an event that was committed is not there, or another one has its number."""
    with reading(book) as now:
        for known in earlier:
            event = diary.at(now.connection, now.centre_id, known.seq)
            if event is None or event.at != known.at:
                return True
    return False
