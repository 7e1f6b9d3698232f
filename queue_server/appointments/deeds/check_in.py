"""The citizen with an appointment is here: the code becomes a number that arrives at the appointment's time.

Who comes too late waits as one who just came. A number on paper, given while the server was away, is matched afterwards.
"""

from datetime import datetime
from typing import Any

from queue_server.appointments import rows
from queue_server.appointments import rules as appointment_rules
from queue_server.appointments.deeds import book as booking
from queue_server.appointments.rules import Standing, State
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import issue
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.storage.times import from_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.appointment_code import read_code
from shared.text.dates import clock, short_date
from shared.wire.facts.appointments import AppointmentCheckedIn
from shared.wire.tickets import NewTicket
from shared.wire.vocabulary import Purpose


def at_kiosk(context: Context, text: str) -> Json:
    """What a kiosk may show of the appointment with this code. RuleBroken `appointment_unknown` (404)."""
    row = _find(context, text)
    rules = context.centre.centre.appointments
    queue = centre_lookup.queue(context.centre, row["queue"])
    opens, closes = appointment_rules.window(row["at"], rules)
    return {
        "code": row["code"],
        "at": local_time.iso(context, row["at"]),
        "opens_at": local_time.iso(context, opens),
        "closes_at": local_time.iso(context, closes),
        "queue": queue.id,
        "queue_name": queue.name,
        "procedures": ticket_rows.texts(row, "procedures"),
        "state": row["state"],
        "standing": appointment_rules.standing(row["at"], context.ms, rules).value,
        "number": row["number"],
    }


def check_in(deed: UnitOfWork, body: NewTicket) -> Json:
    """The ticket of the appointment whose code the body holds; what was booked decides queue and procedures.

    RuleBroken `appointment_unknown` (404), `appointment_other_day`, `appointment_early`, `appointment_used`,
    `appointment_over`, `appointment_elsewhere` where the body names another queue, and `queue_closed` for who comes late.
    """
    issue.check_group(deed.centre, body.priority)
    row = _find(deed, body.appointment or "")
    _check(deed, row, body)
    queue = centre_lookup.queue(deed.centre, row["queue"])
    late = _standing(deed, row, deed.ms) is Standing.LATE
    if late and not centre_lookup.is_open(deed.centre, deed.now):
        raise RuleBroken("queue_closed", queue=queue.name)
    # A place that was promised is given whatever was handed out at the kiosks since.
    value, lap = issue.take_number(deed, queue, promised=True)
    booked = body.model_copy(update={"purpose": Purpose(row["purpose"])})
    procedures = ticket_rows.texts(row, "procedures")
    ticket = issue.save_new(
        deed, booked, queue, procedures, value=value, lap=lap, **_columns(row, deed.ms, late=late)
    )
    _came(deed, row, ticket, late=late)
    return ticket


def of_paper(
    deed: UnitOfWork, body: NewTicket, queue: str, day: str, printed: int
) -> tuple[Row, dict[str, Any]] | None:
    """The appointment that a printed number belongs to, with what it changes of the ticket; None where there is none.

    The kiosk could not ask: a code that is wrong, used, or of another queue, leaves an ordinary number.
    """
    code = read_code(body.appointment or "")
    row = None if code is None else rows.by_code(deed.connection, deed.centre_id, day, code)
    if row is None or row["day"] != day or row["queue"] != queue or row["state"] not in _OPEN:
        return None
    standing = _standing(deed, row, printed)
    if standing is Standing.EARLY:
        return None
    return row, _columns(row, printed, late=standing is Standing.LATE)


def delivered(deed: UnitOfWork, row: Row, ticket: Json) -> None:
    """The number on paper was taken in: the appointment is checked in by it."""
    _came(deed, row, ticket, late=ticket["appointment_at"] is None)


_OPEN = (State.BOOKED, State.MISSED)
"""A paper of yesterday evening may come after the day's end, which has said that nobody came."""


def _find(context: Context, text: str) -> Row:
    code = read_code(text)
    row = None if code is None else rows.by_code(context.connection, context.centre_id, context.day, code)
    if row is None:
        raise RuleBroken("appointment_unknown", 404)
    return row


def _check(deed: UnitOfWork, row: Row, body: NewTicket) -> None:
    local = _local(deed, row["at"])
    if row["state"] in (State.CHECKED_IN, State.LATE):
        raise RuleBroken("appointment_used", number=row["number"], extra={"number": row["number"]})
    if row["state"] != State.BOOKED:
        raise RuleBroken("appointment_over", extra={"state": row["state"]})
    if row["day"] != deed.day:
        raise RuleBroken("appointment_other_day", day=short_date(local.date()), time=clock(local))
    if _standing(deed, row, deed.ms) is Standing.EARLY:
        opens, _ = appointment_rules.window(row["at"], deed.centre.centre.appointments)
        raise RuleBroken("appointment_early", time=clock(local), opens=clock(_local(deed, opens)))
    asked = body.queue
    if body.procedures:
        known = centre_lookup.queue_of(deed.centre, centre_lookup.procedure(deed.centre, body.procedures[0]))
        asked = None if known is None else known.id
    if asked is not None and asked != row["queue"]:
        raise RuleBroken("appointment_elsewhere", queue=centre_lookup.queue(deed.centre, row["queue"]).name)


def _standing(deed: UnitOfWork, row: Row, now: int) -> Standing:
    return appointment_rules.standing(row["at"], now, deed.centre.centre.appointments)


def _columns(row: Row, came: int, *, late: bool) -> dict[str, Any]:
    """What makes a ticket one of an appointment: it arrives at its time, and waits from then on, or from its coming."""
    if late:
        return {}
    return {"appointment_at": row["at"], "arrival": row["at"], "stop_since": max(came, row["at"])}


def _came(deed: UnitOfWork, row: Row, ticket: Json, *, late: bool) -> None:
    booking.end(
        deed,
        row,
        State.LATE if late else State.CHECKED_IN,
        AppointmentCheckedIn,
        ticket=ticket["id"],
        number=ticket["number"],
        late=late,
    )


def _local(context: Context, ms: int) -> datetime:
    return from_ms(ms).astimezone(local_time.zone(context.centre))
