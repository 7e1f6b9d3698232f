"""Giving a counter other queues for now, undoing that, and proposing such a change to the supervisor.

A change is one deed: the counter's row, its line in the diary of rearrangements and the fact are saved together. Never
makes a change by itself, but for the day's end.
"""

from dataclasses import replace
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
from queue_server.hall.rules.balance import Advice, Desk
from queue_server.hall.rules.counter import Counter
from queue_server.hall.rules.estimate import through_breaks
from queue_server.hall.rules.rearrangement import Rearrangement
from queue_server.hall.rules.ticket import NOT_YET
from queue_server.hall.views import estimates
from queue_server.ledger import arrangement, local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire import counters as shown
from shared.wire.base import InBothLanguages
from shared.wire.counters import Close, Rearrange
from shared.wire.facts.counters import CounterRearranged
from shared.wire.vocabulary import CounterState, Language, Rearranging


def advise(connection: Connection, centre: Configuration, now: datetime) -> shown.Proposal | None:
    """The change that would shorten the longest wait, with its text for the supervisor; None where no change helps enough.

    This runs in the worker.
    """
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
        # A paused counter keeps its officer, who comes back to it, so nobody else may change it.
        if place.now.state is not CounterState.PAUSED
    ]


def _may(also: tuple[str, ...] | None, usual: tuple[str, ...]) -> frozenset[str] | None:
    return None if also is None else frozenset((*also, *usual))


def _told(centre: Configuration, now: datetime, found: Advice) -> shown.Proposal:
    breaks = estimates.closed_times(centre, now)
    change = found.change
    counter = centre_lookup.counter(centre, change.counter)
    before = None if found.before is None else round(through_breaks(found.before, breaks))
    after = max(1, ceil(through_breaks(found.after, breaks)))
    key = f"balance.balance.{change.kind.value}"

    def text(lang: Language) -> str:
        return say(
            key if before is not None else f"{key}_nobody",
            lang,
            queue=centre_lookup.queue(centre, change.queue).name,
            counter=change.counter,
            before=before,
            after=after,
            gives_up=None if change.gives_up is None else centre_lookup.queue(centre, change.gives_up).name,
        )

    return shown.Proposal(
        kind=change.kind,
        counter=change.counter,
        queue=change.queue,
        gives_up=change.gives_up,
        queues=list(change.queues),
        present=list(counter.queues),
        before_minutes=before,
        after_minutes=after,
        text=InBothLanguages(vi=text("vi"), en=text("en")),
        made_at=now.astimezone(ZoneInfo(centre.centre.timezone)).isoformat(timespec="seconds"),
    )


def still_fits(context: Context, told: shown.Proposal) -> bool:
    """Whether the counter of a proposal is still in the state in which it was when the proposal was made."""
    counter = counter_rows.one(context.connection, context.centre_id, told.counter)
    state = CounterState.CLOSED if told.kind is Rearranging.OPEN else CounterState.OPEN
    queues = list(centre_lookup.counter(context.centre, told.counter).queues)
    return counter is not None and counter.state is state and queues == told.present


def in_force(context: Context) -> list[shown.Rearrangement]:
    """The changes that are in force: counters that were given other queues and still serve them, latest change first."""
    found = rows.in_force(context.connection, context.centre_id)
    latest = {change.counter: change.id for change in found}
    return [_shown(context, change, latest=latest[change.counter] == change.id) for change in reversed(found)]


def rearrange(deed: UnitOfWork, body: Rearrange) -> shown.Rearrangement:
    """Gives the counter these queues, and opens it if that is asked.

    409 `rearranged_meanwhile` when the counter does not serve the queues that the caller saw, `queue_unserved` when a queue
    would have no counter any more, `nothing_to_rearrange`, and `illegal_move` when it is to be opened and is not closed.
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
    change = rows.add(
        deed.connection,
        deed.centre_id,
        Rearrangement(
            id=NOT_YET,
            at=deed.ms,
            by=deed.actor.name,
            counter=body.counter,
            before=before,
            after=rows.given(deed.connection, deed.centre_id, body.counter),
            why=body.why or "",
            opened=body.open,
        ),
    )
    _record(deed, now, change.id, undone=False)
    if body.open:
        counter_deeds.save(deed, now, now.opened_for_anyone(deed.ms))
    return _shown(deed, change, latest=True)


def undo(deed: UnitOfWork, ident: int) -> shown.Rearrangement:
    """The counter serves the queues from before the change again; if it was opened with the change, it is closed again.

    409 `rearranged_meanwhile` after a later change of the same counter, `counter_busy` if it has to be closed and has a
    ticket.
    """
    change = rows.by_id(deed.connection, deed.centre_id, ident)
    if change is None:
        raise RuleBroken("not_found", 404)
    now = counter_rows.one(deed.connection, deed.centre_id, change.counter)
    latest = {one.counter: one.id for one in rows.in_force(deed.connection, deed.centre_id)}
    if now is None or latest.get(change.counter) != ident:
        raise RuleBroken("rearranged_meanwhile", counter=change.counter)
    counter = centre_lookup.counter(deed.centre, change.counter)
    _check_served(deed.centre, counter.number, change.before or counter.usual or counter.queues)
    if change.opened and now.state is not CounterState.CLOSED:
        counter_deeds.close(deed, counter.number, Close())
    _give(deed, counter.number, change.before)
    rows.undo(deed.connection, [ident], deed.ms, deed.actor.name)
    _record(deed, _now(deed, counter.number), ident, undone=True)
    return _shown(deed, replace(change, undone_at=deed.ms, undone_by=deed.actor.name), latest=True)


def end_all(deed: UnitOfWork) -> None:
    """Makes all counters serve the queues of the configuration again, at the end of a day.

    A centre whose settings keep such changes over the night is left as it is.
    """
    if deed.centre.centre.balance.keep_overnight:
        return
    changes = rows.in_force(deed.connection, deed.centre_id)
    if not changes:
        return
    rows.undo(deed.connection, [change.id for change in changes], deed.ms, deed.actor.name)
    latest = {change.counter: change.id for change in changes}
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


def _give(deed: UnitOfWork, number: int, queues: tuple[str, ...] | None) -> None:
    deed.centre = arrangement.save(deed.connection, deed.centre, number, queues, deed.seq)


def _check_served(centre: Configuration, number: int, wanted: tuple[str, ...]) -> None:
    """Raises RuleBroken `queue_unserved` if a queue has no counter, open or closed, when this one serves only `wanted`."""
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


def _shown(context: Context, change: Rearrangement, *, latest: bool) -> shown.Rearrangement:
    counter = next((one for one in context.centre.counters if one.number == change.counter), None)
    usual = () if counter is None else counter.usual or counter.queues
    return shown.Rearrangement(
        id=change.id,
        at=local_time.iso(context, change.at),
        by=change.by,
        counter=change.counter,
        before=list(change.before or usual),
        after=list(change.after or usual),
        opened=change.opened,
        why=change.why,
        can_be_undone=latest and change.undone_at is None,
        undone_at=local_time.iso(context, change.undone_at),
        undone_by=change.undone_by,
    )
