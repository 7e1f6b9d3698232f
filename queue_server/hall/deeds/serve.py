"""What an officer does with a called ticket, one function a deed. Each loads, asks the rules, saves and records the fact."""

from datetime import datetime, timedelta

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.hall.deeds import issue
from queue_server.hall.deeds.requeue import restore_row, to_line
from queue_server.hall.deeds.transitions import (
    check_mine,
    check_number,
    finish_service,
    free_counter,
    in_line_again,
    load,
    must_be,
    save,
    state_of,
    take_counter,
)
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import UNDO_SECONDS, check_move
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.storage.times import from_ms, to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.tickets import ChangePriority, Finish, Hold, Reason
from shared.wire.vocabulary import FactType, Place
from shared.wire.vocabulary import TicketState as S


def recall(deed: UnitOfWork, ticket_id: int) -> Json:
    """Calls the same number again. 409 `illegal_move` unless called, `too_soon` within the cool-down."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    must_be(row, (S.CALLED,), "called")
    last = row["recalled_at"] or row["called_at"]
    wait = deed.centre.centre.recall_seconds - (deed.ms - last) / 1000
    if wait > 0 and deed.ms >= last:  # a clock that was put back since then says nothing
        raise RuleBroken("too_soon", seconds=max(1, round(wait)), retry_after=max(1, round(wait)))
    return ticket_views.ticket(deed, call_again(deed, row))


def call_again(deed: UnitOfWork, row: Row) -> Row:
    """One more call of a called number."""
    return save(
        deed,
        row,
        FactType.TICKET_CALLED,
        {"at": local_time.iso(deed, deed.ms)},
        calls=row["calls"] + 1,
        recalled_at=deed.ms,
    )


def start(deed: UnitOfWork, ticket_id: int) -> Json:
    """The citizen has come: called → serving."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    check_move(row["number"], state_of(row), S.SERVING)
    must_be(row, (S.CALLED,), "serving")
    row = save(deed, row, FactType.TICKET_SERVING, state=S.SERVING.value, started_at=deed.ms)
    return ticket_views.ticket(deed, row)


def finish(deed: UnitOfWork, ticket_id: int, body: Finish) -> Json:
    """The service is over. Without a dossier it needs an outcome (422 `outcome_required`).

    A visit with a later stop in a queue that this counter does not serve goes on there, by its arrival; else it is done.
    """
    row = load(deed, ticket_id)
    check_mine(deed, row)
    check_move(row["number"], state_of(row), S.DONE)
    if body.outcome is None and not dossier_rows.codes_of_ticket(deed.connection, ticket_id):
        raise RuleBroken("outcome_required", 422, number=row["number"])
    outcome = body.outcome.value if body.outcome else None
    finish_service(deed, row, outcome)
    free_counter(deed, row)
    # After midnight the other offices' lines are another day's: the visit ends here.
    onward = _next_stop(deed, row) if row["day"] == deed.day else None
    if onward is not None:
        stop, queue_id = onward
        row = to_line(deed, row, queue_id, None, Place.ARRIVAL, why="next_stop", stop=stop)
        return ticket_views.ticket(deed, row)
    row = save(
        deed,
        row,
        FactType.TICKET_DONE,
        state=S.DONE.value,
        finished_at=deed.ms,
        ended_at=deed.ms,
        outcome=outcome,
    )
    return ticket_views.ticket(deed, row)


def _next_stop(deed: UnitOfWork, row: Row) -> tuple[int, str] | None:
    """The next procedure of the visit that this counter does not serve: its place in the list, and its queue."""
    here = centre_lookup.counter(deed.centre, row["counter"]).queues
    for stop, ident in enumerate(ticket_rows.texts(row, "procedures")):
        if stop <= row["stop"]:
            continue
        known = centre_lookup.find_procedure(deed.centre, ident)
        queue = None if known is None else centre_lookup.queue_of(deed.centre, known)
        if queue is not None and queue.id not in here:
            return stop, queue.id
    return None


