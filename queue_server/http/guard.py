"""What stands before every view: who speaks, whether they may, cross-site protection, limits and safe repetition."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from math import isfinite
from typing import TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from queue_server.access.identity import Identity
from queue_server.http import request_log
from queue_server.http.limits import Limit, Limits, network
from queue_server.http.permissions import Permission, may
from queue_server.http.price.door import bill
from queue_server.http.price.meter import Payer, stranger
from queue_server.http.services import services
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Answer, Database, Key
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import Reading, reading
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.alphabet import is_storable
from shared.wire.base import Answer as Said
from shared.wire.base import as_text
from shared.wire.vocabulary import Role

COOKIE = "motcua_session"
_VIEW = TypeVar("_VIEW", bound=Callable[..., object])
_SIGN_IN = "session.sign_in"
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEY_HEADER = "HTTP_IDEMPOTENCY_KEY"
_DEEPEST = 20
"""Levels of a body; ours have four."""
_LARGEST_OF_STRANGERS = 8 * 1024
"""Bytes of a body: a rating with its reason has four thousand. Two megabytes of brackets take the loop half a second."""
_NOT_IN_FINGERPRINT = frozenset({"printed_number", "printed_at"})


_NEVER_LATE = frozenset({"watch.healthz", _SIGN_IN})
"""Whatever strangers have spent: kiosks ask whether the server works, and sign-ins have limits of their own."""
_UNREAD = object()


class ApiRequest(Request):
    """A request whose missing body reads as an empty object, so that bodies without needed fields may be left out."""

    _body: object = _UNREAD

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> object:
        """The body's JSON, parsed once; what cannot be read is None."""
        if self._body is _UNREAD:
            data = self.get_data(cache=True)
            try:
                self._body = json.loads(data) if data else {}
            except (ValueError, RecursionError):
                # RecursionError: a body of nothing but brackets.
                self._body = None
        return self._body


@dataclass(frozen=True, slots=True)
class Rule:
    """What a view asks of a request: a permission (None: anyone may) and whether it is a deed with an idempotency key."""

    permission: Permission | None
    keyed: bool = False
    raw: bool = False
    """Whether the body is a file, which the view reads by itself and limits."""
    secret: bool = False
    """Whether the secret in the address is enough; a session that the browser happens to send is then ignored."""


def needs(
    permission: Permission | None, *, keyed: bool = False, raw: bool = False
) -> Callable[[_VIEW], _VIEW]:
    """Marks a view with its rule; `enforce` applies it before the body is looked at."""

    def mark(view: _VIEW) -> _VIEW:
        view.rule = Rule(permission, keyed, raw)  # type: ignore[attr-defined]
        return view

    return mark


def anyone(view: _VIEW) -> _VIEW:
    """A view without a token."""
    return needs(None)(view)


def by_secret(view: _VIEW) -> _VIEW:
    """A deed for whoever knows the secret in its address: it needs no token, but an `Idempotency-Key`."""
    view.rule = Rule(None, keyed=True, secret=True)  # type: ignore[attr-defined]
    return view


def deed(permission: Permission, *, raw: bool = False) -> Callable[[_VIEW], _VIEW]:
    """A view that changes something: permission and `Idempotency-Key` needed. `raw`: its body is a file."""
    return needs(permission, keyed=True, raw=raw)


def file_sent(megabytes: int) -> bytes:
    """The file in the body of a raw view. Raises RuleBroken `file_too_large` (413) or `file_empty` (422)."""
    asked = request._get_current_object()  # type: ignore[attr-defined]
    asked.max_content_length = megabytes * 1024 * 1024
    try:
        data: bytes = asked.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise RuleBroken("file_too_large", 413, megabytes=megabytes, extra={"code": "too_large"}) from error
    if not data:
        raise RuleBroken("file_empty", 422, extra={"code": "invalid"})
    return data


