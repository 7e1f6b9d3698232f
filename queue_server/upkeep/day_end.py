"""The end of a service day: what it does with tickets and counters that are still open."""

from queue_server.appointments.deeds import book as booking
from queue_server.hall.deeds import balance, counters, transitions
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.tickets import TicketExpired, TicketNoShow
from shared.wire.vocabulary import CounterState
from shared.wire.vocabulary import TicketState as S


def end_day(deed: UnitOfWork) -> None:
    """Settles what earlier days left open: waiting and held expire, called becomes no-show, counters close; an appointment
    that nobody came for is missed; counters serve their own queues again.

    Idempotent; it runs at midnight in the centre's zone and before a day's first deed. A ticket being served stays with
    its day, and its counter stays open for it.
    """
    for ticket in ticket_rows.open_before(deed.connection, deed.centre_id, deed.day):
        ended = ticket.day_ended(deed.ms)
        kind = TicketNoShow if ended.state is S.NO_SHOW else TicketExpired
        transitions.free_counter(deed, ticket)
        transitions.save(deed, ticket, ended, kind(**transitions.about(ended), why="day_end"))
    balance.end_all(deed)
    for counter in counter_rows.every(deed.connection, deed.centre_id).values():
        if counter.state is not CounterState.CLOSED and counter.ticket_id is None:
            counters.save(deed, counter, counter.closed(deed.ms))
    booking.end_day(deed)
