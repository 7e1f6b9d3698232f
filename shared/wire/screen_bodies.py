"""Request bodies about screens, as the API accepts them: emergencies, announcements. Checks shapes, never rules."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.wire.ticket_bodies import Body, Ident

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class NewEmergency(Body):
    """`POST /centre/emergency`: a sentence that fits a screen."""

    text: Sentence


class NewNotice(Body):
    """`POST /centre/notice`: one or two sentences that fit a kiosk's band; empty: none."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class MediaChange(Body):
    """`POST /media/{id}`: what is left out stays. `from_day`, `until_day` and `displays` null: without that limit."""

    name: Sentence | None = None
    seconds: Annotated[int, Field(ge=3, le=3600)] | None = None
    position: Annotated[int, Field(ge=1, le=1000)] | None = None
    from_day: date | None = None
    until_day: date | None = None
    displays: Annotated[list[Ident], Field(max_length=100)] | None = None
