"""An appointment from the phone to the counter: booked, seen at the desk, taken at the kiosk, also without the server."""

import shutil
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys import touch
from tests.journeys.axe import barriers
from tests.journeys.centre import Centre
from tests.journeys.own_kiosk import learned
from tests.journeys.signed_in import enter
from tests.waiting import HANG_SECONDS, eventually

CONFIG = Path(__file__).resolve().parents[3] / "config"
QUEUE, BIRTH = "ho-tich", "dang-ky-khai-sinh"


def at_noon() -> str:
    """A time zone in which it is between noon and one o'clock now: no test runs into midnight."""
    ahead = 12 - datetime.now(UTC).hour
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"


@pytest.fixture(scope="module")
def office(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A centre with a kiosk that takes appointments of today a few minutes ahead, also on a public holiday."""
    folder = tmp_path_factory.mktemp("office")
    config = folder / "config"
    shutil.copytree(CONFIG, config)
    file = config / "centre.toml"
    text = file.read_text("utf-8").replace('timezone = "Asia/Ho_Chi_Minh"', f'timezone = "{at_noon()}"')
    for wish in ("slot_minutes = 10", "lead_minutes = 0", "early_minutes = 60"):
        name = wish.split(" ", 1)[0]
        text = "\n".join(wish if line.startswith(f"{name} = ") else line for line in text.splitlines())
    file.write_text(f"{text}\n", "utf-8")
    today = datetime.now(ZoneInfo(at_noon())).date()
    with (config / "calendar.toml").open("a", encoding="utf-8") as calendar:
        for day in (today, today + timedelta(days=1)):
            calendar.write(f'\n[[make_up_day]]\ndate = {day.isoformat()}\nname = "Thử"\n')
    centre = Centre(folder / "centre", free_port)
    try:
        centre.start(config=config)
        learned(centre.start_kiosk("kiosk-1"))
        yield centre
    finally:
        centre.stop()


@pytest.fixture
def phone(browser: Browser) -> Any:
    """A citizen's phone; an error in a page's scripts or a breach of its policy fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN", has_touch=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def kiosk(browser: Browser, office: Centre) -> Any:
    """The touch page."""
    page = browser.new_page(viewport={"width": 1080, "height": 1920}, locale="vi-VN")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"http://127.0.0.1:{office.ports['kiosk-1']}")
    expect(page.get_by_role("heading", name="Ông/bà cần làm việc gì?")).to_be_visible()
    yield page
    page.close()
    assert wrong == []


def booked(office: Centre, phone: str) -> Any:
    """An appointment at the first free time, booked as the phone page does it."""
    days = office.request("GET", f"/appointments/slots?queue={QUEUE}").body["days"]
    at = next(slot["at"] for day in days for slot in day["slots"] if slot["left"])
    answer = office.request(
        "POST", "/public/appointments", {"queue": QUEUE, "at": at, "name": "Lê Văn Bình", "phone": phone}
    )
    assert answer.status == 201, answer
    return answer.body


def in_line(office: Centre, number: str) -> Any:
    """The waiting row of a number."""
    staff = office.token("lan", "supervisor")
    rows = office.request("GET", f"/queues/{QUEUE}/waiting", token=staff).body
    return next(row for row in rows if row["number"] == number)


def type_code(kiosk: Page, code: str) -> None:
    kiosk.get_by_role("button", name="Tôi đã đặt hẹn").click()
    for sign in code:
        kiosk.get_by_role("group", name="Các ký tự của mã hẹn").get_by_role(
            "button", name=sign, exact=True
        ).click()
    kiosk.get_by_role("button", name="Xem lịch hẹn").click()


def test_another_day_touched_meanwhile_does_not_lose_the_booking(office: Centre, phone: Page) -> None:
    held: list[Route] = []
    phone.route("**/api/v1/public/appointments", lambda route: held.append(route))
    phone.goto(f"{office.url}/appointments?queue={QUEUE}")
    days = phone.get_by_role("group", name="Ngày").get_by_role("button")
    days.nth(1).tap()
    phone.get_by_role("group", name="Buổi sáng").get_by_role("button").nth(2).tap()
    phone.get_by_label("Họ và tên").fill("Phạm Thị Hoa")
    phone.get_by_label("Số điện thoại").fill("0912 345 601")
    phone.get_by_role("button", name="Đặt hẹn").tap()
    expect(phone.locator("#book")).to_have_text("Đang đặt…")
    days.nth(1).tap()
    expect(phone.locator("#book")).to_be_hidden()
    while not held:
        phone.wait_for_timeout(50)
    held[0].continue_()
    expect(phone.locator(".done-band")).to_have_text("Đã đặt hẹn")


