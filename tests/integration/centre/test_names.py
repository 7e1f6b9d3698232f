"""Names of people and devices: taken and found in every spelling."""

import unicodedata

import pytest

from queue_server.access import passwords
from queue_server.centre.deeds import people
from queue_server.ledger.actor import Actor
from shared.text.alphabet import tidy
from tests.integration.house import House
from tests.journeys.centre import Answer

PASSWORD = "nghe-con-tau-hoa-chay"

COMPOSED, PARTED = (unicodedata.normalize(form, "Hồng Hà") for form in ("NFC", "NFD"))


@pytest.fixture(scope="module")
def hashed() -> str:
    """Argon2 takes its time: once is enough."""
    return passwords.hash_password(PASSWORD)


def signed_in(house: House, name: str, password: str = PASSWORD) -> Answer:
    return house.ask("POST", "/session", {"name": name, "password": password}, key="")


def test_a_name_that_is_taken_is_taken_in_every_spelling(house: House) -> None:
    admin = house.token("admin")
    body = {"role": "officer", "counters": [2], "password": PASSWORD}
    for name in ("lan.officer", PARTED, "\u00d0ào"):
        assert house.do("/people", {**body, "name": name}, by=admin)["name"] == tidy(name)
    for twin in ("Lan.Officer", "LAN.OFFICER", COMPOSED, "HỒNG  HÀ", "đào", "\u0189ào"):
        assert house.refused("/people", {**body, "name": twin}, by=admin) == (409, "name_taken"), twin
    assert house.refused("/people", {**body, "name": "   "}, by=admin) == (422, "invalid")
    assert house.do("/people", {**body, "name": "Hong Ha"}, by=admin)["name"] == "Hong Ha"
    assert house.ask("DELETE", "/people/LAN.Officer", by=admin).status == 204
    said = house.get("/events?limit=1000", admin)["events"][-1]["data"]
    assert (said["what"], said["name"]) == ("person_removed", "lan.officer")
    assert house.refused("/people", {**body, "name": "Lan.Officer"}, by=admin) == (409, "name_taken")


def test_a_department_is_saved_as_the_catalogue_writes_it(house: House) -> None:
    admin = house.token("admin")
    body = {"name": "lan", "role": "officer", "password": PASSWORD, "department": "PHÒNG  tư pháp"}
    assert house.do("/people", body, by=admin)["department"] == "Phòng Tư pháp"
    assert [one["department"] for one in house.get("/people", admin)] == ["Phòng Tư pháp"]


def test_one_signs_in_by_the_name_in_any_spelling(house: House, hashed: str) -> None:
    actor = Actor("test", "admin", principal="test")
    house.book.perform(actor, lambda deed: people.create_person(deed, PARTED, "officer", (2,), hashed))
    for typed in (PARTED, COMPOSED, "HỒNG HÀ", "hồng  hà"):
        answer = signed_in(house, typed)
        assert (answer.status, (answer.body or {}).get("name")) == (200, COMPOSED), typed
    assert signed_in(house, "Hong Ha").status == 401


def test_a_device_gets_no_twin_that_people_take_for_it(house: House) -> None:
    admin = house.token("admin")
    kiosk = {"role": "kiosk", "name": "kiosk-1"}
    for _ in range(2):
        assert house.do("/tokens", kiosk, by=admin)["token"]
    for twin in ("Kiosk-1", "KIOSK-1", "kiosk-1 "):
        wanted = (409, "name_taken") if twin.strip() != "kiosk-1" else None
        answer = house.ask("POST", "/tokens", {**kiosk, "name": twin}, by=admin)
        assert (answer.status, answer.body.get("code")) == (wanted or (201, None)), twin
    assert house.refused("/tokens", {"role": "display", "name": "TV-1"}, by=admin) == (409, "name_taken")
    assert house.do("/tokens", {"role": "display", "name": "Bảng \u00d0"}, by=admin)["token"]

    def approved(name: str) -> Answer:
        code = house.ask("POST", "/pairings", {}, key="").body["code"]
        return house.ask("POST", f"/pairings/{code}/approve", {"name": name}, by=admin)

    assert approved("Màn hình").status == 200
    promised = {"role": "display", "name": "MÀN  hình"}
    assert house.refused("/tokens", promised, by=admin) == (409, "name_taken")
    # Of the last one nobody has a token: its name stands in the configuration.
    for twin in ("MÀN HÌNH", "BẢNG Đ", "KIOSK-1", "KIOSK-2"):
        answer = approved(twin)
        assert (answer.status, answer.body["code"]) == (409, "name_taken"), twin
