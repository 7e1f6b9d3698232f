"""What can be done at a counter: open, pause, close, and calling the next or a chosen ticket."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import issue, requeue, serve, transitions
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import services as service_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import lines_of
from queue_server.hall.rules import ordering
from queue_server.hall.rules.counter import Counter, check_free
from queue_server.hall.rules.ordering import Waiting
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.rules.ticket_moves import moves_from
from queue_server.hall.views import counters as counter_views
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire import counters as shown_counters
from shared.wire import tickets as shown_tickets
from shared.wire.counters import CallChosen, Close, CounterLine, Panel, Pause, Undo
from shared.wire.facts.counters import CounterClosed, CounterFact, CounterOpened, CounterPaused
from shared.wire.facts.tickets import TicketCalled, TicketWaiting
from shared.wire.tickets import Finish, Hold
from shared.wire.vocabulary import SUPERVISING, CounterState, OrderReason, Outcome
from shared.wire.vocabulary import TicketState as S

WAITING_SHOWN = 50
"""How many waiting tickets a panel shows; beside them stands how many wait in all."""
_MORE = 50
"""How many more rows a panel gets in advance, so that it need not ask for one at every call when many wait."""
_FACT: dict[CounterState, type[CounterFact]] = {
    CounterState.OPEN: CounterOpened,
    CounterState.PAUSED: CounterPaused,
    CounterState.CLOSED: CounterClosed,
}


def _load(deed: UnitOfWork, number: int) -> Counter:
    centre_lookup.counter(deed.centre, number)
    transitions.check_counter(deed, number)
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    if counter is None:
        raise RuleBroken("not_found", 404)
    return counter


def save(deed: UnitOfWork, before: Counter, after: Counter) -> None:
    """Saves the counter's new state and records the fact."""
    counter_rows.save(deed.connection, deed.centre_id, before, after)
    known = centre_lookup.counter(deed.centre, after.number)
    deed.record(
        _FACT[after.state](
            number=after.number,
            name=known.name,
            state=after.state,
            reason=after.reason,
            queues=tuple(known.queues),
            officer=after.officer,
        )
    )


def open_counter(deed: UnitOfWork, number: int) -> shown_counters.Counter:
    """Opens the counter, or reopens it after a pause. 409 `counter_taken` when somebody else sits there."""
    counter = _load(deed, number)
    opened = counter.opened(deed.actor.name, deed.ms, supervises=_supervises(deed))
    if opened is not counter:
        save(deed, counter, opened)
    return counter_views.counter(deed, number)


def _supervises(deed: UnitOfWork) -> bool:
    return deed.actor.role in SUPERVISING


def pause(deed: UnitOfWork, number: int, body: Pause) -> shown_counters.Counter:
    """Pauses with a reason that the hall may read. 409 `counter_busy` while it holds a ticket."""
    counter = _load(deed, number)
    paused = counter.paused(deed.actor.name, body.reason, deed.ms)
    _settle(deed, counter, body.ticket)
    save(deed, counter, paused)
    return counter_views.counter(deed, number)


def close(deed: UnitOfWork, number: int, body: Close) -> shown_counters.Counter:
    """Closes the counter; tickets that were sent to it go back to their queue."""
    counter = _load(deed, number)
    if counter.state is CounterState.CLOSED:
        return counter_views.counter(deed, number)
    closed = counter.closed(deed.ms)
    _settle(deed, counter, body.ticket)
    for ticket in ticket_rows.sent_to(deed.connection, deed.centre_id, deed.day, number):
        freed = replace(ticket, sent_to=None, first_at=None)
        transitions.save(deed, ticket, freed, TicketWaiting(**transitions.about(freed), why="counter_closed"))
    save(deed, counter, closed)
    return counter_views.counter(deed, number)


def _settle(deed: UnitOfWork, counter: Counter, choice: str | None) -> None:
    """Frees the counter of its ticket. RuleBroken `counter_busy`, unless a supervisor says by `choice` what becomes of it."""
    if counter.ticket_id is None:
        return
    held = transitions.load(deed, counter.ticket_id)
    if choice is None or not _supervises(deed):
        check_free(counter.number, held.number)
    if choice == "put_back" and held.state is S.CALLED:
        requeue.put_back(deed, held.id)
    elif choice == "finish":
        serve.finish(deed, held.id, Finish(outcome=Outcome.OTHER))
    else:
        serve.hold(deed, held.id, Hold(reason=say("server.counter_stopped")))


def _ready(deed: UnitOfWork, number: int) -> Counter:
    """The counter, if it may call. Raises RuleBroken `counter_closed`, `counter_paused` or `counter_busy`."""
    counter = _load(deed, number)
    counter.check_may_call()
    if counter.ticket_id is not None:
        check_free(number, transitions.load(deed, counter.ticket_id).number)
    return counter


