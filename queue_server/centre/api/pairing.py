"""`/pairings`: how a board or a rating tablet gets its token. Answers with a secret in them are not kept for repeats."""

from typing import Annotated

from flask import Response, g
from flask_openapi import Tag
from pydantic import BaseModel, Field, StringConstraints

from queue_server.centre.deeds import pairing
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import (
    address,
    anyone,
    book,
    count_guess,
    deed,
    limited,
    limits,
    needs,
    perform,
    read,
    reply,
    respond,
)
from queue_server.http.permissions import Permission
from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import RuleBroken
from shared.wire.access import ApprovedPairing, NewPairing, PairedToken, PairingState, WaitingPairings
from shared.wire.base import Body

api = ApiBlueprint("pairings", __name__, url_prefix="/api/v1/pairings", abp_tags=[Tag(name="Pairing")])

# The rule of every token's name, since it becomes part of addresses and file names.
_NAME = r"^[\w.@ -]{2,60}$"


class Wish(Body):
    """`POST /pairings`: a rating tablet says at which counter it stands, a board nothing."""

    counter: Annotated[int, Field(ge=1, le=999)] | None = None


class Approval(Body):
    """`POST /pairings/{code}/approve`."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, pattern=_NAME)]


class PairingSecretPath(BaseModel):
    """The secret that the screen got with its code."""

    secret: Annotated[str, Field(min_length=16, max_length=80)]


class CodePath(BaseModel):
    """The six digits."""

    code: Annotated[str, Field(pattern=r"^\d{6}$")]


@api.post("", responses={201: NewPairing})
@anyone
def begin(body: Wish) -> Response:
    """A new code for ten minutes; limited by address. Needs no `Idempotency-Key`: each call is a new code."""
    here = address()
    limited(limits().pairing, f"begin:{here}")
    return respond(
        book().perform(_screen(here), lambda work: pairing.begin(work, here, body.counter), status=201)
    )


@api.get("", responses={200: WaitingPairings})
@needs(Permission.APPROVE_PAIRING)
def waiting() -> Response:
    """The codes that wait for a supervisor."""
    with read() as reading:
        return reply(pairing.waiting(reading))


@api.get("/<string:secret>", responses={200: PairingState})
@anyone
def state(path: PairingSecretPath) -> Response:
    """`{"state": "waiting" | "approved" | "given" | "expired", "name"}` for the holder of the secret."""
    with read() as reading:
        found = pairing.state(reading, path.secret)
    if found is None:
        count_guess()
        raise RuleBroken("not_found", 404)
    return reply(found)


@api.post("/<string:secret>/token", responses={200: PairedToken})
@anyone
def token(path: PairingSecretPath) -> Response:
    """The approved screen's token, once. Needs no `Idempotency-Key`: that would keep the token with it."""
    here = address()
    limited(limits().pairing, f"token:{here}")
    return respond(book().perform(_screen(here), lambda work: pairing.fetch_token(work, path.secret)))


@api.post("/<string:code>/approve", responses={200: ApprovedPairing})
@deed(Permission.APPROVE_PAIRING)
def approve(path: CodePath, body: Approval) -> Response:
    """A supervisor approves the digits that a screen shows, and names the screen."""
    limited(limits().pairing, f"approve:{g.identity.handle}")
    return perform(lambda work: pairing.approve(work, path.code, body.name))


def _screen(here: str) -> Actor:
    return Actor(f"screen {here}", "display", (), f"screen:{here}")
