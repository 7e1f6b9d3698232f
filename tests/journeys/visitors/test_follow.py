"""The follow page on a phone: every state of a number, at once, and nothing personal."""

import re
import secrets
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone; an error in the page's scripts or a breach of the content policy fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.text.startswith("CSP") else None)
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective))"
    )
    yield page
    context.close()
    assert faults == []


class Hall:
    """A centre in which numbers are given and called."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.boss = centre.token("giam-sat", "supervisor")
        self.kiosk = centre.token("kiosk-9", "kiosk")
        centre.request("POST", "/counters/1/open", {}, token=self.boss)

    def give(self, **more: object) -> tuple[int, str]:
        """A number for a birth certificate: its id and its page's secret."""
        secret = secrets.token_urlsafe(24)
        body = {"procedures": ["dang-ky-khai-sinh"], "follow_secret": secret, **more}
        ticket = self.centre.request("POST", "/tickets", body, token=self.kiosk).body
        return ticket["id"], secret

    def do(self, ident: int, deed: str, **body: object) -> None:
        """A deed of the officer at counter 1."""
        answer = self.centre.request("POST", f"/tickets/{ident}/{deed}", body, token=self.boss)
        assert answer.status == 200, answer.body

    def call(self, ident: int) -> None:
        """Calls this very number to counter 1."""
        body = {"ticket": ident, "reason": "thử"}
        assert self.centre.request("POST", "/counters/1/call", body, token=self.boss).status == 200


@pytest.fixture
def hall(centre: Centre) -> Hall:
    return Hall(centre)


def test_a_number_is_followed_from_the_line_to_the_end(hall: Hall, phone: Page) -> None:
    first, _ = hall.give()
    ident, secret = hall.give()
    phone.goto(f"{hall.centre.url}/f/{secret}")
    expect(phone.locator(".state")).to_have_text("Đang chờ")
    expect(phone.locator(".number")).to_have_text("A002")
    expect(phone.locator(".ahead")).to_have_text("Còn 1 người trước")
    expect(phone.locator(".counters")).to_contain_text("Quầy 1, 2, 3")
    phone.locator("summary").click()
    expect(phone.locator("details p")).to_contain_text("1 người lấy số trước ông/bà.")

    hall.call(first)
    expect(phone.locator(".ahead")).to_have_text("Ông/bà là người kế tiếp")
    hall.do(first, "start")
    hall.do(first, "finish", outcome="advised")

    hall.call(ident)
    expect(phone.locator("h1")).to_have_text("MỜI ĐẾN QUẦY 1")
    expect(phone.locator(".when")).to_have_text(re.compile(r"^Gọi lúc \d\d:\d\d · lần 1$"))
    expect(phone).to_have_title(re.compile("^MỜI ĐẾN QUẦY 1"))
    hall.do(ident, "hold", reason="về lấy giấy")
    expect(phone.locator("h1")).to_have_text("Số đang được tạm giữ")
    hall.do(ident, "resume")
    hall.do(ident, "start")
    expect(phone.locator("h1")).to_have_text("Đang được phục vụ")
    hall.do(ident, "finish", outcome="advised")
    expect(phone.locator("h1")).to_have_text("Đã xong")


def test_a_cancelled_number_and_an_unknown_code_say_what_to_do(hall: Hall, phone: Page) -> None:
    ident, secret = hall.give()
    phone.goto(f"{hall.centre.url}/f/{secret}")
    expect(phone.locator(".ahead")).to_have_text("Ông/bà là người kế tiếp")
    hall.do(ident, "cancel", reason="không cần nữa")
    expect(phone.locator("h1")).to_have_text("Số đã hủy")
    phone.goto(f"{hall.centre.url}/f/{'x' * 22}")
    expect(phone.locator("h1")).to_have_text("Mã không đúng hoặc đã hết hạn.")


def test_a_number_that_is_delivered_later_appears_by_itself(hall: Hall, phone: Page) -> None:
    """A kiosk that was alone printed the code; its holder opened the page before the server knew of it."""
    secret = secrets.token_urlsafe(24)
    phone.clock.install()
    phone.goto(f"{hall.centre.url}/f/{secret}")
    expect(phone.locator("h1")).to_have_text("Mã không đúng hoặc đã hết hạn.")
    hall.give(follow_secret=secret)
    phone.clock.fast_forward(21_000)
    phone.clock.fast_forward(6_000)
    expect(phone.locator(".number")).to_have_text("A001")


def test_the_page_speaks_the_tickets_language_and_the_other_one_on_request(hall: Hall, phone: Page) -> None:
    _, secret = hall.give(lang="en")
    phone.goto(f"{hall.centre.url}/f/{secret}")
    expect(phone.locator(".state")).to_have_text("Waiting")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    phone.get_by_role("link", name="Tiếng Việt").click()
    expect(phone.locator(".state")).to_have_text("Đang chờ")


def test_a_lost_server_is_said_and_the_page_catches_up(hall: Hall, phone: Page) -> None:
    ident, secret = hall.give()
    phone.goto(f"{hall.centre.url}/f/{secret}")
    expect(phone.locator(".number")).to_have_text("A001")
    phone.wait_for_timeout(3200)  # a link lost in the page's first three seconds is still being made
    hall.centre.kill("server")
    expect(phone.get_by_role("alert")).to_have_text("Mất kết nối. Số vẫn có hiệu lực; xin nghe gọi tại sảnh.")
    hall.centre.start()
    hall.call(ident)
    expect(phone.locator("h1")).to_have_text("MỜI ĐẾN QUẦY 1")
    expect(phone.locator("#offline")).to_be_hidden()


def test_the_bell_is_a_button_that_stays_pressed(hall: Hall, phone: Page) -> None:
    _, secret = hall.give()
    phone.goto(f"{hall.centre.url}/f/{secret}")
    bell = phone.get_by_role("button", name="Bật chuông (giữ màn hình mở)")
    bell.click()
    expect(phone.locator("#bell")).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("#bell")).to_have_text("Đang bật chuông, giữ màn hình mở")


def test_the_address_does_not_leak_and_the_page_is_not_kept(hall: Hall) -> None:
    _, secret = hall.give()
    with urllib.request.urlopen(f"{hall.centre.url}/f/{secret}", timeout=HANG_SECONDS) as answer:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
