"""Skips numbers that a lost database may have given, so that the next ones are surely on no paper."""

from queue_server.centre.rows import yearly_numbers
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.hall.deeds import issue
from queue_server.hall.rows.lines import lines_of
from queue_server.hall.rules import numbering
from queue_server.ledger.storage.marks import BLOCK, Marks
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.administration import NumbersPassedOver

STEP = 200
"""More than a queue gives, or a book takes up, in the day that may be between a copy and the loss."""


def skip_numbers(deed: UnitOfWork) -> None:
    """Skips STEP numbers of each queue's day, of the day's dossiers and of every book's year, and says so in the diary.

    A queue never skips more than it has: from its end on, numbers that are not in use are given again.
    """
    for queue in deed.centre.queues:
        row = lines_of(deed).numbers(queue.id)
        row.last = min(queue.last, (queue.first - 1 if row.last is None else row.last) + STEP)
        issue.save_numbers(deed, queue.id)
    dossier_rows.pass_over(deed.connection, deed.centre_id, deed.day, STEP)
    yearly_numbers.pass_over(deed.connection, deed.centre_id, int(deed.day[:4]), STEP)
    deed.record(NumbersPassedOver(step=STEP))


def skip_to_marks(deed: UnitOfWork, marks: Marks) -> None:
    """Skips the numbers that may be on paper by the marks beside the database, and says so in the diary.

    They are those of the day's queues and dossiers, and of the books of every year.
    """
    today = marks.highest(deed.day)
    for queue in deed.centre.queues:
        row, highest = lines_of(deed).numbers(queue.id), today.get(queue.id, 0)
        if highest > numbering.position(row.last or 0, row.lap, queue.last):
            value, row.lap = numbering.at_position(highest, queue.last)
            row.last = max(value, queue.first - 1)
            issue.save_numbers(deed, queue.id)
    if taken_up := today.get(dossier_rows.DAY_NUMBERS):
        dossier_rows.pass_to(deed.connection, deed.centre_id, deed.day, taken_up)
    for year, books in marks.years():
        for book, number in books.items():
            yearly_numbers.pass_to(deed.connection, deed.centre_id, year, book, number)
    deed.record(NumbersPassedOver(step=BLOCK))
