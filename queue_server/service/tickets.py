"""What can be done with a ticket, one function a deed. Each loads, asks the rules, saves and records the fact."""

from datetime import datetime, timedelta
from typing import Any

from queue_server.domain.errors import RuleBroken
from queue_server.domain.ticket import AT_COUNTER, UNDO_SECONDS, check_move
from queue_server.service import context as look
from queue_server.service import issuing, views
from queue_server.service.views import Json
from queue_server.store import counters as counter_rows
from queue_server.store import dossiers as dossier_rows
from queue_server.store import tickets as ticket_rows
from queue_server.store.deed import Actor, Deed
from queue_server.store.rows import Row
from queue_server.store.times import from_ms, to_ms
from shared.bodies import ChangePriority, Finish, Hold, Reason, Restore, Transfer
from shared.vocabulary import FactType, Place, Role
from shared.vocabulary import TicketState as S

_SUPERVISING = (Role.SUPERVISOR, Role.ADMIN)
_MINUTE = 60_000


def load(deed: Deed, ticket_id: int) -> Row:
    """The ticket's row. Raises RuleBroken `not_found`."""
    row = ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def state_of(row: Row) -> S:
    """The ticket's state as the rules name it."""
    return S(row["state"])


def check_reader(actor: Actor, number: int) -> None:
    """Raises RuleBroken `not_your_counter` unless this actor may see and work this counter."""
    if actor.role not in _SUPERVISING and number not in actor.counters:
        raise RuleBroken("not_your_counter", 403, counter=number)


def check_counter(deed: Deed, number: int) -> None:
    """Raises RuleBroken `not_your_counter` unless the actor may work at this counter."""
    check_reader(deed.actor, number)


def _check_mine(deed: Deed, row: Row) -> None:
    """An officer acts on what stands at their counter, or waits or waited for a queue that the counter serves."""
    if deed.actor.role in _SUPERVISING:
        return
    if row["counter"] is not None and row["state"] in ("called", "serving", "held", "done", "no_show"):
        check_counter(deed, row["counter"])
        return
    for number in deed.actor.counters:
        if row["sent_to"] == number or row["queue"] in look.counter(deed.centre, number).queues:
            return
    raise RuleBroken("not_your_counter", 403, counter=", ".join(map(str, deed.actor.counters)) or "–")


def fact(row: Row, **extra: Any) -> Json:
    """What every fact about a ticket says; the audience decides later how much of it is seen."""
    return {
        "id": row["id"],
        "number": row["number"],
        "queue": row["queue"],
        "counter": row["counter"],
        "state": row["state"],
        "calls": row["calls"],
        "priority": row["priority"],
        "purpose": row["purpose"],
        **extra,
    }


def save(deed: Deed, row: Row, kind: FactType, extra: Json | None = None, **changes: Any) -> Row:
    """Changes the ticket, records the fact, and returns the changed row."""
    lines = deed.lines
    ticket_rows.change(deed.connection, row["id"], **changes)
    changed = {**row, **changes}
    if changed["state"] == S.WAITING.value:
        lines.put(ticket_rows.of_row(changed))
    else:
        lines.drop(changed["id"])
    deed.record(kind, fact(changed, **(extra or {})), changed["id"])
    return changed


def _in_line_again(deed: Deed, row: Row) -> Json:
    """What changes when a ticket waits again: one that was sent to a counter which closed is its queue's again.

    Raises RuleBroken `another_day`: the line of a day that ended is gone.
    """
    if row["day"] != deed.day:
        raise RuleBroken("another_day", number=row["number"])
    return {"state": S.WAITING.value, "sent_to": _open_counter(deed, row["sent_to"])}


def _check_number(deed: Deed, row: Row) -> None:
    """Raises RuleBroken `number_taken`: after a wrap the number of an ended ticket may be somebody else's."""
    if ticket_rows.held_by_another(deed.connection, row):
        raise RuleBroken("number_taken", number=row["number"])


def _open_counter(deed: Deed, number: int | None) -> int | None:
    """The counter if it is not closed, else None."""
    if number is None:
        return None
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    return None if counter is None or counter["state"] == "closed" else number


def free_counter(deed: Deed, row: Row) -> None:
    """Takes the ticket off the counter that holds it."""
    if row["counter"] is not None and state_of(row) in AT_COUNTER:
        counter_rows.change(deed.connection, deed.centre_id, row["counter"], ticket_id=None)


def _finish_service(deed: Deed, row: Row, outcome: str | None) -> None:
    ticket_rows.add_service(
        deed.connection,
        {
            "centre": deed.centre_id,
            "day": row["day"],
            "ticket_id": row["id"],
            "queue": row["queue"],
            "counter": row["counter"],
            "officer": row["officer"],
            "called_at": row["called_at"],
            "started_at": row["started_at"],
            "finished_at": deed.ms,
            "waited_ms": max(0, row["first_called_at"] - row["stop_since"]),
            "outcome": outcome,
        },
    )


