"""Giving a number: what a new ticket must satisfy, and a kiosk's delivery of one that it has printed already."""

import json
import secrets
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from queue_server.configuration import Configuration, Queue
from queue_server.domain import numbering
from queue_server.domain.errors import RuleBroken
from queue_server.domain.numbering import Range
from queue_server.service import context as look
from queue_server.service import dossiers, views
from queue_server.service.views import Json
from queue_server.store import tickets as ticket_rows
from queue_server.store.deed import Deed
from queue_server.store.times import to_ms
from shared.bodies import NewTicket
from shared.vocabulary import FactType, Purpose, Role

_OFFLINE_GRACE = timedelta(days=7)


def check_group(centre: Configuration, group: str | None) -> None:
    """Raises RuleBroken `unknown_priority` for a group that the centre does not have."""
    if group is not None and all(known.id != group for known in centre.centre.priority_groups):
        raise RuleBroken("unknown_priority", 422, group=group)


def issue(deed: Deed, body: NewTicket) -> Json:
    """A new waiting ticket with the next number of its queue.

    Raises RuleBroken `queue_closed`, `quota_reached`, `range_full`, `lookup_only`, and 422 for what does not exist.
    """
    check_group(deed.centre, body.priority)
    if body.printed_number is not None:
        return _deliver(deed, body)
    queue, procedures = _where(deed, body)
    if not look.is_open(deed.centre, deed.now) and deed.actor.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise RuleBroken("queue_closed", queue=queue.name)
    value, lap = take_number(deed, queue)
    return _save(deed, body, queue, procedures, value=value, lap=lap)


def _where(deed: Deed, body: NewTicket) -> tuple[Queue, list[str]]:
    """The queue of the first stop, and the procedures' ids."""
    if body.procedures and body.queue is not None:
        raise RuleBroken("queue_or_procedures", 422)
    known = [look.procedure(deed.centre, ident) for ident in body.procedures]
    ids = [procedure.id for procedure in known]
    if known:
        for procedure in known:
            if look.queue_of(deed.centre, procedure) is None:
                raise RuleBroken("lookup_only", procedure=procedure.short_name or procedure.name)
        first = look.queue_of(deed.centre, known[0])
        if first is not None:
            return first, ids
    queue_id = body.queue
    if queue_id is None and body.purpose is Purpose.GUIDE:
        queue_id = deed.centre.centre.guide_queue
    if queue_id is None:
        raise RuleBroken("queue_or_procedures", 422)
    return look.queue(deed.centre, queue_id), ids


def _save(
    deed: Deed, body: NewTicket, queue: Queue, procedures: list[str], *, value: int, lap: int, **other: Any
) -> Json:
    row: Json = {
        "centre": deed.centre_id,
        "day": deed.day,
        "queue": queue.id,
        "number": numbering.text(queue.prefix, value),
        "number_value": value,
        "lap": lap,
        "state": "waiting",
        "purpose": body.purpose.value,
        "priority": body.priority,
        "lang": body.lang,
        "arrival": deed.ms,
        "appointment_at": None,
        "issued_at": deed.ms,
        "stop_since": deed.ms,
        "first_called_at": None,
        "called_at": None,
        "recalled_at": None,
        "started_at": None,
        "finished_at": None,
        "ended_at": None,
        "counter": None,
        "sent_to": None,
        "first_at": None,
        "put_back_at": None,
        "calls": 0,
        "returns": 0,
        "outcome": None,
        "officer": None,
        "procedures": json.dumps(procedures),
        "stop": 0,
        "documents": json.dumps(body.documents, ensure_ascii=False),
        "follow_secret": body.follow_secret or secrets.token_urlsafe(18),
        "kiosk": deed.actor.name if deed.actor.role == Role.KIOSK else None,
        "phone": body.phone,
        "offline": 0,
        "held_from": None,
        "held_reason": None,
        "held_until": None,
        "note": None,
        **other,
    }
    lines = deed.lines
    row["id"] = ticket_rows.add(deed.connection, row)
    ahead = None
    if row["state"] == "waiting":
        lines.put(ticket_rows.of_row(row))
        ahead = views.place_of_newcomer(deed, row)
    if body.dossiers:
        dossiers.link_to_ticket(deed, row["id"], list(body.dossiers))
    deed.record(
        FactType.TICKET_ISSUED,
        {
            "id": row["id"],
            "number": row["number"],
            "queue": row["queue"],
            "counter": None,
            "state": "waiting",
            "calls": 0,
            "priority": row["priority"],
            "purpose": row["purpose"],
            "kiosk": row["kiosk"],
            "offline": bool(row["offline"]),
        },
        row["id"],
    )
    return views.ticket(deed, row, ahead=ahead, new=not body.dossiers)


