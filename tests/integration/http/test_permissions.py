"""Who may do what: every address with every role, sessions, cross-site protection and passwords."""

import re
from typing import Any

import pytest

from queue_server.access import passwords
from queue_server.centre.deeds import people
from queue_server.ledger.actor import Actor
from shared.wire.vocabulary import Role
from tests.integration.house import House, Token

ANYONE = "anyone"
PEOPLE = "admin supervisor officer"
READERS = f"{PEOPLE} integration"
FEED = "admin supervisor integration"
DEVICES = "kiosk display"

# The permission table as addresses: a new address must be written down here by whoever adds it.
TABLE = {
    "GET /centre": ANYONE,
    "GET /catalogue": ANYONE,
    "GET /fields": ANYONE,
    "GET /procedures": ANYONE,
    "GET /procedures/{ident}": ANYONE,
    "GET /queues": ANYONE,
    "GET /follow/{secret}": ANYONE,
    "GET /public/dossiers/{code}": ANYONE,
    "POST /session": ANYONE,
    "GET /session": ANYONE,
    "DELETE /session": ANYONE,
    "POST /session/password": ANYONE,
    "POST /pairings": ANYONE,
    "GET /pairings/{secret}": ANYONE,
    "POST /pairings/{secret}/token": ANYONE,
    "GET /pairings": "admin supervisor",
    "POST /pairings/{code}/approve": "admin supervisor",
    "POST /tickets": f"{READERS} kiosk",
    "GET /tickets": READERS,
    "GET /tickets/{id}": f"{READERS} kiosk",
    "GET /tickets/{id}/history": READERS,
    "GET /kiosk/dossiers": "kiosk",
    "GET /kiosk/appointments": "kiosk",
    "GET /appointments/slots": ANYONE,
    "POST /public/appointments": ANYONE,
    "GET /public/appointments/{secret}": ANYONE,
    "GET /public/appointments/{secret}/calendar.ics": ANYONE,
    "GET /public/appointments/{secret}/code.svg": ANYONE,
    "POST /public/appointments/{secret}/move": ANYONE,
    "POST /public/appointments/{secret}/cancel": ANYONE,
    "GET /appointments": PEOPLE,
    "POST /appointments": PEOPLE,
    "GET /appointments/{id}": PEOPLE,
    "POST /appointments/{id}/move": PEOPLE,
    "POST /appointments/{id}/cancel": PEOPLE,
    "GET /kiosk/papers/{paper}": "kiosk",
    "GET /kiosk/papers/{paper}/slip.png": "kiosk",
    "GET /kiosks": PEOPLE,
    "POST /kiosks/{name}/papers": PEOPLE,
    "POST /checklists": f"{PEOPLE} kiosk",
    "GET /queues/{id}/load": ANYONE,
    "GET /tickets/{id}/follow.svg": PEOPLE,
    "GET /procedures/{ident}/papers": ANYONE,
    "GET /procedures/{ident}/papers.svg": ANYONE,
    "GET /queues/{id}/waiting": READERS,
    **{
        f"POST /tickets/{{id}}/{deed}": PEOPLE
        for deed in (
            *("recall", "start", "finish", "no-show", "hold", "resume", "put-back", "cancel"),
            *("restore", "transfer", "priority", "undo", "dossiers"),
        )
    },
    "POST /tickets/{id}/check-in": f"{PEOPLE} kiosk",
    "GET /counters": READERS,
    "GET /counters/{n}/panel": PEOPLE,
    "GET /balance": "admin supervisor",
    "GET /doubts": "admin supervisor",
    "POST /doubts/settle": "admin supervisor",
    "POST /rearrangements": "admin supervisor",
    "POST /rearrangements/{id}/undo": "admin supervisor",
    "GET /alarms": PEOPLE,
    "POST /alarms": PEOPLE,
    "POST /alarms/{id}/end": PEOPLE,
    **{f"POST /counters/{{n}}/{deed}": PEOPLE for deed in ("open", "pause", "close", "call-next", "call")},
    "GET /dossiers": READERS,
    "GET /dossiers/{code}": READERS,
    "GET /dossiers/{code}/looks": "admin supervisor",
    "GET /dossiers/{code}/receipt.pdf": PEOPLE,
    "GET /dossiers/{code}/receipt.png": PEOPLE,
    "GET /dossiers/{code}/forms": PEOPLE,
    "GET /dossiers/{code}/forms/{form}.pdf": PEOPLE,
    "GET /dossiers/{code}/forms/{form}.png": PEOPLE,
    "GET /dossiers/{code}/forms/{form}.slip.png": PEOPLE,
    **{f"GET /registers/{{year}}.{form}": PEOPLE for form in ("pdf", "xlsx")},
    "GET /forms": "admin",
    "GET /forms/{pack}/{form}": "admin",
    "POST /forms/{pack}/{form}": "admin",
    "POST /forms/{pack}/{form}/preview": "admin",
    "DELETE /forms/{pack}/{form}": "admin",
    "POST /dossiers/{code}/{move}": PEOPLE,
    **{
        f"POST /dossiers/{{code}}/{deed}": PEOPLE
        for deed in ("receive", "hand-over", "assign", "extend", "correct")
    },
    "GET /dossiers/{code}/hand-overs": READERS,
    "GET /dossiers/{code}/timeline": PEOPLE,
    "GET /tickets/{id}/timeline": PEOPLE,
    "GET /dossiers/due-counts": READERS,
    "GET /dossiers/places": READERS,
    "GET /departments": READERS,
    "GET /dossiers/{code}/colleagues": PEOPLE,
    "GET /registers/{year}": READERS,
    "POST /registers/{year}/close": "admin supervisor",
    "GET /fees": PEOPLE,
    "GET /fees/copies": PEOPLE,
    "GET /fees/line": PEOPLE,
    "GET /dossiers/{code}/fees": PEOPLE,
    "POST /dossiers/{code}/fees": PEOPLE,
    "POST /dossiers/{code}/fees/{line}/remove": PEOPLE,
    "POST /dossiers/{code}/payments": PEOPLE,
    "GET /tickets/{id}/payments": PEOPLE,
    "POST /tickets/{id}/payments": PEOPLE,
    "GET /payments": PEOPLE,
    "GET /payments/{id}": PEOPLE,
    "GET /payments/{id}/receipt.pdf": PEOPLE,
    "POST /payments/{id}/refund": PEOPLE,
    "POST /payments/{id}/void": PEOPLE,
    "GET /cash": PEOPLE,
    "GET /cash.csv": PEOPLE,
    "GET /cash.xlsx": PEOPLE,
    "POST /cash/close": PEOPLE,
    "POST /cash/reopen": "admin supervisor",
    "GET /events": FEED,
    "GET /metrics": FEED,
    **{
        f"GET /reports/{span}{form}": FEED
        for span in ("day", "period")
        for form in ("", ".csv", ".xlsx", ".pdf", "/plot.png", "/plot.svg")
    },
    **{
        f"GET /reports/{report}{form}": FEED
        for report in ("month", "months", "due", "satisfaction")
        for form in ("", ".csv", ".xlsx", ".pdf")
    },
    **{f"GET /reports/months/plot.{form}": FEED for form in ("png", "svg")},
    "GET /portal/dossiers": FEED,
    "GET /portal/dossiers.csv": FEED,
    "POST /follow/{secret}/rating": ANYONE,
    "POST /follow/{secret}/delay": ANYONE,
    "GET /counters/{n}/rating": "display",
    "POST /counters/{n}/rating": "display",
    "POST /follow/{secret}/cancel": ANYONE,
    "POST /public/dossiers/{code}/rating": ANYONE,
    "GET /ratings": "admin supervisor",
    "GET /complaints": "admin supervisor",
    "POST /complaints": "admin supervisor",
    "GET /complaints/{code}": "admin supervisor",
    "POST /complaints/{code}/answer": "admin supervisor",
    "GET /dossiers/{code}/attachments": PEOPLE,
    "POST /dossiers/{code}/attachments": PEOPLE,
    "GET /dossiers/{code}/attachments/{id}": PEOPLE,
    "POST /dossiers/{code}/attachments/{id}/remove": PEOPLE,
    "POST /imports/dossiers": "admin",
    "POST /imports/catalogue": "admin",
    "GET /devices": "admin supervisor",
    "GET /devices/{name}/screen.png": "admin supervisor",
    "POST /devices/{name}/restart": "admin supervisor",
    "GET /devices/me": DEVICES,
    "GET /devices/me/media": DEVICES,
    "POST /centre/emergency": "admin supervisor",
    "POST /centre/emergency/end": "admin supervisor",
    "POST /centre/notice": "admin supervisor",
    "POST /centre/notice/reset": "admin supervisor",
    "GET /media": "admin supervisor",
    "POST /media": "admin supervisor",
    "POST /media/{id}": "admin supervisor",
    "POST /media/{id}/remove": "admin supervisor",
    "GET /devices/me/ranges": "kiosk",
    "PUT /devices/me/journal": "kiosk",
    "PUT /devices/me/status": DEVICES,
    "PUT /devices/me/screen": DEVICES,
    "GET /people": "admin",
    "POST /people": "admin",
    "DELETE /people/{name}": "admin",
    "GET /tokens": "admin",
    "POST /tokens": "admin",
    "DELETE /tokens/{id}": "admin",
}
VALUES = {
    **{"id": "999999", "n": "99", "line": "999999", "paper": "999999", "code": "nothing", "move": "accept"},
    **{"secret": "0" * 20, "year": "2026"},
}


