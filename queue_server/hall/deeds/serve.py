"""What an officer does with a called ticket, one function for each deed: load, ask the rules, save, record the fact."""

from collections.abc import Iterable

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rules.dossier import Status
from queue_server.hall.deeds import issue
from queue_server.hall.deeds.requeue import again_in_line, to_line
from queue_server.hall.deeds.transitions import (
    about,
    check_number,
    finish_service,
    free_counter,
    in_line_again,
    load_mine,
    save,
    take_counter,
)
from queue_server.hall.rows import services as service_rows
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import tickets as shown
from shared.wire.facts.tickets import (
    TicketCalled,
    TicketCancelled,
    TicketDone,
    TicketHeld,
    TicketNoShow,
    TicketPriority,
    TicketServing,
    TicketWaiting,
)
from shared.wire.tickets import ChangePriority, Finish, Hold, Reason
from shared.wire.vocabulary import Outcome, Place, Purpose, TicketMove
from shared.wire.vocabulary import TicketState as S


def recall(deed: UnitOfWork, ticket_id: int) -> shown.Ticket:
    """Calls the same number again. 409 `illegal_move` unless the ticket is called, `too_soon` within the cool-down."""
    ticket = load_mine(deed, ticket_id)
    ticket.check_recall(deed.ms, deed.centre.centre.recall_seconds)
    return ticket_views.ticket(deed, call_again(deed, ticket))


def call_again(deed: UnitOfWork, ticket: Ticket) -> Ticket:
    """One more call of a called number."""
    called = ticket.called_again(deed.ms)
    fact = TicketCalled(**about(called), lang=called.lang, at=local_time.iso(deed, deed.ms))
    return save(deed, ticket, called, fact)


def start(deed: UnitOfWork, ticket_id: int) -> shown.Ticket:
    """The citizen has come: called → serving."""
    ticket = load_mine(deed, ticket_id)
    started = ticket.started(deed.ms)
    return ticket_views.ticket(deed, save(deed, ticket, started, TicketServing(**about(started))))


def finish(deed: UnitOfWork, ticket_id: int, body: Finish) -> shown.Ticket:
    """The service is over. Without a dossier it needs an outcome (422 `outcome_required`).

    With dossiers the visit is told by them; only of whoever came to collect and has it all the outcome is `collected`.

    If a later procedure of the visit belongs to a queue that this counter does not serve, the ticket waits there next, at
    the place of its arrival. Otherwise the visit is done.
    """
    ticket = load_mine(deed, ticket_id)
    outcome = body.outcome.value if body.outcome else _outcome(deed, ticket)
    done = ticket.finished(deed.ms, outcome)
    finish_service(deed, ticket, outcome)
    free_counter(deed, ticket)
    # After midnight the lines of the other queues belong to another day, so the visit ends here.
    onward = _next_stop(deed, ticket) if ticket.day == deed.day else None
    if onward is not None:
        stop, queue_id = onward
        moved = to_line(deed, ticket, queue_id, None, Place.ARRIVAL, why="next_stop", stop=stop)
        return ticket_views.ticket(deed, moved)
    return ticket_views.ticket(deed, save(deed, ticket, done, TicketDone(**about(done))))


def _outcome(deed: UnitOfWork, ticket: Ticket) -> str | None:
    """What the ticket's dossiers say of the visit. Raises RuleBroken `outcome_required` where it has none."""
    ticket.check(TicketMove.FINISH)
    found = dossier_rows.statuses_of_ticket(deed.connection, ticket.id)
    if not found:
        raise RuleBroken("outcome_required", 422, number=ticket.number)
    collected = ticket.purpose is Purpose.COLLECT and all(status is Status.RETURNED for status in found)
    return Outcome.COLLECTED.value if collected else None


def _next_stop(deed: UnitOfWork, ticket: Ticket) -> tuple[int, str] | None:
    """The next procedure of the visit that this counter does not serve: its index in `procedures`, and its queue."""
    here = centre_lookup.counter(deed.centre, ticket.counter or 0).queues
    for stop, ident in enumerate(ticket.procedures):
        if stop <= ticket.stop:
            continue
        known = centre_lookup.find_procedure(deed.centre, ident)
        queue = None if known is None else centre_lookup.queue_of(deed.centre, known)
        if queue is not None and queue.id not in here:
            return stop, queue.id
    return None