def recall(deed: Deed, ticket_id: int) -> Json:
    """Calls the same number again. 409 `illegal_move` unless called, `too_soon` within the cool-down."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    if state_of(row) is not S.CALLED:
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "called"},
        )
    last = row["recalled_at"] or row["called_at"]
    wait = deed.centre.centre.recall_seconds - (deed.ms - last) / 1000
    if wait > 0:
        raise RuleBroken("too_soon", seconds=max(1, round(wait)), retry_after=max(1, round(wait)))
    return views.ticket(deed, call_again(deed, row))


def call_again(deed: Deed, row: Row) -> Row:
    """One more call of a called number."""
    return save(
        deed,
        row,
        FactType.TICKET_CALLED,
        {"at": look.iso(deed, deed.ms)},
        calls=row["calls"] + 1,
        recalled_at=deed.ms,
    )


def start(deed: Deed, ticket_id: int) -> Json:
    """The citizen has come: called → serving."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    check_move(row["number"], state_of(row), S.SERVING)
    if state_of(row) is not S.CALLED:
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "serving"},
        )
    row = save(deed, row, FactType.TICKET_SERVING, state=S.SERVING.value, started_at=deed.ms)
    return views.ticket(deed, row)


def finish(deed: Deed, ticket_id: int, body: Finish) -> Json:
    """The service is over. Without a dossier it needs an outcome (422 `outcome_required`).

    A visit with a later stop in a queue that this counter does not serve goes on there, by its arrival; else it is done.
    """
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    check_move(row["number"], state_of(row), S.DONE)
    if body.outcome is None and not dossier_rows.codes_of_ticket(deed.connection, ticket_id):
        raise RuleBroken("outcome_required", 422, number=row["number"])
    outcome = body.outcome.value if body.outcome else None
    _finish_service(deed, row, outcome)
    free_counter(deed, row)
    # After midnight the other offices' lines are another day's: the visit ends here.
    onward = _next_stop(deed, row) if row["day"] == deed.day else None
    if onward is not None:
        stop, queue_id = onward
        row = _to_line(deed, row, queue_id, None, Place.ARRIVAL, why="next_stop", stop=stop)
        return views.ticket(deed, row)
    row = save(
        deed,
        row,
        FactType.TICKET_DONE,
        state=S.DONE.value,
        finished_at=deed.ms,
        ended_at=deed.ms,
        outcome=outcome,
    )
    return views.ticket(deed, row)


def _next_stop(deed: Deed, row: Row) -> tuple[int, str] | None:
    """The next procedure of the visit that this counter does not serve: its place in the list, and its queue."""
    here = look.counter(deed.centre, row["counter"]).queues
    for stop, ident in enumerate(ticket_rows.texts(row, "procedures")):
        if stop <= row["stop"]:
            continue
        known = look.find_procedure(deed.centre, ident)
        queue = None if known is None else look.queue_of(deed.centre, known)
        if queue is not None and queue.id not in here:
            return stop, queue.id
    return None


def no_show(deed: Deed, ticket_id: int) -> Json:
    """Nobody came. 409 `call_again_first` before the centre's least number of calls."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    check_move(row["number"], state_of(row), S.NO_SHOW)
    least = deed.centre.centre.no_show_after_calls
    if row["calls"] < least:
        raise RuleBroken("call_again_first", number=row["number"], calls=row["calls"], least=least)
    free_counter(deed, row)
    row = save(deed, row, FactType.TICKET_NO_SHOW, state=S.NO_SHOW.value, ended_at=deed.ms)
    return views.ticket(deed, row)


def hold(deed: Deed, ticket_id: int, body: Hold) -> Json:
    """Sets the ticket aside, with a reason; it comes back to where it was."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    check_move(row["number"], state_of(row), S.HELD)
    free_counter(deed, row)
    row = save(
        deed,
        row,
        FactType.TICKET_HELD,
        {"reason": body.reason, "by": deed.actor.name},
        state=S.HELD.value,
        held_from=row["state"],
        held_reason=body.reason,
        held_until=None if body.until is None else to_ms(_aware(deed, body.until)),
    )
    return views.ticket(deed, row)


def _aware(deed: Deed, moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=look.zone(deed.centre))


