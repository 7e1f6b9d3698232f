"""`/dossiers/{code}/attachments`: scans are sent, listed, opened and removed. The body of an upload is the file itself."""

import logging
from typing import Annotated
from urllib.parse import quote, unquote

from flask import Response, request
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.dossiers.deeds import access_log, attachments, steps
from queue_server.dossiers.rows.scans import Scans
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import (
    actor,
    book,
    deed,
    file_sent,
    needs,
    perform,
    perform_with_file,
    read,
    reply,
)
from queue_server.http.handed_in.names import clean_name
from queue_server.http.paths import MAX_ID, CodePath
from queue_server.http.permissions import Permission
from queue_server.http.services import Handed, services
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.sealing import SealBroken
from shared.wire.dossiers import Attachment, Attachments, RemoveAttachment
from shared.wire.vocabulary import Looked

_LOG = logging.getLogger("motcua.web")

api = ApiBlueprint("attachments", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Dossiers")])
scans = Handed[Scans]("scans")

_FILE = {"schema": {"type": "string", "format": "binary"}}
_KINDS = ("application/pdf", "image/jpeg", "image/png")


class AttachmentPath(BaseModel):
    """`/dossiers/{code}/attachments/{id}`."""

    code: Annotated[str, Field(min_length=1, max_length=120)]
    id: Annotated[int, Field(ge=1, le=MAX_ID)]


@api.post("/dossiers/<string:code>/attachments", responses={201: Attachment})
@deed(Permission.WORK_DOSSIER, raw=True)
def add(path: CodePath) -> Response:
    """A scan: the body is the file (PDF, JPEG or PNG, by its contents), `X-File-Name` its percent-encoded name."""
    name = clean_name(unquote(request.headers.get("X-File-Name", "")))
    data = file_sent(book().centre.centre.attachment_mb)
    media = attachments.type_of(data)
    digest = services().offload(attachments.check, data, media)
    with read() as reading:
        steps.load_to_change(reading, path.code)
    stored = services().offload(scans().keep, data)
    try:
        answer, response = perform_with_file(
            lambda work: attachments.add(work, path.code, name, media, len(data), digest, stored),
            digest,
            status=201,
        )
    except RuleBroken:
        # A refused deed has saved no row, so the file goes. After any other failure the row may be saved; then the file
        # stays, and if it has no row after all, the sweep finds it later.
        scans().drop(stored)
        raise
    if answer.replayed:
        scans().drop(stored)
    return response


@api.get("/dossiers/<string:code>/attachments", responses={200: Attachments})
@needs(Permission.READ_PEOPLE)
def listed(path: CodePath) -> Response:
    """The scans of a dossier, removed ones too, oldest first."""
    with read() as reading:
        ident, found = attachments.of_dossier(reading, path.code)
    access_log.note(book(), actor(), Looked.OPENED, [ident])
    return reply(found)


@api.get(
    "/dossiers/<string:code>/attachments/<int:id>",
    responses={200: {"description": "File", "content": dict.fromkeys(_KINDS, _FILE)}},
)
@needs(Permission.READ_PEOPLE)
def one(path: AttachmentPath) -> Response:
    """The scan itself; opening it is written down as a look."""
    with read() as reading:
        ident, found = attachments.one(reading, path.code, path.id)
    access_log.note(book(), actor(), Looked.SCAN, [ident])
    try:
        data = services().offload(scans().read, found.stored)
    except (FileNotFoundError, SealBroken) as error:
        _LOG.error("attachment %d: %s", found.id, type(error).__name__)
        raise RuleBroken("file_missing", 404, extra={"code": "not_found"}) from error
    response = Response(data, content_type=found.type)
    name = quote(found.name, safe="")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    return response


@api.post("/dossiers/<string:code>/attachments/<int:id>/remove", responses={200: Attachment})
@deed(Permission.WORK_DOSSIER)
def remove(path: AttachmentPath, body: RemoveAttachment) -> Response:
    """Removes a scan. The file is deleted; who removed it, when and why stay on record."""
    return perform(lambda work: attachments.remove(work, path.code, path.id, body.reason), personal=True)