def test_who_asks_for_what_another_office_does_is_told_where_before_a_day_is_booked(
    office: Centre, phone: Page
) -> None:
    for language, asked, said in (
        ("vi", "Tìm việc cần làm", "Việc này không làm ở đây. Thẻ căn cước: nơi làm là Công an cấp xã."),
        (
            "en",
            "Find what you need",
            "This is not done here. Identity card: go to the police of the commune.",
        ),
    ):
        phone.goto(f"{office.url}/appointments?lang={language}")
        phone.get_by_label(asked).fill("lam can cuoc")
        expect(phone.get_by_text(said).first).to_be_visible()
        assert barriers(phone) == []


def test_a_phone_books_moves_keeps_and_cancels_without_an_account(office: Centre, phone: Page) -> None:
    phone.goto(f"{office.url}/dat-hen")
    phone.get_by_label("Tìm việc cần làm").fill("khai sinh")
    phone.get_by_role("button", name="Đăng ký khai sinh Hộ tịch").tap()
    expect(phone.get_by_role("heading", name="2. Chọn ngày, giờ")).to_be_focused()
    day = phone.get_by_role("group", name="Ngày").get_by_role("button").nth(1)
    day.tap()
    expect(day).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("group", name="Buổi sáng").get_by_role("button").nth(3).tap()
    phone.get_by_role("button", name="Đặt hẹn").tap()
    expect(phone.get_by_text("Xin ghi họ và tên.")).to_be_visible()
    assert barriers(phone) == []
    phone.get_by_label("Họ và tên").fill("Nguyễn Thị Mai")
    phone.get_by_label("Số điện thoại").fill("0912 345 678")
    phone.get_by_role("button", name="Đặt hẹn").tap()
    expect(phone.locator(".done-band")).to_have_text("Đã đặt hẹn")
    code = phone.url.rpartition("code=")[2]
    expect(phone.get_by_role("img", name=f"Mã QR của lịch hẹn {code}")).to_be_visible()
    assert "Mai" not in phone.inner_text("main")
    assert barriers(phone) == []
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Thêm vào lịch").tap()
    assert code in download.value.path().read_text("utf-8")

    before = phone.get_by_role("heading", level=1).inner_text()
    phone.get_by_role("button", name="Đổi giờ").tap()
    phone.get_by_role("group", name="Buổi chiều").get_by_role("button").last.tap()
    phone.get_by_role("button", name="Đổi sang").tap()
    expect(phone.get_by_role("heading", level=1)).not_to_have_text(before)
    expect(phone.locator(".done-band")).to_have_text("Đã đặt hẹn")
    phone.get_by_role("button", name="Hủy hẹn").tap()
    phone.get_by_role("button", name="Giữ lại").tap()
    expect(phone.locator(".done-band")).to_have_text("Đã đặt hẹn")
    phone.get_by_role("button", name="Hủy hẹn").tap()
    assert barriers(phone) == []
    phone.get_by_role("button", name="Hủy hẹn").tap()
    expect(phone.locator(".done-band")).to_have_text("Đã hủy")
    phone.goto(f"{office.url}/appointments/{'0' * 24}")
    expect(phone.get_by_role("heading", name="Không có lịch hẹn này.")).to_be_visible()


def test_the_desk_books_moves_and_cancels_and_sees_the_day(office: Centre, page: Page) -> None:
    own = booked(office, "0912000001")
    enter(page, office, office.user("minh", "officer", 1), "/desk/appointments")
    # The page names the queues when it has settled on a day; whoever types before that is overruled.
    expect(page.get_by_label("Lĩnh vực")).to_contain_text("Hộ tịch")
    page.get_by_label("Ngày", exact=True).fill(own["day"])
    row = page.get_by_role("row", name=own["code"])
    expect(row).to_contain_text("Lê Văn Bình · •••••••001")
    row.get_by_role("button", name="Xem số điện thoại").click()
    expect(page.get_by_text("Điện thoại của Lê Văn Bình: 0912000001")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Đặt hẹn mới").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Thủ tục").select_option(BIRTH)
    dialog.get_by_label("Họ và tên").fill("Trần Văn Sơn")
    expect(dialog.get_by_label("Giờ hẹn")).to_contain_text("còn 4 chỗ")
    # The first time may be over before all of this is written.
    dialog.get_by_label("Giờ hẹn").select_option(index=1)
    assert barriers(page) == []
    dialog.get_by_role("button", name="Đặt hẹn").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Cần số điện thoại hoặc số căn cước")
    dialog.get_by_label("Hoặc số căn cước").fill("022090000001")
    dialog.get_by_role("button", name="Đặt hẹn").click()
    made = page.get_by_role("row", name="Trần Văn Sơn")
    expect(made).to_contain_text("Đăng ký khai sinh")

    made.get_by_role("button", name="Đổi giờ").click()
    dialog.get_by_label("Giờ hẹn").select_option(index=2)
    time = dialog.get_by_label("Giờ hẹn").locator("option").nth(2).inner_text()[:5]
    dialog.get_by_role("button", name="Đổi giờ").click()
    expect(made.get_by_role("cell").first).to_have_text(time)
    made.get_by_role("button", name="Hủy").click()
    dialog.get_by_role("button", name="Hủy", exact=True).click()
    expect(made).to_contain_text("Đã hủy")
    assert barriers(page) == []