def addresses(house: House) -> set[str]:
    return {
        f"{method} " + re.sub(r"<(?:[a-z]+:)?([a-z]+)>", r"{\1}", route.rule.removeprefix("/api/v1"))
        for route in house.application.app.url_map.iter_rules()
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
        if route.rule.startswith("/api/v1/")
    }


def test_every_address_is_in_the_table(house: House) -> None:
    assert addresses(house) == set(TABLE)


def test_each_role_may_do_what_the_table_says_and_nothing_else(house: House) -> None:
    tokens = {role.value: house.token(role.value) for role in Role}
    found, expected = {}, {}
    for address, roles in TABLE.items():
        method, pattern = address.split()
        if roles == ANYONE or "report" in pattern or "receipt" in pattern:
            continue
        path = re.sub(r"{(\w+)}", lambda m: VALUES.get(m[1], "nothing"), pattern)
        for role, token in {"nobody": None, **tokens}.items():
            # Without a body and on what does not exist: whoever may ask gets another refusal than these two.
            answer = house.ask(method, path, by=token)
            code = answer.body.get("code") if isinstance(answer.body, dict) else None
            found[address, role] = code if code in ("unauthenticated", "forbidden") else "allowed"
            allowed = "allowed" if role in roles.split() else "forbidden"
            expected[address, role] = "unauthenticated" if token is None else allowed
    assert found == expected


