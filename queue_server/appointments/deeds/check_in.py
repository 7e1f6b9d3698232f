"""Checks in a citizen with an appointment: its code becomes a number whose arrival is the time of the appointment.

A citizen who comes too late waits like somebody without an appointment. A number that a kiosk gave without the server is tied
to its appointment when it is delivered.
"""

from dataclasses import replace

from queue_server.appointments import rows
from queue_server.appointments.deeds import book as booking
from queue_server.appointments.rules import Appointment
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import issue
from queue_server.hall.rules.ticket import Ticket
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.appointment_code import read_code
from shared.wire import tickets as shown
from shared.wire.appointments import KioskAppointment
from shared.wire.facts.appointments import AppointmentCheckedIn
from shared.wire.tickets import NewTicket
from shared.wire.vocabulary import AppointmentStanding as Standing


def at_kiosk(context: Context, text: str) -> KioskAppointment:
    """What a kiosk may show of the appointment with this code. RuleBroken `appointment_unknown` (404)."""
    found = _find(context, text)
    rules = context.centre.centre.appointments
    queue = centre_lookup.queue(context.centre, found.queue)
    opens, closes = found.window(rules)
    return KioskAppointment(
        code=found.code,
        at=local_time.iso(context, found.at),
        opens_at=local_time.iso(context, opens),
        closes_at=local_time.iso(context, closes),
        queue=queue.id,
        queue_name=queue.name,
        procedures=list(found.procedures),
        state=found.state,
        standing=_standing(context, found, _came_at(context, found)),
        number=found.number,
    )


def check_in(deed: UnitOfWork, body: NewTicket) -> shown.Ticket:
    """The ticket of the appointment whose code the body holds; its queue and procedures are those that were booked.

    RuleBroken `appointment_unknown` (404), `appointment_other_day`, `appointment_early`, `appointment_used`,
    `appointment_over`, `appointment_elsewhere` if the body names another queue, and `queue_closed` for a late comer.
    """
    issue.check_group(deed.centre, body.priority)
    booked = _find(deed, body.appointment or "")
    _check(deed, booked, body)
    queue = centre_lookup.queue(deed.centre, booked.queue)
    came = _came_at(deed, booked)
    late = _standing(deed, booked, came) is Standing.LATE
    if late and not centre_lookup.is_open(deed.centre, deed.now):
        raise RuleBroken("queue_closed", queue=queue.name)
    # The place was promised, so it is given even if other numbers have used up the day's quota in the meantime.
    value, lap = issue.take_number(deed, queue, promised=True)
    asked = body.model_copy(update={"purpose": booked.purpose})
    fresh = issue.new_ticket(deed, asked, queue, list(booked.procedures), value=value, lap=lap)
    ticket = issue.save_new(deed, asked, fresh if late else booked_at(fresh, booked, came))
    _came(deed, booked, ticket, late=late)
    return ticket


def of_paper(
    deed: UnitOfWork, body: NewTicket, queue: str, day: str, printed: int
) -> tuple[Appointment, bool] | None:
    """The appointment to which a printed number belongs, and whether its holder came too late; None for an ordinary number.

    The kiosk could not ask the server about the code. If it is wrong, used, or of another queue, the number stays an
    ordinary one.
    """
    code = read_code(body.appointment or "")
    found = None if code is None else rows.by_code(deed.connection, deed.centre_id, day, code)
    if found is None or not found.matches_paper(queue, day, printed, deed.centre.centre.appointments):
        return None
    return found, _standing(deed, found, printed) is Standing.LATE


def delivered(deed: UnitOfWork, booked: Appointment, ticket: shown.Ticket) -> None:
    """Checks the appointment in with a number that a kiosk printed and that was delivered now."""
    _came(deed, booked, ticket, late=ticket.appointment_at is None)


def _find(context: Context, text: str) -> Appointment:
    code = read_code(text)
    found = None if code is None else rows.by_code(context.connection, context.centre_id, context.day, code)
    if found is None:
        raise RuleBroken("appointment_unknown", 404)
    return found


def _check(deed: UnitOfWork, booked: Appointment, body: NewTicket) -> None:
    zone = local_time.zone(deed.centre)
    booked.check_in_time(deed.day, _came_at(deed, booked), zone, deed.centre.centre.appointments)
    asked = body.queue
    if body.procedures:
        known = centre_lookup.queue_of(deed.centre, centre_lookup.procedure(deed.centre, body.procedures[0]))
        asked = None if known is None else known.id
    if asked is not None and asked != booked.queue:
        raise RuleBroken("appointment_elsewhere", queue=centre_lookup.queue(deed.centre, booked.queue).name)


def _came_at(context: Context, booked: Appointment) -> int:
    """The moment of the check-in: by a clock in doubt nobody is too early, and nobody too late."""
    return booked.at if context.doubtful else context.ms


def _standing(context: Context, booked: Appointment, now: int) -> Standing:
    return booked.standing(now, context.centre.centre.appointments)


def booked_at(ticket: Ticket, booked: Appointment, came: int) -> Ticket:
    """The ticket as the ticket of an appointment: its arrival is the appointment's time, and its wait begins then.

    If the citizen came later than that, at `came`, the wait begins at that moment.
    """
    return replace(ticket, appointment_at=booked.at, arrival=booked.at, stop_since=max(came, booked.at))


def _came(deed: UnitOfWork, booked: Appointment, ticket: shown.Ticket, *, late: bool) -> None:
    after = booked.came(ticket.id, ticket.number, deed.ms, late=late)
    rows.save(deed.connection, booked, after)
    deed.record(
        AppointmentCheckedIn(**booking.about(deed, after), ticket=ticket.id, number=ticket.number, late=late)
    )
