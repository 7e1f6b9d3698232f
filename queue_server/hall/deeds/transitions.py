"""What every move of a ticket shares: loading it, checking who may move it, saving it with its fact. Decides no move."""

from collections.abc import Collection
from typing import Any

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import lines_of
from queue_server.hall.rules.ticket import AT_COUNTER
from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import facts
from shared.wire.vocabulary import SUPERVISING, FactType
from shared.wire.vocabulary import TicketState as S


def load(deed: UnitOfWork, ticket_id: int) -> Row:
    """The ticket's row. Raises RuleBroken `not_found`."""
    row = ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def state_of(row: Row) -> S:
    """The ticket's state as the rules name it."""
    return S(row["state"])


def must_be(row: Row, states: Collection[S], target: str) -> None:
    """Raises RuleBroken `illegal_move` (with `from` and `to`) unless the ticket is in one of the states."""
    if state_of(row) not in states:
        raise RuleBroken(
            "illegal_move",
            number=row["number"],
            origin=row["state"],
            extra={"from": row["state"], "to": target},
        )


def check_reader(actor: Actor, number: int) -> None:
    """Raises RuleBroken `not_your_counter` unless this actor may see and work this counter."""
    if actor.role not in SUPERVISING and number not in actor.counters:
        raise RuleBroken("not_your_counter", 403, counter=number)


def check_counter(deed: UnitOfWork, number: int) -> None:
    """Raises RuleBroken `not_your_counter` unless the actor may work at this counter."""
    check_reader(deed.actor, number)


def check_mine(deed: UnitOfWork, row: Row) -> None:
    """An officer acts on what stands at their counter, or waits or waited for a queue that the counter serves."""
    if deed.actor.role in SUPERVISING:
        return
    if row["counter"] is not None and row["state"] in ("called", "serving", "held", "done", "no_show"):
        check_counter(deed, row["counter"])
        return
    for number in deed.actor.counters:
        if row["sent_to"] == number or row["queue"] in centre_lookup.counter(deed.centre, number).queues:
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


def save(deed: UnitOfWork, row: Row, kind: FactType, extra: Json | None = None, **changes: Any) -> Row:
    """Changes the ticket, records the fact, and returns the changed row."""
    lines = lines_of(deed)
    ticket_rows.change(deed.connection, row["id"], **changes)
    changed = {**row, **changes}
    if changed["state"] == S.WAITING.value:
        lines.put(ticket_rows.of_row(changed))
    else:
        lines.drop(changed["id"])
    told = dict(extra or {})
    if kind is FactType.TICKET_CALLED:
        # A screen speaks to who comes in their own language.
        told["lang"] = row["lang"]
    deed.record(facts.CLASSES[kind].read(fact(changed, **told)))
    return changed


def check_number(deed: UnitOfWork, row: Row) -> None:
    """Raises RuleBroken `number_taken`: after a wrap the number of an ended ticket may be somebody else's."""
    if ticket_rows.held_by_another(deed.connection, row):
        raise RuleBroken("number_taken", number=row["number"])


def unless_closed(deed: UnitOfWork, number: int | None) -> int | None:
    """The counter if it is not closed, else None."""
    if number is None:
        return None
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    return None if counter is None or counter["state"] == "closed" else number


def take_counter(deed: UnitOfWork, number: int, ticket_id: int) -> None:
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


def free_counter(deed: UnitOfWork, row: Row) -> None:
    """Takes the ticket off the counter that holds it."""
    if row["counter"] is not None and state_of(row) in AT_COUNTER:
        counter_rows.change(deed.connection, deed.centre_id, row["counter"], ticket_id=None)


def finish_service(deed: UnitOfWork, row: Row, outcome: str | None) -> None:
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


def in_line_again(deed: UnitOfWork, row: Row) -> Json:
    """What changes when a ticket waits again: one that was sent to a counter which closed is its queue's again.

    Raises RuleBroken `another_day`: the line of a day that ended is gone.
    """
    if row["day"] != deed.day:
        raise RuleBroken("another_day", number=row["number"])
    return {
        "state": S.WAITING.value,
        "sent_to": unless_closed(deed, row["sent_to"]),
        # Whoever is back has no need of the minutes that are left.
        "delayed_until": None,
    }
