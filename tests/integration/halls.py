"""A whole server in this process, with its real worker, a clock that tests set, and a token for each role."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.app import Application, create_app
from queue_server.centre.deeds import people
from queue_server.configuration.settings import Settings
from queue_server.configuration.values import Configuration
from queue_server.http.worker import child
from queue_server.ledger.actor import Actor
from queue_server.ledger.unit_of_work import UnitOfWork

CONFIG = Path(__file__).parents[2] / "config"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ADDRESS = "https://so.halong.example"
WORKER_BY_ITS_COMMAND = child.launched
"""How a worker is started without tests; those of a hall are copies of one that waits loaded."""
_keys = itertools.count(1)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime
    furthest: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """Seconds that never go back, as the rate limits need them."""
        self.furthest = max(self.furthest, self.now.timestamp())
        return self.furthest

    def to(self, text: str) -> None:
        """Sets the local time: `09:05` today, or a whole `2026-06-11T09:05`."""
        if len(text) == 5:
            text = f"{self.now.astimezone(ZONE):%Y-%m-%d}T{text}"
        self.now = datetime.fromisoformat(text).replace(tzinfo=ZONE)

    def wait(self, **span: float) -> None:
        """Moves the time on."""
        self.now += timedelta(**span)


@dataclass
class Hall:
    """The centre as an integrator sees it: requests by role, and a citizen's way to a counter."""

    application: Application
    clock: Clock
    client: FlaskClient
    tokens: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, role: str | None = "supervisor") -> TestResponse:
        """A GET under /api/v1."""
        return self.client.get(f"/api/v1{path}", headers=self._headers(role))

    def post(
        self, path: str, body: dict[str, Any] | None = None, role: str = "officer", key: str | None = None
    ) -> TestResponse:
        """A deed under /api/v1, under a key of its own."""
        headers = {**self._headers(role), "Idempotency-Key": key or f"key-{next(_keys)}"}
        return self.client.post(f"/api/v1{path}", json=body or {}, headers=headers)

    def take(self, **body: Any) -> dict[str, Any]:
        """A number taken at the kiosk."""
        return self._made(self.post("/tickets", body or {"queue": "ho-tich"}, role="kiosk"), 201)

    def call_next(self, counter: int = 1, role: str = "supervisor") -> dict[str, Any]:
        """The next ticket of a counter, called."""
        return self._made(self.post(f"/counters/{counter}/call-next", role=role), 200)

    def serve(self, counter: int = 1, **body: Any) -> dict[str, Any]:
        """A ticket taken, called and started at a counter that is open."""
        self.take(**body)
        ticket = self.call_next(counter)
        return self._made(self.post(f"/tickets/{ticket['id']}/start", role="supervisor"), 200)

    def finish(self, ticket: dict[str, Any], **body: Any) -> dict[str, Any]:
        """A ticket that is done."""
        return self._made(self.post(f"/tickets/{ticket['id']}/finish", body, role="supervisor"), 200)

    def open(self, counter: int = 1) -> None:
        """Opens a counter."""
        self._made(self.post(f"/counters/{counter}/open", role="supervisor"), 200)

    def _made(self, response: TestResponse, status: int) -> dict[str, Any]:
        assert response.status_code == status, response.text
        value: dict[str, Any] = response.json
        return value

    def _headers(self, role: str | None) -> dict[str, str]:
        return {} if role is None else {"Authorization": f"Bearer {self.tokens[role]}"}


@pytest.fixture
def clock() -> Clock:
    """Wednesday, 10 June 2026, nine o'clock in Hạ Long."""
    return Clock(datetime(2026, 6, 10, 9, 0, tzinfo=ZONE))


@pytest.fixture
def make_hall(
    tmp_path: Path, clock: Clock, shipped_centre: Configuration, ready_worker: None
) -> Iterator[Callable[[str], Hall]]:
    """A function that wires a server on a database; all are stopped after the test."""
    made: list[Hall] = []

    def make(database: str) -> Hall:
        settings = Settings(tmp_path, CONFIG, database, async_mode="threading", public_address=ADDRESS)
        application = create_app(
            settings,
            lambda work, *given: work(*given),
            clock=clock,
            ticks=clock.seconds,
            steady=lambda: clock().timestamp(),
            centre=shipped_centre,
        )
        hall = Hall(application, clock, application.app.test_client())
        made.append(hall)
        for role, counters in (
            ("kiosk", ()),
            ("officer", (1,)),
            ("supervisor", ()),
            ("display", ()),
            ("integration", ()),
        ):
            answers: list[str] = []

            def work(deed: UnitOfWork, role: str = role, counters: tuple[int, ...] = counters) -> None:
                answers.append(people.create_token(deed, role, f"the {role}", counters))  # noqa: B023 - runs at once

            application.parts.book.perform(Actor("test", "admin"), work)
            hall.tokens[role] = answers[0]
        return hall

    yield make
    for hall in made:
        hall.application.stop()
        hall.application.parts.book.engine.dispose()


@pytest.fixture
def hall(make_hall: Callable[[str], Hall], tmp_path: Path) -> Hall:
    """A centre on SQLite with counter 1 open."""
    made = make_hall(f"sqlite:///{tmp_path / 'motcua.sqlite3'}")
    made.open(1)
    return made


@pytest.fixture
def either_hall(make_hall: Callable[[str], Hall], database_url: str) -> Hall:
    """The same centre, once on each engine."""
    made = make_hall(database_url)
    made.open(1)
    return made
