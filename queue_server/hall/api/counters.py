"""`/counters`: their state, calling, and what a panel shows."""

from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.hall.deeds import counters as counter_deeds
from queue_server.hall.deeds.transitions import check_reader
from queue_server.hall.views import counters as counter_views
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import actor, deed, needs, perform, read, reply
from queue_server.http.paths import CounterPath
from queue_server.http.permissions import Permission
from shared.wire.counters import CallChosen, Close, Counter, Counters, Panel, Pause
from shared.wire.tickets import Ticket

api = ApiBlueprint("counters", __name__, url_prefix="/api/v1/counters", abp_tags=[Tag(name="Counters")])


class PanelQuery(BaseModel):
    """`GET /counters/{n}/panel`."""

    lacks: Annotated[str, Field(max_length=2000, pattern=r"^(\d{1,15}(,\d{1,15})*)?$")] | None = None


@api.get("", responses={200: Counters})
@needs(Permission.READ_COUNTERS)
def every() -> Response:
    """All counters with the tickets that they hold."""
    with read() as reading:
        return reply(counter_views.counters(reading))


@api.get("/<int:n>/panel", responses={200: Panel})
@needs(Permission.WORK_COUNTER)
def panel(path: CounterPath, query: PanelQuery) -> Response:
    """Everything that this counter's panel shows; with `lacks`, only those rows of waiting tickets whose ids it names."""
    check_reader(actor(), path.n)
    lacks = None if query.lacks is None else {int(ident) for ident in query.lacks.split(",") if ident}
    with read() as reading:
        return reply(counter_deeds.panel(reading, path.n, reading.seq, lacks))


@api.post("/<int:n>/open", responses={200: Counter})
@deed(Permission.WORK_COUNTER)
def open_counter(path: CounterPath) -> Response:
    """Opens the counter, or reopens it after a pause."""
    return perform(lambda work: counter_deeds.open_counter(work, path.n))


@api.post("/<int:n>/pause", responses={200: Counter})
@deed(Permission.WORK_COUNTER)
def pause(path: CounterPath, body: Pause) -> Response:
    """Pauses the counter."""
    return perform(lambda work: counter_deeds.pause(work, path.n, body))


@api.post("/<int:n>/close", responses={200: Counter})
@deed(Permission.WORK_COUNTER)
def close(path: CounterPath, body: Close) -> Response:
    """Closes the counter."""
    return perform(lambda work: counter_deeds.close(work, path.n, body))


@api.post("/<int:n>/call-next", responses={200: Ticket, 204: None})
@deed(Permission.WORK_COUNTER)
def call_next(path: CounterPath) -> Response:
    """Calls the ticket that is next by the rule of order; 204 when nobody waits."""
    return perform(lambda work: counter_deeds.call_next(work, path.n))


@api.post("/<int:n>/call", responses={200: Ticket})
@deed(Permission.WORK_COUNTER)
def call(path: CounterPath, body: CallChosen) -> Response:
    """Calls a chosen ticket, out of turn."""
    return perform(lambda work: counter_deeds.call_chosen(work, path.n, body))
