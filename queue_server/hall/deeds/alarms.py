"""Alarms: an officer who needs help at once, and who has seen to it. They change no ticket and no counter."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import transitions
from queue_server.hall.rows import alarms as rows
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.counters import RaiseAlarm
from shared.wire.facts.counters import AlarmEnded, AlarmRaised
from shared.wire.vocabulary import SUPERVISING


def raise_alarm(deed: UnitOfWork, body: RaiseAlarm) -> Json:
    """A new alarm of this counter; where it has one already, that one, so that pressing again alarms nobody a second time."""
    if body.counter is not None:
        centre_lookup.counter(deed.centre, body.counter)
        transitions.check_counter(deed, body.counter)
    for known in rows.open_ones(deed.connection, deed.centre_id):
        if known["counter"] == body.counter and (body.counter is not None or known["by"] == deed.actor.name):
            return shown(deed, known)
    ident = rows.add(
        deed.connection, centre=deed.centre_id, at=deed.ms, counter=body.counter, by=deed.actor.name
    )
    made = shown(deed, _known(deed, ident))
    deed.record(
        AlarmRaised(id=ident, counter=made["counter"], counter_name=made["counter_name"], by=made["by"])
    )
    return made


def end(deed: UnitOfWork, ident: int) -> Json:
    """The alarm was seen to, or was raised by mistake: supervisors end any, an officer that of an own counter."""
    row = _known(deed, ident)
    _check_own(deed.actor, row)
    if row["ended_at"] is not None:
        return shown(deed, row)
    rows.end(deed.connection, ident, deed.ms, deed.actor.name)
    done = shown(deed, _known(deed, ident))
    deed.record(
        AlarmEnded(id=ident, counter=done["counter"], counter_name=done["counter_name"], by=deed.actor.name)
    )
    return done


def open_ones(context: Context, actor: Actor) -> list[Json]:
    """The alarms that nobody has ended; an officer sees those of the own counters."""
    return [
        shown(context, row)
        for row in rows.open_ones(context.connection, context.centre_id)
        if _own(actor, row)
    ]


def shown(context: Context, row: Row) -> Json:
    """The alarm as on the wire."""
    name = next((one.name for one in context.centre.counters if one.number == row["counter"]), None)
    return {
        "id": row["id"],
        "at": local_time.iso(context, row["at"]),
        "counter": row["counter"],
        "counter_name": name,
        "by": row["by"],
        "ended_at": local_time.iso(context, row["ended_at"]),
        "ended_by": row["ended_by"],
    }


def _known(deed: UnitOfWork, ident: int) -> Row:
    row = rows.by_id(deed.connection, deed.centre_id, ident)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def _own(actor: Actor, row: Row) -> bool:
    if actor.role in SUPERVISING:
        return True
    return row["counter"] in actor.counters if row["counter"] is not None else row["by"] == actor.name


def _check_own(actor: Actor, row: Row) -> None:
    if not _own(actor, row):
        raise RuleBroken("not_your_counter", 403, counter=row["counter"] or "–")