def call_next(deed: UnitOfWork, number: int) -> shown_tickets.Ticket | None:
    """Calls the ticket that is next by the rule of order; None when nobody waits.

    The turns are saved in the same transaction, and tickets that were put back may be called again from then on.
    """
    counter = _ready(deed, number)
    queues = centre_lookup.counter(deed.centre, number).queues
    candidates = ordering.eligible(lines_of(deed).candidates(queues, number), queues, number, deed.ms)
    turns = lines_of(deed).turns()
    choice = ordering.next_ticket(candidates, turns, deed.centre.centre.policy, deed.ms)
    if choice is None:
        return None
    ticket_rows.release(deed.connection, choice.released)
    lines_of(deed).release(choice.released)
    for queue, turn in choice.turn.items():
        if turns.get(queue, 0) != turn:
            lines_of(deed).numbers(queue).turn = turn
            issue.save_numbers(deed, queue)
    ticket = transitions.load(deed, choice.ticket.id)
    return ticket_views.ticket(deed, _call(deed, ticket, counter, choice.reason, None))


def call_chosen(deed: UnitOfWork, number: int, body: CallChosen) -> shown_tickets.Ticket:
    """Calls a chosen waiting ticket out of turn; the reason shows in the audit. 409 `not_waiting`."""
    counter = _ready(deed, number)
    ticket = transitions.load(deed, body.ticket)
    ticket.check_waiting()
    queues = centre_lookup.counter(deed.centre, number).queues
    if ticket.queue not in queues and ticket.sent_to != number and not _supervises(deed):
        raise RuleBroken("not_your_counter", 403, counter=number)
    # This was one other call for the tickets that were put back, so they are not left out any longer.
    line = ordering.eligible(lines_of(deed).candidates(queues, number), queues, number, deed.ms)
    released = [t.id for t in line if t.put_back_at is not None and t.id != ticket.id]
    ticket_rows.release(deed.connection, released)
    lines_of(deed).release(released)
    return ticket_views.ticket(deed, _call(deed, ticket, counter, OrderReason.CHOSEN, body.reason))


def _call(deed: UnitOfWork, ticket: Ticket, counter: Counter, why: OrderReason, reason: str | None) -> Ticket:
    called = ticket.called(counter.number, counter.officer or deed.actor.name, deed.ms)
    counter_rows.give(deed.connection, deed.centre_id, counter.number, ticket.id)
    fact = TicketCalled(
        **transitions.about(called),
        lang=called.lang,
        at=local_time.iso(deed, deed.ms),
        order=why,
        reason=reason,
        by=deed.actor.name,
    )
    return transitions.save(deed, ticket, called, fact)


def line(context: Context, number: int, seq: int) -> CounterLine:
    """The first tickets that wait for the counter (id and reason, in the order of the calls), and how many wait in all."""
    first, total = ticket_views.counter_line(context, number, WAITING_SHOWN)
    return CounterLine(seq=seq, counter=number, waiting_total=total, order=_order(first))


def _order(first: Iterable[tuple[Waiting, OrderReason]]) -> list[tuple[int, OrderReason]]:
    return [(waiting.id, reason) for waiting, reason in first]


def panel(reading: Context, number: int, seq: int, lacks: Collection[int] | None = None) -> Panel:
    """Everything that a counter's panel shows, with the sequence number at which it was read.

    A panel that has most rows of the waiting tickets already asks only for those whose ids are in `lacks`.
    """
    queues = centre_lookup.counter(reading.centre, number).queues
    first, total = ticket_views.counter_line(reading, number, WAITING_SHOWN + _MORE)
    wanted = list(enumerate(first))
    if lacks is not None:
        # A panel that lacks one row will soon need the rows behind the first `WAITING_SHOWN`, so it gets them too.
        wanted = [at for at in wanted if at[1][0].id in lacks or (lacks and at[0] >= WAITING_SHOWN)]
    counter, ticket = counter_views.for_panel(reading, number)
    scope = (reading.connection, reading.centre_id, reading.day)
    held = [
        one
        for one in ticket_rows.held(*scope)
        if one.counter == number or (one.counter is None and one.queue in queues)
    ]
    recent = ticket_rows.ended_at(*scope, number)
    shown = [make() for make in ticket_views.tickets(reading, [*held, *recent], ended=True)]
    policy = reading.centre.centre.policy
    return Panel(
        seq=seq,
        now=local_time.iso(reading, reading.ms),
        counter=counter,
        ticket=ticket,
        waiting=[make() for make in ticket_views.waiting_rows(reading, wanted, dossiers=False)],
        waiting_total=total,
        waiting_allowed=moves_from(S.WAITING),
        order=_order(first[:WAITING_SHOWN]),
        held=shown[: len(held)],
        recent=shown[len(held) :],
        undo=_undo(reading, recent, busy=ticket is not None),
        policy=say(f"server.policy.{policy.mode}", p=policy.p, n=policy.n),
        usual_minutes=service_rows.usual_service_minutes(reading.connection, reading.centre_id, list(queues)),
    )


def _undo(reading: Context, ended: Sequence[Ticket], *, busy: bool) -> Undo | None:
    """The ticket whose end can still be undone at this counter, and until when; None if there is no such ticket."""
    last = serve.undoable(reading.ms, ended)
    until = None if last is None else last.undo_until()
    if last is None or until is None:
        return None
    return Undo(
        ticket=last.id,
        number=last.number,
        state=last.state,
        label=say(f"server.undo.{last.state.value}", number=last.number),
        until=from_ms(until).astimezone(local_time.zone(reading.centre)).isoformat(),
        blocked=busy and last.state is S.DONE,
    )