def resume(deed: Deed, ticket_id: int) -> Json:
    """Back to where it was held from. 409 `counter_busy` when that was at a counter that is taken now."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    if state_of(row) is not S.HELD:
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "waiting"},
        )
    target = S(row["held_from"])
    check_move(row["number"], S.HELD, target)
    cleared: Json = {"held_from": None, "held_reason": None, "held_until": None}
    if target is S.WAITING:
        cleared |= _in_line_again(deed, row)
        return views.ticket(deed, save(deed, row, FactType.TICKET_WAITING, {"why": "resumed"}, **cleared))
    take_counter(deed, row["counter"], row["id"])
    if target is S.SERVING:
        row = save(deed, row, FactType.TICKET_SERVING, state=target.value, **cleared)
    else:
        row = save(
            deed,
            row,
            FactType.TICKET_CALLED,
            {"at": look.iso(deed, deed.ms)},
            state=target.value,
            calls=row["calls"] + 1,
            recalled_at=deed.ms,
            **cleared,
        )
    return views.ticket(deed, row)


def take_counter(deed: Deed, number: int, ticket_id: int) -> None:
    """Gives the counter this ticket. Raises RuleBroken `counter_busy` or `counter_closed`."""
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    if counter is None or counter["state"] == "closed":
        raise RuleBroken("counter_closed", counter=number)
    if counter["ticket_id"] is not None and counter["ticket_id"] != ticket_id:
        held = load(deed, counter["ticket_id"])
        raise RuleBroken(
            "counter_busy", counter=number, number=held["number"], extra={"number": held["number"]}
        )
    counter_rows.change(deed.connection, deed.centre_id, number, ticket_id=ticket_id)


def put_back(deed: Deed, ticket_id: int) -> Json:
    """Called by mistake: back into the line with its arrival, left out until one other call or two minutes."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    if state_of(row) is not S.CALLED:
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "waiting"},
        )
    return views.ticket(deed, put_back_row(deed, row))


def put_back_row(deed: Deed, row: Row) -> Row:
    """The put-back itself, also for a counter that closes or pauses with a called ticket."""
    free_counter(deed, row)
    return save(
        deed,
        row,
        FactType.TICKET_WAITING,
        {"why": "put_back", "from_counter": row["counter"]},
        **_in_line_again(deed, row),
        counter=None,
        put_back_at=deed.ms,
    )


def cancel(deed: Deed, ticket_id: int, body: Reason) -> Json:
    """The citizen does not need the number any more."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    check_move(row["number"], state_of(row), S.CANCELLED)
    free_counter(deed, row)
    row = save(
        deed,
        row,
        FactType.TICKET_CANCELLED,
        {"reason": body.reason, "by": deed.actor.name},
        state=S.CANCELLED.value,
        ended_at=deed.ms,
        note=body.reason,
    )
    return views.ticket(deed, row)


def restore(deed: Deed, ticket_id: int, body: Restore) -> Json:
    """A missed or cancelled ticket waits again, the same day, at its arrival, first or last."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    if state_of(row) not in (S.NO_SHOW, S.CANCELLED):
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "waiting"},
        )
    return views.ticket(deed, _restore(deed, row, body.place, why="restored"))


def _restore(deed: Deed, row: Row, place: Place, *, why: str, sent_to: int | None = None) -> Row:
    _check_number(deed, row)
    changes: Json = {
        **_in_line_again(deed, row if sent_to is None else {**row, "sent_to": sent_to}),
        "counter": None,
        "ended_at": None,
        "calls": 0,
        "first_at": deed.ms if place is Place.FIRST else None,
        "returns": row["returns"] + 1,
    }
    if place is Place.LAST:
        changes["arrival"] = deed.ms
    return save(deed, row, FactType.TICKET_WAITING, {"why": why}, **changes)


def check_in(deed: Deed, ticket_id: int) -> Json:
    """The citizen scanned the paper again: a missed number waits after the next two calls, once; then last.

    A number held while waiting goes back to its place. One that waits already just answers.
    """
    row = load(deed, ticket_id)
    state = state_of(row)
    if state is S.WAITING or state in AT_COUNTER:
        return views.ticket(deed, row)
    if state is S.HELD and row["held_from"] == "waiting":
        cleared: Json = {"held_from": None, "held_reason": None, "held_until": None}
        cleared |= _in_line_again(deed, row)
        return views.ticket(deed, save(deed, row, FactType.TICKET_WAITING, {"why": "resumed"}, **cleared))
    if state is S.HELD:
        return views.ticket(deed, save(deed, row, FactType.TICKET_HELD, {"why": "back"}, held_until=deed.ms))
    if state is not S.NO_SHOW:
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "waiting"},
        )
    if row["day"] != deed.day:
        raise RuleBroken("another_day", number=row["number"])
    if row["returns"]:
        return views.ticket(deed, _restore(deed, row, Place.LAST, why="checked_in"))
    line = views.queue_line(deed, row["queue"])
    after_two = line[1][0].arrival + 1 if len(line) >= 2 else deed.ms
    ticket_rows.change(deed.connection, row["id"], arrival=after_two)
    return views.ticket(deed, _restore(deed, {**row, "arrival": after_two}, Place.ARRIVAL, why="checked_in"))


