"""The code that a screen without a keyboard shows, from its beginning until its token was handed over."""

from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "approved", "given", "expired"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A code and what became of it; times are in milliseconds."""

    code: str
    created_at: int
    expires_at: int
    address: str
    """The address that asked for the code."""
    counter: int | None
    """The counter at which a rating tablet stands; None for a board."""
    name: str | None = None
    """The screen's name, which whoever approved the code gave it; None until then."""
    approved_by: str | None = None
    given: bool = False
    """Whether the screen has fetched its token."""

    def state(self, now: int) -> State:
        """How far the pairing is at that moment."""
        if self.given:
            return "given"
        if self.expires_at <= now:
            return "expired"
        return "waiting" if self.approved_by is None else "approved"
