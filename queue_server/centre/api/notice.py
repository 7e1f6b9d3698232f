"""`/centre/notice`: the centre's message to everyone in the house."""

from flask import Response
from flask_openapi import Tag

from queue_server.centre.deeds import notice
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import deed, perform
from queue_server.http.permissions import Permission
from shared.wire.screens import NewNotice, Notice

api = ApiBlueprint("notice", __name__, url_prefix="/api/v1/centre/notice", abp_tags=[Tag(name="Screens")])


@api.post("", responses={200: Notice})
@deed(Permission.TELL_NOTICE)
def put_up(body: NewNotice) -> Response:
    """Kiosks, screens, boards and phones show the sentence at once; an empty one takes it down."""
    return perform(lambda work: notice.put_up(work, body.text))


@api.post("/reset", responses={200: Notice})
@deed(Permission.TELL_NOTICE)
def reset() -> Response:
    """What the configuration says is shown again."""
    return perform(notice.as_configured)
