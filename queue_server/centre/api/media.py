"""`/media`: the pictures and videos between calls. The body of an upload is the file itself; the files are for anyone."""

from typing import Annotated
from urllib.parse import unquote

from flask import Blueprint, Response, g, request, send_file
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.centre.deeds import media
from queue_server.centre.rows.media_files import MediaFiles
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import (
    anyone,
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
from queue_server.http.paths import MAX_ID
from queue_server.http.permissions import Permission
from queue_server.http.services import Handed, services
from queue_server.ledger.errors import RuleBroken
from shared.wire.screens import MediaChange, MediaItem, MediaList, ScreenMedia

api = ApiBlueprint("media", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Screens")])
media_files = Handed[MediaFiles]("media_files")
files = Blueprint("media_files", __name__)
_FOR_EVER = 365 * 24 * 3600


class MediaPath(BaseModel):
    """`/media/{id}`."""

    id: Annotated[int, Field(ge=1, le=MAX_ID)]


@api.get("/media", responses={200: MediaList})
@needs(Permission.MANAGE_MEDIA)
def listed() -> Response:
    """All pictures and videos in their order."""
    with read() as reading:
        return reply(media.every(reading))


@api.post("/media", responses={201: MediaItem})
@deed(Permission.MANAGE_MEDIA, raw=True)
def add() -> Response:
    """One more: the body is the file, told by its contents (PNG, JPEG, WebP, MP4, WebM), `X-File-Name` its encoded name."""
    name = clean_name(unquote(request.headers.get("X-File-Name", "")))
    data = file_sent(book().centre.media.largest_mb)
    kind = media.type_of(data)
    digest = services().offload(media.check, data, kind)
    services().offload(media_files().keep, data, digest)
    return perform_with_file(lambda work: media.add(work, name, kind, len(data), digest), digest, status=201)[
        1
    ]


@api.post("/media/<int:id>", responses={200: MediaItem})
@deed(Permission.MANAGE_MEDIA)
def change(path: MediaPath, body: MediaChange) -> Response:
    """How long, where, on which days and in which order it is shown."""
    return perform(lambda work: media.change(work, path.id, body))


@api.post("/media/<int:id>/remove", responses={200: MediaItem})
@deed(Permission.MANAGE_MEDIA)
def remove(path: MediaPath) -> Response:
    """Takes it off the screens."""
    return perform(lambda work: media.remove(work, path.id))


@api.get("/devices/me/media", responses={200: ScreenMedia})
@needs(Permission.BE_DEVICE)
def mine() -> Response:
    """What this screen shows between calls."""
    with read() as reading:
        return reply(media.for_screen(reading, g.identity.actor))


@files.get("/media/<string:digest>")
@anyone
def file(digest: str) -> Response:
    """The picture or video of this digest, which never changes."""
    try:
        path = media_files().path(digest)
    except ValueError:
        raise RuleBroken("not_found", 404) from None
    with read() as reading:
        kind = media.file_type(reading, digest)
    if not path.exists():
        raise RuleBroken("not_found", 404)
    return send_file(path, mimetype=kind, etag=digest, max_age=_FOR_EVER)
