"""Signing in, sessions, secrets on paper and what every answer's headers say."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from queue_server.access import passwords
from queue_server.access.identity import hash_secret, new_secret
from queue_server.centre.deeds import people
from queue_server.http.limits import SignIns
from queue_server.ledger.actor import Actor
from tests.integration.house import House

PASSWORD = "mat-khau-thu-nghiem"
SYSTEM = Actor("test", "admin", principal="test")


@pytest.fixture
def house(sqlite_house: House) -> House:
    """A house with a supervisor `lan`; checking her password takes no time."""
    house = sqlite_house
    house.book.perform(SYSTEM, lambda deed: people.create_person(deed, "lan", "supervisor", (), PASSWORD))
    house.application.parts.offload = _at_once
    # The limits' clock stands still: a slow machine must not give allowances back.
    house.application.parts.limits.signing_in = SignIns(lambda: 0.0)
    house.application.parts.limits.guessing.clock = lambda: 0.0
    return house


def _at_once(work: Callable[..., Any], *arguments: Any) -> Any:
    if work is passwords.verify:
        return arguments[0] == arguments[1]
    return arguments[0]


def sign_in(house: House, address: str, name: str = "lan", password: str = PASSWORD, **headers: str) -> Any:
    return house.client.post(
        "/api/v1/session",
        json={"name": name, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
        headers=headers,
    )


def cookie_of(response: Any) -> str:
    return str(response.headers["Set-Cookie"].split(";")[0])


def test_a_stranger_who_guesses_at_a_name_does_not_lock_its_owner_out(house: House) -> None:
    assert sign_in(house, "10.0.0.5").status_code == 200
    guesses = [sign_in(house, f"10.9.0.{n // 5}", password="x").status_code for n in range(100)]
    assert guesses == [401] * 29 + [429] * 71
    assert sign_in(house, "10.0.0.5").status_code == 200
    assert sign_in(house, "10.0.0.6").status_code == 429


def test_a_whole_building_behind_one_address_can_sign_in_in_the_morning(house: House) -> None:
    for number in range(40):
        house.book.perform(
            SYSTEM,
            lambda deed, number=number: people.create_person(deed, f"cb{number}", "officer", (1,), PASSWORD),
        )
    assert {sign_in(house, "10.0.0.1", f"cb{number}").status_code for number in range(40)} == {200}


def test_changing_ones_password_is_no_way_to_guess_it(house: House) -> None:
    session = sign_in(house, "10.0.0.5")
    headers = {"Cookie": cookie_of(session), "X-CSRF-Token": session.get_json()["csrf"]}
    answers = [
        house.client.post(
            "/api/v1/session/password",
            json={"old": f"guess-{n}", "new": "a-new-password"},
            headers=headers,
            environ_overrides={"REMOTE_ADDR": "10.0.0.5"},
        ).status_code
        for n in range(12)
    ]
    assert answers == [401] * 9 + [429] * 3


def test_signing_in_gives_a_new_session_and_ends_the_browsers_old_one(house: House) -> None:
    planted = {"Cookie": "motcua_session=chosen-by-an-attacker"}
    first = cookie_of(sign_in(house, "10.0.0.5", **planted))
    assert "chosen-by-an-attacker" not in first
    second = cookie_of(sign_in(house, "10.0.0.5", Cookie=first))
    assert second != first
    who = [house.client.get("/api/v1/session", headers={"Cookie": c}).status_code for c in (first, second)]
    assert who == [401, 200]


def test_the_sessions_cookie_is_out_of_reach_of_scripts_and_of_other_sites(house: House) -> None:
    plain = sign_in(house, "10.0.0.5").headers["Set-Cookie"].split("; ")
    assert sorted(plain[1:]) == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax"] or "Expires" in str(
        plain
    )
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(plain)
    secure = house.client.post(
        "/api/v1/session",
        json={"name": "lan", "password": PASSWORD},
        environ_overrides={"wsgi.url_scheme": "https", "REMOTE_ADDR": "10.0.0.5"},
    )
    assert "Secure" in secure.headers["Set-Cookie"].split("; ")


def test_no_header_says_from_where_somebody_asks_unless_a_proxy_is_told_of(house: House) -> None:
    answers = [
        sign_in(house, "10.0.0.7", password="x", **{"X-Forwarded-For": f"10.8.0.{n}"}).status_code
        for n in range(11)
    ]
    assert answers == [401] * 10 + [429]


SECRETS = ("/api/v1/follow/{}", "/api/v1/public/dossiers/H49.77-260615-0001?secret={}", "/api/v1/pairings/{}")


@pytest.mark.parametrize("path", SECRETS)
def test_guessing_at_printed_secrets_is_slowed_down_and_disturbs_nobody_who_has_one(
    house: House, path: str
) -> None:
    secret = house.secret
    house.issue(follow_secret=secret)

    def ask(path: str) -> Any:
        return house.client.get(path, environ_overrides={"REMOTE_ADDR": "10.7.0.1"})

    answers = [ask(path.format(new_secret())) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [404] * 60 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 2
    assert len({answer.get_data() for answer in answers[:60]}) == 1
    assert ask(f"/api/v1/follow/{secret}").status_code == 200


def test_every_secret_has_at_least_128_bits(house: House) -> None:
    ticket = house.issue()
    shown = ticket["follow_url"].rsplit("/", 1)[-1]
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,}", shown)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,}", house.ask("POST", "/pairings", key="").body["secret"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", house.token("display").secret)
    for short in ("a", "a" * 21, "a" * 65, "a b" * 10, "ă" * 30):
        answer = house.ask("POST", "/tickets", {"queue": "ho-tich", "follow_secret": short}, by=house.kiosk)
        assert answer.status == 422, short


def test_no_address_lists_secrets_or_their_hashes(house: House) -> None:
    admin = house.token("admin")
    pairing = house.ask("POST", "/pairings", key="").body
    session = sign_in(house, "10.0.0.5")
    secrets = [house.kiosk.secret, admin.secret, pairing["secret"], cookie_of(session).split("=", 1)[1]]
    hidden = [*secrets, *map(hash_secret, secrets), PASSWORD]
    for path in ("/tokens", "/people", "/pairings", "/devices", "/events?limit=1000"):
        shown = repr(house.get(path, admin))
        assert [secret for secret in hidden if secret in shown] == [], path


def test_open_pairing_codes_are_few_in_all(house: House) -> None:
    answers = [
        house.client.post("/api/v1/pairings", environ_overrides={"REMOTE_ADDR": f"10.6.0.{n}"}).status_code
        for n in range(52)
    ]
    assert answers == [201] * 50 + [429] * 2


PAGES = (
    "/sign-in",
    "/board",
    "/f/" + "a" * 24,
    "/d/H49?secret=x",
    "/nothing",
    "/api/v1/centre",
    "/api/v1/nothing",
)
PRIVATE = ("/supervisor", "/administration", "/dossiers", "/panel", "/panel/1", "/api/v1/session")


def test_every_page_and_error_has_the_headers_that_hold_scripts_frames_and_copies_back(house: House) -> None:
    cookie = {"Cookie": cookie_of(sign_in(house, "10.0.0.5"))}
    for path in (*PAGES, *PRIVATE):
        answer = house.client.get(path, headers=cookie)
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"].endswith("no-store"), path
        assert "unsafe" not in policy, path
        assert {part.split()[0] for part in policy.split(";")} >= {
            *(
                "default-src",
                "script-src",
                "style-src",
                "object-src",
                "base-uri",
                "form-action",
                "frame-ancestors",
            ),
        }
        found = {
            name: answer.headers.getlist(name)
            for name in (
                *(
                    "X-Content-Type-Options",
                    "X-Frame-Options",
                    "Referrer-Policy",
                    "Cross-Origin-Opener-Policy",
                ),
                *("Cross-Origin-Resource-Policy", "Server", "X-Powered-By", "Access-Control-Allow-Origin"),
            )
        }
        assert found == {
            "X-Content-Type-Options": ["nosniff"],
            "X-Frame-Options": ["DENY"],
            "Referrer-Policy": ["no-referrer"],
            "Cross-Origin-Opener-Policy": ["same-origin"],
            "Cross-Origin-Resource-Policy": ["same-origin"],
            "Server": [],
            "X-Powered-By": [],
            "Access-Control-Allow-Origin": [],
        }, path


def test_other_sites_are_told_nothing_by_a_preflight(house: House) -> None:
    for path in ("/api/v1/tickets", "/api/v1/session"):
        answer = house.client.options(
            path, headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
        )
        assert [name for name, _ in answer.headers if name.lower().startswith("access-control")] == []


@pytest.mark.parametrize(
    "goal",
    [
        *(
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/%09/evil.example",
        ),
        *("/\t/evil.example", "\\\\evil.example", "/sign-in", "http:evil.example", "/\r\nSet-Cookie: a=b"),
    ],
)
def test_signing_in_leads_nowhere_else(house: House, goal: str) -> None:
    cookie = {"Cookie": cookie_of(sign_in(house, "10.0.0.5"))}
    answer = house.client.get("/sign-in", query_string={"next": goal}, headers=cookie)
    if answer.status_code == 302:
        place = answer.headers["Location"]
        assert place == "/supervisor" or re.fullmatch(r"/[^/\\\s].*", place), place
    assert "Set-Cookie" not in answer.headers
    shown = house.client.get("/sign-in", query_string={"next": goal}).get_data(as_text=True)
    assert "evil.example" not in shown or goal == "/%09/evil.example"


def test_the_clock_of_sign_ins_gives_the_allowance_back() -> None:
    now = [0.0]
    limit = SignIns(lambda: now[0])
    assert [limit.take("lan", "::1") for _ in range(11)] == [0] * 10 + [6]
    # The same house of IPv6 addresses is one address.
    assert limit.take("lan", "2001:db8::1") == 0
    assert [limit.take("lan", f"2001:db8::{n}") for n in range(10)][-1] > 0
    now[0] = 60
    assert limit.take("lan", "::1") == 0
