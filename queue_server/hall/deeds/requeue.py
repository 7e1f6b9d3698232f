"""Putting a ticket into a line: put back, restored, checked in again, or transferred, and where it stands there."""

from collections.abc import Collection
from dataclasses import replace

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds.transitions import (
    about,
    check_number,
    finish_service,
    free_counter,
    in_line_again,
    load,
    load_mine,
    save,
    unless_closed,
)
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import next_arrival
from queue_server.hall.rules.stops import going_to
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import tickets as shown
from shared.wire.facts.tickets import TicketFact, TicketHeld, TicketTransferred, TicketWaiting
from shared.wire.tickets import Restore, Transfer
from shared.wire.vocabulary import Place, TicketMove
from shared.wire.vocabulary import TicketState as S

_DAY_BACK = "day_back"


def put_back(deed: UnitOfWork, ticket_id: int) -> shown.Ticket:
    """Puts a ticket that was called by mistake back into the line, where it keeps its arrival.

    It is not called again until one other ticket was called or two minutes have passed.
    """
    ticket = load_mine(deed, ticket_id)
    ticket.check(TicketMove.PUT_BACK)
    free_counter(deed, ticket)
    waiting = in_line_again(deed, ticket).put_back(deed.ms)
    fact = TicketWaiting(**about(waiting), why="put_back", from_counter=ticket.counter)
    return ticket_views.ticket(deed, save(deed, ticket, waiting, fact))


def restore(deed: UnitOfWork, ticket_id: int, body: Restore) -> shown.Ticket:
    """Makes a missed or cancelled ticket of today wait again: at the place of its arrival, first or last."""
    ticket = load_mine(deed, ticket_id)
    ticket.check(TicketMove.RESTORE)
    return ticket_views.ticket(deed, again_in_line(deed, ticket, body.place, why="restored"))


def again_in_line(
    deed: UnitOfWork,
    ticket: Ticket,
    place: Place,
    *,
    why: str,
    sent_to: int | None = None,
    arrival: int | None = None,
) -> Ticket:
    """Makes a ticket that had ended wait again; `sent_to` and `arrival` replace its own where they are given."""
    check_number(deed, ticket)
    waiting = in_line_again(deed, ticket if sent_to is None else replace(ticket, sent_to=sent_to))
    first_at, own_arrival = _where(deed, ticket, place)
    restored = waiting.restored(first_at=first_at, arrival=own_arrival if arrival is None else arrival)
    return save(deed, ticket, restored, TicketWaiting(**about(restored), why=why))


def carry_over(deed: UnitOfWork) -> None:
    """At the beginning of a day: whoever belongs to it waits, where the days before were not what the clock said.

    Where a wrong clock had ended the day that begins now, those who had expired are at their places again. Behind them is
    whoever took a number on a later day, which was none, or while the clock was in doubt, so that nobody knows whether that
    was today. They keep the number unless it is somebody's of today; such a ticket ends with its day. Who was called comes
    first.
    """
    # The day has only begun, so whoever expired on it did so because a wrong clock had ended it.
    for ticket in ticket_rows.expired_on(deed.connection, deed.centre_id, deed.day):
        again_in_line(deed, ticket, Place.ARRIVAL, why=_DAY_BACK)
    for ticket in ticket_rows.open_before(deed.connection, deed.centre_id, deed.day):
        given = local_time.day(deed.centre, from_ms(ticket.issued_at)).isoformat()
        unclear = ticket.day > deed.day or given != ticket.day
        if unclear and not _is_somebodys(deed, ticket.number):
            since = ticket.issued_at if given == deed.day and ticket.issued_at <= deed.ms else deed.ms
            _carry(deed, ticket, ticket.carried_over(deed.day, since, next_arrival(deed)))


def _is_somebodys(deed: UnitOfWork, number: str) -> bool:
    """Whether the number stands on a paper of this day."""
    return ticket_rows.number_exists(deed.connection, deed.centre_id, deed.day, number) is not None


def _carry(deed: UnitOfWork, ticket: Ticket, over: Ticket) -> None:
    if ticket.state is S.HELD:
        save(deed, ticket, over, TicketHeld(**about(over), why=_DAY_BACK))
        return
    free_counter(deed, ticket)
    if ticket.state is S.CALLED:
        uncalled = replace(
            over, counter=None, calls=0, called_at=None, first_called_at=None, recalled_at=None
        )
        over = replace(uncalled, state=S.WAITING, first_at=deed.ms)
    save(deed, ticket, over, TicketWaiting(**about(over), why=_DAY_BACK))


def _where(deed: UnitOfWork, ticket: Ticket, place: Place) -> tuple[int | None, int]:
    """What the place means for the ticket: since when it is first in line (None: it is not), and its arrival."""
    first_at = deed.ms if place is Place.FIRST else None
    return first_at, next_arrival(deed) if place is Place.LAST else ticket.arrival


