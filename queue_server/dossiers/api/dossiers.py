"""`/dossiers`: lists, one dossier, the moves, and who looked at it."""

from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.dossiers.deeds import access_log, moves
from queue_server.dossiers.rules.dossier import Move
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views import work_lists
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import actor, book, deed, needs, perform, read, reply
from queue_server.http.long_answers import made_in_turns
from queue_server.http.paths import CodePath
from queue_server.http.permissions import Permission, may
from shared.wire.access import Looks
from shared.wire.dossiers import Dossier, DossierList, DossierMove, Listing, WorkPlaces
from shared.wire.vocabulary import Looked

api = ApiBlueprint("dossiers", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Dossiers")])


Code = Annotated[str, Field(min_length=1, max_length=120)]


class MovePath(BaseModel):
    """`/dossiers/{code}/{move}`."""

    code: Code
    move: Move


class LooksQuery(BaseModel):
    """`GET /dossiers/{code}/looks`."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


@api.get("/dossiers", responses={200: DossierList})
@needs(Permission.READ_DOSSIERS)
def find(query: Listing) -> Response:
    """Dossiers by code, words of a name, whole phone or identity number, narrowed in many ways; newest first or by due date.

    By due date only open dossiers are listed, unless a status is asked for. Counting ends at 10,000 (`total_exact`).
    People's numbers are masked; a search by such a number is recorded as a look.
    """
    with read() as reading:
        found = work_lists.find(reading, query)
    who = actor()
    items = made_in_turns(found.dossiers, lambda reading, some: dossier_views.listed(reading, some, who))
    access_log.note_search(book(), who, query.q, found.total)
    return reply(DossierList(items=items, total=found.total, total_exact=found.exact))


@api.get("/dossiers/places", responses={200: WorkPlaces})
@needs(Permission.READ_DOSSIERS)
def places() -> Response:
    """The places whose work list whoever asks sees, and what can be waiting there."""
    with read() as reading:
        return reply(work_lists.places(reading, actor()))


@api.get("/dossiers/<string:code>", responses={200: Dossier})
@needs(Permission.READ_DOSSIERS)
def one(path: CodePath) -> Response:
    """One dossier with its diary. Officers see all details of its people; opening it is recorded as a look."""
    with read() as reading:
        ident, shown = moves.opened(
            reading, path.code, actor(), whole=may(actor().role, Permission.READ_PEOPLE)
        )
    access_log.note(book(), actor(), Looked.OPENED, [ident])
    return reply(shown)


@api.get("/dossiers/<string:code>/looks", responses={200: Looks})
@needs(Permission.READ_LOOKS)
def who_looked(path: CodePath, query: LooksQuery) -> Response:
    """Who opened or printed this dossier or found it by a person's number, newest first."""
    with read() as reading:
        return reply(access_log.of_dossier(reading, path.code, query.limit, query.offset))


@api.post("/dossiers/<string:code>/<string:move>", responses={200: Dossier})
@deed(Permission.WORK_DOSSIER)
def move(path: MovePath, body: DossierMove) -> Response:
    """One of the moves of the status table; a stale version is refused."""
    return perform(lambda work: moves.move(work, path.code, path.move, body), personal=True)