def test_reports_and_receipts_are_kept_from_those_whom_they_do_not_concern(house: House) -> None:
    for address, roles in TABLE.items():
        method, pattern = address.split()
        if "report" in pattern or "receipt" in pattern:
            path = re.sub(r"{(\w+)}", lambda m: VALUES.get(m[1], "nothing"), pattern)
            assert house.ask(method, path).status == 401, address
            for role in Role:
                if role.value not in roles.split():
                    assert house.ask(method, path, by=house.token(role.value)).status == 403, address


def test_a_token_that_nobody_has_is_refused_everywhere(house: House) -> None:
    for path in ("/tickets", "/queues", "/nothing/at/all"):
        answer = house.ask("GET", path, by=Token("x", "not-a-token"))
        assert answer.status == (404 if "nothing" in path else 401), path
    answer = house.ask("GET", "/tickets", headers={"Authorization": f"Basic {house.supervisor.secret}"})
    assert (answer.status, answer.body["code"]) == (401, "unauthenticated")


def test_a_revoked_token_ends_at_once(house: House) -> None:
    admin, kiosk = house.token("admin"), house.kiosk
    (known,) = [token for token in house.get("/tokens", admin) if token["name"] == "kiosk-1"]
    assert (known["role"], known["revoked_at"], "token" in known, "hash" in known) == (
        "kiosk",
        None,
        False,
        False,
    )
    assert house.ask("GET", "/devices/me", by=kiosk).status == 200
    assert house.ask("DELETE", f"/tokens/{known['id']}", by=admin).status == 204
    assert house.ask("GET", "/devices/me", by=kiosk).status == 401
    assert house.ask("DELETE", "/tokens/999999", by=admin).status == 404


def test_a_token_is_shown_once_and_stored_as_a_hash(house: House) -> None:
    body = {"name": "kiosk-1", "role": "kiosk"}
    made = house.do("/tokens", body, by=house.token("admin"))["token"]
    assert house.get("/devices/me", Token("kiosk-1", made))["name"] == "kiosk-1"
    with house.book.engine.connect() as connection:
        stored = repr(connection.exec_driver_sql("SELECT hash FROM tokens").all())
        kept = repr(connection.exec_driver_sql("SELECT data FROM events").all())
        kept += repr(connection.exec_driver_sql("SELECT body FROM idempotency_keys").all())
    assert made not in stored + kept