def check_in(deed: UnitOfWork, ticket_id: int) -> shown.Ticket:
    """The citizen scanned the paper again, because they are back.

    A missed number waits again: the first time it comes after the next two calls, later it comes last. A number that was
    held while it waited goes back to its place. For a number that waits already nothing changes.
    """
    ticket = load(deed, ticket_id)
    if ticket.waits and ticket.delayed_until is not None and ticket.delayed_until > deed.ms:
        back = replace(ticket, delayed_until=None)
        fact: TicketFact = TicketWaiting(**about(back), why="back")
        return ticket_views.ticket(deed, save(deed, ticket, back, fact))
    if ticket.waits or ticket.at_counter:
        return ticket_views.ticket(deed, ticket)
    if ticket.state is S.HELD and ticket.held_from is S.WAITING:
        back = in_line_again(deed, ticket.let_go())
        fact = TicketWaiting(**about(back), why="resumed")
        return ticket_views.ticket(deed, save(deed, ticket, back, fact))
    if ticket.state is S.HELD:
        back = replace(ticket, held_until=deed.ms)
        fact = TicketHeld(**about(back), why="back")
        return ticket_views.ticket(deed, save(deed, ticket, back, fact))
    ticket.check_missed()
    ticket.check_day(deed.day)
    if ticket.returns:
        return ticket_views.ticket(deed, again_in_line(deed, ticket, Place.LAST, why="checked_in"))
    line = ticket_views.queue_line(deed, ticket.queue)
    after_two = line[1][0].arrival + 1 if len(line) >= 2 else next_arrival(deed)
    return ticket_views.ticket(
        deed, again_in_line(deed, ticket, Place.ARRIVAL, why="checked_in", arrival=after_two)
    )


def transfer(deed: UnitOfWork, ticket_id: int, body: Transfer) -> shown.Ticket:
    """Sends the ticket to another queue or counter; a service that has begun ends here and is counted for this counter.

    The visit goes on with the procedure that fits the place (`stops.going_to`), so that the counter there sees its papers.
    """
    ticket = load_mine(deed, ticket_id)
    ticket.check(TicketMove.TRANSFER)
    if (body.queue is None) == (body.counter is None):
        raise RuleBroken("transfer_where", 422, extra={"code": "invalid"})
    queue_id, served_there = ticket.queue, [ticket.queue]
    if body.queue is not None:
        queue_id = centre_lookup.queue(deed.centre, body.queue).id
        if not centre_lookup.counters_of(deed.centre, queue_id):
            raise RuleBroken("queue_closed", queue=body.queue)
        served_there = [queue_id]
    if body.counter is not None:
        if centre_lookup.counter(deed.centre, body.counter) and body.counter == ticket.counter:
            raise RuleBroken("transfer_here", 422, counter=body.counter, extra={"code": "invalid"})
        if unless_closed(deed, body.counter) is None:
            raise RuleBroken("counter_closed", counter=body.counter)
        served_there = list(centre_lookup.counter(deed.centre, body.counter).queues)
    if ticket.state is S.SERVING:
        finish_service(deed, ticket, None)
    free_counter(deed, ticket)
    procedures, stop = going_to(
        ticket.procedures,
        ticket.stop,
        _fitting(deed, ticket, served_there),
        served=ticket.state is S.SERVING,
    )
    moved = to_line(
        deed,
        ticket,
        queue_id,
        body.counter,
        body.place,
        why="transferred",
        note=body.note,
        procedures=procedures,
        stop=stop,
    )
    return ticket_views.ticket(deed, moved)


def _fitting(deed: UnitOfWork, ticket: Ticket, queues: Collection[str]) -> set[int]:
    """The places of those of the ticket's procedures that belong to one of these queues."""
    known = [centre_lookup.find_procedure(deed.centre, ident) for ident in ticket.procedures]
    of = [None if one is None else centre_lookup.queue_of(deed.centre, one) for one in known]
    return {place for place, queue in enumerate(of) if queue is not None and queue.id in queues}


def to_line(
    deed: UnitOfWork,
    ticket: Ticket,
    queue_id: str,
    counter: int | None,
    place: Place,
    *,
    why: str,
    note: str | None = None,
    procedures: tuple[str, ...] | None = None,
    stop: int | None = None,
) -> Ticket:
    """Moves the ticket into the line of another queue or of one counter, at this place; returns it.

    `procedures` and `stop` as in `Ticket.at_next_stop`.
    """
    ticket.check_day(deed.day)
    first_at, arrival = _where(deed, ticket, place)
    moved = ticket.at_next_stop(
        queue_id,
        counter,
        deed.ms,
        first_at=first_at,
        arrival=arrival,
        note=note,
        procedures=procedures,
        stop=stop,
    )
    fact = TicketTransferred(
        **about(moved),
        why=why,
        from_queue=ticket.queue,
        to_queue=queue_id,
        to_counter=counter,
        from_counter=ticket.counter,
        place=place,
        reason=note,
        by=deed.actor.name,
    )
    return save(deed, ticket, moved, fact)
