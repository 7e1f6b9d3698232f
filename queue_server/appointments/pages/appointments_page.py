"""Pages to book an appointment (`/appointments` or `/dat-hen`), to see one's own appointment, and for the desk's day."""

from flask import Blueprint, Response, make_response, redirect
from flask.typing import ResponseReturnValue

from queue_server.http.pages.frame import STAFF, for_people, render
from shared.web.pages import Person, Shell

_ICONS = ("calendar-clock", "check", "circle-x", "file-text", "search", "triangle-alert")
_TABLES = ("booking", "booking_state")


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the pages."""

    @pages.get("/appointments")
    def booking() -> Response:
        return _phone("booking.html")

    @pages.get("/dat-hen")
    def booking_in_vietnamese() -> ResponseReturnValue:
        return redirect("/appointments")

    @pages.get("/appointments/<string:secret>")
    def booked(secret: str) -> Response:
        return _phone("booked.html", secret=secret)

    @pages.get("/desk/appointments")
    @for_people(shell, STAFF)
    def desk(person: Person) -> str:
        return render(
            "appointments/appointments.html",
            shell,
            person=person,
            here="appointments",
            tables=("appointments", "booking", "booking_state"),
            icons=_ICONS,
        )

    def _phone(template: str, **values: object) -> Response:
        response = make_response(
            render(f"appointments/{template}", shell, person=None, tables=_TABLES, icons=_ICONS, **values)
        )
        # Everybody who has the address can change the appointment, so the page must not get into shared caches.
        response.headers["Cache-Control"] = "private, no-store"
        return response
