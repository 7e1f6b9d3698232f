"""The follow page's content: what the holder of a printed QR code may know, and nothing personal."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.rules import ordering
from queue_server.hall.rules.ticket import MOST_DELAYS, Ticket
from queue_server.hall.rules.ticket_moves import ENDED, moves_from
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger.context import Context
from queue_server.visitors.rows import ratings as rating_rows
from shared.text.messages import say
from shared.wire.tickets import Followed
from shared.wire.vocabulary import TicketMove, TicketState


def page(context: Context, ticket: Ticket) -> Followed:
    """Number, state, place, range of the wait, counter, and a sentence that explains the place."""
    queue = centre_lookup.queue(context.centre, ticket.queue)
    present = next(iter(ticket.procedures[ticket.stop :]), None)
    known = None if present is None else centre_lookup.find_procedure(context.centre, present)
    whole = ticket_views.ticket(context, ticket)
    return Followed(
        id=whole.id,
        number=whole.number,
        queue=whole.queue,
        purpose=whole.purpose,
        state=whole.state,
        ahead=whole.ahead,
        estimate=whole.estimate,
        told=whole.told,
        delayed_until=whole.delayed_until,
        counters=whole.counters,
        counter=whole.counter,
        calls=whole.calls,
        lang=whole.lang,
        issued_at=whole.issued_at,
        called_at=whole.called_at,
        documents=whole.documents,
        offline=whole.offline,
        appointment_at=whole.appointment_at,
        priority=ticket.priority is not None,
        queue_name=queue.name,
        colour=queue.colour,
        can_delay=ticket.waits and ticket.delays < MOST_DELAYS,
        procedure=None if known is None else known.short_name or known.name,
        # Only a served visit can be rated, so for others the database is not asked.
        rated=ticket.state is TicketState.DONE
        and rating_rows.exists(context.connection, ticket_id=ticket.id),
        order_text=_why(context, ticket) if ticket.waits else None,
        can_cancel=TicketMove.CANCEL in moves_from(ticket.state),
        at_kiosk=ticket.at_kiosk(context.day, context.ms),
        ended=ticket.state in ENDED,
    )


def _why(context: Context, ticket: Ticket) -> str:
    """How many of the people ahead came earlier and how many have priority, or until when the holder asked for more time."""
    if ordering.is_delayed(ticket.in_order(), context.ms):
        return say(
            "server.follow.delayed", ticket.lang, until=ticket_views.clock(context, ticket.delayed_until)
        )
    rows = ticket_views.queue_line(context, ticket.queue)
    ahead = []
    for waiting, _ in rows:
        if waiting.id == ticket.id:
            break
        ahead.append(waiting)
    else:
        return say("server.follow.sent_to", ticket.lang, counter=ticket.sent_to or "–")
    earlier = sum(not w.priority for w in ahead)
    priority = len(ahead) - earlier
    if not ahead:
        return say("server.follow.next", ticket.lang)
    if not priority:
        return say("server.follow.earlier", ticket.lang, earlier=earlier)
    if not earlier:
        return say("server.follow.priority", ticket.lang, priority=priority)
    return say("server.follow.both", ticket.lang, earlier=earlier, priority=priority)
