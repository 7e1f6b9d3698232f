"""Nothing is served that has no row in a table of rights: operations of the document, pages, and facts by role."""

import re
from typing import Any

import pytest

from queue_server.centre.deeds import people
from queue_server.http.permissions import ROLES
from queue_server.ledger.actor import Actor
from queue_server.ledger.audiences import of_role, render
from shared.wire.vocabulary import FactType, Role
from tests.integration.house import House
from tests.integration.http.test_permissions import ANYONE, TABLE

# Files of announcements are asked for by their digest, by screens that hold no token.
WATCHED = {
    "GET /healthz": ANYONE,
    "GET /metrics": "admin supervisor integration",
    "GET /media/{digest}": ANYONE,
}
UNDOCUMENTED = {"GET /metrics", "GET /media/{digest}"}
METHODS = {"get", "post", "put", "patch", "delete"}
SYSTEM = Actor("test", "admin", principal="test")


@pytest.fixture
def house(sqlite_house: House) -> House:
    """A house where checking a password takes no time."""
    sqlite_house.application.parts.offload = lambda work, *arguments: (
        arguments[0] == arguments[1] if arguments else work()
    )
    return sqlite_house


def operations(house: House) -> dict[str, dict[str, Any]]:
    document = house.client.get("/api/openapi.json").get_json()
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation
        for path, found in document["paths"].items()
        for method, operation in found.items()
        if method in METHODS and path != "/metrics"
    }


def test_every_operation_of_the_document_has_its_row(house: House) -> None:
    assert set(operations(house)) == set(TABLE) | (set(WATCHED) - UNDOCUMENTED)


def test_the_document_says_which_operations_need_somebody(house: House) -> None:
    rows = {**TABLE, **WATCHED}
    wrong = [
        name for name, found in operations(house).items() if ("security" in found) != (rows[name] != ANYONE)
    ]
    assert wrong == []


def test_each_views_own_rule_is_what_its_row_says(house: House) -> None:
    app = house.application.app
    found = {}
    for route in app.url_map.iter_rules():
        rule = getattr(app.view_functions[route.endpoint], "rule", None)
        if rule is None:
            continue
        roles = ANYONE if rule.permission is None else " ".join(sorted(ROLES[rule.permission]))
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            path = re.sub(r"<(?:[a-z]+:)?([a-z]+)>", r"{\1}", route.rule.removeprefix("/api/v1"))
            found[f"{method} {path}"] = roles
    expected = {name: " ".join(sorted(row.split())) for name, row in {**TABLE, **WATCHED}.items()}
    assert found == expected


def test_every_view_of_the_api_has_a_rule(house: House) -> None:
    app = house.application.app
    bare = [
        route.rule
        for route in app.url_map.iter_rules()
        if route.rule.startswith("/api/v1")
        and getattr(app.view_functions[route.endpoint], "rule", None) is None
    ]
    assert bare == []


# Pages

PAGES = {
    "/": "admin supervisor officer",
    "/panel": "admin supervisor officer",
    "/panel/1": "admin supervisor officer",
    "/panel/2": "admin supervisor",
    "/cash": "admin supervisor officer",
    "/dossiers": "admin supervisor officer",
    "/dossiers/H49": "admin supervisor officer",
    "/dossiers/H49/timeline": "admin supervisor officer",
    "/tickets/1/timeline": "admin supervisor officer",
    "/work": "admin supervisor officer",
    "/registers": "admin supervisor officer",
    "/overdue": "admin supervisor",
    "/reports": "admin supervisor",
    "/complaints": "admin supervisor",
    "/exchange": "admin",
    "/supervisor": "admin supervisor",
    "/screens": "admin supervisor",
    "/greeter": "admin supervisor officer",
    "/desk/appointments": "admin supervisor officer",
    "/administration": "admin",
}
OPEN_PAGES = {
    *("/sign-in", "/board", "/rate/{counter}"),
    *("/f/{secret}", "/d/{code}", "/papers/{ident}"),
    *("/appointments", "/dat-hen", "/appointments/{secret}"),
}
SERVED_ELSEWHERE = (
    "/api/",
    "/static",
    "/media/",
    "/assets",
    "/pages-static",
    "/panel/static",
    "/healthz",
    "/metrics",
)


def test_every_page_is_in_the_table(house: House) -> None:
    found = {
        re.sub(r"<(?:[a-z]+:)?([a-z]+)>", r"{\1}", route.rule)
        for route in house.application.app.url_map.iter_rules()
        if not route.rule.startswith(SERVED_ELSEWHERE)
    }
    names = (("H49", "{code}"), ("/tickets/1", "/tickets/{ident}"))
    named = {re.sub(r"/(\d+)$", "/{number}", page) for page in PAGES}
    for value, name in names:
        named = {page.replace(value, name) for page in named}
    assert found == named | OPEN_PAGES


