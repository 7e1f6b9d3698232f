"""The end of a service day: what it does with tickets and counters that are still open."""

from datetime import date

from queue_server.appointments.deeds import book as booking
from queue_server.hall.deeds import balance, counters, issue, requeue, transitions
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import queue_days
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger import local_time
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.tickets import TicketExpired, TicketNoShow
from shared.wire.vocabulary import CounterState
from shared.wire.vocabulary import TicketState as S


def end_day(deed: UnitOfWork) -> None:
    """Settles what earlier days left open.

    Tickets that wait or are held expire, and called tickets become no-shows. Counters close and serve their own queues
    again. Appointments to which nobody came are missed. A ticket that is being served stays with its day, and its counter
    stays open for it. Where a wrong clock had ended the day that begins now, or the clock was in doubt, its people wait
    (`requeue.carry_over`), its appointments are to come, and what was given meanwhile is not given again.

    This runs at midnight in the centre's time zone and before the first deed of a day; running it twice does no harm.
    """
    given = _given_in_doubt(deed)
    requeue.carry_over(deed)
    for ticket in ticket_rows.open_before(deed.connection, deed.centre_id, deed.day):
        ended = ticket.day_ended(deed.ms)
        kind = TicketNoShow if ended.state is S.NO_SHOW else TicketExpired
        transitions.free_counter(deed, ticket)
        transitions.save(deed, ticket, ended, kind(**transitions.about(ended), why="day_end"))
    given += queue_days.last_numbers(deed.connection, deed.centre_id, deed.day, later=True)
    issue.pass_over(deed, given)
    balance.end_all(deed)
    for counter in counter_rows.every(deed.connection, deed.centre_id).values():
        if counter.state is not CounterState.CLOSED and counter.ticket_id is None:
            counters.save(deed, counter, counter.closed(deed.ms))
    booking.end_day(deed)


def _given_in_doubt(deed: UnitOfWork) -> list[tuple[str, int, int]]:
    """What the day before gave, if some of it was given while its clock was in doubt: those papers may bear today's date."""
    before = queue_days.latest_before(deed.connection, deed.centre_id, deed.day)
    if before is None:
        return []
    begins, ends = local_time.span(deed.centre, date.fromisoformat(before))
    if not queue_days.has_given_outside(deed.connection, deed.centre_id, before, begins, ends):
        return []
    return queue_days.last_numbers(deed.connection, deed.centre_id, before)
