"""Giving a number: what a new ticket must satisfy, and how it is saved."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import Configuration, Queue
from queue_server.dossiers.deeds.link import link_to_ticket
from queue_server.dossiers.views import lookup as dossier_lookup
from queue_server.hall.deeds import one_ticket_per_field
from queue_server.hall.rows import queue_days
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rows.lines import lines_of, next_arrival
from queue_server.hall.rules import numbering
from queue_server.hall.rules.numbering import Range
from queue_server.hall.rules.ticket import NOT_YET, Ticket
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text import telephones
from shared.wire import tickets as shown
from shared.wire.facts.tickets import TicketIssued
from shared.wire.tickets import NewTicket
from shared.wire.vocabulary import Purpose, Role, TicketState


def check_group(centre: Configuration, group: str | None) -> None:
    """Raises RuleBroken `unknown_priority` for a group that the centre does not have."""
    if group is not None and all(known.id != group for known in centre.centre.priority_groups):
        raise RuleBroken("unknown_priority", 422, group=group, extra={"code": "invalid"})


def issue(deed: UnitOfWork, body: NewTicket) -> shown.Ticket:
    """A new waiting ticket with the next number of its queue.

    Raises RuleBroken `queue_closed`, `quota_reached`, `range_full`, `lookup_only`, with status 422 for a queue, procedure or
    group that does not exist, and `card_needed` or `one_a_field` where the centre gives one number per person and field.
    """
    check_group(deed.centre, body.priority)
    queue, procedures = where(deed, body)
    closed = not centre_lookup.takes_numbers(deed.centre, deed.now)
    # A clock in doubt says nothing about opening hours.
    if closed and not deed.doubtful and deed.actor.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise RuleBroken("queue_closed", queue=queue.name)
    person = one_ticket_per_field.check(deed, body, queue)
    value, lap = take_number(deed, queue)
    ticket = new_ticket(deed, body, queue, procedures, value=value, lap=lap)
    return save_new(deed, body, ticket, person_mark=person)


def where(deed: UnitOfWork, body: NewTicket) -> tuple[Queue, list[str]]:
    """The queue of the first stop, and the procedures' ids."""
    if body.procedures and body.queue is not None:
        raise RuleBroken("queue_or_procedures", 422, extra={"code": "invalid"})
    known = [centre_lookup.procedure(deed.centre, ident) for ident in body.procedures]
    ids = [procedure.id for procedure in known]
    if known:
        for procedure in known:
            if centre_lookup.queue_of(deed.centre, procedure) is None:
                raise RuleBroken("lookup_only", procedure=procedure.short_name or procedure.name)
        first = centre_lookup.queue_of(deed.centre, known[0])
        if first is not None:
            return first, ids
    queue_id = body.queue
    if queue_id is None and body.purpose is Purpose.GUIDE:
        queue_id = deed.centre.centre.guide_queue
    if queue_id is None:
        raise RuleBroken("queue_or_procedures", 422, extra={"code": "invalid"})
    return centre_lookup.queue(deed.centre, queue_id), ids


def new_ticket(
    deed: UnitOfWork, body: NewTicket, queue: Queue, procedures: Sequence[str], *, value: int, lap: int
) -> Ticket:
    """The ticket with this number as tickets usually begin: it waits from now on. It has no id before it is saved.

    Raises RuleBroken `secret_taken`.
    """
    secret = body.follow_secret
    if secret is not None and ticket_rows.by_secret(deed.connection, secret) is not None:
        raise RuleBroken("secret_taken", 422, extra={"code": "invalid"})
    return Ticket(
        id=NOT_YET,
        centre=deed.centre_id,
        day=deed.day,
        queue=queue.id,
        number=numbering.text(queue.prefix, value),
        number_value=value,
        lap=lap,
        state=TicketState.WAITING,
        purpose=body.purpose,
        priority=body.priority,
        lang=body.lang,
        arrival=next_arrival(deed),
        issued_at=deed.ms,
        stop_since=deed.ms,
        follow_secret=secret or secrets.token_urlsafe(18),
        procedures=tuple(procedures),
        documents=tuple(body.documents),
        kiosk=deed.actor.name if deed.actor.role == Role.KIOSK else None,
    )


