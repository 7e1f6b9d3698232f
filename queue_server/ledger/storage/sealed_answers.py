"""How the answers that are kept for repeated requests are sealed: each opens only in the place of its own request."""

from sqlalchemy import Connection

from queue_server.ledger.storage import sealing

# "replays" was the table's name when the first answers were sealed. A sealed value opens only under the name of its closing.
_FINGERPRINT = "replays.fingerprint"
_BODY = "replays.body"

Request = tuple[str, str, str]
"""Whose request it was: the centre, the principal and the key."""


def sealed(connection: Connection, request: Request, fingerprint: str, body: str) -> tuple[str, str]:
    """A request's fingerprint and its answer, both closed."""
    seal = sealing.of(connection)
    return seal.close(fingerprint, _FINGERPRINT, *request), seal.close(body, _BODY, *request)


def opened(connection: Connection, request: Request, fingerprint: str, body: str) -> tuple[str, str]:
    """A request's fingerprint and its answer as they were before `sealed`. Raises what `Seal.open` raises."""
    seal = sealing.of(connection)
    return seal.open(fingerprint, _FINGERPRINT, *request), seal.open(body, _BODY, *request)
