"""A person's number is searched without leaving a trace in the browser, and who looked is shown to those who may know."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.centre import Centre
from tests.journeys.signed_in import enter

pytestmark = pytest.mark.worker

CARD = "022185001234"
BODY = {
    "procedure": "dang-ky-khai-sinh",
    "applicant": {
        "name": "Nguyễn Thị Hồng Ánh",
        "id_type": "cccd",
        "id_number": CARD,
        "phone": "0912 345 678",
    },
    "submitter": {"name": "Trần Văn Hùng", "relation": "chồng"},
}


def pictured(page: Page, name: str) -> None:
    """Keeps a picture where MOTCUA_PICTURES says, for whoever changes the page."""
    if folder := os.environ.get("MOTCUA_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_who_looked_is_shown_to_the_supervisor_and_not_to_the_officer(
    centre: Centre, browser: Browser
) -> None:
    token = centre.token("boss", "supervisor")
    officer, supervisor = centre.user("minh", "officer", 1), centre.user("lan", "supervisor")

    def ask(method: str, path: str, body: object = None) -> dict[str, object]:
        answer = centre.request(method, path, body, token=token)
        assert answer.status in (200, 201), answer
        return dict(answer.body)

    ask("POST", "/counters/1/open")
    ask("POST", "/tickets", {"queue": "ho-tich"})
    ticket = ask("POST", "/counters/1/call-next")
    code = ask("POST", f"/tickets/{ticket['id']}/dossiers", BODY)["code"]

    at_counter = browser.new_page(viewport={"width": 1366, "height": 768})
    enter(at_counter, centre, officer, "/dossiers")
    at_counter.fill("[name=q]", "0912 345 000")
    at_counter.keyboard.press("Enter")
    expect(at_counter.locator("#empty")).to_contain_text("phải nhập đủ")
    at_counter.fill("[name=q]", CARD)
    at_counter.keyboard.press("Enter")
    expect(at_counter.locator("#rows")).to_contain_text(str(code))
    expect(at_counter).to_have_url(f"{centre.url}/dossiers")
    pictured(at_counter, "dossiers-number")
    at_counter.click(f"text={code}")
    expect(at_counter.locator("#dossier")).to_contain_text(CARD)
    expect(at_counter.locator("#looks")).to_have_count(0)

    at_desk = browser.new_page(viewport={"width": 1366, "height": 768})
    enter(at_desk, centre, supervisor, f"/dossiers/{code}")
    seen = at_desk.locator("#looks li")
    expect(seen).to_have_count(3)
    expect(seen.nth(0)).to_contain_text("lan (Điều hành)")
    expect(seen.nth(1)).to_contain_text("quầy 1")
    expect(seen.nth(1)).to_contain_text("Mở hồ sơ")
    expect(seen.nth(2)).to_contain_text("Tìm theo số giấy tờ hoặc số điện thoại")
    pictured(at_desk, "dossier-looks")
    for page in (at_counter, at_desk):
        page.close()
