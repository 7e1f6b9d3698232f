"""One question to the server for a citizen who stands at the kiosk: it is asked once and briefly, and always has an answer.

The answer is not kept.
"""

from typing import Literal, Protocol

from kiosk.answers.base import NotFound
from kiosk.upstream.server import Answer, Model, Refused, Unreachable

ANSWER_WITHIN = 4.0
"""After this many seconds the citizen sees that the server cannot be asked now."""

_WHY: dict[int, NotFound | Literal["invalid"]] = {404: "unknown", 422: "invalid", 429: "too_many"}


class Asked(Protocol):
    """The part of the server that is needed here."""

    def get(self, path: str, *, timeout: float) -> Answer:
        """As `kiosk.upstream.server.Server.get`."""
        ...


def look_up(server: Asked, path: str, kind: type[Model]) -> Model | NotFound | Literal["invalid"]:
    """The server's answer; else `unknown`, `too_many`, `away` or, for what it refused as unreadable, `invalid`."""
    try:
        return server.get(path, timeout=ANSWER_WITHIN).read(kind)
    except Unreachable:
        return "away"
    except Refused as refused:
        return _WHY.get(refused.status, "away")