def perform_with_file(
    work: Callable[[UnitOfWork], Said], digest: str, *, status: int = 200
) -> tuple[Answer, Response]:
    """Runs a deed whose body is a file with this digest; the answer says whether it repeats an earlier one."""
    asked = request._get_current_object()  # type: ignore[attr-defined]
    text = f"{asked.method} {asked.full_path} {digest}"
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    key = Key(request.environ.get(_KEY_HEADER, ""), fingerprint, None, personal=True)
    answer = book().perform(g.identity.actor, request_log.noted(work), key=key, status=status)
    return answer, respond(answer)


def register(app: Flask) -> None:
    """Installs the checks before each request."""
    app.before_request(enforce)


def enforce() -> Response | None:
    """Answers with a problem when the request may not go on."""
    # The objects behind Flask's proxies, since each use of a proxy takes time and this runs before every request.
    asked = cast(ApiRequest, request._get_current_object())  # type: ignore[attr-defined]
    noted = request_log.notes(asked.environ)
    noted.rule = asked.url_rule
    if asked.query_string:
        _check_query(asked)
    view = current_app.view_functions.get(asked.endpoint or "")
    rule: Rule | None = getattr(view, "rule", None)
    if rule is None or asked.method == "OPTIONS":
        _let_in(asked, None, _signed_in(asked))
        return None
    if "\0" in asked.path:
        raise RuleBroken("bad_request", 400)
    try:
        identity = g.identity = noted.identity = identify()
    except RuleBroken:
        # Whoever guesses at tokens pays for it, too.
        _let_in(asked, rule, None)
        raise
    _let_in(asked, rule, identity)
    if rule.permission is not None:
        if identity is None:
            raise RuleBroken("unauthenticated", 401)
        if identity.must_change_password and asked.endpoint != "session.password":
            raise RuleBroken("password_must_change", 403)
        if not may(identity.actor.role, rule.permission):
            raise RuleBroken("forbidden", 403)
    if asked.method in _CHANGES:
        if not rule.secret:
            _check_same_site(asked, identity)
        if not rule.raw:
            if identity is None:
                asked.max_content_length = _LARGEST_OF_STRANGERS
            _check_json(asked)
    if rule.keyed:
        key = asked.environ.get(_KEY_HEADER, "")
        if not key or len(key) > 200:
            raise RuleBroken("idempotency_key_required", 400)
    return None


def identify() -> Identity | None:
    """Who speaks: by bearer token, else by session cookie. Raises `unauthenticated` for a token that is not known."""
    identities = services().identities
    header = request.environ.get("HTTP_AUTHORIZATION", "")
    if header:
        scheme, _, token = header.partition(" ")
        found = identities.of_token(token.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise RuleBroken("unauthenticated", 401)
        return found
    cookie = request.cookies.get(COOKIE)
    return identities.of_session(cookie) if cookie else None


def _signed_in(asked: Request) -> Identity | None:
    """Who opens a page or a file of one; for those a token is no use."""
    cookie = asked.cookies.get(COOKIE)
    return services().identities.of_session(cookie) if cookie else None


def _let_in(asked: Request, rule: Rule | None, identity: Identity | None) -> None:
    """Says who pays for the request, and waits until it may go on; what a citizen stands waiting for does not wait.

    Those are the deeds of the counters and the kiosks, but for their files. Raises 429 for a stranger who is far over.
    """
    payer = stranger(asked.remote_addr) if identity is None else Payer(identity.handle, stranger=False)
    bill(asked.environ).payer = payer
    urgent = identity is not None and rule is not None and rule.keyed and not rule.raw
    if not urgent and asked.endpoint not in _NEVER_LATE:
        services().door.admit(payer)


def _check_same_site(asked: Request, identity: Identity | None) -> None:
    if asked.endpoint == _SIGN_IN:
        # Whoever signs in has no token yet, or an old one; another site may not do it for them.
        fine = _from_here(asked)
    else:
        fine = identity is None or not identity.is_person or (_knows(asked, identity) and _from_here(asked))
    if not fine:
        raise RuleBroken("csrf", 403, extra={"code": "forbidden"})


def _knows(asked: Request, identity: Identity) -> bool:
    """Whether the request carries its session's own token."""
    expected = identity.csrf or ""
    given = asked.headers.get("X-CSRF-Token", "")
    return expected != "" and compare_digest(given.encode(), expected.encode())


def _from_here(asked: Request) -> bool:
    origin = asked.headers.get("Origin")
    try:
        return not origin or urlsplit(origin).netloc == asked.host
    except ValueError:
        return False


def _check_query(asked: Request) -> None:
    try:
        fine = not any("\0" in value for value in asked.args.values())
    except UnicodeDecodeError:
        fine = False
    if not fine:
        raise RuleBroken("bad_request", 400)


def _check_json(asked: ApiRequest) -> None:
    body = asked.get_json(silent=True)
    if not isinstance(body, dict) or not _storable(body, _DEEPEST):
        raise RuleBroken("bad_request", 400)


def _storable(value: object, depth: int) -> bool:
    """Whether a database can keep it: each text, no infinite number, few enough levels."""
    if isinstance(value, str):
        return is_storable(value)
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, list):
        return depth > 0 and all(_storable(item, depth - 1) for item in value)
    if isinstance(value, dict):
        return depth > 0 and all(
            is_storable(key) and _storable(item, depth - 1) for key, item in value.items()
        )
    return True


