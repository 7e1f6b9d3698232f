"""Giving a counter other queues for now, and taking that back; and what the supervisor is told would help.

A change is one deed: the counter's row, its line in the diary of rearrangements and the fact are saved together. Never
makes a change by itself, but for the day's end.
"""

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import Configuration
from queue_server.hall.deeds import counters as counter_deeds
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import rearrangements as rows
from queue_server.hall.rules import balance
from queue_server.hall.rules.balance import Advice, Desk, Kind
from queue_server.hall.rules.counter import Counter
from queue_server.hall.rules.estimate import through_breaks
from queue_server.hall.views import estimates
from queue_server.ledger import arrangement, local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import LANGUAGES, say
from shared.wire.counters import Close, Proposal, Rearrange
from shared.wire.facts.counters import CounterRearranged
from shared.wire.vocabulary import CounterState


def advise(connection: Connection, centre: Configuration, now: datetime) -> Proposal | None:
    """What would shorten the longest wait, as the supervisor is told it; None where nothing helps. Runs in the worker."""
    plan = centre.centre.balance
    if plan.least_minutes == 0 or not centre_lookup.is_open(centre, now):
        return None
    centre = arrangement.now(connection, centre)
    ident = centre.centre.id
    day = estimates.service_day(connection, centre, now)
    lines, sent = estimates.waiting_lines(connection, centre, day, to_ms(now))
    found = balance.advise(
        _desks(connection, centre, to_ms(now), sent),
        lines,
        estimates.samples(connection, ident, day),
        least=plan.least_minutes,
        worth=centre.centre.notice_minutes,
    )
    return None if found is None else _told(centre, now, found)


def _desks(connection: Connection, centre: Configuration, now: int, sent: dict[int, str]) -> list[Desk]:
    return [
        Desk(
            place.counter.number,
            place.counter.queues,
            place.now.state is CounterState.OPEN,
            _may(place.counter.also, place.counter.usual or place.counter.queues),
            place.busy_with,
            place.busy_for,
            place.extra,
        )
        for place in estimates.places(connection, centre, now, sent)
        # A paused counter keeps its officer, who comes back to it: it is no one else's to change.
        if place.now.state is not CounterState.PAUSED
    ]


def _may(also: tuple[str, ...] | None, usual: tuple[str, ...]) -> frozenset[str] | None:
    return None if also is None else frozenset((*also, *usual))


def _told(centre: Configuration, now: datetime, found: Advice) -> Proposal:
    breaks = estimates.closed_times(centre, now)
    change = found.change
    counter = centre_lookup.counter(centre, change.counter)
    before = None if found.before is None else round(through_breaks(found.before, breaks))
    after = max(1, ceil(through_breaks(found.after, breaks)))
    key = f"balance.balance.{change.kind.value}"
    return Proposal.model_validate(
        {
            "kind": change.kind.value,
            "counter": change.counter,
            "queue": change.queue,
            "gives_up": change.gives_up,
            "queues": list(change.queues),
            "present": list(counter.queues),
            "before_minutes": before,
            "after_minutes": after,
            "text": {
                lang: say(
                    key if before is not None else f"{key}_nobody",
                    lang,
                    queue=centre_lookup.queue(centre, change.queue).name,
                    counter=change.counter,
                    before=before,
                    after=after,
                    gives_up=None
                    if change.gives_up is None
                    else centre_lookup.queue(centre, change.gives_up).name,
                )
                for lang in LANGUAGES
            },
            "made_at": now.astimezone(ZoneInfo(centre.centre.timezone)).isoformat(timespec="seconds"),
        }
    )


def still_fits(context: Context, told: Proposal) -> bool:
    """Whether the counter that a proposal is about is as it was when the proposal was made."""
    counter = counter_rows.one(context.connection, context.centre_id, told.counter)
    state = CounterState.CLOSED if told.kind == Kind.OPEN.value else CounterState.OPEN
    queues = list(centre_lookup.counter(context.centre, told.counter).queues)
    return counter is not None and counter.state is state and queues == told.present


def in_force(context: Context) -> list[Json]:
    """Counters that were given other queues and keep them, latest change first."""
    found = rows.in_force(context.connection, context.centre_id)
    latest = {row["counter"]: row["id"] for row in found}
    return [_shown(context, row, latest=latest[row["counter"]] == row["id"]) for row in reversed(found)]


