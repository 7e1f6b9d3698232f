"""Tickets, lines and queues as the wire shows them: values in, messages out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import TypedDict, TypeVar, Unpack

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import queue_days
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import lines_of
from queue_server.hall.rules import ordering
from queue_server.hall.rules.ordering import Waiting
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.views import allowed
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire import tickets as shown
from shared.wire.centre import Queue
from shared.wire.tickets import Estimate, WaitingOrder, WaitingTicket
from shared.wire.vocabulary import PEOPLE, SUPERVISING, CounterState, OrderReason, Role


def ticket(
    context: Context,
    ticket: Ticket,
    *,
    ahead: int | None = None,
    dossiers: Sequence[str] | None = None,
    given: bool = False,
) -> shown.Ticket:
    """The ticket as whoever asks may see it; `ahead` and its dossiers' codes are read here unless the caller has them.

    `given` says that the number is put into the hands of whoever asks, who gives it to its holder (`_Sight`).
    """
    if ahead is None:
        ahead = position(context, ticket) if ticket.waits else 0
    if dossiers is None:
        dossiers = dossier_rows.codes_of_ticket(context.connection, ticket.id)
    return _shown(shown.Ticket, context, ticket, ahead, dossiers, _sight(context, ticket, given=given))


@dataclass(frozen=True, slots=True)
class _Sight:
    """What somebody may see of a ticket beside its number."""

    dossiers: bool
    """Officers do not learn before a call whose number it is, since they could pick people they know."""
    secret: bool
    """The follow page does what only the holder may do. So its address is for whoever gives the number to its holder now, for
    the kiosk that gave it, and for supervisors, who show it to citizens; nobody else reads it later."""
    texts: bool
    """What officers wrote to each other is for the people of the house."""


def _sight(context: Context, ticket: Ticket, *, given: bool = False) -> _Sight:
    role = None if context.actor is None else context.actor.role
    own = context.actor is not None and role == Role.KIOSK and ticket.kiosk == context.actor.name
    return _Sight(
        dossiers=given or not (ticket.waits and role == Role.OFFICER),
        secret=given or own or role in SUPERVISING,
        texts=role in PEOPLE,
    )


class _InLine(TypedDict, total=False):
    """What a waiting ticket says besides."""

    order: WaitingOrder
    waits_since: str
    waited_minutes: int


_Shown = TypeVar("_Shown", bound=shown.Ticket)


def _shown(
    kind: type[_Shown],
    context: Context,
    ticket: Ticket,
    ahead: int,
    dossiers: Sequence[str],
    sight: _Sight,
    **in_line: Unpack[_InLine],
) -> _Shown:
    waiting = ticket.waits
    return kind(  # type: ignore[misc]  # a WaitingTicket has what `in_line` holds, and only it is given that
        id=ticket.id,
        number=ticket.number,
        queue=ticket.queue,
        procedures=list(ticket.procedures),
        stop=ticket.stop,
        purpose=ticket.purpose,
        priority=ticket.priority,
        lang=ticket.lang,
        state=ticket.state,
        ahead=ahead,
        estimate=_estimate_of(context, ticket, ahead) if waiting else None,
        told=told(ticket),
        delayed_until=local_time.iso(context, _delayed_until(context, ticket)),
        counters=centre_lookup.counters_of(context.centre, ticket.queue)
        if ticket.sent_to is None
        else [ticket.sent_to],
        counter=ticket.counter,
        calls=ticket.calls,
        issued_at=local_time.iso(context, ticket.issued_at),
        called_at=local_time.iso(context, ticket.called_at),
        started_at=local_time.iso(context, ticket.started_at),
        finished_at=local_time.iso(context, ticket.finished_at),
        outcome=ticket.outcome,
        documents=list(ticket.documents),
        held_reason=ticket.held_reason if sight.texts else None,
        held_until=local_time.iso(context, ticket.held_until),
        note=ticket.note if sight.texts else None,
        offline=ticket.offline,
        kiosk=ticket.kiosk,
        follow_url=follow_url(context, ticket.follow_secret) if sight.secret else None,
        dossiers=list(dossiers) if sight.dossiers else [],
        appointment_at=local_time.iso(context, ticket.appointment_at),
        **allowed.of_ticket(context, ticket),
        **in_line,
    )


def tickets(
    context: Context, found: Sequence[Ticket], *, ended: bool = False
) -> list[Callable[[], shown.Ticket]]:
    """The tickets as whoever asks may see them: for each a function that makes its message, in the order of `found`.

    What these functions need from the database is read here, for all of them together. With `ended` none of the tickets
    waits, so the waiting lines are not needed.
    """
    codes = dossier_rows.codes_of_tickets(context.connection, [one.id for one in found])
    ahead = {} if ended else positions(context, [one for one in found if one.waits])
    return [
        partial(ticket, context, one, ahead=ahead.get(one.id, 0), dossiers=codes.get(one.id, ()))
        for one in found
    ]


def follow_url(context: Context, secret: str) -> str | None:
    """The follow page's address as printed in the QR code, or None when the centre has no public address."""
    return None if context.public_address is None else f"{context.public_address}/f/{secret}"