def save_new(
    deed: UnitOfWork, body: NewTicket, ticket: Ticket, *, person_mark: str | None = None
) -> shown.Ticket:
    """Saves a new ticket with the range of the wait that its holder is told, and records the fact."""
    lines = lines_of(deed)
    ahead = None
    if ticket.waits:
        ahead = ticket_views.place_of_newcomer(deed, ticket)
        told = None
        if not ticket.offline and ticket.appointment_at is None:
            told = ticket_views.estimate(deed, ticket.queue, ahead)
        if told is not None:
            ticket = replace(ticket, told_p50=told.p50_minutes, told_p90=told.p90_minutes)
    phone = None if body.phone is None else telephones.kept(body.phone)
    ticket = ticket_rows.add(deed.connection, ticket, phone=phone, person_mark=person_mark)
    if ticket.waits:
        lines.put(ticket.in_order())
    if body.dossiers:
        link_to_ticket(deed, ticket.id, list(body.dossiers))
    deed.record(
        TicketIssued(
            id=ticket.id,
            number=ticket.number,
            queue=ticket.queue,
            counter=None,
            state=TicketState.WAITING,
            calls=0,
            priority=ticket.priority,
            purpose=ticket.purpose,
            kiosk=ticket.kiosk,
            appointment_at=local_time.iso(deed, ticket.appointment_at),
            waits_since=local_time.iso(deed, ticket.waits_since),
            offline=ticket.offline,
        )
    )
    return ticket_views.ticket(deed, ticket, ahead=ahead, dossiers=None if body.dossiers else (), given=True)


def take_number(deed: UnitOfWork, queue: Queue, *, promised: bool = False) -> tuple[int, int]:
    """The next number of the queue's day, and its lap.

    Raises RuleBroken `asking_kiosks` (503) in the first seconds after a restore, `range_full`, or `quota_reached` unless
    the number was `promised` before, to an appointment. After a rollback the same number is given again.
    """
    if deed.awaiting:
        raise RuleBroken("asking_kiosks", 503, retry_after=2, extra={"code": "unavailable"})
    row = lines_of(deed).numbers(queue.id)
    if queue.quota is not None and row.given >= queue.quota and not promised:
        raise RuleBroken("quota_reached", queue=queue.name)
    value, lap = numbering.next_value(
        row.last,
        row.lap,
        Range(queue.first, queue.last, owned(deed.centre, queue.id)),
        lambda: ticket_rows.TakenValues(deed.connection, deed.centre_id, deed.day, queue.id, queue.prefix),
    )
    row.last, row.lap, row.given = value, lap, row.given + 1
    deed.reach(deed.day, queue.id, numbering.position(value, lap, queue.last))
    save_numbers(deed, queue.id)
    return value, lap


def count_given(deed: UnitOfWork, queue_id: str) -> None:
    """Counts a number that a kiosk gave alone among those of the queue's day, so that it uses up the quota too."""
    lines_of(deed).numbers(queue_id).given += 1
    save_numbers(deed, queue_id)


def dossier_exists(deed: UnitOfWork, code: str) -> bool:
    """Whether a dossier has this code, ours or another system's."""
    return dossier_lookup.find(deed, code) is not None


def save_numbers(deed: UnitOfWork, queue_id: str) -> None:
    """Saves a queue's last number, count and turn as the lines in memory have them."""
    row = lines_of(deed).numbers(queue_id)
    queue_days.save(
        deed.connection,
        deed.centre_id,
        deed.day,
        queue_id,
        last=row.last,
        lap=row.lap,
        given=row.given,
        turn=row.turn,
    )


def pass_over(deed: UnitOfWork, numbers: Iterable[tuple[str, int, int]]) -> None:
    """Skips what other service days gave (queue, last number, lap), where papers of those days bear today's date.

    That is so while a clock is in doubt, and after a day that a wrong clock had begun.
    """
    known = {queue.id: queue for queue in deed.centre.queues}
    for queue_id, last, lap in numbers:
        if queue := known.get(queue_id):
            pass_to(deed, queue, numbering.position(last, lap, queue.last))


def pass_to(deed: UnitOfWork, queue: Queue, place: int) -> None:
    """Skips the queue's numbers of the day up to a place (`numbering.position`); a later number stays."""
    row = lines_of(deed).numbers(queue.id)
    if place > numbering.position(row.last or 0, row.lap, queue.last):
        value, row.lap = numbering.at_position(place, queue.last)
        row.last = max(value, queue.first - 1)
        save_numbers(deed, queue.id)


def owned(centre: Configuration, queue_id: str) -> tuple[tuple[int, int], ...]:
    """The ranges of this queue's numbers that belong to kiosks."""
    return tuple((r.first, r.last) for k in centre.kiosks for r in k.offline_ranges if r.queue == queue_id)
