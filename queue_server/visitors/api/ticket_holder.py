"""`/follow/{secret}/…`: what the holder of a ticket does with it from a phone or at a kiosk.

Whoever knows the secret may do it.
"""

import hashlib
from collections.abc import Callable

from flask import Response
from flask_openapi import Tag

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import (
    actor,
    actor_is,
    address,
    by_secret,
    count_guess,
    limited,
    limits,
    perform_as,
)
from queue_server.http.paths import SecretPath
from queue_server.ledger.actor import CITIZEN, Actor
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.deeds import ticket_holder
from shared.wire.tickets import Followed
from shared.wire.vocabulary import Role

api = ApiBlueprint("holder", __name__, url_prefix="/api/v1/follow", abp_tags=[Tag(name="Tickets")])


@api.post("/<string:secret>/delay", responses={200: Followed})
@by_secret
def delay(path: SecretPath) -> Response:
    """Gives the ticket ten more minutes, once: 409 `already_delayed` the second time, `illegal_move` unless it waits."""
    return _perform(path.secret, lambda work: ticket_holder.delay(work, path.secret))


@api.post("/<string:secret>/cancel", responses={200: Followed})
@by_secret
def cancel(path: SecretPath) -> Response:
    """Cancels the ticket, whose number is not needed any more; staff can restore it the same day."""
    return _perform(path.secret, lambda work: ticket_holder.cancel(work, path.secret))


def _perform(secret: str, work: Callable[[UnitOfWork], Followed]) -> Response:
    limited(limits().holding, address())
    try:
        return perform_as(_holder(secret), work)
    except RuleBroken as broken:
        if broken.status == 404:
            count_guess()
        raise


def _holder(secret: str) -> Actor:
    """The actor who holds the paper, with idempotency keys of its own for each paper.

    If the paper was scanned at a kiosk, the actor has the kiosk's name, so that the diary names the kiosk.
    """
    name = actor().name if actor_is(Role.KIOSK) else CITIZEN.name
    return Actor(name, CITIZEN.role, principal=f"follow:{hashlib.sha256(secret.encode()).hexdigest()[:32]}")
