"""`/session`: signing in with a name and a password, the session's facts, signing out."""

from flask import Response, g, request
from flask_openapi import Tag

from queue_server.access.identity import Identity
from queue_server.centre.deeds import signing_in
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import COOKIE, anyone, book, identify, limits, reply
from queue_server.http.services import services
from queue_server.ledger.errors import RuleBroken
from shared.wire.access import NewPassword, Session, SignIn

api = ApiBlueprint("session", __name__, url_prefix="/api/v1/session", abp_tags=[Tag(name="Session")])


@api.post("", responses={200: Session})
@anyone
def sign_in(body: SignIn) -> Response:
    """A cookie and the token against cross-site requests. Limited by name and by address."""
    _attempt(body.name)
    old = request.cookies.get(COOKIE)
    cookie, facts = signing_in.sign_in(book(), services().offload, body, old)
    limits().signing_in.succeeded(body.name, request.remote_addr)
    if old:
        services().identities.forget()
        services().recheck()
    response = reply(facts)
    response.set_cookie(
        COOKIE,
        cookie,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        max_age=book().centre.centre.session_hours * 3600,
    )
    return response


@api.get("", responses={200: Session})
@anyone
def session() -> Response:
    """Who is signed in."""
    return reply(signing_in.facts(_signed_in()))


@api.delete("", responses={204: None})
@anyone
def sign_out() -> Response:
    """Ends the session at once, on open connections too."""
    identity = _signed_in()
    signing_in.sign_out(book(), identity)
    services().identities.forget()
    services().recheck()
    response = Response(status=204)
    response.delete_cookie(COOKIE)
    return response


@api.post("/password", responses={200: Session})
@anyone
def password(body: NewPassword) -> Response:
    """Changes one's own password; other sessions end."""
    identity = _signed_in()
    # Whoever has somebody's open session does not have their password yet.
    _attempt(identity.actor.name)
    signing_in.change_password(book(), services().offload, identity, body)
    services().identities.forget()
    return reply(signing_in.facts(_signed_in()))


def _attempt(name: str) -> None:
    wait = limits().signing_in.take(name, request.remote_addr)
    if wait:
        raise RuleBroken(
            "too_many_sign_ins", 429, retry_after=wait, seconds=wait, extra={"code": "too_many_requests"}
        )


def _signed_in() -> Identity:
    found = identify()
    if found is None or not found.is_person:
        raise RuleBroken("unauthenticated", 401)
    g.identity = found
    return found
