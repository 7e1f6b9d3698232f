"""Which announcement stands between the calls, as frozen values: a call takes it away at once, and it begins anew afterwards.

`now` is an argument, in seconds of any steady clock.
"""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Slide:
    """A picture or video that lies on this machine; the days are the centre's, both included."""

    sha256: str
    path: str
    seconds: int
    from_day: str | None = None
    until_day: str | None = None
    film: bool = False
    """A video: `seconds` are its most."""

    def belongs_to(self, today: date) -> bool:
        """Whether it is shown on this day."""
        day = today.isoformat()
        return (self.from_day or day) <= day <= (self.until_day or day)


@dataclass(frozen=True, slots=True)
class Slides:
    """All of them in their order, and the one that is shown until a moment."""

    every: tuple[Slide, ...] = ()
    shown: Slide | None = None
    until: float = 0.0
    turns: int = 0
    """Counts showings: a video alone in its round begins anew."""
    last: str | None = None
    """The digest of the one shown last, so that a call between two does not begin the round again."""


def step(slides: Slides, now: float, today: date, free: bool, over: bool = False) -> Slides:
    """The slides at `now`; `free` says that no call needs the place, `over` that the video shown has ended."""
    round_of_today = [slide for slide in slides.every if slide.belongs_to(today)]
    if not free or not round_of_today:
        return slides if slides.shown is None else replace(slides, shown=None)
    if slides.shown is not None:
        if slides.shown in round_of_today and now < slides.until and not over:
            return slides
        following = _after(round_of_today, slides.shown.sha256)
    else:
        # The one that a call took away is shown again: nobody has seen it whole.
        following = next((s for s in round_of_today if s.sha256 == slides.last), round_of_today[0])
    until = now + following.seconds
    return replace(slides, shown=following, until=until, turns=slides.turns + 1, last=following.sha256)


def _after(round_of_today: list[Slide], sha256: str) -> Slide:
    places = [place for place, slide in enumerate(round_of_today) if slide.sha256 == sha256]
    return round_of_today[(places[0] + 1) % len(round_of_today)] if places else round_of_today[0]
