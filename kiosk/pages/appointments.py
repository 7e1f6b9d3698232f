"""What the page asks for about appointments (`/local/appointments…`). Views only parse and answer."""

from typing import Annotated, Any, Literal, Protocol

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.pages.site import Ident

Json = dict[str, Any]


class Code(BaseModel):
    """`POST /local/appointments/look`: what was typed or scanned. Not in an address: it opens the appointment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(min_length=1, max_length=400)]


class Booking(BaseModel):
    """`POST /local/appointments`: what for, when, and the telephone number, which goes nowhere but to the server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    queue: Ident
    procedure: Ident | None = None
    at: Annotated[str, Field(max_length=40)]
    phone: Annotated[str, Field(pattern=r"^[0-9+ ]{6,20}$")]
    lang: Literal["vi", "en"] = "vi"
    large: bool = False
    wish: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]


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
    def look() -> tuple[Response, int]:
        try:
            asked = Code.model_validate_json(request.get_data())
        except ValidationError:
            return jsonify({"code": "invalid"}), 422
        return jsonify(books.look(asked.text)), 200

    @pages.get("/slots")
    def slots() -> Response:
        return jsonify(books.slots(request.args.get("queue", "")[:120]))

    @pages.post("")
    def book() -> tuple[Response, int]:
        try:
            wish = Booking.model_validate_json(request.get_data())
        except ValidationError:
            return jsonify({"code": "invalid"}), 422
        body: Json = {"at": wish.at, "phone": wish.phone, "lang": wish.lang}
        body |= {"procedures": [wish.procedure]} if wish.procedure else {"queue": wish.queue}
        return jsonify(books.book(body, wish.wish, wish.large)), 200

    @pages.get("/<int:ident>/paper")
    def paper(ident: int) -> Response:
        return jsonify({"paper": books.paper(ident)})

    return pages