def rearrange(deed: UnitOfWork, body: Rearrange) -> Json:
    """Gives the counter these queues, and opens it where that is asked.

    409 `rearranged_meanwhile` when it does not serve what the caller saw, `queue_unserved` when a queue would be left without
    a counter, `nothing_to_rearrange`, and `illegal_move` when it is to be opened and is not closed.
    """
    counter = centre_lookup.counter(deed.centre, body.counter)
    wanted = tuple(dict.fromkeys(centre_lookup.queue(deed.centre, queue).id for queue in body.queues))
    if body.present is not None and list(body.present) != list(counter.queues):
        raise RuleBroken("rearranged_meanwhile", counter=body.counter)
    now = _now(deed, body.counter)
    if wanted == counter.queues and not body.open:
        raise RuleBroken("nothing_to_rearrange", 422, counter=body.counter, extra={"code": "invalid"})
    if body.open and now.state is not CounterState.CLOSED:
        raise RuleBroken("rearranged_meanwhile", counter=body.counter)
    _check_served(deed.centre, body.counter, wanted)
    usual = counter.usual or counter.queues
    before = rows.given(deed.connection, deed.centre_id, body.counter)
    _give(deed, body.counter, None if wanted == usual else wanted)
    ident = rows.add(
        deed.connection,
        centre=deed.centre_id,
        at=deed.ms,
        by=deed.actor.name,
        counter=body.counter,
        before=before,
        after=rows.given(deed.connection, deed.centre_id, body.counter),
        why=body.why or "",
        opened=int(body.open),
    )
    _record(deed, now, ident, undone=False)
    if body.open:
        counter_deeds.save(deed, now, now.opened_for_anyone(deed.ms))
    made = rows.by_id(deed.connection, deed.centre_id, ident)
    return _shown(deed, made or {}, latest=True)


def undo(deed: UnitOfWork, ident: int) -> Json:
    """The counter serves again what it served before, and is closed again where it was opened with the change.

    409 `rearranged_meanwhile` after a later change of the same counter, `counter_busy` when it would be closed with a ticket.
    """
    change = rows.by_id(deed.connection, deed.centre_id, ident)
    if change is None:
        raise RuleBroken("not_found", 404)
    now = counter_rows.one(deed.connection, deed.centre_id, change["counter"])
    latest = {one["counter"]: one["id"] for one in rows.in_force(deed.connection, deed.centre_id)}
    if now is None or latest.get(change["counter"]) != ident:
        raise RuleBroken("rearranged_meanwhile", counter=change["counter"])
    back = rows.queues(change["before"])
    counter = centre_lookup.counter(deed.centre, change["counter"])
    _check_served(deed.centre, counter.number, tuple(back or counter.usual or counter.queues))
    if change["opened"] and now.state is not CounterState.CLOSED:
        counter_deeds.close(deed, counter.number, Close())
    _give(deed, counter.number, back)
    rows.undo(deed.connection, [ident], deed.ms, deed.actor.name)
    _record(deed, _now(deed, counter.number), ident, undone=True)
    return _shown(deed, {**change, "undone_at": deed.ms, "undone_by": deed.actor.name}, latest=True)


def end_all(deed: UnitOfWork) -> None:
    """All counters serve again what the configuration says: part of the day's end, unless the centre keeps changes."""
    if deed.centre.centre.balance.keep_overnight:
        return
    changes = rows.in_force(deed.connection, deed.centre_id)
    if not changes:
        return
    rows.undo(deed.connection, [change["id"] for change in changes], deed.ms, deed.actor.name)
    latest = {change["counter"]: change["id"] for change in changes}
    for number, counter in counter_rows.every(deed.connection, deed.centre_id).items():
        if counter.queues is None:
            continue
        _give(deed, number, None)
        if any(known.number == number for known in deed.centre.counters):
            _record(deed, counter, latest.get(number), undone=True)


def _now(deed: UnitOfWork, number: int) -> Counter:
    counter = counter_rows.one(deed.connection, deed.centre_id, number)
    if counter is None:
        raise RuleBroken("not_found", 404)
    return counter


def _give(deed: UnitOfWork, number: int, queues: tuple[str, ...] | list[str] | None) -> None:
    deed.centre = arrangement.save(deed.connection, deed.centre, number, queues, deed.seq)


def _check_served(centre: Configuration, number: int, wanted: tuple[str, ...]) -> None:
    """No queue is left without any counter, open or closed, by this one serving only `wanted`."""
    others = {queue for counter in centre.counters if counter.number != number for queue in counter.queues}
    for queue in centre_lookup.counter(centre, number).queues:
        if queue not in wanted and queue not in others:
            raise RuleBroken("queue_unserved", counter=number, queue=centre_lookup.queue(centre, queue).name)


def _record(deed: UnitOfWork, now: Counter, ident: int | None, *, undone: bool) -> None:
    counter = centre_lookup.counter(deed.centre, now.number)
    deed.record(
        CounterRearranged(
            number=counter.number,
            name=counter.name,
            state=now.state,
            reason=now.reason,
            queues=tuple(counter.queues),
            officer=now.officer,
            usual=tuple(counter.usual or counter.queues),
            rearrangement=ident,
            undone=undone,
            by=deed.actor.name,
        )
    )


def _shown(context: Context, row: Row, *, latest: bool) -> Json:
    counter = next((one for one in context.centre.counters if one.number == row["counter"]), None)
    usual = [] if counter is None else list(counter.usual or counter.queues)
    before, after = rows.queues(row["before"]) or usual, rows.queues(row["after"]) or usual
    return {
        "id": row["id"],
        "at": local_time.iso(context, row["at"]),
        "by": row["by"],
        "counter": row["counter"],
        "before": before,
        "after": after,
        "opened": bool(row["opened"]),
        "why": row["why"],
        "can_be_undone": latest and row["undone_at"] is None,
        "undone_at": local_time.iso(context, row["undone_at"]),
        "undone_by": row["undone_by"],
    }
