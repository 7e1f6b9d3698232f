"""What a person may do now with a ticket or at a counter: the server sends this to panels, and each deed checks it again."""

from typing import TypedDict

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import Configuration
from queue_server.hall.rules.counter import Counter
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.rules.ticket_moves import ANYBODYS
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from shared.wire.vocabulary import PEOPLE, SUPERVISING, CounterMove, TicketMove


def is_mine(centre: Configuration, actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may act on the ticket.

    An officer may, if the ticket is at their counter, was sent to it, or belongs to a queue that it serves.
    """
    if actor.role in SUPERVISING:
        return True
    if ticket.of_counter is not None:
        return ticket.of_counter in actor.counters
    at = [ticket.sent_to, *centre_lookup.counters_of(centre, ticket.queue)]
    return any(number in at for number in actor.counters)


class TicketMoves(TypedDict, total=False):
    """The key of a ticket that says what may be done with it. Devices, which make no moves, do not get this key."""

    allowed: list[TicketMove]


class CounterMoves(TypedDict, total=False):
    """The key of a counter that says what may be done there. Devices do not get this key."""

    allowed: list[CounterMove]


def of_ticket(context: Context, ticket: Ticket) -> TicketMoves:
    """The moves of a ticket that the person who asks may make now; empty for devices, which make no moves."""
    actor = context.actor
    if actor is None or actor.role not in PEOPLE:
        return {}
    found = ticket.allowed(context.day, context.ms)
    if not is_mine(context.centre, actor, ticket):
        found = [move for move in found if move in ANYBODYS]
    return {"allowed": found}


def of_counter(context: Context, counter: Counter) -> CounterMoves:
    """What the person who asks may do at the counter now; empty for devices."""
    actor = context.actor
    if actor is None or actor.role not in PEOPLE:
        return {}
    supervises = actor.role in SUPERVISING
    if not supervises and counter.number not in actor.counters:
        return {"allowed": []}
    return {"allowed": counter.allowed(supervises=supervises)}
