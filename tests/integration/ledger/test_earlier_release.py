"""Data of an earlier release opens and keeps everything: two played days as that release left them.

The commit that an archive is named after made it: `motcua simulate --data-dir oldrel --from 2026-06-08 --days 2 --citizens 14
--seed 7`. Beside the data lies what that program answered to a supervisor on the morning after.
"""

import json
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_server.app import Application, create_app
from queue_server.centre.deeds import people
from queue_server.configuration.settings import Settings
from queue_server.ledger.actor import Actor
from queue_server.ledger.tables.ledger import events
from shared.wire import facts

ARCHIVES = sorted((Path(__file__).parents[1] / "releases").glob("*.tar.xz"))
CONFIG = Path(__file__).parents[3] / "config"
MORNING_AFTER = datetime(2026, 6, 10, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


class Reopened:
    """A data directory of an earlier release, served by the program of today."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
        data = folder / "oldrel"
        settings = Settings(
            data, CONFIG, f"sqlite:///{data / 'motcua.sqlite3'}", async_mode="threading", worker=False
        )
        self.application: Application = create_app(
            settings, lambda work, *given: work(*given), clock=lambda: MORNING_AFTER
        )
        self._client: FlaskClient = self.application.app.test_client()
        self._token = self.token("supervisor", "the keeper")

    def token(self, role: str, name: str) -> str:
        made: list[str] = []
        self.application.parts.book.perform(
            Actor("test", "admin"), lambda deed: made.append(people.create_token(deed, role, name, ()))
        )
        return made[0]

    def get(self, path: str) -> Any:
        answer = self._client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self._token}"})
        assert answer.status_code == 200, (path, answer.text)
        return answer.json if answer.is_json else answer.data

    def post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": f"key-{path}"}
        answer = self._client.post(f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), (path, answer.text)
        return answer.json


@pytest.fixture(params=ARCHIVES, ids=lambda path: path.name.removesuffix(".tar.xz"))
def reopened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopened]:
    with tarfile.open(request.param) as archive:
        # Debian 12's Python does not have this filter yet, and newer ones want one to be named.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path)
    opened = Reopened(tmp_path)
    yield opened
    opened.application.stop()
    opened.application.parts.book.engine.dispose()


def lost(then: Any, now: Any, where: str = "") -> list[str]:
    """What the earlier answer had and today's has not, or has otherwise; what is new is no loss."""
    if isinstance(then, dict) and isinstance(now, dict):
        return [one for key in then for one in lost(then[key], now.get(key), f"{where}.{key}")]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [
            one for i, pair in enumerate(zip(then, now, strict=True)) for one in lost(*pair, f"{where}[{i}]")
        ]
    return [] if then == now else [f"{where}: {then!r} became {now!r}"]


def test_there_is_an_earlier_release_to_open() -> None:
    assert ARCHIVES


def test_every_answer_of_the_earlier_release_is_given_again(reopened: Reopened) -> None:
    for path, then in reopened.answers.items():
        if path != "/events":
            assert lost(then, reopened.get(path), path) == []


def test_the_diary_is_kept_fact_by_fact(reopened: Reopened) -> None:
    then = reopened.answers["/events"]
    now = reopened.get("/events?limit=1000")["events"][: len(then)]
    assert lost(then, now, "/events") == []


def test_every_scan_can_be_opened(reopened: Reopened) -> None:
    codes = [row["code"] for row in reopened.answers["/dossiers?limit=200"]["items"]]
    opened = [
        reopened.get(f"/dossiers/{code}/attachments/{scan['id']}")
        for code in codes
        for scan in reopened.get(f"/dossiers/{code}/attachments")["items"]
        if scan["removed_at"] is None
    ]
    assert len(opened) > 0
    assert all(len(data) > 0 for data in opened)


def test_the_day_goes_on_with_the_next_number(reopened: Reopened) -> None:
    ticket = reopened.post("/tickets", {"queue": "ho-tich"})
    reopened.post("/counters/1/open", {})
    called = reopened.post("/counters/1/call-next", {})
    assert (called["id"], called["state"]) == (ticket["id"], "called")
    assert reopened.post(f"/tickets/{ticket['id']}/start", {})["state"] == "serving"


def test_every_event_can_be_read_as_the_fact_it_was(reopened: Reopened) -> None:
    with reopened.application.parts.book.engine.connect() as connection:
        stored = [(row.type, json.loads(row.data)) for row in connection.execute(select(events)).all()]
    assert [(kind, json.loads(json.dumps(facts.read(kind, data).data()))) for kind, data in stored] == stored
    assert len({kind for kind, _ in stored}) > 15
