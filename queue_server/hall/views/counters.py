"""Counters as the wire shows them: values in, messages out."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.counter import Counter
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.views import allowed
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger.context import Context
from shared.wire import counters as shown
from shared.wire import tickets as shown_tickets
from shared.wire.vocabulary import CounterState


def counters(context: Context) -> list[shown.Counter]:
    """Every counter with its state and the whole ticket that it holds, for staff."""
    every = counter_rows.every(context.connection, context.centre_id)
    ids = [counter.ticket_id for counter in every.values() if counter.ticket_id is not None]
    held = ticket_rows.by_ids(context.connection, context.centre_id, ids)
    made = ticket_views.tickets(context, [*held.values()], ended=True)
    tickets = {ticket_id: make() for ticket_id, make in zip(held, made, strict=True)}
    found = []
    for known in context.centre.counters:
        now = every.get(known.number)
        holds = None if now is None or now.ticket_id is None else tickets.get(now.ticket_id)
        found.append(_counter(context, known.number, now, holds))
    return found


def counter(context: Context, number: int) -> shown.Counter:
    """One counter with the ticket that it holds."""
    now, held = _as_it_is(context, number)
    return _counter(context, number, now, None if held is None else ticket_views.ticket(context, held))


def for_panel(context: Context, number: int) -> tuple[shown.PanelCounter, shown_tickets.Ticket | None]:
    """One counter and the ticket that it holds, apart from each other."""
    now, held = _as_it_is(context, number)
    made = shown.PanelCounter(**dict(_known(context, number, now)), **_moves(context, now))
    return made, None if held is None else ticket_views.ticket(context, held)


def _as_it_is(context: Context, number: int) -> tuple[Counter | None, Ticket | None]:
    now = counter_rows.one(context.connection, context.centre_id, number)
    if now is None or now.ticket_id is None:
        return now, None
    return now, ticket_rows.by_id(context.connection, context.centre_id, now.ticket_id)


def _counter(
    context: Context, number: int, now: Counter | None, held: shown_tickets.Ticket | None
) -> shown.Counter:
    receives = now is not None and now.receives
    return shown.Counter(
        **dict(_known(context, number, now)), ticket=held, receives=receives, **_moves(context, now)
    )


def _known(context: Context, number: int, now: Counter | None) -> shown.KnownCounter:
    known = centre_lookup.counter(context.centre, number)
    return shown.KnownCounter(
        number=number,
        name=known.name,
        state=CounterState.CLOSED if now is None else now.state,
        reason=None if now is None else now.reason,
        officer=None if now is None else now.officer,
        queues=list(known.queues),
    )


def _moves(context: Context, now: Counter | None) -> allowed.CounterMoves:
    return {} if now is None else allowed.of_counter(context, now)
