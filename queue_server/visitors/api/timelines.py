"""`…/timeline`: everything that happened to a dossier or a ticket, in one list (diễn biến)."""

from typing import Literal

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel

from queue_server.dossiers.deeds import access_log
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import actor, book, needs, read, reply
from queue_server.http.paths import CodePath, TicketPath
from queue_server.http.permissions import Permission, may
from queue_server.visitors.views import timelines
from shared.wire.visitors import Timeline
from shared.wire.vocabulary import Looked

api = ApiBlueprint("timelines", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Dossiers")])


class LangQuery(BaseModel):
    """The language of the sentences."""

    lang: Literal["vi", "en"] = "vi"


@api.get("/dossiers/<string:code>/timeline", responses={200: Timeline})
@needs(Permission.READ_PEOPLE)
def dossier_timeline(path: CodePath, query: LangQuery) -> Response:
    """The dossier's "Diễn biến": every step with its reason, in order. Reading it is recorded as a look."""
    with read() as reading:
        seen = may(actor().role, Permission.READ_LOOKS)
        ident, shown = timelines.of_dossier(reading, path.code, query.lang, looks=seen)
    access_log.note(book(), actor(), Looked.OPENED, [ident])
    return reply(shown)


@api.get("/tickets/<int:id>/timeline", responses={200: Timeline})
@needs(Permission.READ_PEOPLE)
def ticket_timeline(path: TicketPath, query: LangQuery) -> Response:
    """The ticket's "Diễn biến": every step with its reason, in order."""
    with read() as reading:
        return reply(timelines.of_ticket(reading, path.id, query.lang))
