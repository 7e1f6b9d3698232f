"""What can be done at a counter: open, pause, close, and calling the next or a chosen ticket."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import issue, requeue, serve, transitions
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import lines_of
from queue_server.hall.rules import ordering
from queue_server.hall.rules.counter import check_free, check_move
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire.counters import CallChosen, Close, Pause
from shared.wire.facts.counters import CounterClosed, CounterFact, CounterOpened, CounterPaused
from shared.wire.tickets import Finish, Hold
from shared.wire.vocabulary import SUPERVISING, CounterState, FactType, OrderReason, Outcome
from shared.wire.vocabulary import TicketState as S

_FACT: dict[CounterState, type[CounterFact]] = {
    CounterState.OPEN: CounterOpened,
    CounterState.PAUSED: CounterPaused,
    CounterState.CLOSED: CounterClosed,
}


def _load(deed: UnitOfWork, number: int) -> Row:
    centre_lookup.counter(deed.centre, number)
    transitions.check_counter(deed, number)
    row = counter_rows.one(deed.connection, deed.centre_id, number)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def record_counter(
    deed: UnitOfWork, number: int, state: CounterState, *, officer: str | None, reason: str | None = None
) -> None:
    """Saves the counter's new state and records the fact."""
    counter_rows.change(
        deed.connection,
        deed.centre_id,
        number,
        state=state.value,
        reason=reason,
        officer=officer,
        changed_at=deed.ms,
    )
    known = centre_lookup.counter(deed.centre, number)
    deed.record(
        _FACT[state](
            number=number,
            name=known.name,
            state=state,
            reason=reason,
            queues=tuple(known.queues),
            officer=officer,
        )
    )


def open_counter(deed: UnitOfWork, number: int) -> Json:
    """Opens the counter, or reopens it after a pause. 409 `counter_taken` when somebody else sits there."""
    row = _load(deed, number)
    state = CounterState(row["state"])
    me = deed.actor.name
    if state is not CounterState.CLOSED and row["officer"] not in (None, me) and not _supervises(deed):
        raise RuleBroken("counter_taken", counter=number, officer=row["officer"])
    if state is CounterState.OPEN:
        if row["officer"] is None and not _supervises(deed):
            # It was opened for whoever sits down there.
            record_counter(deed, number, CounterState.OPEN, officer=me)
            return ticket_views.counter(deed, number)
        if row["officer"] in (None, me):
            return ticket_views.counter(deed, number)
        raise RuleBroken("counter_taken", counter=number, officer=row["officer"])
    check_move(number, state, CounterState.OPEN)
    record_counter(
        deed,
        number,
        CounterState.OPEN,
        officer=row["officer"] if _supervises(deed) and row["officer"] else me,
    )
    return ticket_views.counter(deed, number)


def _supervises(deed: UnitOfWork) -> bool:
    return deed.actor.role in SUPERVISING


def pause(deed: UnitOfWork, number: int, body: Pause) -> Json:
    """Pauses with a reason that the hall may read. 409 `counter_busy` while it holds a ticket."""
    row = _load(deed, number)
    check_move(number, CounterState(row["state"]), CounterState.PAUSED)
    _settle(deed, row, body.ticket)
    record_counter(
        deed, number, CounterState.PAUSED, officer=row["officer"] or deed.actor.name, reason=body.reason
    )
    return ticket_views.counter(deed, number)


def close(deed: UnitOfWork, number: int, body: Close) -> Json:
    """Closes the counter; tickets that were sent to it go back to their queue."""
    row = _load(deed, number)
    if row["state"] == "closed":
        return ticket_views.counter(deed, number)
    check_move(number, CounterState(row["state"]), CounterState.CLOSED)
    _settle(deed, row, body.ticket)
    for ticket in ticket_rows.sent_to(deed.connection, deed.centre_id, deed.day, number):
        transitions.save(
            deed, ticket, FactType.TICKET_WAITING, {"why": "counter_closed"}, sent_to=None, first_at=None
        )
    record_counter(deed, number, CounterState.CLOSED, officer=None)
    return ticket_views.counter(deed, number)


def _settle(deed: UnitOfWork, row: Row, choice: str | None) -> None:
    """A counter with a ticket may not stop, unless a supervisor says what becomes of it."""
    if row["ticket_id"] is None:
        return
    held = transitions.load(deed, row["ticket_id"])
    if choice is None or not _supervises(deed):
        check_free(row["number"], held["number"])
    if choice == "put_back" and held["state"] == S.CALLED.value:
        requeue.put_back(deed, held["id"])
    elif choice == "finish":
        serve.finish(deed, held["id"], Finish(outcome=Outcome.OTHER))
    else:
        serve.hold(deed, held["id"], Hold(reason=say("server.counter_stopped")))


