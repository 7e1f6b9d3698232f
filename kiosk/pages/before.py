"""What the page asks for beside numbers: lists of papers, papers that come back, busy hours. Views only parse and answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.pages.site import Ident
from kiosk.receipts import LONGEST

Json = dict[str, Any]


class NewChecklist(BaseModel):
    """`POST /local/checklists`: what a citizen lacks for a procedure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    procedure: Ident
    missing: Annotated[list[Annotated[str, Field(min_length=1, max_length=500)]], Field(max_length=40)] = []
    lang: Literal["vi", "en"] = "vi"
    large: bool = False


class Scanned(BaseModel):
    """`POST /local/papers…`: a scanned paper. Not in an address: it holds the number's secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Lists(Protocol):
    """What gives lists of papers."""

    def give(self, procedure: str, missing: list[str], lang: str, large: bool) -> Json | None: ...
    def state(self, ident: int) -> Json: ...


class Returned(Protocol):
    """What knows papers that come back."""

    def look(self, text: str) -> Json: ...
    def do(self, text: str, deed: Literal["check-in", "cancel"]) -> Json: ...
    def print_again(self, text: str) -> Json: ...
    def printed(self, ident: int) -> Json: ...


@dataclass(frozen=True)
class Before:
    """What these views need from the agent."""

    lists: Lists
    papers: Returned
    load: Callable[[str], Json | None]


def before(parts: Before) -> Blueprint:
    """The routes, to be added to the agent's site."""
    local = Blueprint("before", __name__, url_prefix="/local")

    @local.post("/checklists")
    def give() -> tuple[Response, int]:
        try:
            wish = NewChecklist.model_validate_json(request.get_data())
        except ValidationError:
            return _invalid()
        given = parts.lists.give(wish.procedure, wish.missing, wish.lang, wish.large)
        return (
            (jsonify(given), 201) if given is not None else (jsonify({"code": "not_found", "title": ""}), 404)
        )

    @local.get("/checklists/<int(signed=True):ident>")
    def given(ident: int) -> Response:
        return jsonify(parts.lists.state(ident))

    @local.post("/papers")
    def look() -> tuple[Response, int]:
        return _with_text(parts.papers.look)

    @local.post("/papers/check-in")
    def back() -> tuple[Response, int]:
        return _with_text(lambda text: parts.papers.do(text, "check-in"))

    @local.post("/papers/cancel")
    def cancel() -> tuple[Response, int]:
        return _with_text(lambda text: parts.papers.do(text, "cancel"))

    @local.post("/papers/print")
    def again() -> tuple[Response, int]:
        return _with_text(parts.papers.print_again)

    @local.get("/papers/printed/<int(signed=True):ident>")
    def printed(ident: int) -> Response:
        return jsonify(parts.papers.printed(ident))

    @local.get("/load")
    def load() -> tuple[Response, int]:
        found = parts.load(request.args.get("queue", "")[:120])
        return (jsonify(found), 200) if found is not None else (jsonify({"code": "away", "title": ""}), 503)

    return local


def _with_text(deed: Callable[[str], Json]) -> tuple[Response, int]:
    try:
        scanned = Scanned.model_validate_json(request.get_data())
    except ValidationError:
        return _invalid()
    return jsonify(deed(scanned.text)), 200


def _invalid() -> tuple[Response, int]:
    return jsonify({"code": "invalid", "title": ""}), 422
