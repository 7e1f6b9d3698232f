"""What the page asks for about appointments (`/local/appointments…`)."""

from typing import Annotated, Any, Literal, Protocol

from flask import Blueprint, Response, jsonify, request
from pydantic import Field

from kiosk.api.bodies import Body, Ident, Text, WishName, sent

Json = dict[str, Any]


class Booking(Body):
    """`POST /local/appointments`: what for, when, and the telephone number, which is sent to the server only."""

    queue: Ident
    procedure: Ident | None = None
    at: Annotated[str, Field(max_length=40)]
    phone: Annotated[str, Field(pattern=r"^[0-9+ ]{6,20}$")]
    lang: Literal["vi", "en"] = "vi"
    large: bool = False
    wish: WishName


class Books(Protocol):
    """What knows appointments."""

    def look(self, text: str) -> Json: ...
    def slots(self, queue: str) -> Json: ...
    def book(self, wish: Json, key: str, large: bool) -> Json: ...
    def paper(self, ident: int) -> str: ...


def appointments(books: Books) -> Blueprint:
    """The addresses under `/local/appointments`."""
    pages = Blueprint("appointments", __name__, url_prefix="/local/appointments")

    @pages.post("/look")
    def look() -> Response:
        return jsonify(books.look(sent(Text).text))

    @pages.get("/slots")
    def slots() -> Response:
        return jsonify(books.slots(request.args.get("queue", "")[:120]))

    @pages.post("")
    def book() -> Response:
        wish = sent(Booking)
        body: Json = {"at": wish.at, "phone": wish.phone, "lang": wish.lang}
        body |= {"procedures": [wish.procedure]} if wish.procedure else {"queue": wish.queue}
        return jsonify(books.book(body, wish.wish, wish.large))

    @pages.get("/<int:ident>/paper")
    def paper(ident: int) -> Response:
        return jsonify({"paper": books.paper(ident)})

    return pages
