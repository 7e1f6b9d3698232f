"""What the server writes down of each request, and what never: names, secrets, query strings."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from queue_server.configuration.values import Configuration
from queue_server.http import request_log
from queue_server.http.process.process_metrics import ProcessMetrics
from shared.logs import journal as logs
from tests.integration.house import House

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def house(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    shipped_centre: Configuration,
    shared_database: Callable[[str, pytest.FixtureRequest], str],
) -> Iterator[House]:
    """On SQLite alone: the log does not know the engine. Whoever speaks in these tests has a token already."""
    house = House(shared_database("sqlite", request), tmp_path, shipped_centre)
    house.token("kiosk", name="kiosk-1")
    house.token("supervisor")
    yield house
    house.stop()


@pytest.fixture
def lines(house: House, tmp_path: Path) -> Iterator[Lines]:
    """The lines written since the test began, without their times."""
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    del house  # built before the journal is opened, as its making is nobody's request
    logs.start("server", tmp_path / "logs", stream=io.StringIO())
    logs.journal().context = request_log.context

    def read() -> list[dict[str, Any]]:
        text = (tmp_path / "logs" / "server.jsonl").read_text("utf-8")
        found = [json.loads(line) for line in text.splitlines()]
        return [{key: value for key, value in line.items() if key not in ("time", "ms")} for line in found]

    yield read
    logs.journal().close()
    logs.start("tests", None, stream=io.StringIO())
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def test_a_deeds_line_has_its_id_its_speaker_and_its_events(house: House, lines: Lines) -> None:
    before = house.seq()
    answers = [
        house.ask(
            "POST",
            "/tickets",
            {"queue": "ho-tich"},
            by=house.kiosk,
            key="k-1",
            headers={"X-Request-Id": "paper-1"},
        )
        for _ in range(2)
    ]
    first, again = (line for line in lines() if line["event"] == "request" and line["method"] == "POST")
    expected = {
        "level": "info",
        "program": "server",
        "event": "request",
        "request": "paper-1",
        "method": "POST",
        "route": "/api/v1/tickets",
        "status": 201,
        "role": "kiosk",
        "who": "kiosk:kiosk-1",
    }
    assert first == {**expected, "seq": [before + 1, before + 1]}
    assert again == {**expected, "replayed": True}
    assert [answer.headers["x-request-id"] for answer in answers] == ["paper-1", "paper-1"]
    assert house.seq() == before + 1


def test_a_deed_of_several_events_names_the_first_and_the_last(house: House, lines: Lines) -> None:
    house.issue("ho-tich")
    officer = house.token("officer", 1, name="canbo1")
    before = house.seq()
    house.do("/counters/1/open", by=officer)
    house.do("/counters/1/call-next", by=officer)
    house.do("/counters/1/pause", {"reason": "nghỉ", "ticket": "put_back"}, by=house.supervisor)
    last = [line["seq"] for line in lines() if "/counters/" in line.get("route", "")]
    assert [numbers[0] for numbers in last] == [before + 1, before + 2, before + 3]
    assert last[-1][1] == house.seq()


def test_an_id_that_could_forge_a_line_is_replaced(house: House, lines: Lines) -> None:
    answer = house.ask("GET", "/queues", headers={"X-Request-Id": 'x","who":"admin'})
    (line,) = lines()
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", line["request"])
    assert answer.headers["x-request-id"] == line["request"]


def test_secrets_names_and_searches_stay_out_of_the_log(house: House, lines: Lines, tmp_path: Path) -> None:
    secret, token = "s" * 24, house.token("officer", 3, name="nguyen-thi-lan")
    ticket = house.issue("ho-tich", follow_secret=secret, phone="0912345678")
    house.ask("GET", f"/follow/{secret}")
    house.ask("GET", f"/nowhere/{secret}")
    house.ask("GET", "/procedures?q=Lan+012345678901")
    house.ask("GET", f"/tickets/{ticket['id']}", by=token)
    house.ask("POST", "/session", {"name": "nguyen-thi-lan", "password": "mat-khau-sai"}, key="")
    house.ask("BREW", "/queues")
    found = [line for line in lines() if line["event"] == "request"]
    assert [(line["method"], line["route"]) for line in found][-6:] == [
        ("GET", "/api/v1/follow/<string:secret>"),
        ("GET", "-"),
        ("GET", "/api/v1/procedures"),
        ("GET", "/api/v1/tickets/<int:id>"),
        ("POST", "/api/v1/session"),
        ("OTHER", "-"),
    ]
    text = (tmp_path / "logs" / "server.jsonl").read_text("utf-8")
    known = (secret, token.secret, "0912345678", "lan", "Lan", "012345678901", "mat-khau", "127.0.0.1")
    assert [word for word in known if word in text] == []
    (reader,) = [line["who"] for line in found if line["route"] == "/api/v1/tickets/<int:id>"]
    assert re.fullmatch(r"officer:~[0-9a-f]{8}", reader)


def test_what_goes_wrong_meanwhile_names_the_request(
    house: House, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_fact: object) -> None:
        raise RuntimeError("Nguyễn Thị Lan")

    monkeypatch.setattr("queue_server.hall.api.catalogue.ticket_views.queues", broken)
    answer = house.ask("GET", "/queues", headers={"X-Request-Id": "abc"})
    error, line = lines()
    assert (answer.status, line["status"], line["request"]) == (500, 500, "abc")
    assert (error["level"], error["request"], error["error"]) == ("error", "abc", "RuntimeError")
    assert "Lan" not in json.dumps(error, ensure_ascii=False)


def test_what_nobody_asked_for_has_a_line_of_its_own(house: House, lines: Lines) -> None:
    house.token("integration", name="tinh")
    (line,) = lines()
    assert (line["event"], line["kinds"], line["seq"]) == (
        "committed",
        ["administration"],
        [house.seq()] * 2,
    )


def test_the_log_costs_little(house: House, lines: Lines) -> None:
    """A line takes about 8 µs where a number takes about 460; a tenth of a millisecond is a mistake, no slow machine."""

    def answer(_environ: dict[str, Any], start: Callable[..., None]) -> None:
        start("200 OK", [])

    layer = request_log.RequestLog(answer, house.application.app, ProcessMetrics())
    began = process_time()
    for _ in range(2000):
        layer({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda status, headers: None)
    assert (process_time() - began) / 2000 < 100e-6
    assert len(lines()) == 2000
