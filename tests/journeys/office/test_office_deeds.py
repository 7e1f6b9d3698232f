"""What people do with dossiers at their desks, in a real browser: sign for many, give away, put off, scan, look up, close."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.centre import PASSWORD, Centre
from tests.journeys.signed_in import enter
from tests.waiting import eventually

pytestmark = pytest.mark.journey

MARRIAGE = "xac-nhan-tinh-trang-hon-nhan"
JUSTICE = "Phòng Tư pháp"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


class Office:
    """A centre whose department has two officers and some dossiers."""

    def __init__(self, centre: Centre, page: Page) -> None:
        self.centre, self.page = centre, page
        self.boss = centre.token("giam-sat", "supervisor")
        chief = centre.token("quan-tri", "admin")
        for name in ("hoa", "minh"):
            person = {"name": name, "role": "officer", "password": PASSWORD, "department": JUSTICE}
            answer = centre.request("POST", "/people", person, token=chief, key=f"person-{name}-0001")
            assert answer.status == 201, answer
        self.do("/counters/2/open")

    def do(self, path: str, **body: Any) -> Any:
        """A deed that must succeed."""
        answer = self.centre.request("POST", path, body, token=self.boss)
        assert answer.status in (200, 201), (path, answer)
        return answer.body

    def dossier(self, *moves: str) -> str:
        """A dossier taken in at counter 2, with these moves made; its code."""
        ticket = self.do("/tickets", queue="ho-tich")
        self.do("/counters/2/call", ticket=ticket["id"], reason="thử")
        self.do(f"/tickets/{ticket['id']}/start")
        body = {"procedure": MARRIAGE, "applicant": {"name": "Nguyễn Thị Ngọc Ánh"}}
        code = str(self.do(f"/tickets/{ticket['id']}/dossiers", **body)["code"])
        self.do(f"/tickets/{ticket['id']}/finish")
        for move in moves:
            self.do(f"/dossiers/{code}/{move}")
        return code

    def state(self, code: str) -> Any:
        """The dossier as the server has it."""
        return self.centre.request("GET", f"/dossiers/{code}", token=self.boss).body

    def scans(self, code: str) -> Locator:
        """The card of a dossier's scans, on its page, once a scan can be added."""
        self.open(f"/dossiers/{code}")
        card = self.page.locator(".scans")
        expect(card.get_by_role("button", name="Thêm bản quét")).to_be_visible()
        return card

    def open(self, path: str) -> None:
        """A page of the signed-in officer, once it hears what happens: facts that come late would redraw it under a press."""
        self.page.goto(f"{self.centre.url}{path}")
        if path != "/registers":
            expect(self.page.locator("#link")).to_have_attribute("data-state", "live")


@pytest.fixture(scope="module")
def office(
    free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Office]:
    centre = Centre(tmp_path_factory.mktemp("desks"), free_port)
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    try:
        centre.start()
        page = context.new_page()
        found = Office(centre, page)
        enter(page, centre, ("hoa", PASSWORD), "/work")
        yield found
    finally:
        context.close()
        centre.stop()


def test_many_are_signed_for_at_once(office: Office) -> None:
    codes = [office.dossier("forward") for _ in range(3)]
    office.open("/work")
    page = office.page
    expect(page.locator("#rows tr")).to_have_count(3)
    page.get_by_label("Chọn tất cả").check()
    page.get_by_role("button", name="Ký nhận 3 hồ sơ").click()
    expect(page.locator("#empty")).to_have_text("Không có hồ sơ nào chờ ký nhận.")
    # Each is signed for in a request of its own.
    expect(page.locator("#rows tr")).to_have_count(0)
    for code in codes:
        after = eventually(partial(office.state, code), lambda found: found["awaited"] is None)
        assert (after["awaited"], after["assigned_to"]) == (None, "hoa")


def test_a_dossier_is_given_to_a_colleague(office: Office) -> None:
    code = office.dossier("forward", "receive")
    office.open(f"/dossiers/{code}")
    page = office.page
    page.get_by_role("button", name="Giao cho người khác").click()
    choice = page.get_by_role("dialog").locator("select")
    expect(choice.locator("option")).to_have_text(["minh"])
    page.get_by_role("dialog").get_by_role("button", name="Giao cho người khác").click()
    expect(page.locator("main")).to_contain_text("minh")
    assert office.state(code)["assigned_to"] == "minh"


