"""`/doubts`: what contradicts something else, and that a supervisor has cleared it up."""

from flask import Response
from flask_openapi import Tag

from queue_server.centre.deeds import doubts
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import book, deed, needs, perform, read, reply
from queue_server.http.permissions import Permission
from shared.wire.access import Doubts, SettledDoubt
from shared.wire.vocabulary import DoubtKind

api = ApiBlueprint("doubts", __name__, url_prefix="/api/v1/doubts", abp_tags=[Tag(name="Centre")])


@api.get("", responses={200: Doubts})
@needs(Permission.SETTLE_DOUBTS)
def every() -> Response:
    """What is in doubt now, the oldest first."""
    with read() as reading:
        return reply(doubts.every(reading))


@api.post("/settle", responses={204: None})
@deed(Permission.SETTLE_DOUBTS)
def settle(body: SettledDoubt) -> Response:
    """Says that it is cleared up. 404 where it is not in doubt."""
    if body.kind is DoubtKind.CLOCK:
        return perform(lambda work: doubts.believe_clock(work, book()))
    return perform(lambda work: doubts.settle(work, body.kind, body.subject))
