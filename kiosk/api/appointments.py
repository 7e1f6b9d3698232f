"""What the page asks for about appointments (`/local/appointments…`)."""

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol

from flask import Blueprint, Response, request
from pydantic import Field

from kiosk.answers.base import Paper
from kiosk.answers.lookups import AppointmentFound, Booked, NoAppointment, SlipPaper, Slots
from kiosk.api.bodies import Body, Ident, Text, WishName, answered, sent
from shared.wire.base import Phone


class Booking(Body):
    """`POST /local/appointments`: what for, when, and the telephone number, which is sent to the server only."""

    queue: Ident
    procedure: Ident | None = None
    at: Annotated[str, Field(max_length=40)]
    phone: Annotated[Phone, Field(min_length=6)]
    lang: Literal["vi", "en"] = "vi"
    large: bool = False
    wish: WishName


class Books(Protocol):
    """What knows appointments."""

    def look(self, text: str) -> AppointmentFound | NoAppointment: ...
    def slots(self, queue: str) -> Slots: ...
    def book(self, wish: Mapping[str, object], key: str, large: bool) -> Booked: ...
    def paper(self, ident: int) -> Paper: ...


def appointments(books: Books) -> Blueprint:
    """The addresses under `/local/appointments`."""
    pages = Blueprint("appointments", __name__, url_prefix="/local/appointments")

    @pages.post("/look")
    def look() -> Response:
        return answered(books.look(sent(Text).text))

    @pages.get("/slots")
    def slots() -> Response:
        return answered(books.slots(request.args.get("queue", "")[:120]))

    @pages.post("")
    def book() -> Response:
        wish = sent(Booking)
        body: dict[str, object] = {"at": wish.at, "phone": wish.phone, "lang": wish.lang}
        body |= {"procedures": [wish.procedure]} if wish.procedure else {"queue": wish.queue}
        return answered(books.book(body, wish.wish, wish.large))

    @pages.get("/<int:ident>/paper")
    def paper(ident: int) -> Response:
        return answered(SlipPaper(paper=books.paper(ident)))

    return pages
