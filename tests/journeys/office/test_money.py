"""Money in a real browser: taken at the counter by keys, copies without a dossier, refund, voiding, the day closed."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import barriers_at
from tests.journeys.centre import Centre
from tests.journeys.signed_in import enter

pytestmark = pytest.mark.worker

PERSON = {"name": "Nguyễn Thị Hồng Ánh", "id_type": "cccd", "id_number": "022185001234"}


def pictured(page: Page, name: str) -> None:
    """Keeps a picture where MOTCUA_PICTURES says, for whoever changes the page."""
    if folder := os.environ.get("MOTCUA_PICTURES"):
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"money-{name}.png", full_page="dialog" not in name)


def ask(centre: Centre, method: str, path: str, body: object = None) -> dict[str, Any]:
    answer = centre.request(method, path, body, token=centre.token("boss", "supervisor"))
    assert answer.status in (200, 201), answer
    return dict(answer.body)


def served(centre: Centre) -> dict[str, Any]:
    ask(centre, "POST", "/tickets", {"queue": "ho-tich", "procedures": []})
    ticket = ask(centre, "POST", "/counters/1/call-next")
    return ask(centre, "POST", f"/tickets/{ticket['id']}/start")


def test_an_officer_takes_money_at_the_counter_by_keys_and_closes_the_day(
    centre: Centre, page: Page, browser: Browser
) -> None:
    minh, lan = centre.user("minh", "officer", 1), centre.user("lan", "supervisor")
    ask(centre, "POST", "/counters/1/open")
    ticket = served(centre)
    known = ask(centre, "GET", "/catalogue")["procedures"]
    procedure = next(p["id"] for p in known if p["fee_vnd"] == 8000 and p["same_day"])
    body = {"procedure": procedure, "applicant": PERSON}
    code = ask(centre, "POST", f"/tickets/{ticket['id']}/dossiers", body)["code"]

    enter(page, centre, minh, "/panel/1")
    expect(page.locator("#ticket")).to_contain_text(code)
    # Before that a key is answered with why it cannot be pressed.
    expect(page.get_by_text("Đã kết nối")).to_be_visible()
    pictured(page, "panel")
    # The published fee is offered: it is added and taken by three keys after the dossier was chosen.
    page.keyboard.press("F6")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("1")
    add = page.locator(".fee-add")
    expect(add).to_be_focused()
    expect(page.locator(".fee-result")).to_have_text("8.000 đ")
    pictured(page, "dialog-published")
    page.keyboard.press("Enter")
    take = page.locator(".fee-take")
    expect(take).to_be_focused()
    expect(take).to_have_text("Thu 8.000 đ và lập phiếu")
    pictured(page, "dialog-lines")
    page.keyboard.press("Enter")
    expect(page.locator(".fee-receipt")).to_have_text("Phiếu 000001/2026".replace("2026", year(page)))
    pictured(page, "dialog-paid")
    page.keyboard.press("Escape")

    # Copies without a dossier, with an exemption, by card.
    page.keyboard.press("F6")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("2")
    page.get_by_label("Chứng thực bản sao", exact=True).check()
    page.get_by_label("Số trang", exact=True).fill("3")
    page.get_by_label("Số bản").fill("2")
    expect(page.locator(".fee-result")).to_have_text("10.000 đ")
    page.get_by_label("Miễn, giảm", exact=True).select_option("Hộ nghèo")
    page.get_by_label("Giảm (%)").fill("50")
    expect(page.locator(".fee-result")).to_have_text("5.000 đ")
    pictured(page, "dialog-copies")
    page.keyboard.press("Enter")
    expect(page.locator(".fee-lines")).to_contain_text("Giảm: Hộ nghèo")
    page.get_by_label("Thẻ hoặc mã QR").check()
    take.click()
    expect(page.locator(".fee-receipt")).to_contain_text("Phiếu 000002/")
    paper = page.locator(".fee-done a").get_attribute("href")
    assert page.request.get(f"{centre.url}{paper}").headers["content-type"] == "application/pdf"
    page.keyboard.press("Escape")

    # The dossier's page shows what was paid.
    page.goto(f"{centre.url}/dossiers/{code}")
    card = page.locator(".card.fees")
    expect(card).to_contain_text("Phiếu 000001/")
    expect(card).to_contain_text("8.000 đ")
    pictured(page, "dossier")
    card.get_by_role("button", name="Thu tiền").click()
    page.get_by_label("Khoản thu", exact=True).fill("Bản trích lục thêm")
    page.get_by_label("Đơn giá (đ)").fill("50000")
    expect(page.get_by_label("Đơn giá (đ)")).to_have_value("50.000")
    page.keyboard.press("Enter")
    expect(page.locator(".fee-take")).to_have_text("Thu 50.000 đ và lập phiếu")
    pictured(page, "dossier-dialog")
    page.locator(".fee-take").click()
    expect(page.locator(".fee-receipt")).to_contain_text("Phiếu 000003/")
    page.keyboard.press("Escape")
    expect(card).to_contain_text("58.000 đ")

    # The day's cash: a refund and a voided receipt, then it is counted and closed.
    page.goto(f"{centre.url}/cash")
    drawer = page.locator(".drawer b")
    expect(drawer).to_have_text("58.000 đ")
    page.get_by_role("button", name="000003/").click()
    page.get_by_role("button", name="Hoàn tiền").click()
    page.get_by_label("Số tiền (đ)").fill("20000")
    page.get_by_label("Lý do").fill("Bớt một bản")
    pictured(page, "dialog-refund")
    page.keyboard.press("Enter")
    expect(drawer).to_have_text("38.000 đ")
    page.get_by_role("button", name="000001/").click()
    page.get_by_role("button", name="Hủy phiếu").click()
    page.get_by_label("Lý do").fill("Nhập nhầm hồ sơ")
    page.keyboard.press("Enter")
    expect(drawer).to_have_text("30.000 đ")
    expect(page.locator("tr.voided")).to_contain_text("Nhập nhầm hồ sơ")
    expect(page.locator("dialog[open]")).to_have_count(0)
    pictured(page, "cash")
    assert barriers_at(page, (360, 800), (1366, 768)) == {}
    page.fill("#number", "4")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_contain_text("Bớt một bản")
    pictured(page, "dialog-receipt")
    page.keyboard.press("Escape")
    page.locator("#close").click()
    page.get_by_label("Tiền mặt đếm được").fill("29000")
    expect(page.locator(".asked .difference").first).to_contain_text("thiếu 1.000 đ")
    pictured(page, "dialog-close")
    page.keyboard.press("Enter")
    expect(page.locator(".close.closed")).to_contain_text("thiếu 1.000 đ")
    pictured(page, "cash-closed")
    page.get_by_role("button", name="000002/").click()
    expect(page.locator("#dialog")).to_contain_text("000002/")
    expect(page.get_by_role("button", name="Hoàn tiền")).to_have_count(0)
    pictured(page, "dialog-receipt-closed")

    # The supervisor sees everybody and may open the book again.
    at_desk = browser.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    enter(at_desk, centre, lan, "/cash")
    row = at_desk.locator("tbody tr", has_text="minh").first
    expect(row).to_contain_text("thiếu 1.000 đ")
    pictured(at_desk, "cash-supervisor")
    row.get_by_role("button").first.click()
    at_desk.get_by_role("button", name="Mở lại sổ").click()
    at_desk.get_by_label("Lý do").fill("Đếm lại")
    at_desk.keyboard.press("Enter")
    expect(at_desk.locator(".back")).to_contain_text("Đếm lại")
    pictured(at_desk, "cash-reopened")
    for kind, media in (("csv", "text/csv"), ("xlsx", "spreadsheetml")):
        href = at_desk.locator(f"#{kind}").get_attribute("href")
        assert media in at_desk.request.get(f"{centre.url}{href}").headers["content-type"]
    if folder := os.environ.get("MOTCUA_PICTURES"):
        at_desk.emulate_media(media="print")
        at_desk.screenshot(path=Path(folder) / "money-cash-printed.png", full_page=True)
    at_desk.close()


def year(page: Page) -> str:
    """The centre's year, since receipts are numbered by it."""
    return str(
        page.evaluate(
            "new Intl.DateTimeFormat('en', {timeZone: 'Asia/Ho_Chi_Minh', year: 'numeric'}).format()"
        )
    )