def test_a_date_is_put_off_once(office: Office) -> None:
    code = office.dossier("forward", "receive")
    promised = datetime.fromisoformat(office.state(code)["due_at"])
    later = promised + timedelta(days=7)
    office.open(f"/dossiers/{code}")
    page = office.page
    page.get_by_role("button", name="Hẹn lại ngày trả").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=date]").fill(later.date().isoformat())
    dialog.get_by_role("button", name="Hẹn lại ngày trả").click()
    expect(dialog.get_by_role("alert").filter(visible=True)).to_be_visible()
    dialog.locator("textarea").fill("Chờ cơ quan phối hợp trả lời")
    dialog.get_by_role("button", name="Hẹn lại ngày trả").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Hẹn lại ngày trả")).to_have_count(0)
    after = office.state(code)
    # Without an hour it is when the office closes that day.
    assert (after["due_at"][:16], after["extended_from"][:10]) == (
        f"{later.date().isoformat()}T17:00",
        promised.date().isoformat(),
    )


def test_a_scan_is_added_opened_and_removed_with_a_reason(office: Office, tmp_path: Path) -> None:
    code = office.dossier("forward", "receive")
    file = tmp_path / "Giấy khai sinh.pdf"
    file.write_bytes(PDF)
    page, card = office.page, office.scans(code)
    card.locator("input[type=file]").set_input_files(file)
    link = card.get_by_role("link", name="Giấy khai sinh.pdf")
    expect(link).to_be_visible()
    answer = page.request.get(office.centre.url + str(link.get_attribute("href")))
    assert (answer.status, answer.body()) == (200, PDF)
    card.get_by_role("button", name="Gỡ", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input, textarea").first.fill("Quét nhầm giấy")
    dialog.get_by_role("button", name="Gỡ", exact=True).click()
    expect(link).to_have_count(0)
    [row] = office.centre.request("GET", f"/dossiers/{code}/attachments", token=office.boss).body["items"]
    assert (row["name"], row["removed_by"]) == ("Giấy khai sinh.pdf", "hoa")


def test_what_is_late_is_listed_and_narrowed_by_one_press(office: Office, page: Page) -> None:
    ticket = office.do("/tickets", queue="ho-tich")
    office.do("/counters/2/call", ticket=ticket["id"], reason="thử")
    office.do(f"/tickets/{ticket['id']}/start")
    late = {"system": "Cổng quốc gia", "code": "000.00.20.H49-1", "due_at": "2026-01-05T17:00:00+07:00"}
    code = office.do(f"/tickets/{ticket['id']}/dossiers", external=late)["code"]
    office.do(f"/tickets/{ticket['id']}/finish")
    enter(page, office.centre, office.centre.user("truong-phong", "supervisor"), "/overdue")
    expect(page.locator("#sums button").first.locator("b")).to_have_text("1")
    page.locator("#sums button").first.click()
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator("#rows")).to_contain_text(code)


def test_the_register_of_this_year_is_shown_and_not_closed_before_its_end(office: Office) -> None:
    code = office.dossier()
    year = int(office.state(code)["received_at"][:4])
    office.open("/registers")
    page = office.page
    expect(page.locator("#rows")).to_contain_text(code)
    expect(page.locator("#close-year")).to_have_count(0)
    links = page.locator("#volumes a")
    expect(links).to_have_text(["In sổ (PDF)", "Sổ Excel"])
    answer = page.request.get(f"{office.centre.url}/api/v1/registers/{year}.xlsx?volume=1")
    assert answer.status == 200
    assert answer.body().startswith(b"PK")


def test_a_past_years_register_is_closed_by_a_supervisor(office: Office, browser: Browser) -> None:
    past = int(office.state(office.dossier())["received_at"][:4]) - 1
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    desk = context.new_page()
    name, password = office.centre.user("so-theo-doi", "supervisor")
    enter(desk, office.centre, (name, password), "/registers")
    close = desk.get_by_role("button", name="Khóa sổ")
    expect(desk.locator("#state")).to_contain_text("Sổ đang mở")
    expect(close).to_be_hidden()
    desk.get_by_role("combobox", name="Năm").select_option(str(past))
    expect(desk.locator("#register-title")).to_contain_text(str(past))
    close.click()
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Khóa sổ năm {past}?")
    dialog.get_by_role("button", name="Thôi").click()
    expect(desk.locator("#state")).to_contain_text("Sổ đang mở")
    close.click()
    dialog.get_by_role("button", name="Khóa sổ").click()
    expect(desk.locator("#toast")).to_have_text(f"Đã khóa sổ năm {past}.")
    expect(desk.locator("#state")).to_contain_text(f"người khóa: {name}")
    expect(close).to_be_hidden()
    held = office.centre.request("GET", f"/registers/{past}", token=office.boss).body
    assert (held["closed_by"], held["last"]) == (name, 0)
    context.close()