def test_a_kiosk_sees_only_the_tickets_that_it_gave(house: House) -> None:
    ticket = house.issue()
    other = house.token("kiosk", name="kiosk-2")
    assert house.ask("GET", f"/tickets/{ticket['id']}", by=house.kiosk).status == 200
    assert house.ask("GET", f"/tickets/{ticket['id']}", by=other).status == 404


# People

PASSWORD = "mat-khau-thu-nghiem"


@pytest.fixture(scope="session")
def hashed() -> str:
    """Argon2 takes its time: once is enough."""
    return passwords.hash_password(PASSWORD)


class Browser:
    """A signed-in person: a cookie and the token against cross-site requests."""

    def __init__(self, house: House, name: str, password: str = PASSWORD) -> None:
        self.house = house
        self.answer = house.ask("POST", "/session", {"name": name, "password": password}, key="")
        self.cookie = self.answer.headers.get("set-cookie", "").split(";")[0]
        self.csrf = (self.answer.body or {}).get("csrf", "")

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        sent = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.house.ask(method, path, body, headers=sent)


@pytest.fixture
def staffed(house: House, hashed: str) -> House:
    """A house with an officer of counter 1, a supervisor and an administrator with a one-time password."""
    actor = Actor("test", "admin", principal="test")
    for name, role, counters, must_change in (
        ("minh", "officer", (1,), False),
        ("lan", "supervisor", (), False),
        ("quantri", "admin", (), True),
    ):
        house.book.perform(
            actor,
            lambda deed, name=name, role=role, counters=counters, must_change=must_change: (
                people.create_person(deed, name, role, counters, hashed, must_change=must_change)
            ),
        )
    return house


def test_signing_in_gives_a_cookie_and_says_who_one_is(staffed: House) -> None:
    minh = Browser(staffed, "minh")
    assert (minh.answer.status, minh.answer.body) == (
        200,
        {
            "name": "minh",
            "role": "officer",
            "counters": [1],
            "department": None,
            "csrf": minh.csrf,
            "must_change_password": False,
        },
    )
    attributes = minh.answer.headers["set-cookie"].lower()
    assert "httponly" in attributes
    assert "samesite=lax" in attributes
    assert minh.ask("GET", "/session").body == minh.answer.body
    assert minh.ask("POST", "/counters/1/open").body["officer"] == "minh"
    assert minh.ask("POST", "/counters/2/open").body["code"] == "not_your_counter"


def test_a_wrong_name_and_a_wrong_password_read_alike(staffed: House) -> None:
    wrong = [Browser(staffed, "minh", "x").answer, Browser(staffed, "nobody", PASSWORD).answer]
    assert [(answer.status, answer.body["code"]) for answer in wrong] == [(401, "unauthenticated")] * 2
    assert wrong[0].body == wrong[1].body
    assert "set-cookie" not in wrong[0].headers


def test_every_change_by_a_session_needs_its_own_token(staffed: House) -> None:
    minh, lan = Browser(staffed, "minh"), Browser(staffed, "lan")
    for wrong in ("", "x", lan.csrf):
        answer = minh.ask("POST", "/counters/1/open", X_CSRF_Token=wrong)
        assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert minh.ask("DELETE", "/session", X_CSRF_Token="").status == 403
    assert minh.ask("GET", "/session", X_CSRF_Token="").status == 200
    assert staffed.facts() == []


def test_a_request_from_another_site_is_refused(staffed: House) -> None:
    minh = Browser(staffed, "minh")
    answer = minh.ask("POST", "/counters/1/open", Origin="http://evil.example")
    assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert minh.ask("POST", "/counters/1/open", Origin="http://localhost").status == 200
    body = {"name": "minh", "password": PASSWORD}
    foreign = staffed.ask("POST", "/session", body, key="", headers={"Origin": "http://evil.example"})
    assert (foreign.status, "set-cookie" in foreign.headers) == (403, False)


