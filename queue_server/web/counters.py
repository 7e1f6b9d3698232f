"""`/counters`: their state, calling, and what a panel shows."""

from flask import Response
from flask_openapi import APIBlueprint, Tag

from queue_server.auth.permissions import Permission
from queue_server.service import counters, views
from queue_server.service.moving import check_reader
from queue_server.web.guard import actor, deed, needs, perform, read, reply
from queue_server.web.paths import CounterPath
from shared.bodies import CallChosen, Close, Pause
from shared.centre_messages import Panel
from shared.messages import Counter, Counters, Ticket

api = APIBlueprint("counters", __name__, url_prefix="/api/v1/counters", abp_tags=[Tag(name="Counters")])


@api.get("", responses={200: Counters})
@needs(Permission.READ_COUNTERS)
def every() -> Response:
    """All counters with the tickets that they hold."""
    with read() as reading:
        return reply(views.counters(reading))


@api.get("/<int:n>/panel", responses={200: Panel})
@needs(Permission.WORK_COUNTER)
def panel(path: CounterPath) -> Response:
    """Everything that this counter's panel shows."""
    check_reader(actor(), path.n)
    with read() as reading:
        return reply(counters.panel(reading, path.n, reading.seq))


@api.post("/<int:n>/open", responses={200: Counter})
@deed(Permission.WORK_COUNTER)
def open_counter(path: CounterPath) -> Response:
    """Opens the counter, or reopens it after a pause."""
    return perform(lambda work: counters.open_counter(work, path.n))


@api.post("/<int:n>/pause", responses={200: Counter})
@deed(Permission.WORK_COUNTER)
def pause(path: CounterPath, body: Pause) -> Response:
    """Pauses the counter."""
    return perform(lambda work: counters.pause(work, path.n, body))


@api.post("/<int:n>/close", responses={200: Counter})
@deed(Permission.WORK_COUNTER)
def close(path: CounterPath, body: Close) -> Response:
    """Closes the counter."""
    return perform(lambda work: counters.close(work, path.n, body))


@api.post("/<int:n>/call-next", responses={200: Ticket, 204: None})
@deed(Permission.WORK_COUNTER)
def call_next(path: CounterPath) -> Response:
    """Calls whom the order says is next; 204 when nobody waits."""
    return perform(lambda work: counters.call_next(work, path.n))


@api.post("/<int:n>/call", responses={200: Ticket})
@deed(Permission.WORK_COUNTER)
def call(path: CounterPath, body: CallChosen) -> Response:
    """Calls a chosen ticket, out of turn."""
    return perform(lambda work: counters.call_chosen(work, path.n, body))
