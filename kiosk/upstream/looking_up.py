"""One question to the server for somebody who stands there: short, asked once, and with an answer whatever happens.

The answer is not kept.
"""

from typing import Literal, Protocol

from kiosk.answers.base import NotFound
from kiosk.upstream.server import Answer, Model, Refused, Unreachable

ANSWER_WITHIN = 4.0
"""Seconds until the citizen is told that it cannot be asked now."""

_WHY: dict[int, NotFound | Literal["invalid"]] = {404: "unknown", 422: "invalid", 429: "too_many"}


class Asked(Protocol):
    """As much of the server as is needed."""

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
