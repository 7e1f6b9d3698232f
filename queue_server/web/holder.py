"""`/follow/{secret}/…`: what the holder of a ticket does with it from a phone or at a kiosk. The secret is the right."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from flask import Response, g, request
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from queue_server.auth.limits import network
from queue_server.domain.errors import RuleBroken
from queue_server.service import holder
from queue_server.store.deed import Actor, Deed
from queue_server.web.guard import by_secret, count_guess, limits, perform_as
from shared.messages import Followed
from shared.vocabulary import Role

api = APIBlueprint("holder", __name__, url_prefix="/api/v1/follow", abp_tags=[Tag(name="Tickets")])


class SecretPath(BaseModel):
    """A follow page's secret."""

    secret: Annotated[str, Field(min_length=16, max_length=80)]


@api.post("/<string:secret>/delay", responses={200: Followed})
@by_secret
def delay(path: SecretPath) -> Response:
    """Ten more minutes, once: 409 `already_delayed` afterwards, `illegal_move` unless it waits."""
    return _perform(path.secret, lambda work: holder.delay(work, path.secret))


@api.post("/<string:secret>/cancel", responses={200: Followed})
@by_secret
def cancel(path: SecretPath) -> Response:
    """The number is not needed any more; staff can restore it the same day."""
    return _perform(path.secret, lambda work: holder.cancel(work, path.secret))


def _perform(secret: str, work: Callable[[Deed], dict[str, Any]]) -> Response:
    wait = limits().holding.take(network(request.remote_addr))
    if wait:
        raise RuleBroken("too_many_requests", 429, retry_after=wait, seconds=wait)
    try:
        return perform_as(_holder(secret), work)
    except RuleBroken as broken:
        if broken.status == 404:
            count_guess()
        raise


def _holder(secret: str) -> Actor:
    """Who holds the paper. Keys belong to the paper; a kiosk at which it was scanned is named in the diary."""
    kiosk = g.identity is not None and g.identity.actor.role == Role.KIOSK
    name = g.identity.actor.name if kiosk else "citizen"
    return Actor(name, "citizen", principal=f"follow:{hashlib.sha256(secret.encode()).hexdigest()[:32]}")