def actor_is(*roles: Role) -> bool:
    """Whether the speaker has one of the roles."""
    return g.identity is not None and g.identity.actor.role in roles


def book() -> Database:
    """The centre's database."""
    return services().book


def today() -> date:
    """The centre's present day."""
    return local_time.day(book().centre, book().clock())


def perform(
    work: Callable[[UnitOfWork], Said],
    *,
    status: int = 200,
    keep: bool = True,
    outdated: Callable[[str], bool] | None = None,
    personal: bool = False,
) -> Response:
    """Runs a deed under the request's key and answers with its JSON.

    `keep=False` for answers that hold a secret; `outdated` and `personal` as in `Key`.
    """
    key = request.environ.get(_KEY_HEADER)
    known = Key(key, _fingerprint(), outdated, personal) if key and keep else None
    return respond(book().perform(g.identity.actor, request_log.noted(work), key=known, status=status))


def perform_as(
    who: Actor, work: Callable[[UnitOfWork], Said], *, status: int = 200, personal: bool = False
) -> Response:
    """Runs a keyed deed of somebody whom no token or session names."""
    known = Key(request.environ.get(_KEY_HEADER, ""), _fingerprint(), None, personal)
    return respond(book().perform(who, request_log.noted(work), key=known, status=status))


def respond(answer: Answer) -> Response:
    """A deed's answer as a response."""
    response = Response(answer.body, status=answer.status, content_type="application/json")
    if answer.status == 204:
        del response.headers["Content-Type"]
    if answer.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _fingerprint() -> str:
    asked = request._get_current_object()  # type: ignore[attr-defined]
    body = asked.get_json(silent=True)
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key not in _NOT_IN_FINGERPRINT}
    text = f"{asked.method} {asked.path} {json.dumps(body, sort_keys=True, ensure_ascii=False)}"
    return hashlib.sha256(text.encode()).hexdigest()


def read() -> Reading:
    """A read transaction for a view: use it as a context manager."""
    identity = g.get("identity")
    return reading(book(), None if identity is None else identity.actor)


def reply(value: Said, status: int = 200) -> Response:
    """A JSON response."""
    return Response(as_text(value), status=status, content_type="application/json")


def actor() -> Actor:
    """Who speaks; only in views that need a permission."""
    return g.identity.actor  # type: ignore[no-any-return]


def count_guess() -> None:
    """Counts a secret that nobody has against the address that asked; raises 429 when it asks for too many.

    Whoever has a secret is never made to wait because neighbours guess: with 128 bits or more nobody finds one.
    """
    limited(limits().guessing, address())


def limited(limit: Limit, by: str) -> None:
    """Counts one more of what is limited. RuleBroken `too_many_requests` (429) when `by` asks for too many."""
    wait = limit.take(by)
    if wait:
        raise RuleBroken("too_many_requests", 429, retry_after=wait, seconds=wait)


def address() -> str:
    """Where the request comes from, as limits count it."""
    return network(request.remote_addr)


def limits() -> Limits:
    """The rate limits of this process."""
    return services().limits
