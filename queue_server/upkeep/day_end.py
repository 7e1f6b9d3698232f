"""The end of a service day: what it does with tickets and counters that are still open."""

from queue_server.appointments.deeds import book as booking
from queue_server.hall.deeds import balance
from queue_server.hall.deeds.counters import record_counter
from queue_server.hall.deeds.transitions import free_counter, save, state_of
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import day_end_state
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.vocabulary import CounterState, FactType
from shared.wire.vocabulary import TicketState as S


def end_day(deed: UnitOfWork) -> None:
    """Settles what earlier days left open: waiting and held expire, called becomes no-show, counters close; an appointment
    that nobody came for is missed; counters serve their own queues again.

    Idempotent; it runs at midnight in the centre's zone and before a day's first deed. A ticket being served stays with
    its day, and its counter stays open for it.
    """
    for row in ticket_rows.open_before(deed.connection, deed.centre_id, deed.day):
        target = day_end_state(state_of(row))
        kind = FactType.TICKET_NO_SHOW if target is S.NO_SHOW else FactType.TICKET_EXPIRED
        free_counter(deed, row)
        save(deed, row, kind, {"why": "day_end"}, state=target.value, ended_at=deed.ms)
    balance.end_all(deed)
    for number, counter in counter_rows.every(deed.connection, deed.centre_id).items():
        if counter["state"] != "closed" and counter["ticket_id"] is None:
            record_counter(deed, number, CounterState.CLOSED, officer=None)
    booking.end_day(deed)
