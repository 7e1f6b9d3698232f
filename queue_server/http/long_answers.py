"""Long answers, made piece by piece: between the pieces other requests can go on."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Response, request

from queue_server.http.guard import read
from queue_server.http.price.door import bill
from queue_server.http.services import services
from queue_server.ledger.reading import Reading
from shared.wire.base import Answer as Said
from shared.wire.base import as_text

_Found = TypeVar("_Found")
_Made = TypeVar("_Made")
_AT_ONCE = 25
"""Items that are made in one go: a few milliseconds."""


def take_turns() -> Callable[[], None]:
    """Called in the middle of long work, it lets others go on, and returns when it is this request's turn again.

    Whoever calls it has no reading open: a deed may need its connection, and would wait for the turn as well.
    """
    door, payer = services().door, bill(request.environ).payer
    return lambda: door.turn(payer)


def made_in_turns(
    found: Sequence[_Found], make: Callable[[Reading, Sequence[_Found]], list[_Made]]
) -> list[_Made]:
    """What `make` makes of all that was found, in small groups, each of them in a reading of its own."""
    others_first = take_turns()
    made: list[_Made] = []
    for start in range(0, len(found), _AT_ONCE):
        others_first()
        with read() as reading:
            made += make(reading, found[start : start + _AT_ONCE])
    return made


def reply_list(items: Sequence[Callable[[], Said]]) -> Response:
    """A JSON list whose items are made in small groups."""
    others_first = take_turns()
    made = []
    for start in range(0, len(items), _AT_ONCE):
        some = [item() for item in items[start : start + _AT_ONCE]]
        made.append(as_text(some)[1:-1])
        others_first()
    return Response(f"[{','.join(made)}]", content_type="application/json")
