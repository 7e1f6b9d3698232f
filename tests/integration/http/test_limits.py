"""Limits that protect a server from one caller, and the work of everyone else from the limits."""

from collections.abc import Callable
from typing import Any

from tests.integration.house import House, with_centre

ASK = {"queue": "chung-thuc"}


def test_a_kiosk_gives_so_many_tickets_a_minute_and_is_told_when_to_go_on(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_centre(shipped_centre, tickets_per_minute=5))
    for _ in range(5):
        house.do("/tickets", ASK, by=house.kiosk)
    answer = house.ask("POST", "/tickets", ASK, by=house.kiosk)
    assert (answer.status, answer.body["code"]) == (429, "too_many_requests")
    assert 1 <= int(answer.headers["retry-after"]) <= 12
    assert answer.body["title"].startswith("Quá nhiều yêu cầu. Xin đợi")


def test_the_limit_is_one_kiosks_and_no_integrations(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_centre(shipped_centre, tickets_per_minute=2))
    for _ in range(2):
        house.issue()
    assert house.ask("POST", "/tickets", ASK, by=house.kiosk).status == 429
    assert house.ask("POST", "/tickets", ASK, by=house.token("kiosk", name="kiosk-2")).status == 201
    for _ in range(5):
        assert house.ask("POST", "/tickets", ASK, by=house.token("integration")).status == 201


def test_a_delivery_knows_no_limit(new_house: Callable[..., House], shipped_centre: Any) -> None:
    house = new_house(with_centre(shipped_centre, tickets_per_minute=1))
    house.issue()
    for value in range(800, 805):
        body = {**ASK, "printed_number": f"B{value}", "printed_at": house.now.isoformat()}
        assert house.ask("POST", "/tickets", body, by=house.kiosk).status == 201
