"""Emergencies, announcements, media and restarts: request bodies and answers."""

from datetime import date
from typing import Annotated

from pydantic import Field, RootModel, StringConstraints

from shared.wire.base import Body, Ident, Message
from shared.wire.vocabulary import MediaType

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class NewEmergency(Body):
    """`POST /centre/emergency`: a sentence that fits a screen."""

    text: Sentence


class NewNotice(Body):
    """`POST /centre/notice`: one or two sentences that fit a kiosk's band; an empty text takes the notice down."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class MediaChange(Body):
    """`POST /media/{id}`: a field that is left out stays; null removes the limit of `from_day`, `until_day` or `displays`."""

    name: Sentence | None = None
    seconds: Annotated[int, Field(ge=3, le=3600)] | None = None
    position: Annotated[int, Field(ge=1, le=1000)] | None = None
    from_day: date | None = None
    until_day: date | None = None
    displays: Annotated[list[Ident], Field(max_length=100)] | None = None


class Notice(Message):
    """The message that everyone in the hall sees now."""

    notice: str | None


class Emergency(Message):
    """What every screen shows in an emergency, and since when; null while there is no emergency."""

    emergency: str | None
    since: str | None


class MediaItem(Message):
    """A picture or video between calls, as the people who look after it see it."""

    id: int
    name: str
    type: MediaType
    size: int
    sha256: str
    seconds: int
    position: int
    from_day: str | None
    until_day: str | None
    displays: list[str] | None
    shown_today: bool
    at: str
    by: str


class MediaList(Message):
    """All pictures and videos in their order, and the screens that can be chosen for them."""

    items: list[MediaItem]
    displays: list[str]
    largest_mb: int


class ShownMedia(Message):
    """A picture or video as a screen needs it; its file is `/media/{sha256}`."""

    sha256: str
    type: MediaType
    size: int
    seconds: int
    from_day: str | None
    until_day: str | None


class ScreenMedia(RootModel[list[ShownMedia]]):
    """What a screen shows between calls, in its order."""


class Restart(Message):
    """A restart that was asked for; the screen's next report says when it started again (`detail.started`)."""

    name: str
    asked_at: str
