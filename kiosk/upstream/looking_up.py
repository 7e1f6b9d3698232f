"""One question to the server for a citizen who stands at the kiosk: it is asked once and briefly, and always has an answer.

The answer is not kept.
"""

from typing import Any, Protocol

from kiosk.upstream.server import Answer, Refused, Unreachable

ANSWER_WITHIN = 4.0
"""After this many seconds the citizen sees that the server cannot be asked now."""


class Asked(Protocol):
    """The part of the server that is needed here."""

    def get(self, path: str, *, timeout: float) -> Answer:
        """As `kiosk.upstream.server.Server.get`."""
        ...


def look_up(server: Asked, path: str, invalid: str = "unknown") -> tuple[str, Any]:
    """`found` with the answer's body; else `unknown`, `too_many`, `away`, or the value of `invalid` for a 422."""
    try:
        return "found", server.get(path, timeout=ANSWER_WITHIN).body
    except Unreachable:
        return "away", None
    except Refused as refused:
        return {404: "unknown", 422: invalid, 429: "too_many"}.get(refused.status, "away"), None