def no_show(deed: UnitOfWork, ticket_id: int) -> Json:
    """Nobody came. 409 `call_again_first` before the centre's least number of calls."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    check_move(row["number"], state_of(row), S.NO_SHOW)
    least = deed.centre.centre.no_show_after_calls
    if row["calls"] < least:
        raise RuleBroken("call_again_first", number=row["number"], calls=row["calls"], least=least)
    free_counter(deed, row)
    row = save(deed, row, FactType.TICKET_NO_SHOW, state=S.NO_SHOW.value, ended_at=deed.ms)
    return ticket_views.ticket(deed, row)


def hold(deed: UnitOfWork, ticket_id: int, body: Hold) -> Json:
    """Sets the ticket aside, with a reason; it comes back to where it was."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
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
    return ticket_views.ticket(deed, row)


def _aware(deed: UnitOfWork, moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=local_time.zone(deed.centre))


def resume(deed: UnitOfWork, ticket_id: int) -> Json:
    """Back to where it was held from. 409 `counter_busy` when that was at a counter that is taken now."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    must_be(row, (S.HELD,), "waiting")
    target = S(row["held_from"])
    check_move(row["number"], S.HELD, target)
    cleared: Json = {"held_from": None, "held_reason": None, "held_until": None}
    if target is S.WAITING:
        cleared |= in_line_again(deed, row)
        return ticket_views.ticket(
            deed, save(deed, row, FactType.TICKET_WAITING, {"why": "resumed"}, **cleared)
        )
    take_counter(deed, row["counter"], row["id"])
    if target is S.SERVING:
        row = save(deed, row, FactType.TICKET_SERVING, state=target.value, **cleared)
    else:
        row = save(
            deed,
            row,
            FactType.TICKET_CALLED,
            {"at": local_time.iso(deed, deed.ms)},
            state=target.value,
            calls=row["calls"] + 1,
            recalled_at=deed.ms,
            **cleared,
        )
    return ticket_views.ticket(deed, row)


def cancel(deed: UnitOfWork, ticket_id: int, body: Reason) -> Json:
    """The citizen does not need the number any more."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
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
    return ticket_views.ticket(deed, row)


def change_priority(deed: UnitOfWork, ticket_id: int, body: ChangePriority) -> Json:
    """Gives or takes a priority group, with a reason for the audit."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    must_be(row, (S.WAITING, S.CALLED, S.HELD), row["state"])
    issue.check_group(deed.centre, body.group)
    row = save(
        deed,
        row,
        FactType.TICKET_PRIORITY,
        {"reason": body.reason, "by": deed.actor.name},
        priority=body.group,
    )
    return ticket_views.ticket(deed, row)


def undo(deed: UnitOfWork, ticket_id: int) -> Json:
    """Takes back a finish, a no-show or a cancellation within a minute.

    A finished ticket is served again at its counter (409 `counter_busy` when that has another); a missed or cancelled
    one waits first in line for its counter.
    """
    row = load(deed, ticket_id)
    check_mine(deed, row)
    state = state_of(row)
    must_be(row, (S.DONE, S.NO_SHOW, S.CANCELLED), "serving")
    if row["ended_at"] is None or not within_undo(deed.ms, row["ended_at"]):
        raise RuleBroken("too_late_to_undo", number=row["number"], seconds=UNDO_SECONDS)
    if state is not S.DONE:
        place = Place.FIRST if row["counter"] is not None else Place.ARRIVAL
        return ticket_views.ticket(deed, restore_row(deed, row, place, why="undone", sent_to=row["counter"]))
    check_number(deed, row)
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
    return ticket_views.ticket(deed, row)


def within_undo(ms: int, ended_at: int) -> bool:
    """Whether the minute for taking back still runs; a clock that was put back by hours does not make it longer."""
    return abs(ms - ended_at) <= UNDO_SECONDS * 1000


def undoable(deed_ms: int, rows: list[Row]) -> Row | None:
    """The ticket whose last deed can still be taken back, latest first; rows are those ended here today."""
    for row in rows:
        if row["ended_at"] is not None and within_undo(deed_ms, row["ended_at"]):
            return row
    return None


def undo_until(row: Row) -> datetime:
    """The moment until which the ticket's last deed can be taken back."""
    return from_ms(row["ended_at"]) + timedelta(seconds=UNDO_SECONDS)
