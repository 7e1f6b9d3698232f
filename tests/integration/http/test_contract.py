"""The served OpenAPI document and the contract: every path, its key, its problems, and errors that are never HTML."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.house import House

# Every path that the contract names, with its methods.
CONTRACT = {
    "GET /api/v1/fields",
    "GET /api/v1/procedures",
    "GET /api/v1/procedures/{ident}",
    "POST /api/v1/tickets",
    "GET /api/v1/tickets",
    "GET /api/v1/tickets/{id}",
    "GET /api/v1/tickets/{id}/history",
    "GET /api/v1/follow/{secret}",
    "GET /api/v1/queues",
    "GET /api/v1/queues/{id}/waiting",
    "GET /api/v1/counters",
    "POST /api/v1/counters/{n}/open",
    "POST /api/v1/counters/{n}/pause",
    "POST /api/v1/counters/{n}/close",
    "POST /api/v1/counters/{n}/call-next",
    "POST /api/v1/counters/{n}/call",
    "POST /api/v1/tickets/{id}/recall",
    "POST /api/v1/tickets/{id}/start",
    "POST /api/v1/tickets/{id}/finish",
    "POST /api/v1/tickets/{id}/no-show",
    "POST /api/v1/tickets/{id}/hold",
    "POST /api/v1/tickets/{id}/resume",
    "POST /api/v1/tickets/{id}/put-back",
    "POST /api/v1/tickets/{id}/cancel",
    "POST /api/v1/tickets/{id}/restore",
    "POST /api/v1/tickets/{id}/transfer",
    "POST /api/v1/tickets/{id}/priority",
    "POST /api/v1/tickets/{id}/undo",
    "POST /api/v1/tickets/{id}/check-in",
    "POST /api/v1/tickets/{id}/dossiers",
    "GET /api/v1/dossiers/{code}",
    "GET /api/v1/dossiers",
    "POST /api/v1/dossiers/{code}/{move}",
    "GET /api/v1/public/dossiers/{code}",
    "POST /api/v1/session",
    "GET /api/v1/session",
    "DELETE /api/v1/session",
    "GET /api/v1/events",
    "GET /api/v1/reports/day",
    "GET /api/v1/reports/period",
    "GET /api/v1/reports/day.csv",
    "GET /api/v1/reports/day.xlsx",
    "GET /healthz",
    "GET /metrics",
}


@pytest.fixture
def document(house: House) -> dict[str, Any]:
    return dict(house.ask("GET", "/api/openapi.json").body)


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_the_document_names_every_path_of_the_contract(document: dict[str, Any]) -> None:
    assert sorted(CONTRACT - set(operations(document))) == []


def test_every_route_of_the_api_is_in_the_document(house: House, document: dict[str, Any]) -> None:
    served = {
        f"{method} " + re.sub(r"<(?:[a-z]+:)?([a-z]+)>", r"{\1}", route.rule)
        for route in house.application.app.url_map.iter_rules()
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
        if route.rule.startswith("/api/v1/")
    }
    assert sorted(served - set(operations(document))) == []


def test_each_operation_is_whole(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        path = name.split()[1]
        declared = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path"]
        assert sorted(declared) == sorted(re.findall(r"{(\w+)}", path)), name
        assert all(p["required"] for p in operation.get("parameters", []) if p["in"] == "path"), name
        assert operation["summary"], name
        assert any(status.startswith("2") for status in operation["responses"]), name
        for status, response in operation["responses"].items():
            assert response["description"], (name, status)
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (name, status)
    assert len({operation["operationId"] for operation in operations(document).values()}) == len(
        operations(document)
    )


def test_every_deed_says_that_it_needs_a_key(document: dict[str, Any]) -> None:
    without = {
        "POST /api/v1/session",
        "POST /api/v1/session/password",
        "POST /api/v1/pairings",
        "POST /api/v1/pairings/{secret}/token",
        # Whoever holds the paper is nobody that a key could belong to; the paper itself is rated only once.
        "POST /api/v1/follow/{secret}/rating",
        "POST /api/v1/public/dossiers/{code}/rating",
    }
    deeds = {
        name
        for name, operation in operations(document).items()
        if any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", []))
    }
    assert deeds == {name for name in operations(document) if name.startswith("POST ")} - without


def test_every_reference_in_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found, reference


def test_the_document_can_be_browsed_without_anything_from_elsewhere(house: House) -> None:
    page = house.client.get("/api/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert re.findall(r"https?://", page.text) == []
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert house.client.get(f"/api/{address}", buffered=True).status_code == 200, address


def problem(house: House, *request: Any, **more: Any) -> tuple[int, str]:
    """Status and code of an answer that must be a whole problem document."""
    answer = house.ask(*request, **more)
    assert answer.headers["content-type"].split(";")[0] == "application/problem+json", answer
    assert {"type", "title", "status", "detail", "code"} <= set(answer.body)
    assert answer.body["status"] == answer.status
    assert "Traceback" not in json.dumps(answer.body)
    return answer.status, answer.body["code"]


def test_unknown_addresses_answer_with_a_problem(house: House) -> None:
    for address in ("/nothing", "/api/v2/tickets", "/api/", "/tickets/", "/tickets/1/dance", "/queues/1/2/3"):
        if address != "/api/":
            assert problem(house, "GET", address) == (404, "not_found"), address
    assert problem(house, "GET", "/api/nothing") == (404, "not_found")


def test_a_wrong_method_answers_with_a_problem_and_names_the_right_ones(house: House) -> None:
    assert problem(house, "DELETE", "/tickets", by=house.supervisor) == (405, "method_not_allowed")
    answer = house.ask("PATCH", "/queues", by=house.supervisor)
    assert (answer.status, sorted(answer.headers["allow"].split(", "))) == (405, ["GET", "HEAD", "OPTIONS"])


def test_a_body_that_is_no_readable_object_is_a_bad_request(house: House) -> None:
    bodies = [
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"A001"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"queue": "chung-thuc\\u0000"}',
        b'{"queue": "\\ud800"}',
        b'{"queue": NaN}',
        b"queue=chung-thuc",
    ]
    answers = {body[:30]: problem(house, "POST", "/tickets", by=house.kiosk, data=body) for body in bodies}
    assert answers == {body[:30]: (400, "bad_request") for body in bodies}


def test_a_readable_body_that_cannot_be_is_invalid(house: House) -> None:
    bodies: list[dict[str, Any]] = [
        {},
        {"queue": ""},
        {"queue": 7},
        {"queue": "chung-thuc", "strange": 1},
        {"queue": "no-such-queue"},
        {"procedures": ["no-such-procedure"]},
        {"queue": "chung-thuc", "procedures": ["dang-ky-khai-sinh"]},
        {"queue": "chung-thuc", "purpose": "party"},
        {"queue": "chung-thuc", "priority": "rich"},
        {"queue": "chung-thuc", "lang": "fr"},
        {"queue": "chung-thuc", "phone": "x"},
        {"queue": "chung-thuc", "dossiers": ["no-such-dossier"]},
        {"queue": "chung-thuc", "follow_secret": "short"},
        {"procedures": ["dang-ky-khai-sinh"] * 11},
    ]
    answers = {str(body): problem(house, "POST", "/tickets", body, by=house.kiosk) for body in bodies}
    assert answers == {str(body): (422, "invalid") for body in bodies}
    assert house.get("/tickets", house.supervisor) == []


def test_what_was_sent_is_not_repeated_in_the_problem(house: House) -> None:
    answer = house.ask("POST", "/tickets", {"queue": "chung-thuc", "phone": "bí mật 0912"}, by=house.kiosk)
    assert answer.status == 422
    assert "0912" not in json.dumps(answer.body)


def test_a_body_that_is_too_large_is_refused_as_a_problem(house: House) -> None:
    large = b'{"queue": "' + b"x" * 3_000_000 + b'"}'
    assert problem(house, "POST", "/tickets", by=house.kiosk, data=large) == (413, "too_large")


def test_what_does_not_exist_is_not_found(house: House) -> None:
    paths = [
        "/tickets/999999",
        "/tickets/0",
        "/tickets/99999999999999999999",
        "/tickets/A001",
        "/tickets/999999/history",
        "/queues/no-such-queue/waiting",
        "/procedures/no-such-procedure",
        "/follow/short",
        "/follow/nobody-has-this-secret",
        "/dossiers/no-such-dossier",
        "/devices/no-such-device/screen.png",
        "/counters/99/panel",
        "/counters/0/panel",
        "/counters/100000/panel",
    ]
    answers = {path: problem(house, "GET", path, by=house.supervisor) for path in paths}
    assert answers == dict.fromkeys(paths, (404, "not_found"))


def test_deeds_on_what_does_not_exist_are_not_found(house: House) -> None:
    for path in ("/tickets/999999/recall", "/counters/99/open", "/counters/0/open", "/tickets/0/undo"):
        assert problem(house, "POST", path, by=house.supervisor) == (404, "not_found"), path


def test_a_query_that_cannot_be_is_refused(house: House) -> None:
    expected = {
        "/events?after=-1": 422,
        "/events?after=x": 422,
        "/events?limit=0": 422,
        "/events?limit=1001": 422,
        "/tickets?date=yesterday": 422,
        "/procedures?limit=x": 422,
        "/tickets?number=%00": 400,
        "/procedures?q=%00": 400,
    }
    answers = {path: problem(house, "GET", path, by=house.supervisor)[0] for path in expected}
    assert answers == expected


def test_a_database_that_is_away_is_a_problem_that_asks_for_patience(house: House) -> None:
    engine = house.book.engine
    kiosk = house.kiosk
    connect = engine.connect

    def away() -> Any:
        connection = connect()
        connection.close()
        return connection

    try:
        engine.connect = away  # type: ignore[method-assign]
        assert problem(house, "GET", "/queues") == (503, "unavailable")
        answer = house.ask("POST", "/tickets", {"queue": "chung-thuc"}, by=kiosk)
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        health = house.ask("GET", "/healthz")
        assert (health.status, health.body) == (503, {"status": "degraded", "failing": ["database"]})
    finally:
        engine.connect = connect  # type: ignore[method-assign]
    assert house.ask("GET", "/healthz").body == {"status": "ok"}


def test_head_and_options_are_harmless(house: House) -> None:
    assert house.ask("HEAD", "/queues").status == 200
    assert house.ask("HEAD", "/healthz").status == 200
    assert house.ask("HEAD", "/tickets").status == 401
    for path in ("/tickets", "/counters/1/open", "/session", "/events"):
        answer = house.ask("OPTIONS", path)
        assert (answer.status, "access-control-allow-origin" in answer.headers) == (200, False), path
    assert house.facts() == []


def test_no_get_changes_anything(house: House, document: dict[str, Any]) -> None:
    ticket = house.issue()
    seq = house.seq()
    values = {"id": str(ticket["id"]), "n": "1", "ident": "dang-ky-khai-sinh", "name": "kiosk-1", "code": "x"}
    for name in operations(document):
        method, path = name.split()
        # Reports and files are made by the worker, which this house does without.
        if method == "GET" and "report" not in path and "receipt" not in path and "." not in path:
            address = re.sub(r"{(\w+)}", lambda m: values.get(m[1], "0" * 20), path)
            assert house.ask("GET", address, by=house.supervisor).status < 500, name
    assert house.seq() == seq


def test_every_answer_carries_the_security_headers(house: House) -> None:
    for path in ("/queues", "/api/v1/nothing", "/healthz", "/api/docs"):
        headers = house.ask("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "default-src 'self'" in headers["content-security-policy"]
    assert house.ask("GET", "/queues").headers["cache-control"] == "no-store"


def test_two_centres_in_one_database_know_nothing_of_each_other(new_house: Callable[..., House]) -> None:
    here, there = new_house(), new_house()
    ticket = here.issue(follow_secret=here.secret)
    assert there.issue()["number"] == ticket["number"] == "B001"
    assert there.ask("GET", "/queues", by=here.supervisor).status == 401
    assert there.ask("GET", f"/tickets/{ticket['id']}", by=there.supervisor).status == 404
    assert there.ask("GET", f"/follow/{here.secret}").status == 404
    assert (
        there.ask("POST", f"/tickets/{ticket['id']}/cancel", {"reason": "x"}, by=there.supervisor).status
        == 404
    )
    assert [fact["seq"] for fact in there.get("/events", there.supervisor)["events"]] == list(
        range(1, there.seq() + 1)
    )
