"""A picture or a video that screens show between calls."""

from dataclasses import dataclass

from shared.wire.vocabulary import MediaType


@dataclass(frozen=True, slots=True)
class Announcement:
    """One of them, as it stands in the order of all; days are ISO texts and `at` is in milliseconds."""

    id: int
    name: str
    type: MediaType
    """The media type of the file."""
    size: int
    """Bytes of the file."""
    sha256: str
    """The digest of the file's contents, under which it lies on the disk."""
    seconds: int
    """How long it stays on a screen."""
    position: int
    """Its place in the order, from 1 on."""
    from_day: str | None
    until_day: str | None
    """The first and the last day on which it is shown; None where there is no such limit."""
    displays: tuple[str, ...] | None
    """The screens that show it; None for all of them."""
    at: int
    by: str

    def is_for(self, screen: str) -> bool:
        """Whether the screen of this name shows it."""
        return self.displays is None or screen in self.displays

    def is_shown_on(self, day: str) -> bool:
        """Whether it is shown on this day."""
        begun = self.from_day is None or self.from_day <= day
        return begun and (self.until_day is None or self.until_day >= day)