def _ready(deed: UnitOfWork, number: int) -> Row:
    """The counter's row when it may call. Raises `counter_closed`, `counter_paused` or `counter_busy`."""
    row = _load(deed, number)
    if row["state"] == "closed":
        raise RuleBroken("counter_closed", counter=number)
    if row["state"] == "paused":
        raise RuleBroken("counter_paused", counter=number, extra={"code": "counter_closed"})
    if row["ticket_id"] is not None:
        check_free(number, transitions.load(deed, row["ticket_id"])["number"])
    return row


def call_next(deed: UnitOfWork, number: int) -> Json | None:
    """Calls whom the order says is next; None when nobody waits.

    The turns and the released put-backs are saved in the same transaction.
    """
    _ready(deed, number)
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
    row = transitions.load(deed, choice.ticket.id)
    return ticket_views.ticket(deed, _call(deed, row, number, choice.reason, None))


def call_chosen(deed: UnitOfWork, number: int, body: CallChosen) -> Json:
    """Calls a chosen waiting ticket out of turn; the reason shows in the audit. 409 `not_waiting`."""
    _ready(deed, number)
    row = transitions.load(deed, body.ticket)
    if row["state"] != S.WAITING.value:
        raise RuleBroken("not_waiting", number=row["number"], counter=row["counter"] or "–")
    queues = centre_lookup.counter(deed.centre, number).queues
    if row["queue"] not in queues and row["sent_to"] != number and not _supervises(deed):
        raise RuleBroken("not_your_counter", 403, counter=number)
    # One other call has passed for those who were put back here.
    line = ordering.eligible(lines_of(deed).candidates(queues, number), queues, number, deed.ms)
    released = [t.id for t in line if t.put_back_at is not None and t.id != row["id"]]
    ticket_rows.release(deed.connection, released)
    lines_of(deed).release(released)
    return ticket_views.ticket(deed, _call(deed, row, number, OrderReason.CHOSEN, body.reason))


def _call(deed: UnitOfWork, row: Row, number: int, why: OrderReason, reason: str | None) -> Row:
    counter_rows.change(deed.connection, deed.centre_id, number, ticket_id=row["id"])
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    return transitions.save(
        deed,
        row,
        FactType.TICKET_CALLED,
        {"order": why.value, "reason": reason, "by": deed.actor.name, "at": local_time.iso(deed, deed.ms)},
        state=S.CALLED.value,
        counter=number,
        calls=row["calls"] + 1,
        called_at=deed.ms,
        recalled_at=None,
        first_called_at=row["first_called_at"] or deed.ms,
        # Whoever is called before the time they booked has not waited.
        stop_since=min(row["stop_since"], deed.ms),
        first_at=None,
        put_back_at=None,
        delayed_until=None,
        started_at=None,
        officer=(counter or {}).get("officer") or deed.actor.name,
    )


def panel(reading: Context, number: int, seq: int) -> Json:
    """Everything that a counter's panel shows, with the sequence number it was read at."""
    queues = centre_lookup.counter(reading.centre, number).queues
    line = ticket_views.counter_line(reading, number)
    counter = ticket_views.counter(reading, number)
    scope = (reading.connection, reading.centre_id, reading.day)
    held = [
        row
        for row in ticket_rows.in_states(*scope, ["held"], counter=number, queues=queues)
        if row["counter"] in (None, number)
    ]
    recent = ticket_rows.in_states(*scope, ["done", "no_show", "cancelled"], counter=number, limit=12)
    last = serve.undoable(reading.ms, recent)
    policy = reading.centre.centre.policy
    return {
        "seq": seq,
        "now": local_time.iso(reading, reading.ms),
        "counter": {key: value for key, value in counter.items() if key != "ticket"},
        "ticket": counter["ticket"],
        "waiting": ticket_views.waiting_rows(reading, line, whole=False),
        "held": [ticket_views.ticket(reading, row) for row in held],
        "recent": [ticket_views.ticket(reading, row) for row in recent],
        "undo": None
        if last is None
        else {
            "ticket": last["id"],
            "number": last["number"],
            "state": last["state"],
            "label": say(f"server.undo.{last['state']}", number=last["number"]),
            "until": serve.undo_until(last).astimezone(local_time.zone(reading.centre)).isoformat(),
        },
        "policy": say(f"server.policy.{policy.mode}", p=policy.p, n=policy.n),
        "usual_minutes": ticket_rows.usual_service_minutes(
            reading.connection, reading.centre_id, list(queues)
        ),
    }
