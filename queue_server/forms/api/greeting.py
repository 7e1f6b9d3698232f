"""Before a number is taken: lists of missing papers, how busy the hours are, and papers that a greeter has printed."""

from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.forms.api.forms import made
from queue_server.forms.deeds import kiosk_prints
from queue_server.forms.views.tasks import Form
from queue_server.hall.rows import tickets as rows
from queue_server.hall.views import tickets as ticket_views
from queue_server.hall.views.tasks import QueueLoads, UsualLoads
from queue_server.hall.views.usual_loads import Loads
from queue_server.http import qr
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import MEDIA, ask_worker, file_answer, file_of
from queue_server.http.guard import actor, anyone, book, deed, needs, perform, read, reply
from queue_server.http.paths import MAX_ID, IdentPath, NamePath, QueuePath, TicketPath
from queue_server.http.permissions import Permission
from queue_server.http.services import Handed, services
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.visitors.deeds import checklists
from shared.wire.forms import KioskPlaces, NewPaper, PaperAsked, WantedPaper
from shared.wire.reports import Load
from shared.wire.visitors import Checklist, NewChecklist, Papers

api = ApiBlueprint("greeting", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Greeting")])
loads = Handed[Loads]("loads")


class PaperPath(BaseModel):
    """`/kiosk/papers/{paper}`."""

    paper: Annotated[int, Field(ge=1, le=MAX_ID)]


class DotsQuery(BaseModel):
    """How wide the kiosk's paper is, in dots: 576 for 80 mm, 384 for 58 mm."""

    dots: Annotated[int, Field(ge=384, le=576, multiple_of=192)] = 576


class MissingQuery(BaseModel):
    """Which papers of a procedure are missing, as their places in its list."""

    missing: Annotated[str, Field(max_length=200, pattern=r"^(\d{1,2}(\.\d{1,2})*)?$")] = ""


@api.post("/checklists", responses={201: Checklist})
@deed(Permission.GIVE_CHECKLIST)
def give_checklist(body: NewChecklist) -> Response:
    """A list of missing papers was given instead of a number: a trip avoided, counted in the reports."""
    return perform(lambda work: checklists.give(work, body), status=201)


@api.get("/procedures/<string:ident>/papers", responses={200: Papers})
@anyone
def papers(path: IdentPath) -> Response:
    """What a procedure needs, its marks read, with its time limit, its fee and the opening hours in both languages."""
    procedure = centre_lookup.find_procedure(book().centre, path.ident)
    if procedure is None:
        raise RuleBroken("not_found", 404)
    return reply(checklists.papers(book().centre, procedure))


@api.get("/queues/<string:id>/load", responses={200: Load})
@anyone
def load(path: QueuePath) -> Response:
    """How busy the queue's hours usually are, today and the next six days, from the same weekdays of the last weeks."""
    centre_lookup.queue_or_404(book().centre, path.id)
    now = book().clock()
    day = now.astimezone(local_time.zone(book().centre)).date().isoformat()

    def compute() -> dict[str, Load]:
        return ask_worker(UsualLoads(now=to_ms(now)), QueueLoads)[0].root

    return reply(loads().of(day, path.id, compute))


@api.get("/kiosks", responses={200: KioskPlaces})
@needs(Permission.PRINT_AT_KIOSK)
def kiosks() -> Response:
    """The kiosks that may print a paper for a greeter."""
    with read() as reading:
        return reply(kiosk_prints.kiosks(reading, services().connected_names()))


@api.post("/kiosks/<string:name>/papers", responses={201: PaperAsked})
@deed(Permission.PRINT_AT_KIOSK)
def print_at_kiosk(path: NamePath, body: NewPaper) -> Response:
    """Has a kiosk print a number again, a list of missing papers (a trip avoided), or a dossier's form as a slip."""
    connected = services().connected_names()
    return perform(lambda work: kiosk_prints.ask(work, path.name, body, connected), status=201)


@api.get("/kiosk/papers/<int:paper>", responses={200: WantedPaper})
@needs(Permission.FETCH_PAPER)
def wanted_paper(path: PaperPath) -> Response:
    """What this kiosk was just told to print."""
    with read() as reading:
        return reply(kiosk_prints.wanted(reading, actor().name, path.paper))


@api.get("/kiosk/papers/<int:paper>/slip.png", responses=file_of(MEDIA["png"]) | {409: None})
@needs(Permission.FETCH_PAPER)
def wanted_slip(path: PaperPath, query: DotsQuery) -> Response:
    """The slip of a dossier's form that this kiosk was just told to print; kept by nobody on the way."""
    with read() as reading:
        pack, paper = kiosk_prints.wanted_slip(reading, actor().name, path.paper)
    data = made(Form(pack=pack, form="slip", values=paper.values(), kind="slip", dots=query.dots))[1]
    return file_answer(data, MEDIA["png"], "slip.png")


@api.get("/tickets/<int:id>/follow.svg", responses=file_of("image/svg+xml"))
@needs(Permission.PRINT_AT_KIOSK)
def follow_code(path: TicketPath) -> Response:
    """The QR code of a number's follow page, to be photographed from the greeter's tablet."""
    with read() as reading:
        ticket = rows.by_id(reading.connection, reading.centre_id, path.id)
        address = None
        if ticket is not None and kiosk_prints.may_see_code(reading, actor(), ticket):
            address = ticket_views.follow_url(reading, ticket.follow_secret)
    if address is None:
        raise RuleBroken("not_found", 404)
    return qr.picture(address)


@api.get("/procedures/<string:ident>/papers.svg", responses=file_of("image/svg+xml"))
@anyone
def papers_code(path: IdentPath, query: MissingQuery) -> Response:
    """The QR code of a procedure's list of papers for a phone; names nobody."""
    procedure = centre_lookup.find_procedure(book().centre, path.ident)
    with read() as reading:
        public = reading.public_address
    if procedure is None or public is None:
        raise RuleBroken("not_found", 404)
    more = f"?missing={query.missing}" if query.missing else ""
    return qr.picture(f"{public}/papers/{procedure.id}{more}")