def test_each_role_sees_its_pages_and_no_other(house: House) -> None:
    found, expected = {}, {}
    for role in ("officer", "supervisor", "admin"):
        house.book.perform(
            SYSTEM, lambda deed, role=role: people.create_person(deed, role, role, (1,), "a password")
        )
        signed_in = house.client.post("/api/v1/session", json={"name": role, "password": "a password"})
        cookie = {"Cookie": signed_in.headers["Set-Cookie"].split(";")[0]}
        for page, roles in PAGES.items():
            answer = house.client.get(page, headers=cookie)
            to_sign_in = answer.headers.get("Location", "").startswith("/sign-in")
            found[role, page] = answer.status_code in (200, 302) and not to_sign_in
            expected[role, page] = role in roles.split()
    assert found == expected


def test_nobody_and_no_token_opens_a_page_for_people(house: House) -> None:
    for page in PAGES:
        for headers in ({}, {"Authorization": f"Bearer {house.token('admin').secret}"}):
            answer = house.client.get(page, headers=headers)
            assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/sign-in"), page


def test_an_officer_works_at_no_other_counter(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    house.do("/counters/2/open", by=house.supervisor)
    house.issue(house.get("/counters", house.supervisor)[1]["queues"][0])
    ticket = house.do("/counters/2/call-next", by=house.supervisor)
    refused = {}
    for deed in ("open", "pause", "close", "call-next", "call"):
        body = {"pause": {"reason": "ăn trưa"}, "call": {"ticket": ticket["id"], "reason": "thử"}}.get(deed)
        refused[deed] = house.refused(f"/counters/2/{deed}", body, by=officer)
    assert set(refused.values()) == {(403, "not_your_counter")}
    assert house.ask("GET", "/counters/2/panel", by=officer).status == 403
    for deed in ("recall", "start", "no-show", "put-back"):
        assert house.refused(f"/tickets/{ticket['id']}/{deed}", by=officer) == (403, "not_your_counter")


# Facts

STAFF = "admin supervisor integration"
DESK = f"{STAFF} officer"
EVERYBODY = f"{DESK} kiosk display"
FACTS = {
    **{
        fact: EVERYBODY
        for fact in FactType
        if fact.startswith(("ticket_", "counter_")) and fact is not FactType.TICKET_PRIORITY
    },
    FactType.TICKET_PRIORITY: DESK,
    **{fact: DESK for fact in FactType if fact.startswith("appointment_")},
    FactType.CHECKLIST_GIVEN: DESK,
    FactType.DOSSIER_RECEIVED: DESK,
    FactType.DOSSIER_CHANGED: DESK,
    FactType.FEES_CHANGED: DESK,
    FactType.PAYMENT_TAKEN: DESK,
    FactType.PAYMENT_REFUNDED: DESK,
    FactType.PAYMENT_VOIDED: DESK,
    FactType.CASH_CLOSED: STAFF,
    FactType.CASH_REOPENED: STAFF,
    FactType.DEVICE_CHANGED: STAFF,
    FactType.ADMINISTRATION: STAFF,
    FactType.ALARM_RAISED: STAFF,
    FactType.ALARM_ENDED: STAFF,
    FactType.EMERGENCY_STARTED: EVERYBODY,
    FactType.EMERGENCY_ENDED: EVERYBODY,
    FactType.NOTICE_CHANGED: EVERYBODY,
    FactType.MEDIA_CHANGED: EVERYBODY,
    # Kiosks have to hear that one of them is to print; what it is they have to ask for.
    FactType.PAPER_WANTED: EVERYBODY,
    FactType.HIDDEN: EVERYBODY,
}
PERSONAL = {
    "priority": "pregnant",
    "purpose": "submit",
    "by": "minh",
    "officer": "minh",
    "note": "x",
    "phone": "0912",
}


def test_each_role_hears_the_facts_of_its_row_and_of_others_the_number_only() -> None:
    heard, expected = {}, {}
    for fact in FactType:
        for role in Role:
            told = render(
                {
                    "seq": 5,
                    "type": fact.value,
                    "at": "2026-06-15T08:00:00+07:00",
                    "data": {"id": 1, **PERSONAL},
                },
                of_role(role),
            )
            hidden = told == {"seq": 5, "type": "hidden"}
            heard[fact, role] = not hidden
            expected[fact, role] = role in FACTS[fact].split()
    assert heard == expected


def test_the_hall_hears_nothing_of_anybody() -> None:
    for fact in FactType:
        told = render({"seq": 5, "type": fact.value, "at": "", "data": {"id": 1, **PERSONAL}}, "hall")
        assert not set(PERSONAL) & set(told.get("data", {})), fact
