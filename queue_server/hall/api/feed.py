"""`/queues/{id}/waiting` and `/events`: what integrators and watchers read."""

from typing import Annotated

from flask import Response, g
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.views import tickets as ticket_views
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import needs, read
from queue_server.http.long_answers import reply_list, take_turns
from queue_server.http.paths import MAX_ID, QueuePath
from queue_server.http.permissions import Permission
from queue_server.ledger import audiences, diary
from shared.wire.base import as_text
from shared.wire.exchange import Events
from shared.wire.tickets import WaitingLine

api = ApiBlueprint("feed", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Feed")])


_FACTS_AT_ONCE = 50
"""Facts that are read and written in one go: a few milliseconds."""


class EventsQuery(BaseModel):
    """`GET /events`."""

    after: Annotated[int, Field(ge=0, le=MAX_ID)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class WaitingQuery(BaseModel):
    """`GET /queues/{id}/waiting`."""

    limit: Annotated[int, Field(ge=1, le=500)] = 500
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


@api.get("/queues/<string:id>/waiting", responses={200: WaitingLine})
@needs(Permission.READ_TICKETS)
def waiting(path: QueuePath, query: WaitingQuery) -> Response:
    """The queue's waiting tickets in the order in which they would be called now; `X-Total-Count` says how many wait."""
    with read() as reading:
        centre_lookup.queue_or_404(reading.centre, path.id)
        line = list(enumerate(ticket_views.queue_line(reading, path.id, query.offset + query.limit)))
        shown = ticket_views.waiting_rows(reading, line[query.offset :])
        total = ticket_views.queue_length(reading, path.id)
    response = reply_list(shown)
    response.headers["X-Total-Count"] = str(total)
    return response


@api.get("/events", responses={200: Events})
@needs(Permission.READ_FEED)
def events(query: EventsQuery) -> Response:
    """The centre's diary without gaps, oldest first."""
    audience = audiences.of_role(g.identity.actor.role)
    others_first = take_turns()
    after, left, told = query.after, query.limit, list[str]()
    while True:
        with read() as reading:
            found = diary.after(reading, after, min(left, _FACTS_AT_ONCE))
            last = reading.seq
        seen = [audiences.render(fact, audience) for fact in found]
        told += [as_text(each) for each in Events.model_validate({"events": seen, "last_seq": last}).events]
        left -= len(found)
        if not left or len(found) < _FACTS_AT_ONCE:
            break
        after = found[-1]["seq"]
        others_first()
    return Response(f'{{"events":[{",".join(told)}],"last_seq":{last}}}', content_type="application/json")