def transfer(deed: Deed, ticket_id: int, body: Transfer) -> Json:
    """Sends the ticket to another queue or counter; what was served so far is counted here."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    check_move(row["number"], state_of(row), S.WAITING)
    if state_of(row) not in (S.WAITING, S.CALLED, S.SERVING):
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "waiting"},
        )
    if (body.queue is None) == (body.counter is None):
        raise RuleBroken("transfer_where", 422, extra={"code": "invalid"})
    queue_id = row["queue"]
    if body.queue is not None:
        queue_id = look.queue(deed.centre, body.queue).id
        if not look.counters_of(deed.centre, queue_id):
            raise RuleBroken("queue_closed", queue=body.queue)
    if body.counter is not None:
        if look.counter(deed.centre, body.counter) and body.counter == row["counter"]:
            raise RuleBroken("transfer_here", 422, counter=body.counter, extra={"code": "invalid"})
        target = counter_rows.one(deed.connection, deed.centre_id, body.counter)
        if target is None or target["state"] == "closed":
            raise RuleBroken("counter_closed", counter=body.counter)
    if state_of(row) is S.SERVING:
        _finish_service(deed, row, None)
    free_counter(deed, row)
    row = _to_line(deed, row, queue_id, body.counter, body.place, why="transferred", note=body.note)
    return views.ticket(deed, row)


def _to_line(
    deed: Deed,
    row: Row,
    queue_id: str,
    counter: int | None,
    place: Place,
    *,
    why: str,
    note: str | None = None,
    stop: int | None = None,
) -> Row:
    changes: Json = {
        **_in_line_again(deed, row),
        "queue": queue_id,
        "sent_to": counter,
        "counter": None,
        "calls": 0,
        "stop_since": deed.ms,
        "first_called_at": None,
        "called_at": None,
        "recalled_at": None,
        "started_at": None,
        "put_back_at": None,
        "first_at": deed.ms if place is Place.FIRST else None,
        "note": note,
    }
    if place is Place.LAST:
        changes["arrival"] = deed.ms
    if stop is not None:
        changes["stop"] = stop
    return save(
        deed,
        row,
        FactType.TICKET_TRANSFERRED,
        {
            "why": why,
            "from_queue": row["queue"],
            "to_queue": queue_id,
            "to_counter": counter,
            "from_counter": row["counter"],
            "place": place.value,
            "reason": note,
            "by": deed.actor.name,
        },
        **changes,
    )


def change_priority(deed: Deed, ticket_id: int, body: ChangePriority) -> Json:
    """Gives or takes a priority group, with a reason for the audit."""
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    if state_of(row) not in (S.WAITING, S.CALLED, S.HELD):
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": row["state"]},
        )
    issuing.check_group(deed.centre, body.group)
    row = save(
        deed,
        row,
        FactType.TICKET_PRIORITY,
        {"reason": body.reason, "by": deed.actor.name},
        priority=body.group,
    )
    return views.ticket(deed, row)


def undo(deed: Deed, ticket_id: int) -> Json:
    """Takes back a finish, a no-show or a cancellation within a minute.

    A finished ticket is served again at its counter (409 `counter_busy` when that has another); a missed or cancelled
    one waits first in line for its counter.
    """
    row = load(deed, ticket_id)
    _check_mine(deed, row)
    state = state_of(row)
    if state not in (S.DONE, S.NO_SHOW, S.CANCELLED):
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": "serving"},
        )
    if row["ended_at"] is None or deed.ms - row["ended_at"] > UNDO_SECONDS * 1000:
        raise RuleBroken("too_late_to_undo", number=row["number"], seconds=UNDO_SECONDS)
    if state is not S.DONE:
        place = Place.FIRST if row["counter"] is not None else Place.ARRIVAL
        return views.ticket(deed, _restore(deed, row, place, why="undone", sent_to=row["counter"]))
    _check_number(deed, row)
    take_counter(deed, row["counter"], row["id"])
    ticket_rows.drop_last_service(deed.connection, row["id"])
    row = save(
        deed,
        row,
        FactType.TICKET_SERVING,
        {"why": "undone"},
        state=S.SERVING.value,
        finished_at=None,
        ended_at=None,
        outcome=None,
        started_at=row["started_at"] or row["called_at"],
    )
    return views.ticket(deed, row)


def undoable(deed_ms: int, rows: list[Row]) -> Row | None:
    """The ticket whose last deed can still be taken back, latest first; rows are those ended here today."""
    for row in rows:
        if row["ended_at"] is not None and deed_ms - row["ended_at"] <= UNDO_SECONDS * 1000:
            return row
    return None


def undo_until(row: Row) -> datetime:
    """The moment until which the ticket's last deed can be taken back."""
    return from_ms(row["ended_at"]) + timedelta(seconds=UNDO_SECONDS)
