"""Every page of the office has no barrier that axe-core finds (WCAG 2.2 AA), on a desk's screen and on a phone's.

One centre with something on every list: dossiers at work, late, returned and refused, a scan, receipts, complaints.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import barriers_at
from tests.journeys.centre import PASSWORD, Centre
from tests.journeys.hall.test_board import picture, send
from tests.journeys.signed_in import enter

pytestmark = pytest.mark.journey

DESK, PHONE = (1366, 768), (360, 800)
BIRTH = "dang-ky-khai-sinh"


@dataclass
class Office:
    """A centre with a day's work in it, and its supervisor's page."""

    centre: Centre
    page: Page
    code: str
    ticket: int


@pytest.fixture(scope="module")
def office(
    free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Office]:
    centre = Centre(tmp_path_factory.mktemp("office"), free_port)
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    try:
        centre.start()
        code, ticket = _filled(centre)
        page = context.new_page()
        enter(page, centre, centre.user("truong-phong", "admin"), "/dossiers")
        yield Office(centre, page, code, ticket)
    finally:
        context.close()
        centre.stop()


def _filled(centre: Centre) -> tuple[str, int]:
    boss = centre.token("giam-sat", "supervisor")

    def do(path: str, **body: Any) -> Any:
        answer = centre.request("POST", path, body, token=boss)
        assert answer.status in (200, 201), (path, answer)
        return answer.body

    do("/counters/2/open")
    codes = []
    for number, applicant in enumerate(
        ("Nguyễn Thị Ngọc Ánh", "Lê Văn Bình", "Trần Đình Hoàng", "Vũ Thị Hà")
    ):
        ticket = do("/tickets", procedures=[BIRTH])
        do("/counters/2/call", ticket=ticket["id"], reason="thử")
        do(f"/tickets/{ticket['id']}/start")
        made = do(
            f"/tickets/{ticket['id']}/dossiers",
            procedure=BIRTH if number else "xac-nhan-tinh-trang-hon-nhan",
            applicant={"name": applicant, "phone": "0912345678"},
            documents=[{"name": "Tờ khai", "form": "original", "copies": 1}],
            **({"outcome": "refuse", "note": "Không thuộc thẩm quyền"} if number == 3 else {}),
        )
        do(f"/tickets/{ticket['id']}/finish")
        codes.append(made["code"])
    first, second, third, _ = codes
    do(f"/dossiers/{first}/fees", lines=[{"label": "Lệ phí", "unit_price": 8000}])
    do(f"/dossiers/{first}/payments", method="cash")
    do(f"/dossiers/{first}/forward")
    do(f"/dossiers/{second}/complete")
    do(f"/dossiers/{third}/request-supplement", note="Thiếu bản sao")
    do(
        "/complaints",
        matter="Chờ lâu quá.",
        dossier=second,
        person={"name": "Lê Văn Bình", "phone": "0912345678"},
    )
    # Late before it came here: the other system's date is over.
    late = {"system": "Cổng quốc gia", "code": "000.00.20", "due_at": "2026-01-05T17:00:00+07:00"}
    ticket = do("/tickets", procedures=[BIRTH])
    do("/counters/2/call", ticket=ticket["id"], reason="thử")
    do(f"/tickets/{ticket['id']}/start")
    do(f"/tickets/{ticket['id']}/dossiers", external=late)
    send(centre, picture(), boss)
    return first, ticket["id"]


def _pictured(page: Page, name: str) -> None:
    if folder := os.environ.get("MOTCUA_PICTURES"):
        for width, height in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(200)
            page.screenshot(path=Path(folder) / f"axe-{name}-{width}.png", full_page=True)


def _without_barriers(page: Page, name: str) -> None:
    _pictured(page, name)
    assert barriers_at(page, DESK, PHONE) == {}


PAGES = {
    "supervisor": ("/supervisor", "#figures table"),
    "dossiers": ("/dossiers", "#rows tr"),
    "dossier": ("/dossiers/{code}", "button:has-text('Ký nhận bàn giao')"),
    "work": ("/work", "main h2"),
    "overdue": ("/overdue", "#rows tr"),
    "registers": ("/registers", "#rows tr"),
    "reports": ("/reports", "#report table"),
    "complaints": ("/complaints", "#rows tr"),
    "exchange": ("/exchange", "#file"),
    "cash": ("/cash", "table tbody tr"),
    "screens": ("/screens", "#media li"),
    "administration": ("/administration", "table tbody tr"),
    "timeline of a dossier": ("/dossiers/{code}/timeline", "#rows tr"),
    "timeline of a ticket": ("/tickets/{ticket}/timeline", "#rows tr"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_office_has_no_barrier(office: Office, name: str) -> None:
    path, shown = PAGES[name]
    page = office.page
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto(office.centre.url + path.format(code=office.code, ticket=office.ticket))
    expect(page.locator(shown).first).to_be_visible()
    _without_barriers(page, name.replace(" ", "-"))
    # On a phone, too, the person's menu is in the upper right corner, beside the page's name.
    person = page.locator(".top .who").bounding_box()
    heading = page.locator(".top h1").bounding_box()
    assert person is not None
    assert heading is not None
    assert person["x"] + person["width"] > PHONE[0] - 24
    assert abs(person["y"] + person["height"] / 2 - heading["y"] - heading["height"] / 2) < 24


@pytest.mark.parametrize("kind", ["months", "satisfaction"])
def test_every_report_has_no_barrier(office: Office, kind: str) -> None:
    page = office.page
    page.goto(f"{office.centre.url}/reports")
    expect(page.locator("#report table").first).to_be_visible()
    page.locator("#kind").select_option(kind)
    expect(page.locator("#report h2")).to_contain_text(
        {"months": "từ tháng", "satisfaction": "hài lòng"}[kind]
    )
    _without_barriers(page, kind)


def test_the_sign_in_page_has_no_barrier(office: Office, browser: Browser) -> None:
    stranger = browser.new_context(locale="vi-VN")
    page = stranger.new_page()
    page.goto(f"{office.centre.url}/sign-in")
    expect(page.locator("#name")).to_be_visible()
    _without_barriers(page, "sign-in")
    page.fill("#name", "khong-ai")
    page.fill("#password", PASSWORD + "x")
    page.click("[type=submit]")
    expect(page.locator("[role=alert]")).to_be_visible()
    _without_barriers(page, "sign-in-refused")
    stranger.close()
