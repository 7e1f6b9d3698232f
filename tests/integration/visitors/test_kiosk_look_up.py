"""A citizen's questions about a dossier over HTTP: at the kiosk by code or receipt, on the phone by receipt."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.integration.house import House

BIRTH = {
    "procedure": "dang-ky-khai-sinh",
    "applicant": {"name": "Nguyễn Thị Ngọc Ánh", "phone": "0912345678"},
    "documents": [{"name": "Tờ khai", "form": "original", "copies": 1}],
}


@pytest.fixture
def house(new_house: Callable[..., House]) -> House:
    """A centre with counter 1 open."""
    made = new_house()
    made.do("/counters/1/open", {}, by=made.supervisor)
    return made


def _dossier(house: House, *moves: str, **more: Any) -> Any:
    ticket = house.issue("ho-tich")
    house.do("/counters/1/call", {"ticket": ticket["id"], "reason": "thử"}, by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/start", {}, by=house.supervisor)
    made = house.do(f"/tickets/{ticket['id']}/dossiers", BIRTH, by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/finish", {}, by=house.supervisor)
    for move in moves:
        made = house.do(f"/dossiers/{made['code']}/{move}", more, by=house.supervisor)
    return made


def _look(house: House, code: str, secret: str = "") -> Any:
    return house.ask("GET", f"/kiosk/dossiers?code={quote(code)}&secret={quote(secret)}", by=house.kiosk)


def _secret(made: Any) -> str:
    return str(made["public_url"]).partition("secret=")[2]


def test_the_code_alone_tells_status_and_day_and_the_receipt_what_was_asked_for(house: House) -> None:
    made = _dossier(house, "request-supplement", note="Giấy chứng sinh")
    plain = {
        "code": made["code"],
        "receipt": False,
        "status": 5,
        "status_name": {"vi": "Yêu cầu bổ sung giấy tờ", "en": "Supplements asked for"},
        "standing": "supplement",
        "due_at": made["due_at"],
        "overdue": False,
        "ready": False,
        "queue": "ho-tich",
        "procedure_name": None,
        "asked": None,
        "owed": None,
    }
    shown = {
        **plain,
        "receipt": True,
        "procedure_name": "Thủ tục đăng ký khai sinh",
        "asked": "Giấy chứng sinh",
        "owed": 0,
    }
    assert _look(house, made["code"]).body == plain
    assert _look(house, made["code"], _secret(made)[:-1]).body == plain
    assert _look(house, made["code"], _secret(made)).body == shown
    assert _look(house, made["code"].partition("-")[2].replace("-", " ")).body == plain


def test_a_dossier_is_looked_up_only_by_kiosks_and_not_often(house: House) -> None:
    made = _dossier(house)
    assert house.ask("GET", f"/kiosk/dossiers?code={made['code']}").status == 401
    assert house.ask("GET", f"/kiosk/dossiers?code={made['code']}", by=house.supervisor).status == 403
    answers = [_look(house, "H49.77-200101-9999") for _ in range(21)]
    assert [answer.status for answer in answers] == [404] * 20 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    # One kiosk's citizens wait for no other kiosk's.
    other = house.token("kiosk", name="kiosk-2")
    assert house.ask("GET", f"/kiosk/dossiers?code={made['code']}", by=other).status == 200


def test_a_number_is_tied_to_its_dossier_however_the_code_was_written(house: House) -> None:
    made = _dossier(house, "complete")
    digits = made["code"].partition("-")[2]
    assert house.issue("ho-tich", purpose="collect", dossiers=[digits])["dossiers"] == [made["code"]]
    alone = {"queue": "ho-tich", "purpose": "collect", "dossiers": [digits, "H49.77-200101-9999"]}
    printed = {"printed_number": "A800", "printed_at": house.now.isoformat()}
    assert house.do("/tickets", {**alone, **printed}, by=house.kiosk)["dossiers"] == [made["code"]]


def test_the_receipts_page_learns_what_to_do_and_that_it_was_rated(house: House) -> None:
    made = _dossier(house, "request-supplement", note="Giấy chứng sinh")
    address = urlsplit(made["public_url"])
    path = f"{address.path}?{address.query}"

    def told() -> tuple[Any, ...]:
        body = house.get(path)
        return tuple(body[key] for key in ("asked", "owed", "ready", "counters", "closed", "rated"))

    counters = house.get(path)["counters"]
    assert told() == ("Giấy chứng sinh", 0, False, counters, False, False)
    for move in ("supplement", "complete"):
        house.do(f"/dossiers/{made['code']}/{move}", {}, by=house.supervisor)
    assert told() == (None, 0, True, counters, False, False)
    house.do(f"/dossiers/{made['code']}/return-result", {}, by=house.supervisor)
    assert told() == (None, 0, False, counters, True, False)
    rating = f"{address.path}/rating?{address.query}"
    assert house.ask("POST", rating, {"score": 3}, key="").status == 201
    assert told() == (None, 0, False, counters, True, True)
    assert house.ask("POST", rating, {"score": 1}, key="").status == 409


def test_a_served_numbers_page_knows_that_it_was_rated(house: House) -> None:
    ticket = house.issue("ho-tich")
    path = f"/follow/{ticket['follow_url'].rpartition('/')[2]}"
    assert house.get(path)["rated"] is False
    house.do("/counters/1/call", {"ticket": ticket["id"], "reason": "thử"}, by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=house.supervisor)
    assert house.ask("POST", f"{path}/rating", {"score": 2}, key="").status == 201
    assert house.get(path)["rated"] is True
