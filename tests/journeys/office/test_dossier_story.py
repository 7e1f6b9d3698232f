"""A citizen's dossier from the kiosk to the returned result and its rating: real processes, a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import touch
from tests.journeys.centre import PASSWORD, Centre
from tests.journeys.own_kiosk import learned, take
from tests.waiting import eventually

BIRTH = "dang-ky-khai-sinh"

Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a page of a size of its own; an error in its scripts or against its content policy fails the test."""
    wrong: list[str] = []
    contexts = []

    def open_one(address: str, width: int, height: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


class Office:
    """What the counter and the department do over the API."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.boss = centre.token("giam-sat", "supervisor")

    def do(self, path: str, **body: Any) -> Any:
        """A deed that must succeed."""
        answer = self.centre.request("POST", path, body, token=self.boss)
        assert answer.status in (200, 201), answer
        return answer.body

    def dossier(self, *moves: str, **more: Any) -> Any:
        """A dossier taken in at counter 2, with these moves made."""
        ticket = self.do("/tickets", procedures=[BIRTH])
        self.do("/counters/2/open")
        self.do("/counters/2/call", ticket=ticket["id"], reason="thử")
        self.do(f"/tickets/{ticket['id']}/start")
        made = self.do(
            f"/tickets/{ticket['id']}/dossiers",
            procedure=BIRTH,
            applicant={"name": "Nguyễn Thị Ngọc Ánh"},
            documents=[{"name": "Tờ khai", "form": "original", "copies": 1}],
        )
        self.do(f"/tickets/{ticket['id']}/finish")
        for move in moves:
            made = self.do(f"/dossiers/{made['code']}/{move}", **more)
        return made


def _home(kiosk: Page) -> None:
    expect(kiosk.get_by_role("heading", name="Ông/bà cần làm việc gì?")).to_be_visible()


def _number(kiosk: Page) -> str:
    expect(kiosk.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    return kiosk.locator(".number").inner_text()


def _panel(page: Page, name: str) -> None:
    page.locator("input[name=name]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#link")).to_contain_text("Đã kết nối")


def _press(panel: Page, key: str) -> None:
    expect(panel.locator("#actions[aria-busy=true]")).to_have_count(0)
    panel.keyboard.press(key)


def test_a_dossier_from_the_kiosk_to_its_result_and_its_rating(building: Centre, open_page: Open) -> None:
    office = Office(building)
    kiosk = open_page(f"http://127.0.0.1:{building.ports['kiosk-1']}/", 1080, 1920)
    _home(kiosk)
    # The number for handing in, and the counter that takes the dossier in.
    kiosk.get_by_role("button", name="Nộp hồ sơ mới").click()
    kiosk.get_by_role("button", name="Đăng ký khai sinh").first.click()
    kiosk.get_by_role("button", name="LẤY SỐ").click()
    first = _number(kiosk)
    kiosk.get_by_role("button", name="Xong").click()
    building.user("co-lan", "officer", 1)
    panel = open_page(f"{building.url}/panel/1", 1366, 768)
    _panel(panel, "co-lan")
    _press(panel, "0")
    expect(panel.locator("#state")).to_contain_text("Đang rảnh")
    _press(panel, "F2")
    expect(panel.locator("#ticket .big")).to_have_text(first)
    _press(panel, "F4")
    expect(panel.locator("#state")).to_contain_text("Đang phục vụ")
    [ticket] = building.request("GET", f"/tickets?number={first}", token=office.boss).body
    applicant = {"name": "Nguyễn Thị Ngọc Ánh"}
    papers = [{"name": "Tờ khai", "form": "original", "copies": 1}]
    body = {"procedure": BIRTH, "applicant": applicant, "documents": papers}
    dossier = office.do(f"/tickets/{ticket['id']}/dossiers", **body)
    code, scanned = dossier["code"], dossier["public_url"]
    expect(panel.locator(".dossiers")).to_contain_text(code)
    _press(panel, "F9")
    expect(panel.locator("#state")).to_contain_text("Đang rảnh")

    phone = open_page(scanned, 360, 800)
    expect(phone.locator(".status")).to_have_text("Được tiếp nhận")
    expect(phone.locator(".rating")).to_have_count(0)

    # Too early: the kiosk says when, and gives no number.
    office.do(f"/dossiers/{code}/forward")
    touch.scan(kiosk, scanned)
    expect(kiosk.get_by_role("heading", name="Chưa có kết quả")).to_be_visible()
    expect(kiosk.get_by_role("button", name="LẤY SỐ")).to_have_count(0)

    # The result is there: one scan, one touch.
    office.do(f"/dossiers/{code}/complete")
    touch.scan(kiosk, scanned)
    expect(kiosk.get_by_role("heading", name="Đã có kết quả")).to_be_visible()
    kiosk.get_by_role("button", name="LẤY SỐ").click()
    second = _number(kiosk)
    expect(kiosk.locator(".number-head")).to_contain_text(f"Nhận kết quả · {code}")
    kiosk.get_by_role("button", name="Xong").click()
    _home(kiosk)

    # The counter has the dossier open as it calls, and is done in two key strokes.
    _press(panel, "F2")
    expect(panel.locator("#ticket .big")).to_have_text(second)
    row = panel.locator(".dossiers li")
    for text in (code, "Nguyễn Thị Ngọc Ánh", "Đã có kết quả", "Trả kết quả"):
        expect(row).to_contain_text(text)
    _press(panel, "F7")
    expect(row).to_contain_text("Đã trả kết quả")
    _press(panel, "F9")
    expect(panel.locator("#state")).to_contain_text("Đang rảnh")
    [ticket] = building.request("GET", f"/tickets?number={second}", token=office.boss).body
    told = (ticket["state"], ticket["outcome"], ticket["purpose"], ticket["dossiers"])
    assert told == ("done", "collected", "collect", [code])

    # The phone knows, and asks once.
    phone.reload()
    expect(phone.locator(".status")).to_have_text("Đã trả kết quả")
    phone.get_by_role("button", name="Hài lòng", exact=True).click()
    phone.locator("summary").click()
    phone.get_by_role("group", name="Thái độ phục vụ").get_by_role("button", name="Tốt", exact=True).click()
    phone.get_by_label("Ông/bà muốn nói thêm điều gì?").fill("Nhanh và chu đáo")
    phone.get_by_role("button", name="Gửi đánh giá").click()
    expect(phone.get_by_text("Cảm ơn ông/bà đã đánh giá.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("đã được đánh giá")).to_be_visible()
    expect(phone.get_by_role("button", name="Hài lòng")).to_have_count(0)

    # So does the page of the served number.
    followed = open_page(ticket["follow_url"], 360, 800)
    followed.get_by_role("button", name="Bình thường").click()
    followed.get_by_role("button", name="Gửi đánh giá").click()
    expect(followed.get_by_text("Cảm ơn ông/bà đã đánh giá.")).to_be_visible()
    followed.reload()
    expect(followed.get_by_text("đã được đánh giá")).to_be_visible()


def test_missing_papers_are_brought_without_starting_over(building: Centre, open_page: Open) -> None:
    office = Office(building)
    dossier = office.dossier("request-supplement", note="Giấy chứng sinh\nGiấy chứng nhận kết hôn")
    kiosk = open_page(f"http://127.0.0.1:{building.ports['kiosk-1']}/", 1080, 1920)
    _home(kiosk)
    touch.scan(kiosk, dossier["public_url"])
    expect(kiosk.get_by_role("heading", name="Hồ sơ cần bổ sung")).to_be_visible()
    expect(kiosk.locator(".paper")).to_have_text(["Giấy chứng sinh", "Giấy chứng nhận kết hôn"])
    kiosk.get_by_role("button", name="LẤY SỐ").click()
    number = _number(kiosk)
    [ticket] = building.request("GET", f"/tickets?number={number}", token=office.boss).body
    assert (ticket["purpose"], ticket["dossiers"]) == ("supplement", [dossier["code"]])

    building.user("anh-hung", "officer", 3)
    panel = open_page(f"{building.url}/panel/3", 1366, 768)
    _panel(panel, "anh-hung")
    _press(panel, "0")
    expect(panel.locator("#state")).to_contain_text("Đang rảnh")
    _press(panel, "F2")
    expect(panel.locator(".dossiers li")).to_contain_text("Nhận bổ sung")
    _press(panel, "F7")
    expect(panel.locator(".dossiers li")).to_contain_text("Được tiếp nhận")
    _press(panel, "F9")
    expect(panel.locator("#state")).to_contain_text("Đang rảnh")


def test_a_typed_code_tells_status_and_day_and_nothing_more(building: Centre, open_page: Open) -> None:
    dossier = Office(building).dossier("request-supplement", note="Giấy chứng sinh")
    kiosk = open_page(f"http://127.0.0.1:{building.ports['kiosk-1']}/", 1080, 1920)
    _home(kiosk)
    kiosk.get_by_role("button", name="Tra cứu").click()
    kiosk.get_by_role("button", name="Hồ sơ đã nộp").click()
    keys = kiosk.get_by_role("region", name="Bàn phím")
    for sign in dossier["code"].split("-", 1)[1]:
        keys.get_by_role("button", name=sign, exact=True).click()
    kiosk.get_by_role("button", name="Xem hồ sơ").click()
    expect(kiosk.get_by_role("heading", name="Hồ sơ cần bổ sung")).to_be_visible()
    expect(kiosk.get_by_text("Yêu cầu bổ sung giấy tờ")).to_be_visible()
    for hidden in ("Giấy chứng sinh", "khai sinh", "Ngọc Ánh"):
        expect(kiosk.get_by_text(hidden)).to_have_count(0)
    # Typed by hand, slowly, a code is no scan: nothing opens.
    kiosk.get_by_role("button", name="Làm lại").click()
    _home(kiosk)
    kiosk.keyboard.type(dossier["code"], delay=60)
    kiosk.keyboard.press("Enter")
    _home(kiosk)
    # Somebody's identity card under the scanner is read by nobody.
    touch.scan(kiosk, "022099000123||NGUYEN THI BICH NGOC|05061999|Nu|To 1, Hong Hai|10072021")
    expect(kiosk.get_by_role("heading", name="Bước này không cần căn cước")).to_be_visible()
    expect(kiosk.get_by_text("NGUYEN")).to_have_count(0)


def test_without_the_server_a_number_to_collect_is_given_and_tied_when_it_is_back(
    new_centre: Callable[..., Centre], open_page: Open
) -> None:
    centre = new_centre()
    address = centre.start_kiosk("kiosk-1")
    learned(address)
    office = Office(centre)
    dossier = office.dossier("complete")
    centre.kill("server")
    kiosk = open_page(address, 1080, 1920)
    _home(kiosk)
    touch.scan(kiosk, dossier["public_url"])
    expect(kiosk.get_by_role("heading", name="Chưa tra cứu được lúc này")).to_be_visible()
    kiosk.get_by_role("button", name="Lấy số nhận kết quả").click()
    kiosk.get_by_role("button", name="Hộ tịch").click()
    kiosk.get_by_role("button", name="LẤY SỐ").click()
    assert _number(kiosk) == "A800"
    # A code that nobody has must not keep a printed number from the line.
    assert take(address, dossiers=["H49.77-200101-9999"])["number"] == "A801"

    centre.start()
    path = "/tickets?limit=500"
    found = eventually(
        lambda: {one["number"]: one for one in centre.request("GET", path, token=office.boss).body},
        lambda numbers: {"A800", "A801"} <= set(numbers),
    )
    told = {number: (one["purpose"], one["dossiers"]) for number, one in found.items() if number > "A8"}
    assert told == {"A800": ("collect", [dossier["code"]]), "A801": ("collect", [])}
