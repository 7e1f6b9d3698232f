"""`/kiosk/dossiers`: a citizen at a kiosk looks up a dossier by its receipt or its code. The answer contains no names."""

from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import actor, limited, limits, needs, read, reply
from queue_server.http.permissions import Permission
from queue_server.visitors.views import dossier_lookup
from shared.wire.visitors import KioskDossier

api = ApiBlueprint("kiosk_dossiers", __name__, url_prefix="/api/v1/kiosk", abp_tags=[Tag(name="Dossiers")])


class LookUpQuery(BaseModel):
    """The code as it was typed or scanned, and, if a receipt's QR code was scanned, its secret."""

    code: Annotated[str, Field(min_length=1, max_length=120)]
    secret: Annotated[str, Field(max_length=120)] = ""


@api.get("/dossiers", responses={200: KioskDossier, 404: None, 429: None})
@needs(Permission.LOOK_UP_DOSSIER)
def look_up(query: LookUpQuery) -> Response:
    """Status and due day of the dossier with this code; with the receipt's secret also what was asked for and is owed.

    Codes can be guessed, so a kiosk gets only few answers per minute.
    """
    limited(limits().looking_up, actor().name)
    with read() as reading:
        return reply(dossier_lookup.at_kiosk(reading, query.code, query.secret or None))