def no_show(deed: UnitOfWork, ticket_id: int) -> shown.Ticket:
    """Nobody came. 409 `call_again_first` before the centre's least number of calls."""
    ticket = load_mine(deed, ticket_id)
    missed = ticket.missed(deed.ms, deed.centre.centre.no_show_after_calls)
    free_counter(deed, ticket)
    return ticket_views.ticket(deed, save(deed, ticket, missed, TicketNoShow(**about(missed))))


def hold(deed: UnitOfWork, ticket_id: int, body: Hold) -> shown.Ticket:
    """Sets the ticket aside, with a reason; later it comes back into its present state."""
    ticket = load_mine(deed, ticket_id)
    held = ticket.held(
        body.reason, None if body.until is None else to_ms(local_time.moment(deed.centre, body.until))
    )
    free_counter(deed, ticket)
    fact = TicketHeld(**about(held), reason=body.reason, by=deed.actor.name)
    return ticket_views.ticket(deed, save(deed, ticket, held, fact))


def resume(deed: UnitOfWork, ticket_id: int) -> shown.Ticket:
    """Brings a held ticket back into the state before. 409 `counter_busy` if its counter has another ticket now."""
    ticket = load_mine(deed, ticket_id)
    ticket.check(TicketMove.RESUME)
    back = ticket.let_go()
    if back.waits:
        waiting = in_line_again(deed, back)
        fact = TicketWaiting(**about(waiting), why="resumed")
        return ticket_views.ticket(deed, save(deed, ticket, waiting, fact))
    take_counter(deed, ticket)
    if back.state is S.SERVING:
        return ticket_views.ticket(deed, save(deed, ticket, back, TicketServing(**about(back))))
    called = back.called_again(deed.ms)
    call = TicketCalled(**about(called), lang=called.lang, at=local_time.iso(deed, deed.ms))
    return ticket_views.ticket(deed, save(deed, ticket, called, call))


def cancel(deed: UnitOfWork, ticket_id: int, body: Reason) -> shown.Ticket:
    """Cancels a ticket, because the citizen does not need the number any more."""
    ticket = load_mine(deed, ticket_id)
    cancelled = ticket.cancelled(deed.ms, body.reason)
    free_counter(deed, ticket)
    fact = TicketCancelled(**about(cancelled), reason=body.reason, by=deed.actor.name)
    return ticket_views.ticket(deed, save(deed, ticket, cancelled, fact))


def change_priority(deed: UnitOfWork, ticket_id: int, body: ChangePriority) -> shown.Ticket:
    """Puts the ticket into a priority group or takes it out of one, with a reason for the audit."""
    ticket = load_mine(deed, ticket_id)
    changed = ticket.with_priority(body.group)
    issue.check_group(deed.centre, body.group)
    fact = TicketPriority(**about(changed), reason=body.reason, by=deed.actor.name)
    return ticket_views.ticket(deed, save(deed, ticket, changed, fact))


def undo(deed: UnitOfWork, ticket_id: int) -> shown.Ticket:
    """Undoes a finish, a no-show or a cancellation, within a minute.

    A finished ticket is served again at its counter (409 `counter_busy` if that counter has another ticket). A missed or
    cancelled ticket waits first in line for its counter.
    """
    ticket = load_mine(deed, ticket_id)
    ticket.check_undo(deed.ms)
    if ticket.state is not S.DONE:
        place = Place.FIRST if ticket.counter is not None else Place.ARRIVAL
        waiting = again_in_line(deed, ticket, place, why="undone", sent_to=ticket.counter)
        return ticket_views.ticket(deed, waiting)
    check_number(deed, ticket)
    take_counter(deed, ticket)
    service_rows.drop_last_service(deed.connection, ticket.id)
    again = ticket.served_again()
    fact = TicketServing(**about(again), why="undone")
    return ticket_views.ticket(deed, save(deed, ticket, again, fact))


def undoable(now: int, ended: Iterable[Ticket]) -> Ticket | None:
    """The first of these tickets, latest first, whose end can still be undone; None if there is no such ticket."""
    return next((ticket for ticket in ended if ticket.can_be_undone(now)), None)
