"""`/public/dossiers`: what the holder of a receipt may see of the dossier."""

from typing import Annotated
from urllib.parse import quote

from flask import Response, redirect, request
from flask_openapi import Tag
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import anyone, count_guess, read, reply
from queue_server.http.paths import CodePath
from queue_server.ledger.errors import RuleBroken
from queue_server.visitors.views import dossier_lookup
from shared.wire.visitors import PublicDossier

api = ApiBlueprint("receipts", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Dossiers")])


class SecretQuery(BaseModel):
    """The secret on the receipt."""

    secret: Annotated[str, Field(max_length=120)] = ""


@api.get(
    "/public/dossiers/<string:code>", responses={200: PublicDossier, 303: {"description": "To the page"}}
)
@anyone
def public(path: CodePath, query: SecretQuery) -> Response | Redirect:
    """Status and due date for the receipt's holder, without anything personal; a browser is sent to the page."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        # The receipt's QR code has this address, and a person who scans it should see a page and not JSON.
        return redirect(f"/d/{quote(path.code, safe='')}?secret={quote(query.secret, safe='')}", 303)
    with read() as reading:
        try:
            return reply(dossier_lookup.public(reading, path.code, query.secret))
        except RuleBroken:
            count_guess()
            raise
