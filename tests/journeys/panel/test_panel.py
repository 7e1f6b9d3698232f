"""The counter panel in real Chromium, a real server behind it: keys alone, races, a lost server, undo."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.centre import Centre
from tests.journeys.signed_in import begin_session
from tests.waiting import eventually

SCANNED_CARD = "022099000123||Nguyễn Thị Bích Ngọc|05061999|Nữ|Tổ 1, phường Hồng Hải, Quảng Ninh|10072021"
BIRTH = "dang-ky-khai-sinh"


class Desk:
    """An officer's browser at one counter."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def sign_in(self, name: str, password: str, counter: int) -> None:
        """Opens the panel of the counter as this person."""
        begin_session(self.page, self.url, name, password)
        self.page.goto(f"{self.url}/panel/{counter}")
        self.connected()

    def sign_in_with_keys(self, name: str, password: str, counter: int) -> None:
        """From the panel's address over the sign-in page back to the panel, with keys alone."""
        self.page.goto(f"{self.url}/panel/{counter}")
        expect(self.page).to_have_url(re.compile("/sign-in"))
        expect(self.page.locator("input:focus")).to_be_visible()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(password)
        self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(f"{self.url}/panel/{counter}")
        self.connected()

    def connected(self) -> None:
        """Waits until buttons work."""
        expect(self.page.locator("body")).not_to_have_class(re.compile("cut-off|loading"))
        expect(self.page.locator("#link")).to_contain_text("Đã kết nối")

    def press(self, *keys: str) -> None:
        """Presses keys as fast as a person: none before the deed of the one before is over."""
        for key in keys:
            expect(self.page.locator("#actions[aria-busy=true]")).to_have_count(0)
            self.page.keyboard.press(key)

    def answer(self, *keys: str) -> None:
        """Presses the keys that answer a dialog, and sees it gone."""
        self.press(*keys)
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    @property
    def number(self) -> Locator:
        """The number at the counter, large."""
        return self.page.locator("#ticket header ~ .inside .big")

    @property
    def state(self) -> Locator:
        return self.page.locator("#state")

    @property
    def toasts(self) -> Locator:
        return self.page.locator("#toasts")

    @property
    def rows(self) -> Locator:
        return self.page.locator("#list .row b")

    def button(self, name: str) -> Locator:
        return self.page.locator(f'[data-action="{name}"]')


