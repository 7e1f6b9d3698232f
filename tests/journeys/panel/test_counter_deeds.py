"""What a counter does in few keys, in a real browser: done at once, an earlier dossier tied, a debt seen before the result.

One panel for the whole file; each test leaves its counter free.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.centre import Centre
from tests.journeys.panel.test_panel import SCANNED_CARD, Desk

pytestmark = pytest.mark.journey

BIRTH, CERTIFIED = (
    "dang-ky-khai-sinh",
    "chung-thuc-ban-sao-tu-ban-chinh",
)
BIRTH_FORM = "Tờ khai đăng ký khai sinh theo mẫu"
PERSON = {"name": "Nguyễn Thị Hồng Ánh", "id_type": "cccd", "id_number": "022185001234"}


class Counter:
    """Counter 3 with its officer, and what the server makes of it."""

    def __init__(self, centre: Centre, desk: Desk) -> None:
        self.centre, self.desk, self.page = centre, desk, desk.page
        self.boss = centre.token("giam-sat", "supervisor")
        self.do("/counters/3/open")
        self.free()

    def do(self, path: str, **body: Any) -> Any:
        """A deed beside the browser that must succeed."""
        answer = self.centre.request("POST", path, body, token=self.boss)
        assert answer.status in (200, 201), (path, answer)
        return answer.body

    def dossier(self, code: str) -> Any:
        """The dossier as the server has it."""
        return self.centre.request("GET", f"/dossiers/{code}", token=self.boss).body

    def ticket(self, ident: int) -> Any:
        """The number as the server has it."""
        return self.centre.request("GET", f"/tickets/{ident}", token=self.boss).body

    def free(self) -> None:
        """Waits until the panel could call somebody."""
        expect(self.desk.state).to_have_text("Đang rảnh")
        self.desk.connected()

    def serve(self, **body: Any) -> Any:
        """Somebody takes a number, is called and comes; the panel shows it."""
        ticket = self.do("/tickets", **body)
        self.do("/counters/3/call", ticket=ticket["id"], reason="thử")
        self.do(f"/tickets/{ticket['id']}/start")
        expect(self.desk.number).to_have_text(ticket["number"])
        expect(self.desk.state).to_have_text("Đang phục vụ")
        expect(self.desk.button("finish-next")).not_to_have_attribute("aria-disabled", "true")
        return ticket

    def made(self, **body: Any) -> str:
        """A dossier taken in here before the test begins; its code."""
        ticket = self.serve(queue="ho-tich")
        code = str(self.do(f"/tickets/{ticket['id']}/dossiers", applicant=PERSON, **body)["code"])
        self.do(f"/tickets/{ticket['id']}/finish")
        self.free()
        return code


@pytest.fixture(scope="module")
def counter(
    free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Counter]:
    centre = Centre(tmp_path_factory.mktemp("counter"), free_port)
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    faults: list[str] = []
    try:
        centre.start("--no-worker")
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        name, password = centre.user("canbo-3", "officer", 3)
        desk = Desk(page, centre.url)
        desk.sign_in(name, password, 3)
        yield Counter(centre, desk)
    finally:
        context.close()
        centre.stop()
    assert faults == []


@pytest.mark.parametrize(
    ("taken", "last"),
    [
        ({"procedures": [CERTIFIED]}, "Enter"),
        ({"procedures": [BIRTH], "documents": [BIRTH_FORM]}, "F9"),
    ],
    ids=["papers are only shown, Enter ends", "a paper was ticked at the kiosk, F9 ends"],
)
def test_a_same_day_procedure_needs_a_scan_and_three_key_strokes(
    counter: Counter, taken: Any, last: str
) -> None:
    ticket = counter.serve(**taken)
    page = counter.page
    dialog = page.get_by_role("dialog")
    strokes = 0

    def press(key: str) -> None:
        nonlocal strokes
        strokes += 1
        page.keyboard.press(key)

    press("1")
    expect(dialog.locator("[type=submit]")).to_have_text("Tiếp nhận và trả kết quả")
    # The card under the scanner, which ends with an Enter of its own: no key of the officer's.
    expect(dialog.get_by_label("Họ và tên").first).to_be_focused()
    page.keyboard.insert_text(SCANNED_CARD)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Họ và tên").first).to_have_value("Nguyễn Thị Bích Ngọc")
    press("Enter")
    expect(dialog).to_contain_text("Đã tiếp nhận và trả kết quả")
    code = dialog.locator(".made b").first.inner_text()
    expect(dialog.get_by_role("button", name="F9")).to_be_focused()
    press(last)
    expect(dialog).to_have_count(0)
    counter.free()
    assert strokes == 3
    after = counter.ticket(ticket["id"])
    assert (after["state"], after["dossiers"], counter.dossier(code)["status"]) == ("done", [code], 10)
    received = [paper["name"] for paper in counter.dossier(code)["documents"]]
    assert received == taken.get("documents", [])


def test_where_no_time_limit_is_published_a_day_is_promised_until_the_office_closes(counter: Counter) -> None:
    ticket = counter.serve(procedures=["xac-nhan-thong-tin-ho-tich"])
    page = counter.page
    dialog = page.get_by_role("dialog")
    page.keyboard.press("1")
    expect(dialog.get_by_label("Họ và tên").first).to_be_focused()
    page.keyboard.insert_text(SCANNED_CARD)
    page.keyboard.press("Enter")
    dialog.locator(".paper-row input[type=checkbox]").first.check()
    dialog.get_by_label("Ngày hẹn trả").fill("2031-06-16")
    expect(dialog.get_by_label("Giờ hẹn trả")).to_have_accessible_description(
        "Để trống: hết giờ làm việc hôm đó"
    )
    dialog.get_by_label("Căn cứ của ngày hẹn").fill("Chờ tra cứu sổ gốc")
    dialog.locator("[type=submit]").click()
    expect(dialog).to_contain_text("Đã tiếp nhận")
    code = dialog.locator(".made b").first.inner_text()
    page.keyboard.press("F9")
    counter.free()
    assert counter.ticket(ticket["id"])["state"] == "done"
    assert counter.dossier(code)["due_at"][:16] == "2031-06-16T17:00"


def test_an_earlier_dossier_is_found_and_tied_to_the_number(counter: Counter) -> None:
    code = counter.made(procedure="xac-nhan-tinh-trang-hon-nhan")
    ticket = counter.serve(queue="ho-tich")
    page = counter.page
    dialog = page.get_by_role("dialog")
    page.keyboard.press("1")
    dialog.get_by_role("radio", name="Hồ sơ đã có").check()
    box = dialog.get_by_role("searchbox")
    expect(box).to_be_focused()
    # Nothing was chosen yet: Enter looks, and says where there is nothing.
    page.keyboard.type("khong-co-ho-so-nay")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Không tìm thấy hồ sơ nào.")
    # The receipt's QR code under the scanner is its address.
    box.fill("")
    page.keyboard.insert_text(f"{counter.centre.url}/d/{code}")
    found = dialog.locator(".results").get_by_role("radio")
    expect(found).to_have_count(1)
    expect(found).to_be_checked()
    expect(dialog.locator(".results.earlier")).to_contain_text("Nguyễn Thị Hồng Ánh")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Đã gắn hồ sơ có sẵn")
    page.keyboard.press("Escape")
    expect(page.locator(".dossiers b")).to_have_text([code])
    assert counter.ticket(ticket["id"])["dossiers"] == [code]
    page.keyboard.press("F9")
    counter.free()


def test_a_result_with_an_unpaid_fee_is_asked_about_before_it_is_handed_out(counter: Counter) -> None:
    code = counter.made(procedure="xac-nhan-tinh-trang-hon-nhan")
    counter.do(f"/dossiers/{code}/complete")
    counter.do(f"/dossiers/{code}/fees", lines=[{"label": "Lệ phí", "unit_price": 15000}])
    counter.serve(queue="ho-tich", purpose="collect", dossiers=[code])
    page = counter.page
    dialog = page.get_by_role("dialog")
    expect(page.locator(".dossiers .owed")).to_contain_text("Còn phải thu 15.000")
    page.keyboard.press("F7")
    expect(dialog).to_contain_text(f"Hồ sơ {code} còn nợ phí")
    expect(dialog).to_contain_text("Còn phải thu 15.000")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert counter.dossier(code)["status"] == 9
    page.keyboard.press("F7")
    dialog.get_by_role("button", name="Vẫn trả kết quả").click()
    expect(dialog).to_have_count(0)
    expect(counter.desk.toasts).to_contain_text(f"Đã trả kết quả {code}.")
    assert counter.dossier(code)["status"] == 10
    page.keyboard.press("F9")
    counter.free()
