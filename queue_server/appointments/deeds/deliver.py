"""Taking in a number that a kiosk printed because the server did not answer: the number on the paper is the valid one.

Quotas, opening hours and the like never refuse such a number, because the citizen already holds the paper.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from queue_server.appointments.deeds import check_in as check_in_deed
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import Queue
from queue_server.hall.deeds import issue, one_ticket_per_field, serve, transitions
from queue_server.hall.rows import kiosk_numbers
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules import numbering
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import tickets as shown
from shared.wire.facts.tickets import TicketRenumbered
from shared.wire.tickets import NewTicket
from shared.wire.vocabulary import Role
from shared.wire.vocabulary import TicketState as S

_TRUSTED = timedelta(days=7)
"""A printed time that lies further back than this comes from a wrong clock, since a journal keeps no number longer.

The time at which the number was delivered counts then.
"""
_SERVED = (S.SERVING, S.DONE)


def outdated(stored: str, body: NewTicket) -> bool:
    """Whether the answer that is stored under this key names another number than the one on paper."""
    return bool(json.loads(stored)["number"] != body.printed_number)


def deliver(deed: UnitOfWork, body: NewTicket) -> shown.Ticket:
    """The ticket with the number that a kiosk printed.

    If the server has saved a ticket under the same idempotency key, that ticket gets the printed number; else a new ticket
    is saved. Raises RuleBroken `number_not_yours` outside the kiosk's ranges, `number_taken` for a number that is in use.
    `printed_at` is by the server's clock, because the kiosk has added the difference to its own clock that it measured.
    """
    queue, value = _range_of(deed, body)
    printed = _printed(deed, body.printed_at)
    if deed.earlier is not None:
        return _renumber(deed, body, queue, value, printed)
    day = _day(deed, printed)
    _check_unused(deed, day, body.printed_number)
    arrival = _arrival(deed, printed, day)
    if day == deed.day:
        issue.count_given(deed, queue.id)
    known = _without_what_is_unknown(deed, body)
    fresh = issue.new_ticket(deed, known, queue, _procedures(deed, body, queue), value=value, lap=0)
    ticket = replace(
        fresh, day=day, issued_at=to_ms(printed), arrival=arrival, stop_since=arrival, offline=True
    )
    if day != deed.day:
        ticket = replace(ticket, state=S.EXPIRED, ended_at=deed.ms)
    booked = None
    if body.appointment is not None:
        booked = check_in_deed.of_paper(deed, body, queue.id, day, to_ms(printed))
    if booked is not None and not booked[1]:
        ticket = check_in_deed.booked_at(ticket, booked[0], to_ms(printed))
    # The mark of a card prevents a second number on the same day only, so it is not saved for an earlier day.
    mark = one_ticket_per_field.mark(deed, body) if day == deed.day else None
    saved = issue.save_new(deed, known, ticket, person_mark=mark)
    if booked is not None:
        check_in_deed.delivered(deed, booked[0], saved)
    return saved


def _range_of(deed: UnitOfWork, body: NewTicket) -> tuple[Queue, int]:
    """The queue and the value of the printed number. RuleBroken `number_not_yours` outside the ranges of this kiosk."""
    number = body.printed_number or ""
    kiosk = next((k for k in deed.centre.kiosks if k.id == deed.actor.name), None)
    if deed.actor.role == Role.KIOSK and kiosk is not None and body.printed_at is not None:
        for mine in kiosk.offline_ranges:
            queue = centre_lookup.queue(deed.centre, mine.queue)
            digits = number.removeprefix(queue.prefix)
            value = int(digits) if digits.isdecimal() else -1
            if mine.first <= value <= mine.last and number == numbering.text(queue.prefix, value):
                return queue, value
    raise RuleBroken("number_not_yours", 422, number=number)


def _procedures(deed: UnitOfWork, body: NewTicket, queue: Queue) -> list[str]:
    """The procedures' ids, without those that the catalogue does not have any more: they must not refuse the number."""
    try:
        wanted, procedures = issue.where(deed, body)
    except RuleBroken:
        known = (centre_lookup.find_procedure(deed.centre, ident) for ident in body.procedures)
        return [procedure.id for procedure in known if procedure is not None]
    # Without procedures, the queue that was asked for has to be the queue of the number. With procedures the queues may
    # differ, because a procedure may have moved to another queue since the number was printed.
    if wanted.id != queue.id and not procedures:
        raise RuleBroken("number_not_yours", 422, number=body.printed_number)
    return procedures