class Visitors:
    """Citizens at the door: they take numbers."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.token = centre.token("nguoi-dan", "integration")

    def take(self, *procedures: str, **more: object) -> str:
        answer = self.centre.request(
            "POST", "/tickets", {"procedures": procedures or [BIRTH], **more}, token=self.token
        )
        assert answer.status == 201, answer
        return str(answer.body["number"])

    def state_of(self, number: str) -> str:
        found = self.centre.request("GET", f"/tickets?number={number}", token=self.token).body
        return str((found["items"] if isinstance(found, dict) else found)[0]["state"])


@pytest.fixture
def visitors(centre: Centre) -> Visitors:
    return Visitors(centre)


@pytest.fixture
def desk(centre: Centre, page: Page) -> Desk:
    """Counter 3 (Hộ tịch and Chứng thực), signed in and still closed."""
    name, password = centre.user("canbo-3", "officer", 3)
    desk = Desk(page, centre.url)
    desk.sign_in(name, password, 3)
    return desk


@pytest.fixture
def second_desk(centre: Centre, browser: Browser) -> Iterator[Callable[[int], Desk]]:
    """A function that seats another officer, in a browser of their own."""
    contexts = []

    def seat(counter: int) -> Desk:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        contexts.append(context)
        name, password = centre.user(f"canbo-{counter}", "officer", counter)
        other = Desk(context.new_page(), centre.url)
        other.sign_in(name, password, counter)
        return other

    yield seat
    for context in contexts:
        context.close()


@pytest.mark.bare
def test_an_officer_works_from_sign_in_to_finish_with_keys_alone(
    centre: Centre, page: Page, visitors: Visitors
) -> None:
    desk = Desk(page, centre.url)
    desk.sign_in_with_keys(*centre.user("canbo-3", "officer", 3), 3)
    expect(desk.state).to_have_text("Đang đóng")
    desk.press("0")
    expect(desk.state).to_have_text("Đang rảnh")
    expect(desk.page.locator("#ticket h2")).to_have_text("Không còn ai chờ.")

    visitors.take(documents=["Giấy chứng sinh"])
    visitors.take()
    expect(desk.rows).to_have_text(["A001", "A002"])

    desk.press("F2")
    expect(desk.number).to_have_text("A001")
    expect(desk.button("next").locator(".why")).to_have_text("Đang giữ A001")
    desk.press("F8")
    expect(desk.toasts).to_contain_text("Đã gọi lại A001, lần 2.")
    desk.press("F4")
    expect(desk.state).to_have_text("Đang phục vụ")
    expect(desk.button("no-show").locator(".why")).to_have_text("Người dân đã đến")

    desk.press("F9", "1")
    expect(desk.number).to_have_text("A002")
    expect(desk.toasts).to_contain_text("Đã xong A001. Đã gọi A002.")
    desk.press("F4", "9")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Kết quả của số A002")
    desk.press("5")
    expect(desk.state).to_have_text("Đang rảnh")
    assert [visitors.state_of(number) for number in ("A001", "A002")] == ["done", "done"]

    desk.press("0", "1", "Enter")
    expect(desk.page.locator("#ticket h2")).to_have_text("Tạm dừng: Nghỉ trưa")


def test_every_other_deed_works_with_keys(desk: Desk, visitors: Visitors) -> None:
    for _ in range(3):
        visitors.take()
    desk.press("0")
    expect(desk.state).to_have_text("Đang rảnh")
    desk.press("F2")
    expect(desk.number).to_have_text("A001")

    desk.press("7")
    desk.page.get_by_label("Diện ưu tiên").select_option(label="Phụ nữ mang thai")
    desk.answer("Tab", "1", "Enter")
    expect(desk.page.locator("#ticket")).to_contain_text("Ưu tiên: Phụ nữ mang thai")

    desk.press("6")
    expect(desk.toasts).to_contain_text("Đã trả A001 lại hàng chờ.")
    desk.press("F2")
    expect(desk.number).to_have_text("A002")

    desk.answer("4", "2", "Enter")
    expect(desk.toasts).to_contain_text("Đã tạm giữ A002.")
    expect(desk.page.locator("#tab-held .count")).to_have_text("1")
    desk.page.locator("#tab-waiting").focus()
    desk.press("ArrowRight", "Tab", "Enter")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Đi sao chụp")
    desk.press("1")
    expect(desk.number).to_have_text("A002")
    expect(desk.toasts).to_have_text("Tiếp tục A002.")

    desk.answer("8", "1", "Enter")
    expect(desk.toasts).to_contain_text("Đã hủy số A002.")
    desk.page.locator("#tab-held").focus()
    desk.press("ArrowRight", "Tab", "Enter")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Khôi phục")
    desk.answer("1", "2", "Enter")
    desk.page.locator("#tab-recent").focus()
    desk.press("ArrowRight")
    expect(desk.rows.first).to_have_text("A002")

    desk.press("Tab", "ArrowDown", "ArrowDown", "Enter")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Gọi ngoài lượt")
    desk.answer("1", "3", "Enter")
    expect(desk.toasts).to_contain_text("Đã gọi A003.")

    desk.press("5")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Chuyển A003")
    desk.page.get_by_label("Chuyển đến").select_option(value="queue:dat-dai")
    desk.answer("Tab", "Enter")
    expect(desk.toasts).to_contain_text("Đã chuyển A003.")
    assert {number: visitors.state_of(number) for number in ("A001", "A002", "A003")} == {
        "A001": "waiting",
        "A002": "waiting",
        "A003": "waiting",
    }


def test_two_panels_race_for_one_number(
    desk: Desk, second_desk: Callable[[int], Desk], visitors: Visitors
) -> None:
    other = second_desk(2)
    for one in (desk, other):
        one.press("0")
        expect(one.state).to_have_text("Đang rảnh")
    visitors.take()
    for one in (desk, other):
        expect(one.rows).to_have_text(["A001"])
    for one in (desk, other):
        # Both keys are down before either page has heard of the other's call.
        one.page.evaluate("() => { document.querySelector('[data-action=next]').click(); }")
    expect(desk.page.locator("#list .empty")).to_be_visible()
    expect(other.page.locator("#list .empty")).to_be_visible()
    # The line is empty as soon as the call is heard of, and the caller's card comes with the answer to its own request.
    eventually(
        lambda: [one.number.inner_text() for one in (desk, other) if one.number.count()],
        lambda held: held == ["A001"],
    )
    loser = other if desk.number.count() else desk
    expect(loser.button("next").locator(".why")).to_have_text("Không còn ai chờ")


def test_a_chosen_number_that_another_counter_has_just_called_is_refused_by_name(
    desk: Desk, second_desk: Callable[[int], Desk], visitors: Visitors
) -> None:
    other = second_desk(2)
    for one in (desk, other):
        one.press("0")
        expect(one.state).to_have_text("Đang rảnh")
    visitors.take()
    desk.page.locator("#list .row").click()
    desk.press("1", "1")
    other.press("F2")
    expect(other.number).to_have_text("A001")
    desk.press("Enter")
    expect(desk.page.locator("dialog .fault")).to_contain_text("Quầy 2 vừa gọi")
    desk.press("Escape")
    expect(desk.state).to_have_text("Đang rảnh")


def test_the_page_says_that_it_lost_the_server_and_catches_up(
    centre: Centre, desk: Desk, visitors: Visitors
) -> None:
    desk.press("0")
    visitors.take()
    expect(desk.rows).to_have_text(["A001"])
    desk.press("F2")
    expect(desk.number).to_have_text("A001")
    desk.press("F4")
    expect(desk.state).to_have_text("Đang phục vụ")

    centre.kill("server")
    expect(desk.page.locator("#bar")).to_contain_text("Mất kết nối. Thao tác chưa được lưu.")
    every = desk.page.locator(".actions [data-action]")
    assert {every.nth(i).get_attribute("aria-disabled") for i in range(every.count())} == {"true"}
    expect(desk.button("finish-next").locator(".why")).to_have_text("Mất kết nối")
    desk.press("F9")
    expect(desk.toasts).to_contain_text("Mất kết nối. Thao tác chưa được lưu.")
    assert desk.page.get_by_role("dialog").count() == 0

    centre.start("--no-worker")
    visitors.take()
    desk.connected()
    expect(desk.page.locator("#bar")).to_be_hidden()
    expect(desk.number).to_have_text("A001")
    expect(desk.rows).to_have_text(["A002"])
    desk.press("F9", "1")
    expect(desk.number).to_have_text("A002")


def test_a_no_show_is_undone_within_eight_seconds(desk: Desk, visitors: Visitors) -> None:
    visitors.take()
    visitors.take()
    desk.press("0")
    expect(desk.state).to_have_text("Đang rảnh")
    desk.press("F2")
    expect(desk.number).to_have_text("A001")
    desk.press("F10")
    expect(desk.toasts).to_contain_text(re.compile(r"Đã ghi vắng mặt A001\.\s*Hoàn tác · [78] giây"))
    desk.page.get_by_role("button", name=re.compile("^Hoàn tác")).click()
    expect(desk.toasts).to_contain_text("Đã hoàn tác A001.")
    expect(desk.rows).to_have_text(["A001", "A002"])

    desk.press("F2")
    expect(desk.number).to_have_text("A001")
    desk.press("F4", "9", "1")
    expect(desk.toasts).to_contain_text("Hoàn tác")
    desk.press("Control+z")
    expect(desk.state).to_have_text("Đang phục vụ")
    expect(desk.number).to_have_text("A001")


@pytest.mark.worker
def test_a_dossier_is_taken_in_from_a_scanned_card(desk: Desk, visitors: Visitors) -> None:
    visitors.take(documents=["Tờ khai đăng ký khai sinh theo mẫu", "Giấy chứng sinh"])
    desk.press("0")
    expect(desk.rows).to_have_text(["A001"])
    desk.press("F2")
    expect(desk.number).to_have_text("A001")
    desk.press("F4")
    expect(desk.state).to_have_text("Đang phục vụ")
    desk.press("1")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_label("Họ và tên").first).to_be_focused()
    desk.page.keyboard.insert_text(SCANNED_CARD)
    desk.press("Enter")
    expect(dialog.get_by_label("Họ và tên").first).to_have_value("Nguyễn Thị Bích Ngọc")
    expect(dialog.get_by_label("Số giấy tờ").first).to_have_value("022099000123")
    expect(dialog.get_by_label("Địa chỉ").first).to_have_value("Tổ 1, phường Hồng Hải, Quảng Ninh")
    expect(dialog.locator(".paper-row.on")).to_have_count(2)
    dialog.get_by_label("Trả kết quả ngay trong lượt này").uncheck()
    desk.press("Enter")
    expect(dialog).to_contain_text("Đã tiếp nhận hồ sơ")
    code = dialog.locator(".made b").first.inner_text()
    receipt = dialog.get_by_role("link", name="In giấy hẹn").get_attribute("href")
    answer = desk.page.request.get(f"{desk.url}{receipt}")
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )

    desk.press("Escape", "1")
    dialog.get_by_label("Hồ sơ hệ thống khác").check()
    expect(dialog.get_by_label("Mã hồ sơ của hệ thống khác")).to_be_focused()
    desk.page.keyboard.type("000.00.01.H49-261123-0007")
    desk.press("Enter")
    expect(dialog).to_contain_text("Đã gắn hồ sơ hệ thống khác")
    desk.press("Escape")
    expect(desk.page.locator(".dossiers b")).to_have_text([code, "000.00.01.H49-261123-0007"])

    desk.press("F9")
    expect(desk.state).to_have_text("Đang rảnh")
    assert visitors.state_of("A001") == "done"


def test_a_new_number_joins_the_line_and_nothing_is_asked_for(desk: Desk, visitors: Visitors) -> None:
    desk.press("0")
    expect(desk.state).to_have_text("Đang rảnh")
    desk.page.wait_for_timeout(300)
    fetched: list[str] = []
    desk.page.on("request", lambda request: "/api/" in request.url and fetched.append(request.url))
    visitors.take("cap-doi-giay-chung-nhan-dat")
    desk.page.wait_for_timeout(500)
    assert fetched == []
    visitors.take()
    expect(desk.rows).to_have_text(["A001"])
    assert fetched == []
