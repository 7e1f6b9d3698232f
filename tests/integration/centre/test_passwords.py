"""Passwords over HTTP: common ones are refused, and whoever signs in may type the letters in any form."""

import unicodedata
from typing import Any

import pytest

from queue_server.access import passwords
from queue_server.centre.deeds import people
from queue_server.ledger.actor import Actor
from tests.integration.house import House

COMPOSED, PARTED = (unicodedata.normalize(form, "nghé con tàu hoả") for form in ("NFC", "NFD"))
BODY = {"name": "Hồng Hà", "role": "officer", "counters": [2]}


def signed_in(house: House, password: str, name: str = "Hồng Hà") -> Any:
    return house.ask("POST", "/session", {"name": name, "password": password}, key="")


def test_a_password_set_in_one_form_is_the_same_in_the_other(house: House) -> None:
    house.do("/people", {**BODY, "password": PARTED}, by=house.token("admin"))
    assert [signed_in(house, typed).status for typed in (COMPOSED, PARTED, COMPOSED.upper())] == [
        200,
        200,
        401,
    ]
    session = signed_in(house, COMPOSED)
    headers = {"Cookie": session.headers["set-cookie"].split(";")[0], "X-CSRF-Token": session.body["csrf"]}
    for old, new, found in (
        (PARTED, COMPOSED, (422, "same_password")),
        (PARTED, "1234567890", (422, "password_common")),
        (PARTED, "honghahongha", (422, "password_common")),
        (PARTED, "sông\tsuối\tđồi", (422, "password_signs")),
    ):
        answer = house.ask("POST", "/session/password", {"old": old, "new": new}, headers=headers)
        assert (answer.status, answer.body["code"]) == found, new
    changed = house.ask(
        "POST", "/session/password", {"old": PARTED, "new": "đồi núi sông biển"}, headers=headers
    )
    assert changed.status == 200
    assert signed_in(house, unicodedata.normalize("NFD", "đồi núi sông biển")).status == 200


@pytest.mark.parametrize("set_as", [COMPOSED, PARTED])
def test_a_hash_from_before_still_lets_its_person_in(house: House, set_as: str) -> None:
    old = passwords._HASHER.hash(set_as)
    actor = Actor("test", "admin", principal="test")
    house.book.perform(actor, lambda deed: people.create_person(deed, "Hồng Hà", "officer", (2,), old))
    assert [signed_in(house, typed).status for typed in (COMPOSED, PARTED)] == [200, 200]


def test_a_common_password_is_refused_in_words(house: House) -> None:
    admin = house.token("admin")
    for easy in ("aaaaaaaaaa", "1234567890", "Hồng Hà 2026", "honghaha26"):
        answer = house.ask("POST", "/people", {**BODY, "password": easy}, by=admin)
        assert (answer.status, answer.body["code"]) == (422, "password_common"), easy
    assert answer.body["title"].startswith("Mật khẩu của Hồng Hà quá dễ đoán. ")
    five_letters = unicodedata.normalize("NFD", "ếểễệờ")
    assert house.refused("/people", {**BODY, "password": five_letters}, by=admin) == (422, "password_short")
    assert house.get("/people", admin) == []
