"""What can be done at a counter: open, pause, close, and calling the next or a chosen ticket."""

from queue_server.domain import ordering
from queue_server.domain.counter import check_free, check_move
from queue_server.domain.errors import RuleBroken
from queue_server.service import context as look
from queue_server.service import issuing, lining_up, moving, tickets, views
from queue_server.service.views import Json
from queue_server.store import counters as counter_rows
from queue_server.store import tickets as ticket_rows
from queue_server.store.deed import Deed
from queue_server.store.rows import Row
from shared.bodies import CallChosen, Close, Finish, Hold, Pause
from shared.text.messages import say
from shared.vocabulary import SUPERVISING, CounterState, FactType, OrderReason, Outcome
from shared.vocabulary import TicketState as S

_FACT = {
    CounterState.OPEN: FactType.COUNTER_OPENED,
    CounterState.PAUSED: FactType.COUNTER_PAUSED,
    CounterState.CLOSED: FactType.COUNTER_CLOSED,
}


def _load(deed: Deed, number: int) -> Row:
    look.counter(deed.centre, number)
    moving.check_counter(deed, number)
    row = counter_rows.one(deed.connection, deed.centre_id, number)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def record_counter(
    deed: Deed, number: int, state: CounterState, *, officer: str | None, reason: str | None = None
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
    known = look.counter(deed.centre, number)
    deed.record(
        _FACT[state],
        {
            "number": number,
            "name": known.name,
            "state": state.value,
            "reason": reason,
            "queues": list(known.queues),
            "officer": officer,
        },
    )


def open_counter(deed: Deed, number: int) -> Json:
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
            return views.counter(deed, number)
        if row["officer"] in (None, me):
            return views.counter(deed, number)
        raise RuleBroken("counter_taken", counter=number, officer=row["officer"])
    check_move(number, state, CounterState.OPEN)
    record_counter(
        deed,
        number,
        CounterState.OPEN,
        officer=row["officer"] if _supervises(deed) and row["officer"] else me,
    )
    return views.counter(deed, number)


def _supervises(deed: Deed) -> bool:
    return deed.actor.role in SUPERVISING


def pause(deed: Deed, number: int, body: Pause) -> Json:
    """Pauses with a reason that the hall may read. 409 `counter_busy` while it holds a ticket."""
    row = _load(deed, number)
    check_move(number, CounterState(row["state"]), CounterState.PAUSED)
    _settle(deed, row, body.ticket)
    record_counter(
        deed, number, CounterState.PAUSED, officer=row["officer"] or deed.actor.name, reason=body.reason
    )
    return views.counter(deed, number)


def close(deed: Deed, number: int, body: Close) -> Json:
    """Closes the counter; tickets that were sent to it go back to their queue."""
    row = _load(deed, number)
    if row["state"] == "closed":
        return views.counter(deed, number)
    check_move(number, CounterState(row["state"]), CounterState.CLOSED)
    _settle(deed, row, body.ticket)
    for ticket in ticket_rows.sent_to(deed.connection, deed.centre_id, deed.day, number):
        moving.save(
            deed, ticket, FactType.TICKET_WAITING, {"why": "counter_closed"}, sent_to=None, first_at=None
        )
    record_counter(deed, number, CounterState.CLOSED, officer=None)
    return views.counter(deed, number)


def _settle(deed: Deed, row: Row, choice: str | None) -> None:
    """A counter with a ticket may not stop, unless a supervisor says what becomes of it."""
    if row["ticket_id"] is None:
        return
    held = moving.load(deed, row["ticket_id"])
    if choice is None or not _supervises(deed):
        check_free(row["number"], held["number"])
    if choice == "put_back" and held["state"] == S.CALLED.value:
        lining_up.put_back(deed, held["id"])
    elif choice == "finish":
        tickets.finish(deed, held["id"], Finish(outcome=Outcome.OTHER))
    else:
        tickets.hold(deed, held["id"], Hold(reason=say("server.counter_stopped")))


def _ready(deed: Deed, number: int) -> Row:
    """The counter's row when it may call. Raises `counter_closed`, `counter_paused` or `counter_busy`."""
    row = _load(deed, number)
    if row["state"] == "closed":
        raise RuleBroken("counter_closed", counter=number)
    if row["state"] == "paused":
        raise RuleBroken("counter_paused", counter=number, extra={"code": "counter_closed"})
    if row["ticket_id"] is not None:
        check_free(number, moving.load(deed, row["ticket_id"])["number"])
    return row


def call_next(deed: Deed, number: int) -> Json | None:
    """Calls whom the order says is next; None when nobody waits.

    The turns and the released put-backs are saved in the same transaction.
    """
    _ready(deed, number)
    queues = look.counter(deed.centre, number).queues
    candidates = ordering.eligible(deed.lines.candidates(queues, number), queues, number, deed.ms)
    turns = deed.lines.turns()
    choice = ordering.next_ticket(candidates, turns, look.policy(deed.centre), deed.ms)
    if choice is None:
        return None
    ticket_rows.release(deed.connection, choice.released)
    deed.lines.release(choice.released)
    for queue, turn in choice.turn.items():
        if turns.get(queue, 0) != turn:
            deed.lines.numbers(queue).turn = turn
            issuing.save_numbers(deed, queue)
    row = moving.load(deed, choice.ticket.id)
    return views.ticket(deed, _call(deed, row, number, choice.reason, None))


def call_chosen(deed: Deed, number: int, body: CallChosen) -> Json:
    """Calls a chosen waiting ticket out of turn; the reason shows in the audit. 409 `not_waiting`."""
    _ready(deed, number)
    row = moving.load(deed, body.ticket)
    if row["state"] != S.WAITING.value:
        raise RuleBroken("not_waiting", number=row["number"], counter=row["counter"] or "–")
    queues = look.counter(deed.centre, number).queues
    if row["queue"] not in queues and row["sent_to"] != number and not _supervises(deed):
        raise RuleBroken("not_your_counter", 403, counter=number)
    # One other call has passed for those who were put back here.
    line = ordering.eligible(deed.lines.candidates(queues, number), queues, number, deed.ms)
    released = [t.id for t in line if t.put_back_at is not None and t.id != row["id"]]
    ticket_rows.release(deed.connection, released)
    deed.lines.release(released)
    return views.ticket(deed, _call(deed, row, number, OrderReason.CHOSEN, body.reason))


def _call(deed: Deed, row: Row, number: int, why: OrderReason, reason: str | None) -> Row:
    counter_rows.change(deed.connection, deed.centre_id, number, ticket_id=row["id"])
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    return moving.save(
        deed,
        row,
        FactType.TICKET_CALLED,
        {"order": why.value, "reason": reason, "by": deed.actor.name, "at": look.iso(deed, deed.ms)},
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


def panel(reading: look.Context, number: int, seq: int) -> Json:
    """Everything that a counter's panel shows, with the sequence number it was read at."""
    queues = look.counter(reading.centre, number).queues
    line = views.counter_line(reading, number)
    counter = views.counter(reading, number)
    scope = (reading.connection, reading.centre_id, reading.day)
    held = [
        row
        for row in ticket_rows.in_states(*scope, ["held"], counter=number, queues=queues)
        if row["counter"] in (None, number)
    ]
    recent = ticket_rows.in_states(*scope, ["done", "no_show", "cancelled"], counter=number, limit=12)
    last = tickets.undoable(reading.ms, recent)
    policy = look.policy(reading.centre)
    return {
        "seq": seq,
        "now": look.iso(reading, reading.ms),
        "counter": {key: value for key, value in counter.items() if key != "ticket"},
        "ticket": counter["ticket"],
        "waiting": views.waiting_rows(reading, line, whole=False),
        "held": [views.ticket(reading, row) for row in held],
        "recent": [views.ticket(reading, row) for row in recent],
        "undo": None
        if last is None
        else {
            "ticket": last["id"],
            "number": last["number"],
            "state": last["state"],
            "label": say(f"server.undo.{last['state']}", number=last["number"]),
            "until": tickets.undo_until(last).astimezone(look.zone(reading.centre)).isoformat(),
        },
        "policy": say(f"server.policy.{policy.mode}", p=policy.p, n=policy.n),
        "usual_minutes": ticket_rows.usual_service_minutes(
            reading.connection, reading.centre_id, list(queues)
        ),
    }