def test_the_code_becomes_a_number_with_its_time_on_screen_paper_and_phone(
    office: Centre, kiosk: Page, phone: Page
) -> None:
    own = booked(office, "0912000002")
    time = own["at"][11:16]
    type_code(kiosk, own["code"])
    expect(kiosk.get_by_role("heading", name=f"Lịch hẹn {time}")).to_be_visible()
    kiosk.get_by_role("button", name="LẤY SỐ").click()
    expect(kiosk.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    expect(kiosk.get_by_text(f"Hẹn {time}")).to_be_visible()
    number = kiosk.locator(".number").inner_text()
    row = in_line(office, number)
    assert row["order"]["text"] == f"Hẹn lúc {time}"
    phone.goto(row["follow_url"].replace(row["follow_url"].partition("/f/")[0], office.url))
    expect(phone.get_by_text(f"Hẹn lúc {time}")).to_be_visible()
    phone.goto(f"{office.url}/appointments/{own['secret']}")
    expect(phone.get_by_text(f"Số của ông/bà: {number}")).to_be_visible()
    kiosk.get_by_role("button", name="Tôi đã lấy phiếu").or_(kiosk.locator("[data-key=finish]")).first.click()
    # Under the scanner it opens by itself: this one has its number already.
    touch.scan(kiosk, own["url"] or f"{office.url}/appointments/{own['secret']}?code={own['code']}")
    expect(kiosk.get_by_text(f"Lịch hẹn này đã nhận số {number}.")).to_be_visible()


def test_without_the_server_the_number_carries_the_code_and_is_matched_afterwards(
    office: Centre, kiosk: Page
) -> None:
    own = booked(office, "0912000003")
    office.kill("server")
    type_code(kiosk, own["code"])
    expect(kiosk.get_by_role("heading", name="Chưa kiểm tra được lịch hẹn vì mất kết nối.")).to_be_visible()
    kiosk.get_by_role("button", name="Chọn lĩnh vực để lấy số").click()
    kiosk.get_by_role("button", name="Hộ tịch").click()
    kiosk.get_by_role("button", name="LẤY SỐ").click()
    expect(kiosk.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    expect(kiosk.get_by_text(f"Có mã hẹn {own['code']}")).to_be_visible()
    number = kiosk.locator(".number").inner_text()
    with urllib.request.urlopen(f"{kiosk.url}paper/1.png", timeout=HANG_SECONDS) as paper:
        assert paper.status == 200
    office.start(config=office.folder.parent / "config")
    eventually(
        lambda: office.request("GET", f"/public/appointments/{own['secret']}").body["number"],
        lambda given: given == number,
    )
    row = in_line(office, number)
    assert (row["appointment_at"], row["offline"]) == (own["at"], True)


def test_whom_the_day_does_not_suffice_books_at_the_kiosk_and_gets_a_slip(
    office: Centre, kiosk: Page
) -> None:
    kiosk.evaluate(
        "async (procedure) => (await import('/static/visit/navigation.js')).go('appointment', { procedure })",
        BIRTH,
    )
    expect(kiosk.get_by_role("heading", name="Đặt hẹn")).to_be_visible()
    slot = kiosk.locator(".slots").nth(1).locator("button").nth(2)
    time = slot.locator("strong").inner_text()
    slot.click()
    for sign in "0987654321":
        kiosk.get_by_role("group", name="Bàn phím số").get_by_role("button", name=sign, exact=True).click()
    kiosk.get_by_role("button", name="ĐẶT HẸN").click()
    expect(kiosk.get_by_text(f"Đã đặt hẹn {time}")).to_be_visible()
    expect(kiosk.get_by_text("Mời lấy phiếu hẹn phía dưới")).to_be_visible()
    code = kiosk.locator(".booked-code").inner_text()
    staff = office.token("lan", "supervisor")
    day = office.request("GET", "/appointments/slots?queue=ho-tich").body["days"][1]["day"]
    rows = office.request("GET", f"/appointments?day={day}", token=staff).body["items"]
    assert [(row["procedures"], row["booked_by"]) for row in rows if row["code"] == code] == [
        ([BIRTH], "kiosk-1")
    ]
    kiosk.get_by_role("button", name="Xong").click()
    expect(kiosk.get_by_role("heading", name="Ông/bà cần làm việc gì?")).to_be_visible()
    assert code not in kiosk.content()