def _deliver(deed: Deed, body: NewTicket) -> Json:
    """A number that a kiosk printed while the server was away. Never refused on policy: the paper wins."""
    if deed.actor.role != Role.KIOSK or body.printed_at is None or body.printed_number is None:
        raise RuleBroken("number_not_yours", 422, number=body.printed_number)
    queue, procedures = _where(deed, body)
    number = body.printed_number
    digits = number.removeprefix(queue.prefix)
    value = int(digits) if digits.isdecimal() else -1
    kiosk = next((k for k in deed.centre.kiosks if k.id == deed.actor.name), None)
    mine = [r for r in (kiosk.offline_ranges if kiosk else ()) if r.queue == queue.id]
    if not any(r.first <= value <= r.last for r in mine) or number != numbering.text(queue.prefix, value):
        raise RuleBroken("number_not_yours", 422, number=number)
    zone = ZoneInfo(deed.centre.centre.timezone)
    printed = body.printed_at if body.printed_at.tzinfo else body.printed_at.replace(tzinfo=zone)
    printed = max(min(printed, deed.now), deed.now - _OFFLINE_GRACE)
    day = min(deed.day, printed.astimezone(zone).date().isoformat())
    if ticket_rows.number_exists(deed.connection, deed.centre_id, day, number) is not None:
        raise RuleBroken("number_taken", number=number)
    previous = ticket_rows.latest_arrival_from(deed.connection, deed.centre_id, deed.actor.name, day)
    arrival = max(to_ms(printed), previous or 0)
    late: Json = {} if day == deed.day else {"state": "expired", "ended_at": deed.ms}
    return _save(
        deed,
        body,
        queue,
        procedures,
        value=value,
        lap=0,
        day=day,
        arrival=arrival,
        issued_at=to_ms(printed),
        stop_since=arrival,
        offline=1,
        **late,
    )


def take_number(deed: Deed, queue: Queue) -> tuple[int, int]:
    """The next number of the queue's day, and its lap.

    Raises RuleBroken `range_full` or `quota_reached`; a rollback gives the number back.
    """
    row = deed.lines.numbers(queue.id)
    if queue.quota is not None and row.given >= queue.quota:
        raise RuleBroken("quota_reached", queue=queue.name)
    value, lap = numbering.next_value(
        row.last,
        row.lap,
        Range(queue.first, queue.last, _owned(deed.centre, queue.id)),
        lambda: ticket_rows.taken_values(deed.connection, deed.centre_id, deed.day, queue.id),
    )
    row.last, row.lap, row.given = value, lap, row.given + 1
    save_numbers(deed, queue.id)
    return value, lap


def save_numbers(deed: Deed, queue_id: str) -> None:
    """Saves what the lines say of a queue's numbers and turn."""
    row = deed.lines.numbers(queue_id)
    ticket_rows.save_queue_day(
        deed.connection, deed.centre_id, deed.day, queue_id, last=row.last, lap=row.lap, given=row.given, turn=row.turn
    )


def _owned(centre: Configuration, queue_id: str) -> tuple[tuple[int, int], ...]:
    """The ranges of this queue that kiosks give alone."""
    return tuple((r.first, r.last) for k in centre.kiosks for r in k.offline_ranges if r.queue == queue_id)