def estimate(context: Context, queue_id: str, ahead: int) -> Estimate | None:
    """The cached range of the wait for someone with `ahead` people before them; None when there is no estimate."""
    by_place = context.estimates.get(queue_id)
    if not by_place:
        return None
    p50, p90 = by_place[min(ahead, len(by_place) - 1)]
    return Estimate(p50_minutes=p50, p90_minutes=p90)


def told(ticket: Ticket) -> Estimate | None:
    """The range of the wait that the holder was told together with the number; it does not change later."""
    if ticket.told_p50 is None or ticket.told_p90 is None:
        return None
    return Estimate(p50_minutes=ticket.told_p50, p90_minutes=ticket.told_p90)


def _delayed_until(context: Context, ticket: Ticket) -> int | None:
    """Until when the ticket is not called because its holder asked for more time; None when that is over."""
    if ticket.delayed_until is None or not ordering.is_delayed(ticket.in_order(), context.ms):
        return None
    return ticket.delayed_until


def _estimate_of(context: Context, ticket: Ticket, ahead: int) -> Estimate | None:
    """The range of the wait for a ticket that waits.

    Neither end of it lies before the end of the time that the holder asked for, or before the appointment.
    """
    found = estimate(context, ticket.queue, ahead)
    until = _delayed_until(context, ticket) or ticket.appointment_at or 0
    if found is None or until <= context.ms:
        return found
    left = ceil((until - context.ms) / 60_000)
    return Estimate(p50_minutes=max(found.p50_minutes, left), p90_minutes=max(found.p90_minutes, left))


def queue_line(context: Context, queue_id: str, most: int | None = None) -> list[tuple[Waiting, OrderReason]]:
    """The waiting tickets of a queue in the order in which a counter serving only that queue would call them."""
    line = lines_of(context).line(queue_id)
    waiting = line.every() if most is None else line.candidates(most)
    return _line(context, ordering.eligible(waiting, [queue_id], None, context.ms), most)


def queue_length(context: Context, queue_id: str) -> int:
    """How many wait in the queue and were not sent to a counter."""
    line = lines_of(context).line(queue_id)
    sent = sum(t.sent_to is not None for t in line.special.values())
    return len(line.ordinary) + len(line.priority) + len(line.special) - sent


def counter_line(context: Context, counter: int, most: int) -> tuple[list[tuple[Waiting, OrderReason]], int]:
    """The first waiting tickets of a counter in the order in which it would call them, and how many wait for it in all."""
    queues = centre_lookup.counter(context.centre, counter).queues
    lines = lines_of(context)
    first = ordering.eligible(lines.candidates(queues, counter, most), queues, counter, context.ms)
    return _line(context, first, most), lines.count(queues, counter)


def _line(
    context: Context, waiting: Sequence[Waiting], most: int | None = None
) -> list[tuple[Waiting, OrderReason]]:
    turns = lines_of(context).turns()
    return ordering.line(waiting, turns, context.centre.centre.policy, context.ms, most)


def position(context: Context, ticket: Ticket) -> int:
    """How many tickets would be called before this one by a counter that serves only its queue, or that it was sent to.

    A holder who asked for more time keeps the place of their arrival, and that place is what is returned.
    """
    return positions(context, [ticket])[ticket.id]


def positions(context: Context, found: Sequence[Ticket]) -> dict[int, int]:
    """The `position` of each of these waiting tickets, by its id.

    A queue without special tickets needs only arithmetic; for the others the whole order of calls is worked out.
    """
    places: dict[int, int] = {}
    played: dict[tuple[str, int | None], dict[int, int]] = {}
    lines, policy = lines_of(context), context.centre.centre.policy
    for one in found:
        line = lines.line(one.queue)
        rank = None if line.special else line.rank(one.id)
        if rank is not None:
            priority = one.priority is not None
            places[one.id] = ordering.ahead_of_last(
                rank + 1 if priority else len(line.priority),
                len(line.ordinary) if priority else rank + 1,
                lines.turn(one.queue),
                policy,
                priority=priority,
            )
        elif one.delayed_until is not None:
            places[one.id] = _places(context, one.queue, one.sent_to, one.id).get(one.id, 0)
        else:
            where = one.queue, one.sent_to
            if where not in played:
                played[where] = _places(context, *where)
            places[one.id] = played[where].get(one.id, 0)
    return places


