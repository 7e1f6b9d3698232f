"""`/centre/emergency`: the sentence on every screen, and its end."""

from flask import Response
from flask_openapi import Tag

from queue_server.centre.deeds import emergency
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import deed, perform
from queue_server.http.permissions import Permission
from shared.wire.screens import Emergency, NewEmergency

api = ApiBlueprint(
    "emergency", __name__, url_prefix="/api/v1/centre/emergency", abp_tags=[Tag(name="Screens")]
)


@api.post("", responses={200: Emergency})
@deed(Permission.TELL_EMERGENCY)
def start(body: NewEmergency) -> Response:
    """Every screen, kiosk, panel and phone shows the sentence at once."""
    return perform(lambda work: emergency.start(work, body.text))


@api.post("/end", responses={200: Emergency})
@deed(Permission.TELL_EMERGENCY)
def end() -> Response:
    """The screens show what they showed before."""
    return perform(emergency.end)