def _without_what_is_unknown(deed: UnitOfWork, body: NewTicket) -> NewTicket:
    """The body without the priority group, dossiers or secret because of which the ticket would be refused."""
    known = body.priority in {group.id for group in deed.centre.centre.priority_groups}
    dossiers = [code for code in body.dossiers if issue.dossier_exists(deed, code)]
    taken = body.follow_secret is not None and ticket_rows.by_secret(deed.connection, body.follow_secret)
    return body.model_copy(
        update={
            "priority": body.priority if known else None,
            "dossiers": dossiers,
            "follow_secret": None if taken else body.follow_secret,
        }
    )


def _printed(deed: UnitOfWork, moment: datetime | None) -> datetime:
    """The time of printing, which is never in the future. A time without an offset is local time."""
    if moment is None:
        return deed.now
    printed = local_time.moment(deed.centre, moment)
    return deed.now if printed < deed.now - _TRUSTED else min(printed, deed.now)


def _day(deed: UnitOfWork, printed: datetime) -> str:
    """The service day: the local day of printing, or the present one while the clock is in doubt."""
    if deed.doubtful:
        return deed.day
    return min(deed.day, local_time.day(deed.centre, printed).isoformat())


def _arrival(deed: UnitOfWork, printed: datetime, day: str, but: int | None = None) -> int:
    """When the citizen came: the time of printing, never before the kiosk's previous number of that day."""
    previous = kiosk_numbers.latest_issued_by(deed.connection, deed.centre_id, deed.actor.name, day, but)
    return max(to_ms(printed), previous or 0)


def _check_unused(deed: UnitOfWork, day: str, number: str | None) -> None:
    if ticket_rows.number_exists(deed.connection, deed.centre_id, day, number or "") is not None:
        raise RuleBroken("number_taken", number=number)


def _renumber(deed: UnitOfWork, body: NewTicket, queue: Queue, value: int, printed: datetime) -> shown.Ticket:
    """The ticket that the server saved, with the printed number. The server's number, which nobody ever got, is voided.

    If the ticket is being called, it is called again by its new number. If it was already served by its old number, the
    fact says so, and a supervisor has to look into it.
    """
    given = json.loads(deed.earlier or "{}")
    ticket = transitions.load(deed, given["id"])
    if ticket.offline:
        # A paper was delivered under this key before, so these would be two papers.
        raise RuleBroken("idempotency_key_reused", 422)
    if given["queue"] != queue.id:
        raise RuleBroken("number_not_yours", 422, number=body.printed_number)
    # A number that was asked for before midnight and printed after it belongs to the new day.
    day = max(ticket.day, _day(deed, printed))
    _check_unused(deed, day, body.printed_number)
    ticket_rows.void_number(deed.connection, ticket, queue.id, deed.ms)
    came = _arrival(deed, printed, day, but=ticket.id)
    renumbered = ticket.renumbered(body.printed_number or "", value, day=day, today=deed.day, came=came)
    fact = TicketRenumbered(
        **transitions.about(renumbered),
        old=ticket.number,
        new=renumbered.number,
        served=ticket.state in _SERVED,
    )
    saved = transitions.save(deed, ticket, renumbered, fact)
    if saved.state is S.CALLED:
        saved = serve.call_again(deed, saved)
    return ticket_views.ticket(deed, saved, given=True)
