"""`/appointments` for the desk, `/public/appointments` for citizens with a secret, `/kiosk/appointments` for kiosks."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

from flask import Response, request
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.appointments.deeds import book as booking
from queue_server.appointments.deeds import check_in as check_in_deed
from queue_server.appointments.rules import Appointment as Booked
from queue_server.appointments.views import appointments as appointment_views
from queue_server.appointments.views import calendar_entry
from queue_server.http import qr
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import file_of
from queue_server.http.guard import (
    actor,
    actor_is,
    address,
    anyone,
    by_secret,
    count_guess,
    deed,
    limited,
    limits,
    needs,
    perform,
    perform_as,
    read,
    reply,
)
from queue_server.http.guard import book as book_of_centre
from queue_server.http.paths import MAX_ID, SecretPath
from queue_server.http.permissions import Permission
from queue_server.ledger.actor import CITIZEN
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.appointments import (
    Appointment,
    AppointmentList,
    KioskAppointment,
    MoveAppointment,
    NewAppointment,
    Slots,
    StaffAppointment,
)
from shared.wire.vocabulary import Role

api = ApiBlueprint("appointments", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Appointments")])
_Shown = TypeVar("_Shown")


class SlotsQuery(BaseModel):
    """The queue whose times are asked for."""

    queue: Annotated[str, Field(min_length=1, max_length=120)]


class DayQuery(BaseModel):
    """A day (None: today), and one queue of that day (None: all)."""

    day: date | None = None
    queue: Annotated[str, Field(max_length=120)] = ""


class AppointmentPath(BaseModel):
    """`/appointments/{id}`."""

    id: Annotated[int, Field(ge=1, le=MAX_ID)]


class CodeQuery(BaseModel):
    """The code of an appointment as it was typed or scanned."""

    code: Annotated[str, Field(min_length=1, max_length=400)]


@api.get("/appointments/slots", responses={200: Slots})
@anyone
def slots(query: SlotsQuery) -> Response:
    """The times that can be booked in a queue, today and on the days that follow."""
    with read() as reading:
        return reply(booking.slots(reading, query.queue))


@api.post("/public/appointments", responses={201: Appointment})
@by_secret
def book(body: NewAppointment) -> Response:
    """Books without an account; the answer holds the code and the secret of the appointment's own page."""
    limited(limits().booking, address())
    return _citizens(lambda work: appointment_views.for_holder(work, booking.book(work, body)), 201)


@api.get("/public/appointments/<string:secret>", responses={200: Appointment})
@anyone
def followed(path: SecretPath) -> Response:
    """The appointment as its holder sees it: nothing personal."""
    return reply(_found(path.secret, appointment_views.for_holder))


@api.post("/public/appointments/<string:secret>/move", responses={200: Appointment})
@by_secret
def move_own(path: SecretPath, body: MoveAppointment) -> Response:
    """Moves it to another slot of the same queue."""
    return _citizens(
        lambda work: appointment_views.for_holder(
            work, booking.move(work, booking.of_secret(work, path.secret), body.at)
        )
    )


@api.post("/public/appointments/<string:secret>/cancel", responses={200: Appointment})
@by_secret
def cancel_own(path: SecretPath) -> Response:
    """Cancels the appointment; its place is free for others."""
    return _citizens(
        lambda work: appointment_views.for_holder(
            work, booking.cancel(work, booking.of_secret(work, path.secret))
        )
    )


@api.get("/public/appointments/<string:secret>/calendar.ics", responses=file_of("text/calendar"))
@anyone
def calendar(path: SecretPath) -> Response:
    """An entry for the calendar of a phone."""
    text = _found(path.secret, calendar_entry.calendar)
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="lich-hen.ics"'
    return response


@api.get("/public/appointments/<string:secret>/code.svg", responses=file_of("image/svg+xml"))
@anyone
def qr_code(path: SecretPath) -> Response:
    """The QR code that a kiosk scans: the address of the appointment's own page."""
    here = request.host_url.rstrip("/")
    page = _found(
        path.secret,
        lambda reading, booked: (
            appointment_views.url_of(reading, booked) or f"{here}{appointment_views.path_of(booked)}"
        ),
    )
    return qr.picture(page)


@api.get("/appointments", responses={200: AppointmentList})
@needs(Permission.WORK_APPOINTMENTS)
def of_day(query: DayQuery) -> Response:
    """The appointments of a day by their time; telephone numbers are masked."""
    with read() as reading:
        day = reading.day if query.day is None else query.day.isoformat()
        return reply(booking.of_day(reading, day, query.queue or None))


@api.post("/appointments", responses={201: StaffAppointment})
@deed(Permission.WORK_APPOINTMENTS)
def book_at_desk(body: NewAppointment) -> Response:
    """Books for somebody who came or called."""
    return _desks(lambda work: booking.book(work, body), 201)


@api.get("/appointments/<int:id>", responses={200: StaffAppointment})
@needs(Permission.WORK_APPOINTMENTS)
def one(path: AppointmentPath) -> Response:
    """One appointment with its whole telephone number; who asked for it is recorded as a look."""
    with read() as reading:
        found = appointment_views.for_desk(reading, booking.load(reading, path.id), veiled=False)
    if found.phone:
        booking.note_look(book_of_centre(), actor(), path.id)
    return reply(found)


@api.post("/appointments/<int:id>/move", responses={200: StaffAppointment})
@deed(Permission.WORK_APPOINTMENTS)
def move(path: AppointmentPath, body: MoveAppointment) -> Response:
    """Moves it to another slot of the same queue."""
    return _desks(lambda work: booking.move(work, booking.load(work, path.id), body.at))


@api.post("/appointments/<int:id>/cancel", responses={200: StaffAppointment})
@deed(Permission.WORK_APPOINTMENTS)
def cancel(path: AppointmentPath) -> Response:
    """Cancels the appointment for the citizen who asked for that."""
    return _desks(lambda work: booking.cancel(work, booking.load(work, path.id)))


@api.get("/kiosk/appointments", responses={200: KioskAppointment, 404: None, 429: None})
@needs(Permission.LOOK_UP_APPOINTMENT)
def look_up(query: CodeQuery) -> Response:
    """What a kiosk may show of an appointment before its number is taken.

    Codes can be guessed, so a kiosk gets only few answers per minute.
    """
    limited(limits().finding, actor().name)
    with read() as reading:
        return reply(check_in_deed.at_kiosk(reading, query.code))


def _citizens(work: Callable[[UnitOfWork], Appointment], status: int = 200) -> Response:
    """Runs a deed as done by a citizen, even if an officer is signed in on the phone; a kiosk acts under its own name."""
    who = actor() if actor_is(Role.KIOSK) else CITIZEN
    try:
        return perform_as(who, work, status=status, personal=True)
    except RuleBroken as broken:
        if broken.code == "unknown_secret":
            count_guess()
        raise


def _desks(work: Callable[[UnitOfWork], Booked], status: int = 200) -> Response:
    return perform(
        lambda deed: appointment_views.for_desk(deed, work(deed), veiled=True), status=status, personal=True
    )


def _found(secret: str, show: Callable[[Context, Booked], _Shown]) -> _Shown:
    with read() as reading:
        try:
            booked = booking.of_secret(reading, secret)
        except RuleBroken:
            count_guess()
            raise
        return show(reading, booked)
