"""The catalogue, the search and the queues: what anyone may know."""

from typing import Annotated

from flask import Response, request
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.centre.views import catalogue, centre
from queue_server.centre.views.catalogue import Catalogue
from queue_server.hall.views import tickets as ticket_views
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import anyone, book, read, reply
from queue_server.http.paths import IdentPath
from queue_server.http.services import Handed
from queue_server.ledger.errors import RuleBroken
from shared.wire.centre import Catalogue as WholeCatalogue
from shared.wire.centre import Centre, Fields, Found, ProcedureToRead, Queues

api = ApiBlueprint("catalogue", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Catalogue")])
looked_up = Handed[Catalogue]("catalogue")


class SearchQuery(BaseModel):
    """`GET /procedures`."""

    q: Annotated[str, Field(max_length=200)] = ""
    field: Annotated[str, Field(max_length=120)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 20


@api.get("/centre", responses={200: Centre})
@anyone
def the_centre() -> Response:
    """The centre's name, hours, messages and policy."""
    with read() as reading:
        return reply(centre.describe(reading))


@api.get("/fields", responses={200: Fields})
@anyone
def fields() -> Response:
    """The fields with their prefixes and how many procedures each has."""
    return reply(catalogue.fields(book().centre))


@api.get("/procedures", responses={200: Found})
@anyone
def search(query: SearchQuery) -> Response:
    """Procedures that fit the words, best first, in groups where the words are ambiguous; without words all of the field."""
    return reply(looked_up().search(book().centre, query.q, query.field, query.limit))


@api.get("/procedures/<string:ident>", responses={200: ProcedureToRead})
@anyone
def procedure(path: IdentPath) -> Response:
    """One procedure by id or national code, with its documents."""
    found = centre_lookup.find_procedure(book().centre, path.ident)
    if found is None:
        raise RuleBroken("not_found", 404)
    return reply(catalogue.to_read(book().centre, found))


@api.get("/catalogue", responses={200: WholeCatalogue, 304: {"description": "Unchanged"}})
@anyone
def whole() -> Response:
    """The whole catalogue, for a kiosk's local copy; 304 when it has not changed."""
    version, text = looked_up().whole(book().centre)
    known = version in request.if_none_match
    response = Response(status=304) if known else Response(text, content_type="application/json")
    response.set_etag(version)
    return response


@api.get("/queues", responses={200: Queues})
@anyone
def queues() -> Response:
    """Every queue with its counts."""
    with read() as reading:
        return reply(ticket_views.queues(reading))
