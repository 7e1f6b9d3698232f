"""`/dossiers`: taking a dossier in at the counter, for the ticket that is being served."""

from flask import Response
from flask_openapi import Tag

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import deed, perform
from queue_server.http.paths import TicketPath
from queue_server.http.permissions import Permission
from queue_server.intake import deeds as intake
from shared.wire.dossiers import Dossier, NewDossier

api = ApiBlueprint("intake", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Dossiers")])


@api.post("/tickets/<int:id>/dossiers", responses={201: Dossier})
@deed(Permission.WORK_DOSSIER)
def create(path: TicketPath, body: NewDossier) -> Response:
    """A new dossier for the ticket that is being served, or a dossier of another system tied to that ticket by its code."""
    return perform(lambda work: intake.create(work, path.id, body), status=201, personal=True)
