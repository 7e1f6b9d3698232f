"""Slips of dossiers' forms printed at a kiosk, over HTTP: who may, how long, which kiosk, and what nobody else hears."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from queue_server.configuration.values import Configuration
from queue_server.ledger.audiences import render
from shared.wire.facts.base import AUDIENCES
from tests.integration.dossiers.test_dossier_story import APPLICANT, taken_in
from tests.integration.house import House, Token


@pytest.fixture
def house(tmp_path: Path, shipped_centre: Configuration, ready_worker: None) -> Iterator[House]:
    """A house with a worker and kiosk-1 connected and ready."""
    made = House(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path, shipped_centre, worker=True)
    _tell(made, made.kiosk)
    yield made
    made.stop()


def _tell(house: House, kiosk: Token, **detail: Any) -> None:
    told = {"paper": "ok", "printer": "ready", "kind": "virtual", **detail}
    answer = house.ask("PUT", "/devices/me/status", {"state": "ok", "detail": told}, by=kiosk)
    assert answer.status in (200, 204), answer
    house.application.parts.hub.connected_names = lambda: {"kiosk-1"}  # type: ignore[method-assign]


def _slip(code: str, form: str = "receipt") -> dict[str, Any]:
    return {"slip": {"dossier": code, "form": form}}


def _picture(data: Any) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_kiosk_gets_the_slip_that_a_browser_shows_and_smaller_for_small_paper(house: House) -> None:
    officer, code = house.token("officer", 1), taken_in(house)["code"]
    shown = house.ask("GET", f"/dossiers/{code}/forms/receipt.slip.png", by=officer).body
    asked = house.do("/kiosks/kiosk-1/papers", _slip(code), by=officer)
    told = house.get(f"/kiosk/papers/{asked['paper']}", house.kiosk)
    assert told == {"ticket": None, "checklist": None, "lang": "vi", "again": False, "slip": True}
    answer = house.ask("GET", f"/kiosk/papers/{asked['paper']}/slip.png", by=house.kiosk)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "no-store"
    assert _picture(answer.body).tobytes() == _picture(shown).tobytes()
    small = house.ask("GET", f"/kiosk/papers/{asked['paper']}/slip.png?dots=384", by=house.kiosk).body
    assert (_picture(answer.body).width, _picture(small).width) == (576, 384)
    codes = [
        {read.text for read in zxingcpp.read_barcodes(_picture(one).convert("L")) if "QR" in str(read.format)}
        for one in (answer.body, small)
    ]
    (address,) = codes[0]
    assert codes[1] == {address}
    assert house.get(address.removeprefix("http://so.example"))["code"] == code
    wide = house.ask("GET", f"/kiosk/papers/{asked['paper']}/slip.png?dots=500", by=house.kiosk)
    assert wide.status == 422
    # Looked at in the browser and sent at once: one look, of the officer; the kiosk looks at nobody's papers by itself.
    looks = house.get(f"/dossiers/{code}/looks", house.supervisor)["items"]
    assert [(look["by"], look["what"]) for look in looks] == [("officer-1", "printed")]
    house.later(minutes=11)
    house.do("/kiosks/kiosk-1/papers", _slip(code), by=officer)
    assert house.get(f"/dossiers/{code}/looks", house.supervisor)["total"] == 2


def test_no_other_kiosk_nobody_else_and_nobody_later_gets_the_slip(house: House) -> None:
    officer, code = house.token("officer", 1), taken_in(house)["code"]
    paper = house.do("/kiosks/kiosk-1/papers", _slip(code), by=officer)["paper"]
    other = house.token("kiosk", name="kiosk-2")
    for address in (f"/kiosk/papers/{paper}", f"/kiosk/papers/{paper}/slip.png"):
        answers = [house.ask("GET", address, by=by).status for by in (other, officer, house.supervisor, None)]
        assert answers == [404, 403, 403, 401]
    # A number's paper is no slip, and no slip can be had under the number of another fact.
    ticket = house.issue("ho-tich")
    number = house.do("/kiosks/kiosk-1/papers", {"ticket": ticket["id"]}, by=officer)["paper"]
    for wrong in (number, number - 1):
        assert house.ask("GET", f"/kiosk/papers/{wrong}/slip.png", by=house.kiosk).status == 404
    house.later(minutes=1, seconds=59)
    assert house.ask("GET", f"/kiosk/papers/{paper}/slip.png", by=house.kiosk).status == 200
    house.later(seconds=2)
    assert house.ask("GET", f"/kiosk/papers/{paper}/slip.png", by=house.kiosk).status == 404


def test_nobody_hears_whose_slip_it_is_and_nothing_personal_lies_in_the_diary(house: House) -> None:
    code = taken_in(house)["code"]
    house.do("/kiosks/kiosk-1/papers", _slip(code), by=house.supervisor)
    fact = house.facts()[-1]
    for audience in AUDIENCES:
        data = render(fact, audience)["data"]
        assert {key: value for key, value in data.items() if value is not None} == {
            "kiosk": "kiosk-1",
            "lang": "vi",
        }, audience
    assert house.get("/events?after=0&limit=1000", house.supervisor)["events"][-1] == render(fact, "staff")
    with house.book.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT type, data FROM events ORDER BY seq").all()[-1]
    assert (kept[0], json.loads(kept[1])["slip"]) == (
        "paper_wanted",
        {"dossier": code, "form": "receipt", "receipt": None},
    )
    assert APPLICANT["name"] not in kept[1]


def test_what_cannot_be_printed_is_refused_in_words_and_is_no_look(house: House) -> None:
    officer, code = house.token("officer", 1), taken_in(house)["code"]
    paths = "/kiosks/kiosk-1/papers"
    assert house.refused(paths, _slip("nothing"), by=officer) == (404, "not_found")
    # The control slip is for the house, the refusal was not written.
    assert house.refused(paths, _slip(code, "control"), by=officer) == (404, "not_found")
    assert house.refused(paths, _slip(code, "none"), by=officer) == (404, "not_found")
    assert house.refused(paths, _slip(code, "refusal"), by=officer) == (409, "form_not_ready")
    both = {**_slip(code), "checklist": {"procedure": "dang-ky-khai-sinh"}}
    assert house.refused(paths, both, by=officer) == (422, "invalid")
    assert house.refused("/kiosks/kiosk-2/papers", _slip(code), by=officer) == (409, "kiosk_cannot_print")
    _tell(house, house.kiosk, paper="out")
    answer = house.ask("POST", paths, _slip(code), by=officer)
    assert (answer.status, answer.body["code"], answer.body["title"]) == (
        409,
        "kiosk_cannot_print",
        "Kiosk 1, sảnh chính hiện chưa in được. Xin chọn máy in khác, hoặc in bản PDF.",
    )
    for role in ("kiosk", "display", "integration"):
        assert house.ask("POST", paths, _slip(code), by=house.token(role)).status == 403
    assert house.get(f"/dossiers/{code}/looks", house.supervisor)["total"] == 0
