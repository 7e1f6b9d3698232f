"""A wired queue server inside the test's own process: real database, real HTTP views, a clock to move.

It starts no port and no background task; for those see tests/journeys/centre.py.
"""

import functools
import itertools
import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flask_openapi import openapi
from sqlalchemy import Engine, event
from werkzeug.routing import BaseConverter, rules

from queue_server import app
from queue_server.app import create_app
from queue_server.centre.deeds import people
from queue_server.centre.views import catalogue
from queue_server.configuration import folder as configuration
from queue_server.configuration.settings import Settings
from queue_server.configuration.values import Configuration
from queue_server.http.late_rule import LateRule
from queue_server.ledger import diary
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.engine import open_engine
from queue_server.upkeep import day_end
from tests import matchers
from tests.journeys.centre import Answer

VIETNAM = timezone(timedelta(hours=7))
MONDAY = datetime(2026, 6, 15, 8, 0, tzinfo=VIETNAM)
CONFIG = Path(__file__).resolve().parents[2] / "config"
_SYSTEM = Actor("test", "admin", principal="test")
_ids = itertools.count(1)
# A house wires an application of its own, with the same two hundred addresses as every other: the libraries take an address
# apart and look for plugins when the first one is wired, and remember what they found.
_take_apart = LateRule._parse_rule
_parts: dict[str, tuple[list[rules.RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]] = {}
openapi.entry_points = functools.cache(openapi.entry_points)


def _parse_rule(self: LateRule, rule: str) -> list[rules.RulePart]:
    known = _parts.get(rule)
    if known is None:
        begins = len(self._trace)
        parts = list(_take_apart(self, rule))
        _parts[rule] = parts, self._trace[begins:], dict(self._converters)
        return parts
    parts, trace, converters = known
    self._trace.extend(trace)
    self._converters.update(converters)
    self.arguments.update(converters)
    return parts


LateRule._parse_rule = _parse_rule  # type: ignore[method-assign]


class _Compiled(dict[Any, Any]):
    """Statements as text: what one engine has made of them is as good for the next one of its kind."""

    def get(self, key: Any, default: Any = None) -> Any:
        dialect, *rest = key
        return super().get((dialect.name, *rest), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        dialect, *rest = key
        super().__setitem__((dialect.name, *rest), value)


_compiled = _Compiled()


def _open_engine(url: str) -> Engine:
    engine = open_engine(url)
    engine.update_execution_options(compiled_cache=_compiled)
    return engine


app.open_engine = _open_engine  # type: ignore[attr-defined]
catalogue.Matcher = matchers.matcher  # type: ignore[misc,assignment]


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and whose it is."""

    name: str
    secret: str


class House:
    """A centre of its own in a database that other centres may share."""

    def __init__(self, database: str, folder: Path, centre: Configuration, *, worker: bool = False) -> None:
        self.now = MONDAY
        self.ticks = 0.0
        self.jumped = 0.0
        name = f"centre-{next(_ids)}"
        self.centre = replace(centre, centre=replace(centre.centre, id=name))
        settings = Settings(
            folder,
            CONFIG,
            database,
            async_mode="threading",
            public_address="http://so.example",
            worker=worker,
        )
        self.tokens: dict[str, Token] = {}
        self._wire(settings)

    def _wire(self, settings: Settings) -> None:
        self.application = create_app(
            settings,
            at_once,
            clock=lambda: self.now,
            ticks=lambda: self.ticks,
            steady=lambda: self.now.timestamp() - self.jumped,
            centre=self.centre,
        )
        self.book = self.application.parts.book
        event.listen(self.book.engine, "checkout", _need_not_wait)
        self.client = self.application.app.test_client(use_cookies=False)

    def beside(self, now: datetime | None = None) -> "House":
        """Another process on the same data; its machine shows this time, or the same as this one's."""
        other = House.__new__(House)
        other.now, other.ticks, other.jumped = now or self.now, self.ticks, 0.0
        other.centre, other.tokens = self.centre, dict(self.tokens)
        other._wire(self.application.parts.settings)
        return other

    def later(self, **span: float) -> None:
        """Moves the clock, and the seconds of the rate limits, which never go back."""
        self.now += timedelta(**span)
        self.ticks += max(0.0, timedelta(**span).total_seconds())

    def jump(self, **span: float) -> None:
        """Sets the machine's clock, while no time passes."""
        self.now += timedelta(**span)
        self.jumped += timedelta(**span).total_seconds()

    def token(self, role: str, *counters: int, name: str = "") -> Token:
        """A bearer token, made at the first call and remembered by its name."""
        name = name or "-".join([role, *map(str, counters)])
        if name not in self.tokens:
            made: list[str] = []
            self.book.perform(
                _SYSTEM, lambda deed: made.append(people.create_token(deed, role, name, counters))
            )
            self.tokens[name] = Token(name, made[0])
        return self.tokens[name]

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        by: Token | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """A request to `/api/v1`; every POST gets a fresh key unless one is given ("" for none)."""
        sent = dict(headers or {})
        if by is not None:
            sent["Authorization"] = f"Bearer {by.secret}"
        if method == "POST" and key != "":
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        whole = path if path.startswith(("/api/", "/healthz", "/metrics")) else f"/api/v1{path}"
        response = self.client.open(whole, method=method, data=data, headers=sent)
        raw = response.get_data()
        response.close()
        names = {name.lower(): value for name, value in response.headers.items()}
        is_json = names.get("content-type", "").split(";")[0].endswith("json")
        return Answer(response.status_code, names, json.loads(raw) if raw and is_json else (raw or None))

    def get(self, path: str, by: Token | None = None) -> Any:
        """The body of a GET that must succeed."""
        answer = self.ask("GET", path, by=by)
        assert answer.status == 200, answer
        return answer.body

    def do(self, path: str, body: object = None, *, by: Token, key: str | None = None) -> Any:
        """The body of a deed that must succeed."""
        answer = self.ask("POST", path, body, by=by, key=key)
        assert answer.status in (200, 201, 204), answer
        return answer.body

    def refused(self, path: str, body: object = None, *, by: Token) -> tuple[int, str]:
        """Status and code of a deed that must be refused."""
        answer = self.ask("POST", path, body, by=by)
        assert answer.headers["content-type"].startswith("application/problem+json"), answer
        return answer.status, answer.body["code"]

    @property
    def supervisor(self) -> Token:
        """Somebody who may work everywhere."""
        return self.token("supervisor")

    @property
    def kiosk(self) -> Token:
        """The first kiosk of the shipped configuration."""
        return self.token("kiosk", name="kiosk-1")

    @property
    def secret(self) -> str:
        """A follow secret that is this house's own: they are unique in a whole database."""
        return f"{self.centre.centre.id:x<24}"

    def issue(self, queue: str | None = "chung-thuc", **more: object) -> Any:
        """A new ticket, taken at the kiosk."""
        return self.do("/tickets", {"queue": queue, **more}, by=self.kiosk)

    def facts(self, after: int = 0) -> list[dict[str, Any]]:
        """The diary as staff may read it, without what administrators did."""
        events = self.get(f"/events?after={after}&limit=1000", self.supervisor)["events"]
        return [event for event in events if event["type"] != "administration"]

    def diary(self, after: int = 0) -> list[dict[str, Any]]:
        """The diary as it is kept, with what officers wrote, which no fact carries; without what administrators did."""
        with reading(self.book) as now:
            found = [dict(fact) for fact in diary.after(now, after, 1000)]
        return [event for event in found if event["type"] != "administration"]

    def seq(self) -> int:
        """The number of the latest event."""
        return int(self.get("/events?after=0&limit=1", self.supervisor)["last_seq"])

    def stop(self) -> None:
        """Lets the database go."""
        self.application.stop()
        self.book.engine.dispose()


def _need_not_wait(connection: Any, *_: object) -> None:
    """Nobody cuts the power of the machine: a commit need not wait for the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def at_once(work: Callable[..., Any], *arguments: Any) -> Any:
    """The `offload` of a test: here and now."""
    return work(*arguments)


def shipped() -> Configuration:
    """The configuration as shipped."""
    return configuration.load(CONFIG)


def with_queue(centre: Configuration, queue_id: str, **changes: Any) -> Configuration:
    """The configuration with one queue changed."""
    queues = tuple(replace(queue, **changes) if queue.id == queue_id else queue for queue in centre.queues)
    return replace(centre, queues=queues)


def with_centre(centre: Configuration, **changes: Any) -> Configuration:
    """The configuration with the centre's own settings changed."""
    return replace(centre, centre=replace(centre.centre, **changes))


def token_in(database: str, role: str, name: str, *counters: int) -> Token:
    """A bearer token made beside a server that runs on this database, as the command does it."""
    engine = open_engine(database)
    try:
        book = Database(engine, shipped(), lambda: datetime.now(UTC), day_end.end_day)
        made: list[str] = []
        book.perform(_SYSTEM, lambda deed: made.append(people.create_token(deed, role, name, counters)))
    finally:
        engine.dispose()
    return Token(name, made[0])
