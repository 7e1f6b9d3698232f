"""One question to the server for somebody who stands there: short, asked once, and with an answer whatever happens.

The answer is not kept.
"""

from typing import Any, Protocol

from kiosk.upstream.server import Answer, Refused, Unreachable

ANSWER_WITHIN = 4.0
"""Seconds until the citizen is told that it cannot be asked now."""


class Asked(Protocol):
    """As much of the server as is needed."""

    def get(self, path: str, *, timeout: float) -> Answer:
        """As `kiosk.upstream.server.Server.get`."""
        ...


def look_up(server: Asked, path: str, invalid: str = "unknown") -> tuple[str, Any]:
    """`found` with the answer's body; else `unknown`, `too_many`, `away` or, for what is refused as unreadable, `invalid`."""
    try:
        return "found", server.get(path, timeout=ANSWER_WITHIN).body
    except Unreachable:
        return "away", None
    except Refused as refused:
        return {404: "unknown", 422: invalid, 429: "too_many"}.get(refused.status, "away"), None
