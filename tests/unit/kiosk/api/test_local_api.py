"""The agent's local API: who may ask, what it answers, and what it never gives away."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.answers.catalogue import Fields, Found, Group, WholeProcedure
from kiosk.answers.hall import State
from kiosk.answers.lookups import NoDossier
from kiosk.answers.numbers import Ticket
from kiosk.answers.scans import Scan, Scans
from kiosk.api import Site, create_site
from kiosk.api.site import Wish
from kiosk.offline.not_taken import NotTaken
from shared.text.appointment_code import ALPHABET, LENGTH
from shared.wire.base import InBothLanguages

PORT = 21399
TAKEN = Ticket.model_construct(id=7, number="A001")
BASE = f"http://127.0.0.1:{PORT}"
OURS = {"Origin": BASE}


def group(name: str | None) -> Group:
    """A group that says what was asked."""
    return Group(name=InBothLanguages(vi=str(name), en=str(name)), items=[])


def _site(take: Callable[[Wish], Ticket] = lambda wish: TAKEN, **other: Any) -> Site:
    site = Site(
        port=PORT,
        state=lambda: State.model_construct(clock="09:12"),
        fields=lambda: Fields.model_validate({"fields": [], "frequent": [], "by_field": []}),
        search=lambda text, field, limit: Found(
            items=[], total=limit, groups=[group(text), group(field)], elsewhere=[]
        ),
        procedure=lambda ident: (
            WholeProcedure.model_construct(id=ident) if ident == "dang-ky-khai-sinh" else None
        ),
        look_up=lambda text: NoDossier(state="unknown", code=text, dossier=None),
        scan=lambda text: Scan(kind="other", text=text, card=None),
        scans=lambda after, within: Scans(last=after, scans=[]),
        take=take,
        ticket=lambda ident: TAKEN if ident == 7 else None,
        reprint=lambda ident: ident == 7,
        show=lambda picture: None,
        speak=lambda text, lang: b"RIFF" if text else None,
        speaks=True,
    )
    return replace(site, **other)


def _client(site: Site | None = None) -> FlaskClient:
    return create_site(site or _site()).test_client()


def _ask(
    client: FlaskClient, method: str, path: str, headers: dict[str, str] | None = None, **other: Any
) -> Any:
    # Host comes from the base address unless a test names another.
    return client.open(path, method=method, base_url=BASE, headers=headers or {}, **other)


def test_the_page_and_its_questions_are_answered() -> None:
    client = _client()
    assert _ask(client, "GET", "/").status_code == 200
    assert _ask(client, "GET", "/local/state").json == {"clock": "09:12"}
    assert _ask(client, "GET", "/local/search?q=khai&field=ho-tich&limit=5").json == {
        "items": [],
        "total": 5,
        "groups": [{"name": {"vi": name, "en": name}, "items": []} for name in ("khai", "ho-tich")],
        "elsewhere": [],
    }
    assert _ask(client, "GET", "/local/fields").json == {"fields": [], "frequent": [], "by_field": []}
    assert _ask(client, "GET", "/local/procedures/dang-ky-khai-sinh").json == {"id": "dang-ky-khai-sinh"}
    assert _ask(client, "GET", "/local/procedures/none").status_code == 404
    assert _ask(client, "GET", "/local/tickets/8").status_code == 404


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", f"10.0.0.2:{PORT}"]
)
@pytest.mark.parametrize("path", ["/", "/local/state", "/static/app.js", "/assets/tokens.css"])
def test_another_host_name_is_refused_everywhere(host: str, path: str) -> None:
    assert _ask(_client(), "GET", path, {"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"http://127.0.0.1:{PORT + 1}", f"https://127.0.0.1:{PORT}"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_refused(origin: str, method: str) -> None:
    response = _ask(
        _client(), method, "/local/state" if method == "GET" else "/local/tickets", {"Origin": origin}
    )
    assert response.status_code == 403


def test_a_change_without_an_origin_is_refused() -> None:
    taken: list[Wish] = []
    client = _client(_site(lambda wish: taken.append(wish) or TAKEN))
    assert _ask(client, "POST", "/local/tickets", json={"queue": "ho-tich"}).status_code == 403
    assert _ask(client, "POST", "/local/tickets/7/reprint").status_code == 403
    assert _ask(client, "PUT", "/local/screen", data=b"\x89PNG\r\n\x1a\n").status_code == 403
    assert taken == []


def test_a_page_of_another_port_cannot_read_us() -> None:
    client = _client()
    assert _ask(client, "GET", "/local/state", {"Sec-Fetch-Site": "same-site"}).status_code == 403
    assert (
        _ask(client, "GET", "/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}).status_code
        == 200
    )


def test_nothing_changes_by_get() -> None:
    client = _client()
    assert _ask(client, "GET", "/local/tickets").status_code == 405
    assert _ask(client, "GET", "/local/tickets/7/reprint").status_code == 405
    assert _ask(client, "GET", "/local/screen").status_code == 405


def test_a_number_is_taken_from_our_own_page() -> None:
    taken: list[Wish] = []

    def take(wish: Wish) -> Ticket:
        taken.append(wish)
        return TAKEN

    response = _ask(
        _client(_site(take)), "POST", "/local/tickets", OURS, json={"queue": "ho-tich", "purpose": "collect"}
    )
    assert (response.status_code, response.json) == (201, {"id": 7, "number": "A001"})
    assert [wish.model_dump(mode="json") for wish in taken] == [
        {
            "procedures": [],
            "queue": "ho-tich",
            "purpose": "collect",
            "priority": None,
            "card": None,
            "appointment": None,
            "dossiers": [],
            "documents": [],
            "lang": "vi",
            "large": False,
            "wish": None,
        }
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"queue": 1}', b'{"printed_number": "A800"}', b"\xff"])
def test_a_body_that_is_none_is_refused_and_takes_nothing(body: bytes) -> None:
    def take(wish: Wish) -> Ticket:
        raise AssertionError("it was taken")

    response = _ask(_client(_site(take)), "POST", "/local/tickets", OURS, data=body)
    assert (response.status_code, response.json["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("code", "status", "next_step"),
    [
        ("server_away", 503, "again"),
        ("something_new", 409, "again"),
        *((code, 409, "guide") for code in ("quota_reached", "queue_closed", "range_full", "lookup_only")),
        ("one_a_field", 409, "guide"),
        ("unknown_dossier", 409, "without_dossier"),
        ("card_needed", 409, "card"),
    ],
)
def test_no_number_is_said_with_its_reason_and_what_can_be_done_next(
    code: str, status: int, next_step: str
) -> None:
    def take(wish: Wish) -> Ticket:
        raise NotTaken(code, "Chưa có số.", "A012")

    response = _ask(_client(_site(take)), "POST", "/local/tickets", OURS, json={"queue": "ho-tich"})
    assert (response.status_code, response.json) == (
        status,
        {"code": code, "title": "Chưa có số.", "number": "A012", "next": next_step},
    )


def test_the_pages_keys_are_the_letters_of_a_code() -> None:
    page = _ask(_client(), "GET", "/").get_data(as_text=True)
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    code = json.loads(found[1])["appointment_code"]
    assert (sorted(code["letters"]), code["length"]) == (sorted(ALPHABET), LENGTH)


def test_a_picture_must_be_a_png_and_small() -> None:
    shown: list[bytes] = []
    client = _client(_site(show=shown.append))
    png = b"\x89PNG\r\n\x1a\n..."
    assert _ask(client, "PUT", "/local/screen", OURS, data=png).status_code == 204
    assert _ask(client, "PUT", "/local/screen", OURS, data=b"GIF89a").status_code == 422
    assert _ask(client, "PUT", "/local/screen", OURS, data=png + bytes(3_000_000)).status_code == 413
    assert shown == [png]


def test_every_answer_carries_a_strict_policy() -> None:
    for path in ("/", "/local/state", "/none"):
        headers = _ask(_client(), "GET", path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_the_page_holds_no_inline_script_and_no_inline_style() -> None:
    page = _ask(_client(), "GET", "/").text
    assert "style=" not in page.split('id="data"')[0]
    assert [
        part for part in page.split("<script")[1:] if 'src="' not in part and "application/json" not in part
    ] == []


def test_scans_reach_the_page_and_a_card_that_was_typed_does_not_come_back() -> None:
    waited: list[tuple[int, float]] = []

    def scans(after: int, within: float) -> Scans:
        waited.append((after, within))
        return Scans(last=3, scans=[])

    card = {"kind": "card", "text": None, "card": "c1"}
    client = _client(_site(scans=scans, scan=lambda text: Scan(kind="card", text=None, card="c1")))
    typed = _ask(client, "POST", "/local/scans", OURS, json={"text": "022099000123||Mẫu|01011990|Nam|"})
    assert (typed.status_code, typed.json) == (200, card)
    assert _ask(client, "POST", "/local/scans", OURS, json={"text": ""}).status_code == 422
    assert _ask(client, "GET", "/local/scans?after=2").json == {"last": 3, "scans": []}
    assert _ask(client, "GET", "/local/scans?after=x").json == {"last": 3, "scans": []}
    assert waited == [(2, 10.0), (-1, 10.0)]
