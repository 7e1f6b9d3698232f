"""`/balance` and `/rearrangements`: what would help the hall, done and undone. `/alarms`: an officer needs help at once."""

from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.hall.deeds import alarms, balance
from queue_server.hall.views.advice import Advice
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import actor, deed, needs, perform, read, reply
from queue_server.http.paths import MAX_ID
from queue_server.http.permissions import Permission
from queue_server.http.services import Handed
from shared.wire.counters import Alarm, Alarms, Balance, RaiseAlarm, Rearrange, Rearrangement

api = ApiBlueprint("balance", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Balance and alarms")])
advice = Handed[Advice]("advice")


class IdPath(BaseModel):
    """`…/{id}/…`."""

    id: Annotated[int, Field(ge=1, le=MAX_ID)]


@api.get("/balance", responses={200: Balance})
@needs(Permission.REARRANGE)
def now() -> Response:
    """The change that would shorten the longest wait, as computed some seconds ago, and the changes that are in force."""
    proposal = advice().proposal
    with read() as reading:
        if proposal is not None and not balance.still_fits(reading, proposal):
            proposal = None
        return reply(Balance(proposal=proposal, in_force=balance.in_force(reading)))


@api.post("/rearrangements", responses={201: Rearrangement})
@deed(Permission.REARRANGE)
def rearrange(body: Rearrange) -> Response:
    """Gives a counter other queues for now, and opens it if that is asked."""
    return perform(lambda work: balance.rearrange(work, body), status=201)


@api.post("/rearrangements/<int:id>/undo", responses={200: Rearrangement})
@deed(Permission.REARRANGE)
def undo(path: IdPath) -> Response:
    """Gives the counter its queues from before the change again, and closes it if it was opened with the change."""
    return perform(lambda work: balance.undo(work, path.id))


@api.get("/alarms", responses={200: Alarms})
@needs(Permission.RAISE_ALARM)
def open_alarms() -> Response:
    """The alarms that nobody has ended; an officer sees only those of their own counters."""
    speaker = actor()
    with read() as reading:
        return reply(alarms.open_ones(reading, speaker))


@api.post("/alarms", responses={201: Alarm})
@deed(Permission.RAISE_ALARM)
def raise_alarm(body: RaiseAlarm) -> Response:
    """Calls for help at once. A counter has one alarm at a time."""
    return perform(lambda work: alarms.raise_alarm(work, body), status=201)


@api.post("/alarms/<int:id>/end", responses={200: Alarm})
@deed(Permission.RAISE_ALARM)
def end(path: IdPath) -> Response:
    """Ends an alarm, because somebody has seen to it or because it was raised by mistake."""
    return perform(lambda work: alarms.end(work, path.id))
