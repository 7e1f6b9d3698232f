"""What the page asks for besides numbers: lists of papers, papers that come back, busy hours."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from flask import Blueprint, Response, request
from pydantic import Field

from kiosk.answers.base import Lang
from kiosk.answers.numbers import List, PaperState, PrintedAgain
from kiosk.answers.numbers import Returned as Found
from kiosk.api.bodies import Body, DocumentName, Ident, Text, answered, problem, sent
from shared.wire.reports import Load


class NewChecklist(Body):
    """`POST /local/checklists`: what a citizen lacks for a procedure."""

    procedure: Ident
    missing: Annotated[list[DocumentName], Field(max_length=40, default_factory=list)]
    lang: Literal["vi", "en"] = "vi"
    large: bool = False


class Lists(Protocol):
    """What gives lists of papers."""

    def give(self, procedure: str, missing: list[str], lang: Lang, large: bool) -> List | None: ...
    def state(self, ident: int) -> List: ...


class Returned(Protocol):
    """What knows papers that come back."""

    def look(self, text: str) -> Found: ...
    def do(self, text: str, deed: Literal["check-in", "cancel"]) -> Found: ...
    def print_again(self, text: str) -> PrintedAgain: ...
    def printed(self, ident: int) -> PaperState: ...


@dataclass(frozen=True)
class Before:
    """What these views need from the agent."""

    lists: Lists
    papers: Returned
    load: Callable[[str], Load | None]


def before(parts: Before) -> Blueprint:
    """The routes, to be added to the agent's site."""
    local = Blueprint("before", __name__, url_prefix="/local")

    @local.post("/checklists")
    def give() -> tuple[Response, int]:
        wish = sent(NewChecklist)
        given = parts.lists.give(wish.procedure, wish.missing, wish.lang, wish.large)
        return (answered(given), 201) if given is not None else (problem("not_found"), 404)

    @local.get("/checklists/<int(signed=True):ident>")
    def given(ident: int) -> Response:
        return answered(parts.lists.state(ident))

    @local.post("/papers")
    def look() -> Response:
        return answered(parts.papers.look(sent(Text).text))

    @local.post("/papers/check-in")
    def back() -> Response:
        return answered(parts.papers.do(sent(Text).text, "check-in"))

    @local.post("/papers/cancel")
    def cancel() -> Response:
        return answered(parts.papers.do(sent(Text).text, "cancel"))

    @local.post("/papers/print")
    def again() -> Response:
        return answered(parts.papers.print_again(sent(Text).text))

    @local.get("/papers/printed/<int(signed=True):ident>")
    def printed(ident: int) -> Response:
        return answered(parts.papers.printed(ident))

    @local.get("/load")
    def load() -> tuple[Response, int]:
        found = parts.load(request.args.get("queue", "")[:120])
        return (answered(found), 200) if found is not None else (problem("away"), 503)

    return local
