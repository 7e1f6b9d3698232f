"""Skips numbers that a lost database may have given, so that the next ones are surely on no paper."""

from queue_server.centre.rows import yearly_numbers
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.hall.deeds import issue
from queue_server.hall.rows import queue_days
from queue_server.hall.rows.lines import lines_of
from queue_server.ledger import events as diary
from queue_server.ledger.storage.marks import BLOCK, Marks
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.administration import NumbersPassedOver

_DAY_MS = 86_400_000
STEP = 200
"""The least that is skipped: more than most queues give, or a book takes up, in a day."""


def skip_numbers(deed: UnitOfWork) -> None:
    """Skips numbers of each queue's day, of the day's dossiers and of every book's year, and says so in the diary.

    As many are skipped as the busiest day gave that the copy knows of, and STEP at least; in the books as many for each day
    since the copy. A queue never skips more than it has: from its end on, numbers that are not in use are given again.
    """
    step = max(STEP, queue_days.busiest(deed.connection, deed.centre_id))
    last = diary.at(deed.connection, deed.centre_id, deed.seq - 1)
    days = 1 if last is None else 1 + max(0, deed.ms - last.at) // _DAY_MS
    for queue in deed.centre.queues:
        row = lines_of(deed).numbers(queue.id)
        row.last = min(queue.last, (queue.first - 1 if row.last is None else row.last) + step)
        issue.save_numbers(deed, queue.id)
    dossier_rows.pass_over(deed.connection, deed.centre_id, deed.day, step)
    yearly_numbers.pass_over(deed.connection, deed.centre_id, int(deed.day[:4]), step * days)
    deed.record(NumbersPassedOver(step=step))


def skip_to_marks(deed: UnitOfWork, marks: Marks) -> None:
    """Skips the numbers that may be on paper by the marks beside the database, and says so in the diary.

    They are those of the day's queues and dossiers, and of the books of every year.
    """
    today = marks.highest(deed.day)
    for queue in deed.centre.queues:
        issue.pass_to(deed, queue, today.get(queue.id, 0))
    if taken_up := today.get(dossier_rows.DAY_NUMBERS):
        dossier_rows.pass_to(deed.connection, deed.centre_id, deed.day, taken_up)
    for year, books in marks.years():
        for book, number in books.items():
            yearly_numbers.pass_to(deed.connection, deed.centre_id, year, book, number)
    deed.record(NumbersPassedOver(step=BLOCK))
