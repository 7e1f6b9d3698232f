"""What the API answers about screens: emergencies, announcements, restarts, as typed models for the OpenAPI document."""

from typing import Literal

from pydantic import RootModel

from shared.wire.tickets import Message

MediaType = Literal["image/png", "image/jpeg", "image/webp", "video/mp4", "video/webm"]


class Notice(Message):
    """The message that everyone in the house sees now."""

    notice: str | None


class Emergency(Message):
    """What every screen shows in an emergency, and since when; null while there is none."""

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
    """All of them in their order, and the screens that can be chosen."""

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
    """A restart that was asked for: the screen's report says when it began anew (`detail.started`)."""

    name: str
    asked_at: str
