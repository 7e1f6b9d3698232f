"""The agent's web site: the touch page, what it reads (`/local/…`), and the few deeds it may ask for.

The views only parse and answer; issuing, printing and searching are done elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from flask import Blueprint, Flask, Response, jsonify, render_template, request
from pydantic import Field
from werkzeug.exceptions import HTTPException

from kiosk.answers import catalogue
from kiosk.answers.hall import State
from kiosk.answers.lookups import DossierFound, NoDossier
from kiosk.answers.numbers import NoNumber, Printing, Ticket
from kiosk.answers.scans import Scan, Scans
from kiosk.api import guard
from kiosk.api.bodies import Body, DocumentName, Ident, Text, WishName, answered, problem, sent
from kiosk.api.icons import icons
from kiosk.offline.not_taken import NotTaken
from kiosk.offline.number_request import NumberRequest
from shared.text.appointment_code import ALPHABET, LENGTH
from shared.text.messages import LANGUAGES, section
from shared.web import assets
from shared.wire.vocabulary import Purpose

_PAGES = Path(__file__).resolve().parents[1] / "pages"
_LARGEST_PICTURE = 2 * 1024 * 1024
_SCANS_WITHIN = 10.0
"""Seconds that the page's question for scans is held open."""
_LATER = frozenset({"server_away", "journal"})
_PNG = b"\x89PNG\r\n\x1a\n"


class Wish(Body):
    """`POST /local/tickets`: what the citizen chose."""

    procedures: Annotated[list[Ident], Field(max_length=10, default_factory=list)]
    queue: Ident | None = None
    purpose: Purpose = Purpose.SUBMIT
    priority: Ident | None = None
    card: Annotated[str, Field(max_length=40)] | None = None
    """The name under which the agent remembers the identity card that was scanned a moment ago."""
    appointment: Annotated[str, Field(pattern=r"^[A-Z0-9]{6}$")] | None = None
    """The code of an appointment whose number is taken."""
    dossiers: Annotated[list[Ident], Field(max_length=5, default_factory=list)]
    """Codes of the dossiers that the visit is about."""
    documents: Annotated[list[DocumentName], Field(max_length=40, default_factory=list)]
    lang: Literal["vi", "en"] = "vi"
    large: bool = False
    wish: WishName | None = None
    """The page's name for this wish; with the same name it gets the same number, however often it asks."""

    def request(self) -> NumberRequest:
        """What is asked of the server; a card's mark comes to it later."""
        chosen = {
            "procedures": self.procedures,
            "queue": None if self.procedures else self.queue,
            "priority": self.priority,
            "appointment": self.appointment,
            "dossiers": self.dossiers,
        }
        said = {"purpose": self.purpose, "lang": self.lang, "documents": self.documents}
        return NumberRequest.model_validate(said | {name: value for name, value in chosen.items() if value})


class Typed(Body):
    """`POST /local/scans`: what a scanner typed that works as a keyboard."""

    text: Annotated[str, Field(min_length=1, max_length=2048)]


@dataclass(frozen=True)
class Site:
    """What the pages need from the agent."""

    port: int
    state: Callable[[], State]
    fields: Callable[[], catalogue.Fields]
    search: Callable[[str, str | None, int], catalogue.Found]
    procedure: Callable[[str], catalogue.WholeProcedure | None]
    look_up: Callable[[str], DossierFound | NoDossier]
    scan: Callable[[str], Scan]
    scans: Callable[[int, float], Scans]
    take: Callable[[Wish], Ticket]
    ticket: Callable[[int], Ticket | None]
    reprint: Callable[[int], bool]
    show: Callable[[bytes], None]
    speak: Callable[[str, str], bytes | None]
    speaks: bool
    more: tuple[Blueprint, ...] = field(default=())
    """Further pages on the same port, such as the virtual printer's."""


def create_site(site: Site) -> Flask:
    """The agent's application; it listens nowhere by itself."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_PICTURE
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    guard.install(app, site.port)
    app.register_blueprint(assets.blueprint())
    for blueprint in site.more:
        app.register_blueprint(blueprint)
    app.register_blueprint(_page(site))
    app.register_blueprint(_local(site))

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[Response, int]:
        code = {403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
        status = error.code or 500
        return jsonify({"code": code.get(status, "invalid"), "title": error.name}), status

    return app


def _page(site: Site) -> Blueprint:
    page = Blueprint(
        "page",
        __name__,
        template_folder=_PAGES / "templates",
        static_folder=_PAGES / "static",
        static_url_path="/static",
    )

    @page.get("/")
    def touch_page() -> str:
        # Texts of parts with messages of their own have the part's name before them; the page's other texts do not.
        parts = {
            "words": "words.",
            "before": "",
            "touch": "",
            "kiosk_appointment": "appointment.",
            "kiosk": "",
        }
        texts = {
            lang: {
                f"{name}{key}": text
                for part, name in parts.items()
                for key, text in section(part, lang).items()
            }
            for lang in LANGUAGES
        }
        code = {"letters": "".join(sorted(ALPHABET)), "length": LENGTH}
        data = {"texts": texts, "speaks": site.speaks, "appointment_code": code}
        return render_template("kiosk/page.html", data=data, icons=icons())

    return page


def _local(site: Site) -> Blueprint:
    local = Blueprint("local", __name__, url_prefix="/local")

    @local.get("/state")
    def state() -> Response:
        return answered(site.state())

    @local.get("/fields")
    def fields() -> Response:
        return answered(site.fields())

    @local.get("/search")
    def search() -> Response:
        text = request.args.get("q", "")[:200]
        limit = min(max(request.args.get("limit", 20, type=int), 1), 100)
        return answered(site.search(text, request.args.get("field") or None, limit))

    @local.get("/procedures/<ident>")
    def procedure(ident: str) -> tuple[Response, int]:
        found = site.procedure(ident)
        return (answered(found), 200) if found is not None else (problem("not_found"), 404)

    @local.post("/scans")
    def scan() -> Response:
        return answered(site.scan(sent(Typed).text))

    @local.get("/scans")
    def scans() -> Response:
        return answered(site.scans(request.args.get("after", -1, type=int), _SCANS_WITHIN))

    @local.post("/dossiers")
    def look_up() -> Response:
        return answered(site.look_up(sent(Text).text))

    @local.post("/tickets")
    def take() -> tuple[Response, int]:
        try:
            return answered(site.take(sent(Wish))), 201
        except NotTaken as error:
            told = NoNumber(code=error.code, title=error.title, number=error.number, next=error.next)
            return answered(told), 503 if error.code in _LATER else 409

    @local.get("/tickets/<int:ident>")
    def ticket(ident: int) -> tuple[Response, int]:
        found = site.ticket(ident)
        return (answered(found), 200) if found is not None else (problem("not_found"), 404)

    @local.post("/tickets/<int:ident>/reprint")
    def reprint(ident: int) -> tuple[Response, int]:
        return (
            (answered(Printing(printing=True)), 202) if site.reprint(ident) else (problem("too_often"), 409)
        )

    @local.post("/speech")
    def speech() -> tuple[Response, int]:
        text = request.get_data(as_text=True)[:1500]
        sound = site.speak(text, "en" if request.args.get("lang") == "en" else "vi")
        if sound is None:
            return problem("no_voice"), 503
        return Response(sound, mimetype="audio/wav"), 200

    @local.put("/screen")
    def screen() -> tuple[str, int]:
        picture = request.get_data()
        if not picture.startswith(_PNG):
            return "", 422
        site.show(picture)
        return "", 204

    return local
