"""What every move of a ticket shares: loading it, checking who may move it, saving it with its fact."""

from typing import TypedDict

from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import services as service_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import lines_of
from queue_server.hall.rules.counter import check_free
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.views.allowed import is_mine
from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.tickets import TicketFact
from shared.wire.vocabulary import SUPERVISING, CounterState, Purpose, TicketState


def load(deed: UnitOfWork, ticket_id: int) -> Ticket:
    """The ticket. Raises RuleBroken `not_found`."""
    ticket = ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id)
    if ticket is None:
        raise RuleBroken("not_found", 404)
    return ticket


def load_mine(deed: UnitOfWork, ticket_id: int) -> Ticket:
    """The ticket, if the actor may move it. Raises RuleBroken `not_found` or `not_your_counter`."""
    ticket = load(deed, ticket_id)
    check_mine(deed, ticket)
    return ticket


def check_reader(actor: Actor, number: int) -> None:
    """Raises RuleBroken `not_your_counter` unless this actor may see and work this counter."""
    if actor.role not in SUPERVISING and number not in actor.counters:
        raise RuleBroken("not_your_counter", 403, counter=number)


def check_counter(deed: UnitOfWork, number: int) -> None:
    """Raises RuleBroken `not_your_counter` unless the actor may work at this counter."""
    check_reader(deed.actor, number)


def check_mine(deed: UnitOfWork, ticket: Ticket) -> None:
    """Raises RuleBroken `not_your_counter` unless the actor may act on the ticket (`is_mine`)."""
    if is_mine(deed.centre, deed.actor, ticket):
        return
    if ticket.of_counter is not None:
        raise RuleBroken("not_your_counter", 403, counter=ticket.of_counter)
    raise RuleBroken("not_your_counter", 403, counter=", ".join(map(str, deed.actor.counters)) or "–")


class About(TypedDict):
    """What every fact about a ticket says."""

    id: int
    number: str
    queue: str
    counter: int | None
    state: TicketState
    calls: int
    priority: str | None
    purpose: Purpose


def about(ticket: Ticket) -> About:
    """The fields that every fact about a ticket has: `TicketDone(**about(ticket))`."""
    return {
        "id": ticket.id,
        "number": ticket.number,
        "queue": ticket.queue,
        "counter": ticket.counter,
        "state": ticket.state,
        "calls": ticket.calls,
        "priority": ticket.priority,
        "purpose": ticket.purpose,
    }


def save(deed: UnitOfWork, before: Ticket, after: Ticket, fact: TicketFact) -> Ticket:
    """Saves the changed ticket in the database and in the lines in memory, and records the fact; returns the ticket."""
    lines = lines_of(deed)
    ticket_rows.save(deed.connection, before, after)
    if after.waits:
        lines.put(after.in_order())
    else:
        lines.drop(after.id)
    deed.record(fact)
    return after


def check_number(deed: UnitOfWork, ticket: Ticket) -> None:
    """Raises RuleBroken `number_taken` if another live ticket has the number of this ended one.

    That can be when all numbers of the range were given and numbering began again.
    """
    if ticket_rows.held_by_another(deed.connection, ticket):
        raise RuleBroken("number_taken", number=ticket.number)


def unless_closed(deed: UnitOfWork, number: int | None) -> int | None:
    """The counter if it is not closed, else None."""
    if number is None:
        return None
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    return number if counter is not None and counter.receives else None


def take_counter(deed: UnitOfWork, ticket: Ticket) -> None:
    """Gives the ticket's counter back to it. Raises RuleBroken `counter_busy` or `counter_closed`."""
    number = ticket.counter or 0
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    if counter is None or counter.state is CounterState.CLOSED:
        raise RuleBroken("counter_closed", counter=ticket.counter)
    if counter.ticket_id is not None and counter.ticket_id != ticket.id:
        check_free(number, load(deed, counter.ticket_id).number)
    counter_rows.give(deed.connection, deed.centre_id, number, ticket.id)


def free_counter(deed: UnitOfWork, ticket: Ticket) -> None:
    """Makes the counter that holds the ticket free."""
    if ticket.counter is not None and ticket.at_counter:
        counter_rows.give(deed.connection, deed.centre_id, ticket.counter, None)


def finish_service(deed: UnitOfWork, ticket: Ticket, outcome: str | None) -> None:
    """Saves the service that ends now at the ticket's counter."""
    service_rows.add_service(deed.connection, deed.centre_id, ticket.service(deed.ms, outcome))


def in_line_again(deed: UnitOfWork, ticket: Ticket) -> Ticket:
    """The ticket waiting again. If it was sent to a counter that has closed since, it waits for its whole queue.

    Raises RuleBroken `another_day` for a ticket of another day, because the line of that day is gone.
    """
    return ticket.in_line(deed.day, unless_closed(deed, ticket.sent_to))