def _places(
    context: Context, queue_id: str, sent_to: int | None, undelayed: int | None = None
) -> dict[int, int]:
    """The place of each ticket, by its id, in the line of the queue, or of the tickets sent to the counter `sent_to`.

    The ticket `undelayed` gets the place that it would have if its holder had not asked for more time.
    """
    lines = lines_of(context)
    waiting = lines.line(queue_id).every() if sent_to is None else lines.sent_to(sent_to)
    mine = [
        replace(t, delayed_until=None) if t.id == undelayed else t for t in waiting if t.sent_to == sent_to
    ]
    return {t.id: place for place, (t, _) in enumerate(_line(context, mine))}


def place_of_newcomer(deed: UnitOfWork, ticket: Ticket) -> int:
    """The `position` that a ticket will have that is not in the lines yet, by the lines in memory."""
    line = lines_of(deed).line(ticket.queue)
    policy = deed.centre.centre.policy
    newest = max(ticket.arrival, deed.ms) == ticket.arrival
    if line.special or not newest or ticket.appointment_at is not None:
        mine = [*(t for t in line.every() if t.sent_to is None), ticket.in_order()]
        ids = [t.id for t, _ in ordering.line(mine, lines_of(deed).turns(), policy, deed.ms)]
        return ids.index(ticket.id)
    turn = lines_of(deed).turn(ticket.queue)
    priority = ticket.priority is not None
    return ordering.ahead_of_last(
        len(line.priority) + priority, len(line.ordinary) + (not priority), turn, policy, priority=priority
    )


def order_text(
    context: Context, waiting: Waiting, reason: OrderReason, priority: str | None, lang: str = "vi"
) -> str:
    """The sentence that says why this ticket stands here."""
    group = ""
    for known in context.centre.centre.priority_groups:
        if known.id == priority:
            group = known.en if lang == "en" else known.vi
    return say(
        f"server.order.{reason.value}",
        lang,
        time=clock(context, waiting.arrival),
        group=group,
        until=clock(context, waiting.delayed_until),
    )


def clock(context: Context, ms: int | None) -> str:
    """A stored time as the centre's clock shows it ("09:40"); empty for None."""
    return (local_time.iso(context, ms) or "")[11:16]


def waiting_rows(
    context: Context, line: Sequence[tuple[int, tuple[Waiting, OrderReason]]], *, dossiers: bool = True
) -> list[Callable[[], WaitingTicket]]:
    """The rows of a waiting line: for each place a function that makes the row, with the place's reason and minutes waited.

    Unless `dossiers`, the rows leave out the dossiers that the numbers were taken for, whoever asks.
    """
    ids = [waiting.id for _, (waiting, _) in line]
    known = ticket_rows.by_ids(context.connection, context.centre_id, ids)
    codes = dossier_rows.codes_of_tickets(context.connection, ids) if dossiers else {}
    return [
        partial(_waiting_row, context, waiting, reason, known[waiting.id], place, codes)
        for place, (waiting, reason) in line
    ]


def _waiting_row(
    context: Context,
    waiting: Waiting,
    reason: OrderReason,
    known: Ticket,
    place: int,
    codes: Mapping[int, Sequence[str]],
) -> WaitingTicket:
    return _shown(
        WaitingTicket,
        context,
        known,
        place,
        codes.get(waiting.id, ()),
        _sight(context, known),
        order=WaitingOrder(reason=reason, text=order_text(context, waiting, reason, known.priority)),
        waits_since=local_time.iso(context, known.waits_since),
        waited_minutes=max(0, (context.ms - known.waits_since) // 60_000),
    )


def queues(context: Context) -> list[Queue]:
    """Every queue with its counts, counters and what a newcomer may expect."""
    counts = ticket_rows.counts(context.connection, context.centre_id, context.day)
    given = {}
    if any(queue.quota is not None for queue in context.centre.queues):
        given = queue_days.given(context.connection, context.centre_id, context.day)
    every = counter_rows.every(context.connection, context.centre_id)
    found = []
    for queue in context.centre.queues:
        numbers = centre_lookup.counters_of(context.centre, queue.id)
        mine = counts.get(queue.id, {})
        waiting = mine.get("waiting", 0)
        serving = {every[n].state for n in numbers if n in every}
        found.append(
            Queue(
                id=queue.id,
                name=queue.name,
                prefix=queue.prefix,
                colour=queue.colour,
                waiting=waiting,
                called=mine.get("called", 0),
                serving=mine.get("serving", 0),
                done=mine.get("done", 0),
                counters=numbers,
                paused=CounterState.PAUSED in serving and CounterState.OPEN not in serving,
                closed=CounterState.OPEN not in serving and CounterState.PAUSED not in serving,
                quota_left=None if queue.quota is None else max(0, queue.quota - given.get(queue.id, 0)),
                estimate=estimate(context, queue.id, waiting),
            )
        )
    return found
