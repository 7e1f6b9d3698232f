"""The outermost layer of the server: gives each request its id, writes its line and counts it.

It runs for every request, so it uses what the layers inside have left in the environment instead of looking anything up.
"""

import json
import secrets
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from itertools import count
from time import perf_counter
from typing import TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, has_request_context, request
from werkzeug.routing import Rule

from queue_server.access.identity import Identity
from queue_server.http.headers import ErrorInHand, Write
from queue_server.http.price.door import SOCKETS
from queue_server.http.process.process_metrics import ProcessMetrics
from queue_server.ledger.events import Event
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.logs import journal as logs
from shared.wire.vocabulary import Role

_NOTES = "motcua.notes"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_DEVICES = frozenset({Role.KIOSK.value, Role.DISPLAY.value, Role.INTEGRATION.value})
_NOWHERE = "-"
# Ours are the process's own random start and a number: unique between processes, and cheap.
_START = secrets.token_hex(4)
_numbers = count(1)


_Value = TypeVar("_Value")
_Head = tuple[str, list[tuple[str, str]]]
"""An answer's status and headers."""


class Notes:
    """What the layers inside leave for the request's line; an object, since the environment is copied on the way."""

    __slots__ = ("facts", "ident", "identity", "rule")

    def __init__(self, ident: str) -> None:
        self.ident = ident
        self.rule: Rule | None = None
        self.identity: Identity | None = None
        self.facts: tuple[int, int] | None = None


def notes(environ: WSGIEnvironment) -> Notes:
    """The notes of a request; a request that came past the outermost layer gets some that nobody reads."""
    known: Notes | None = environ.get(_NOTES)
    return known if known is not None else environ.setdefault(_NOTES, Notes("-"))


class RequestLog:
    """WSGI middleware around the whole application."""

    def __init__(self, inner: WSGIApplication, app: Flask, metrics: ProcessMetrics) -> None:
        self._inner = inner
        self._views = app.view_functions
        self._metrics = metrics
        self._keyed: dict[str, bool] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID")
        if given is None or logs.REQUEST_ID.fullmatch(given) is None:
            given = f"{_START}-{next(_numbers):x}"
        noted = environ[_NOTES] = Notes(given)
        answered: list[_Head] = []

        def start(status: str, headers: list[tuple[str, str]], *error: ErrorInHand | None) -> Write:
            answered[:] = ((status, headers),)
            return start_response(status, [*headers, ("X-Request-Id", given)], *error)

        try:
            return self._inner(environ, start)
        finally:
            if answered:
                self._tell(environ, noted, answered[0], perf_counter() - began)

    def _tell(self, environ: WSGIEnvironment, noted: Notes, answered: _Head, seconds: float) -> None:
        status = int(answered[0][:3])
        rule = noted.rule
        endpoint = _NOWHERE if rule is None else rule.endpoint
        replayed = False
        if self._is_deed(endpoint):
            replayed = any(name == "Idempotent-Replayed" for name, _ in answered[1])
            self._metrics.deed(endpoint, status, replayed, seconds)
        else:
            self._metrics.request(endpoint, status)
        method = environ["REQUEST_METHOD"]
        if method not in _METHODS:
            method = "OTHER"
        route = _no_route(environ) if rule is None else rule.rule
        facts = noted.facts if status < 400 else None
        events = f',"seq":[{facts[0]},{facts[1]}]' if facts else ""
        again = ',"replayed":true' if replayed else ""
        journal = logs.journal()
        journal.write_line(
            f',"event":"request","request":"{noted.ident}","method":"{method}","route":"{route}","status":{status}'
            f',"ms":{seconds * 1000:.2f}{who(noted.identity)}{events}{again}',
            show=journal.shows_requests,
        )

    def _is_deed(self, endpoint: str) -> bool:
        known = self._keyed.get(endpoint)
        if known is None:
            rule = getattr(self._views.get(endpoint), "rule", None)
            known = self._keyed[endpoint] = rule is not None and rule.keyed
        return known


def _no_route(environ: WSGIEnvironment) -> str:
    """What is logged for an address that no view serves: never the address itself."""
    return SOCKETS if environ.get("PATH_INFO", "").startswith(SOCKETS) else _NOWHERE


def who(identity: Identity | None) -> str:
    """Role and id of the speaker as JSON fields: a device's name, a person's number, never a person's name."""
    if identity is None:
        return ""
    return _who(identity.actor.role, identity.actor.principal, identity.handle)


@lru_cache(maxsize=1000)
def _who(role: str, principal: str, handle: str) -> str:
    if role in _DEVICES or principal.startswith("person:"):
        ident = principal
    else:
        # A person's token bears their name: the log tells two of them apart by a piece of the hash of its hash.
        ident = f"{role}:~{sha256(handle.encode()).hexdigest()[:8]}"
    return f',"role":{json.dumps(role)},"who":{json.dumps(ident)}'


def counting(metrics: ProcessMetrics, then: Callable[[list[Event]], None]) -> Callable[[list[Event]], None]:
    """Is called after each commit: counts its events, then calls `then`.

    What no request asked for (the day's end, a nightly task) gets a line of its own.
    """

    def committed(events: list[Event]) -> None:
        metrics.events += len(events)
        if not has_request_context():
            kinds = sorted({event.type for event in events})
            logs.event("committed", seq=[events[0].seq, events[-1].seq], kinds=kinds)
        then(events)

    return committed


def noted(work: Callable[[UnitOfWork], _Value]) -> Callable[[UnitOfWork], _Value]:
    """The same work, whose events' numbers are left for the request's line: a commit may be shared with others."""
    kept = notes(request.environ)

    def working(deed: UnitOfWork) -> _Value:
        value = work(deed)
        if deed.facts:
            kept.facts = deed.seq, deed.seq + len(deed.facts) - 1
        return value

    return working


def context() -> dict[str, object]:
    """The request at hand, for whatever else is logged meanwhile."""
    return {"request": notes(request.environ).ident} if has_request_context() else {}