def test_signing_in_again_needs_nothing_of_the_old_session(staffed: House) -> None:
    minh = Browser(staffed, "minh")
    body = {"name": "lan", "password": PASSWORD}
    again = staffed.ask("POST", "/session", body, key="", headers={"Cookie": minh.cookie})
    assert (again.status, again.body["name"]) == (200, "lan")


def test_signing_out_ends_the_session_at_once(staffed: House) -> None:
    minh, elsewhere = Browser(staffed, "minh"), Browser(staffed, "minh")
    assert minh.ask("DELETE", "/session").status == 204
    assert minh.ask("GET", "/session").status == 401
    assert minh.ask("POST", "/counters/1/open").status == 401
    assert elsewhere.ask("GET", "/session").status == 200


def test_a_session_ends_after_its_hours(staffed: House) -> None:
    minh = Browser(staffed, "minh")
    staffed.later(hours=11, minutes=59)
    assert minh.ask("GET", "/session").status == 200
    staffed.later(minutes=1)
    staffed.application.parts.identities.forget()
    assert minh.ask("GET", "/session").status == 401


def test_a_one_time_password_must_be_changed_before_anything_else(staffed: House) -> None:
    admin = Browser(staffed, "quantri")
    assert admin.answer.body["must_change_password"] is True
    answer = admin.ask("GET", "/tokens")
    assert (answer.status, answer.body["code"]) == (403, "password_must_change")
    assert admin.ask("POST", "/session/password", {"old": "x", "new": "a-new-password"}).status == 401
    assert admin.ask("POST", "/session/password", {"old": PASSWORD, "new": "short"}).status == 422
    assert admin.ask("POST", "/session/password", {"old": PASSWORD, "new": PASSWORD}).status == 422
    other = Browser(staffed, "quantri")
    changed = admin.ask("POST", "/session/password", {"old": PASSWORD, "new": "a-new-password"})
    assert (changed.status, changed.body["must_change_password"]) == (200, False)
    assert admin.ask("GET", "/tokens").status == 200
    assert other.ask("GET", "/session").status == 401
    assert Browser(staffed, "quantri").answer.status == 401


def test_guessing_passwords_is_slowed_down_for_that_name_only(staffed: House) -> None:
    # Checking takes Argon2's time: a fast refusal stands in for the slow one.
    staffed.application.parts.offload = lambda work, *arguments: work is not passwords.verify
    answers = [Browser(staffed, "minh", f"guess-{n}").answer for n in range(11)]
    assert [answer.status for answer in answers] == [401] * 10 + [429]
    assert answers[-1].body["code"] == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 6
    staffed.application.parts.offload = lambda work, *arguments: work(*arguments)
    assert Browser(staffed, "minh").answer.status == 429
    assert Browser(staffed, "lan").answer.status == 200


def test_guessing_names_is_slowed_down_too(staffed: House) -> None:
    staffed.application.parts.offload = lambda work, *arguments: False
    answers = [Browser(staffed, f"name-{n}", "x").answer.status for n in range(61)]
    assert answers == [401] * 60 + [429]


def test_people_are_added_and_removed_by_administrators(staffed: House) -> None:
    admin = staffed.token("admin")
    body = {"name": "hoa", "role": "officer", "counters": [2], "password": "mot-mat-khau"}
    shown = {"name": "hoa", "role": "officer", "counters": [2], "department": None, "works_at": "named"}
    assert staffed.do("/people", body, by=admin) == shown
    assert staffed.refused("/people", body, by=admin) == (409, "name_taken")
    assert staffed.refused("/people", {**body, "name": "ha", "counters": [99]}, by=admin)[0] == 404
    hoa = Browser(staffed, "hoa", "mot-mat-khau")
    assert hoa.ask("POST", "/counters/2/open").status == 200
    assert [p["name"] for p in staffed.get("/people", admin)] == ["hoa", "lan", "minh", "quantri"]
    assert staffed.ask("DELETE", "/people/hoa", by=admin).status == 204
    assert hoa.ask("GET", "/session").status == 401
    assert Browser(staffed, "hoa", "mot-mat-khau").answer.status == 401
    assert staffed.ask("DELETE", "/people/hoa", by=admin).status == 404
    with staffed.book.engine.connect() as connection:
        kept = repr(connection.exec_driver_sql("SELECT data FROM events").all())
        kept += repr(connection.exec_driver_sql("SELECT body FROM idempotency_keys").all())
    assert "mot-mat-khau" not in kept
