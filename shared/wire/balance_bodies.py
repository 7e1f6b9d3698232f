"""Request bodies of `/rearrangements` and `/alarms`; unknown keys are refused."""

from typing import Annotated

from pydantic import Field

from shared.wire.ticket_bodies import Body, Ident, Text


class Rearrange(Body):
    """`POST /rearrangements`: the counter serves these queues from now on; `present` is what the caller saw it serve."""

    counter: Annotated[int, Field(ge=1, le=99)]
    queues: Annotated[list[Ident], Field(min_length=1, max_length=40)]
    present: Annotated[list[Ident], Field(max_length=40)] | None = None
    open: bool = False
    """Whether the counter, which must be closed, is opened with it."""
    why: Text | None = None


class RaiseAlarm(Body):
    """`POST /alarms`: without a counter it is about the person alone."""

    counter: Annotated[int, Field(ge=1, le=99)] | None = None
