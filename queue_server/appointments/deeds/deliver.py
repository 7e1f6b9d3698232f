"""Taking in a number that a kiosk printed without an answer: the paper wins. Never refuses one on policy."""

import json
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
from queue_server.ledger.storage.rows import Json
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.tickets import NewTicket
from shared.wire.vocabulary import FactType, Role
from shared.wire.vocabulary import TicketState as S

_TRUSTED = timedelta(days=7)
"""A printed time further back than a journal can be is a clock that was wrong: the time received counts."""
_SERVED = (S.SERVING, S.DONE)
_MOMENTS = ("issued_at", "arrival", "stop_since")
"""What the time of coming is kept as; one that has moved on since is left as it is."""


def outdated(stored: str, body: NewTicket) -> bool:
    """Whether the answer that is stored under this key names another number than the one on paper."""
    return bool(json.loads(stored)["number"] != body.printed_number)


def deliver(deed: UnitOfWork, body: NewTicket) -> Json:
    """The ticket of a printed number; one that the server numbered under the same key gets this number.

    Raises RuleBroken `number_not_yours` outside the kiosk's ranges, `number_taken` for one that is used.
    `printed_at` is by the server's clock: the kiosk has added the offset that it measured.
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
    late: Json = {} if day == deed.day else {"state": S.EXPIRED.value, "ended_at": deed.ms}
    booked = None
    if body.appointment is not None:
        booked = check_in_deed.of_paper(deed, body, queue.id, day, to_ms(printed))
    times: Json = {"arrival": arrival, "stop_since": arrival} | (booked[1] if booked else {})
    ticket = issue.save_new(
        deed,
        _without_what_is_unknown(deed, body),
        queue,
        _procedures(deed, body, queue),
        value=value,
        lap=0,
        day=day,
        issued_at=to_ms(printed),
        offline=1,
        # A mark of an earlier day has served.
        person_mark=one_ticket_per_field.mark(deed, body) if day == deed.day else None,
        **times,
        **late,
    )
    if booked is not None:
        check_in_deed.delivered(deed, booked[0], ticket)
    return ticket


def _range_of(deed: UnitOfWork, body: NewTicket) -> tuple[Queue, int]:
    """The queue and the value of the number, if it lies in a range that this kiosk owns."""
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
    """The procedures' ids; what the catalogue does not have any more is left out: the number is on paper."""
    try:
        wanted, procedures = issue.where(deed, body)
    except RuleBroken:
        known = (centre_lookup.find_procedure(deed.centre, ident) for ident in body.procedures)
        return [procedure.id for procedure in known if procedure is not None]
    # Another queue asked for is a kiosk that contradicts itself; a procedure whose field has changed since is not.
    if wanted.id != queue.id and not procedures:
        raise RuleBroken("number_not_yours", 422, number=body.printed_number)
    return procedures


def _without_what_is_unknown(deed: UnitOfWork, body: NewTicket) -> NewTicket:
    """The body without a priority group, dossiers or a secret that would refuse the ticket."""
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
    """The time of printing: never in the future, local time where it has no offset."""
    if moment is None:
        return deed.now
    printed = moment if moment.tzinfo else moment.replace(tzinfo=local_time.zone(deed.centre))
    return deed.now if printed < deed.now - _TRUSTED else min(printed, deed.now)


def _day(deed: UnitOfWork, printed: datetime) -> str:
    """The service day: the local day of printing."""
    return min(deed.day, printed.astimezone(local_time.zone(deed.centre)).date().isoformat())


def _arrival(deed: UnitOfWork, printed: datetime, day: str, but: int | None = None) -> int:
    """When the citizen came: the time of printing, never before the kiosk's previous number of that day."""
    previous = kiosk_numbers.latest_issued_by(deed.connection, deed.centre_id, deed.actor.name, day, but)
    return max(to_ms(printed), previous or 0)


def _check_unused(deed: UnitOfWork, day: str, number: str | None) -> None:
    if ticket_rows.number_exists(deed.connection, deed.centre_id, day, number or "") is not None:
        raise RuleBroken("number_taken", number=number)


def _renumber(deed: UnitOfWork, body: NewTicket, queue: Queue, value: int, printed: datetime) -> Json:
    """The kiosk never got the server's number: that one is voided, and the ticket carries the one on paper.

    A called number is called again by its new one; one that is served already is marked for a supervisor.
    """
    given = json.loads(deed.earlier or "{}")
    row = transitions.load(deed, given["id"])
    if row["offline"]:
        # This key has delivered a paper before: the two numbers are two papers.
        raise RuleBroken("idempotency_key_reused", 422)
    if given["queue"] != queue.id:
        raise RuleBroken("number_not_yours", 422, number=body.printed_number)
    # Asked for before midnight and printed after it: the paper is of the new day.
    day = max(row["day"], _day(deed, printed))
    _check_unused(deed, day, body.printed_number)
    ticket_rows.void_number(deed.connection, row, queue.id, deed.ms)
    changes: Json = {"number": body.printed_number, "number_value": value, "lap": 0, "offline": 1}
    came = _arrival(deed, printed, day, but=row["id"])
    if came < row["issued_at"]:
        # The request lay in a hung server: the citizen came when the paper was printed, not when it was read.
        changes |= {name: came for name in _MOMENTS if row[name] == row["issued_at"]}
    if day != row["day"]:
        changes["day"] = day
        if transitions.state_of(row) is S.EXPIRED and day == deed.day:
            changes |= {"state": S.WAITING.value, "ended_at": None}
    served = transitions.state_of(row) in _SERVED
    row = transitions.save(
        deed,
        row,
        FactType.TICKET_RENUMBERED,
        {"old": row["number"], "new": body.printed_number, "served": served},
        **changes,
    )
    if transitions.state_of(row) is S.CALLED:
        row = serve.call_again(deed, row)
    return ticket_views.ticket(deed, row)
