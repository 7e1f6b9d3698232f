"""Putting a ticket into a line: put back, restored, checked in again, or transferred, and where it stands there."""

from queue_server.centre.rules import lookup as centre_lookup
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
)
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import next_arrival
from queue_server.hall.rules.ticket import AT_COUNTER, check_move
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.tickets import Restore, Transfer
from shared.wire.vocabulary import FactType, Place
from shared.wire.vocabulary import TicketState as S


def put_back(deed: UnitOfWork, ticket_id: int) -> Json:
    """Called by mistake: back into the line with its arrival, left out until one other call or two minutes."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    must_be(row, (S.CALLED,), "waiting")
    return ticket_views.ticket(deed, put_back_row(deed, row))


def put_back_row(deed: UnitOfWork, row: Row) -> Row:
    """The put-back itself, also for a counter that closes or pauses with a called ticket."""
    free_counter(deed, row)
    return save(
        deed,
        row,
        FactType.TICKET_WAITING,
        {"why": "put_back", "from_counter": row["counter"]},
        **in_line_again(deed, row),
        counter=None,
        put_back_at=deed.ms,
    )


def restore(deed: UnitOfWork, ticket_id: int, body: Restore) -> Json:
    """A missed or cancelled ticket waits again, the same day, at its arrival, first or last."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    must_be(row, (S.NO_SHOW, S.CANCELLED), "waiting")
    return ticket_views.ticket(deed, restore_row(deed, row, body.place, why="restored"))


def restore_row(deed: UnitOfWork, row: Row, place: Place, *, why: str, sent_to: int | None = None) -> Row:
    check_number(deed, row)
    changes: Json = {
        **in_line_again(deed, row if sent_to is None else {**row, "sent_to": sent_to}),
        "counter": None,
        "ended_at": None,
        "calls": 0,
        "first_at": deed.ms if place is Place.FIRST else None,
        "returns": row["returns"] + 1,
    }
    if place is Place.LAST:
        changes["arrival"] = next_arrival(deed)
    return save(deed, row, FactType.TICKET_WAITING, {"why": why}, **changes)


def check_in(deed: UnitOfWork, ticket_id: int) -> Json:
    """The citizen scanned the paper again: a missed number waits after the next two calls, once; then last.

    A number held while waiting goes back to its place. One that waits already just answers.
    """
    row = load(deed, ticket_id)
    state = state_of(row)
    if state is S.WAITING and row["delayed_until"] is not None and row["delayed_until"] > deed.ms:
        return ticket_views.ticket(
            deed, save(deed, row, FactType.TICKET_WAITING, {"why": "back"}, delayed_until=None)
        )
    if state is S.WAITING or state in AT_COUNTER:
        return ticket_views.ticket(deed, row)
    if state is S.HELD and row["held_from"] == "waiting":
        cleared: Json = {"held_from": None, "held_reason": None, "held_until": None}
        cleared |= in_line_again(deed, row)
        return ticket_views.ticket(
            deed, save(deed, row, FactType.TICKET_WAITING, {"why": "resumed"}, **cleared)
        )
    if state is S.HELD:
        return ticket_views.ticket(
            deed, save(deed, row, FactType.TICKET_HELD, {"why": "back"}, held_until=deed.ms)
        )
    must_be(row, (S.NO_SHOW,), "waiting")
    if row["day"] != deed.day:
        raise RuleBroken("another_day", number=row["number"])
    if row["returns"]:
        return ticket_views.ticket(deed, restore_row(deed, row, Place.LAST, why="checked_in"))
    line = ticket_views.queue_line(deed, row["queue"])
    after_two = line[1][0].arrival + 1 if len(line) >= 2 else next_arrival(deed)
    ticket_rows.change(deed.connection, row["id"], arrival=after_two)
    return ticket_views.ticket(
        deed, restore_row(deed, {**row, "arrival": after_two}, Place.ARRIVAL, why="checked_in")
    )


def transfer(deed: UnitOfWork, ticket_id: int, body: Transfer) -> Json:
    """Sends the ticket to another queue or counter; what was served so far is counted here."""
    row = load(deed, ticket_id)
    check_mine(deed, row)
    check_move(row["number"], state_of(row), S.WAITING)
    must_be(row, (S.WAITING, S.CALLED, S.SERVING), "waiting")
    if (body.queue is None) == (body.counter is None):
        raise RuleBroken("transfer_where", 422, extra={"code": "invalid"})
    queue_id = row["queue"]
    if body.queue is not None:
        queue_id = centre_lookup.queue(deed.centre, body.queue).id
        if not centre_lookup.counters_of(deed.centre, queue_id):
            raise RuleBroken("queue_closed", queue=body.queue)
    if body.counter is not None:
        if centre_lookup.counter(deed.centre, body.counter) and body.counter == row["counter"]:
            raise RuleBroken("transfer_here", 422, counter=body.counter, extra={"code": "invalid"})
        target = counter_rows.one(deed.connection, deed.centre_id, body.counter)
        if target is None or target["state"] == "closed":
            raise RuleBroken("counter_closed", counter=body.counter)
    if state_of(row) is S.SERVING:
        finish_service(deed, row, None)
    free_counter(deed, row)
    row = to_line(deed, row, queue_id, body.counter, body.place, why="transferred", note=body.note)
    return ticket_views.ticket(deed, row)


def to_line(
    deed: UnitOfWork,
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
        **in_line_again(deed, row),
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
        # A transfer does not bring anybody back sooner.
        "delayed_until": row["delayed_until"],
        "first_at": deed.ms if place is Place.FIRST else None,
        "note": note,
    }
    if place is Place.LAST:
        changes["arrival"] = next_arrival(deed)
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
