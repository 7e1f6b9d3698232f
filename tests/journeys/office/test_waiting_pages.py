"""Waiting on a phone and rating at the counter: the holder's deeds, the bell, every state by eye and by axe."""

import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.axe import barriers
from tests.journeys.browser import until
from tests.journeys.centre import Centre

_PHONE = {"width": 360, "height": 800}
_TABLETS = ({"width": 1024, "height": 768}, {"width": 800, "height": 1280})
_LISTEN = """
window.felt = []; window.heard = 0; window.locks = 0;
navigator.vibrate = (pattern) => { window.felt.push(pattern); return true; };
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...args) { window.heard += 1; return start.apply(this, args); };
Object.defineProperty(navigator, 'wakeLock', { value: { request: async (kind) => {
  window.locks += 1; return { release: async () => { window.locks -= 1; } }; } } });
addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective));
"""


class Hall:
    """A centre in which numbers are given and served, each test at a counter of its own."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.boss = centre.token("giam-sat", "supervisor")
        self.kiosk = centre.token("kiosk-9", "kiosk")
        self.tablet = centre.token("danh-gia", "display", 2, 3, 4, 5)
        for counter in (1, 2, 3, 4, 5):
            centre.request("POST", f"/counters/{counter}/open", {}, token=self.boss)

    def give(self, **more: object) -> dict[str, Any]:
        """A number for a birth certificate, with its page's `secret`."""
        secret = secrets.token_urlsafe(24)
        body = {"procedures": ["dang-ky-khai-sinh"], "follow_secret": secret, **more}
        ticket = self.centre.request("POST", "/tickets", body, token=self.kiosk).body
        return {**ticket, "secret": secret}

    def do(self, ticket: dict[str, Any], deed: str, **body: object) -> None:
        """A deed of staff."""
        answer = self.centre.request("POST", f"/tickets/{ticket['id']}/{deed}", body, token=self.boss)
        assert answer.status == 200, answer.body

    def call(self, ticket: dict[str, Any], counter: int = 1) -> None:
        """Calls this very number."""
        body = {"ticket": ticket["id"], "reason": "thử"}
        assert self.centre.request("POST", f"/counters/{counter}/call", body, token=self.boss).status == 200

    def serve(self, counter: int, **more: object) -> dict[str, Any]:
        """A visit from the number to the end."""
        ticket = self.give(**more)
        self.call(ticket, counter)
        self.do(ticket, "start")
        self.do(ticket, "finish", outcome="advised")
        return ticket


@pytest.fixture(scope="module")
def hall(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    centre = Centre(tmp_path_factory.mktemp("waiting"), free_port)
    try:
        centre.start()
        yield Hall(centre)
    finally:
        centre.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that notes what it would have played and shaken; an error in a script fails the test."""
    made = browser.new_context(viewport=_PHONE, locale="vi-VN")  # type: ignore[arg-type]
    made.add_init_script(_LISTEN)
    faults: list[str] = []
    made.on("weberror", lambda error: faults.append(str(error.error)))
    made.on("console", lambda said: faults.append(said.text) if said.text.startswith("CSP") else None)
    yield made
    made.close()
    assert faults == []


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    return context.new_page()


def follow(page: Page, hall: Hall, ticket: dict[str, Any]) -> None:
    page.goto(f"{hall.centre.url}/f/{ticket['secret']}")
    expect(page.locator("#updated")).to_contain_text("Cập nhật")


def fits(page: Page) -> bool:
    """Whether nothing on the page is wider than the screen."""
    found: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return found


def test_ten_more_minutes_are_asked_for_once_after_a_question(hall: Hall, phone: Page) -> None:
    ticket = hall.give()
    follow(phone, hall, ticket)
    phone.get_by_role("button", name="Xin lùi 10 phút").click()
    expect(phone.get_by_role("heading", name="Lùi 10 phút?")).to_be_focused()
    assert (barriers(phone), fits(phone)) == ([], True)
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("button", name="Xin lùi 10 phút")).to_be_focused()
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="Lùi 10 phút").click()
    expect(phone.locator("h1.state")).to_have_text("Đã xin lùi")
    expect(phone.locator(".ahead")).to_have_text(re.compile(r"^Tới \d\d:\d\d$"))
    expect(phone.get_by_role("button", name="Xin lùi 10 phút")).to_have_count(0)
    assert (barriers(phone), fits(phone)) == ([], True)
    # The officer may still call it by hand.
    hall.call(ticket)
    expect(phone.locator("h1")).to_have_text("MỜI ĐẾN QUẦY 1")
    hall.do(ticket, "finish", outcome="advised")


def test_a_number_is_given_up_after_a_question_and_comes_back_when_staff_restore_it(
    hall: Hall, phone: Page
) -> None:
    ticket = hall.give()
    follow(phone, hall, ticket)
    phone.get_by_role("button", name="Không cần số nữa").click()
    expect(phone.get_by_role("heading", name=f"Bỏ số {ticket['number']}?")).to_be_focused()
    assert barriers(phone) == []
    phone.get_by_role("button", name="Giữ số").click()
    expect(phone.get_by_role("button", name="Không cần số nữa")).to_be_focused()
    phone.get_by_role("button", name="Không cần số nữa").click()
    phone.get_by_role("button", name="Bỏ số này").click()
    expect(phone.locator("h1")).to_have_text("Số đã hủy")
    expect(phone.locator("#own button")).to_have_count(0)
    hall.do(ticket, "restore", place="arrival")
    expect(phone.locator(".state")).to_have_text("Đang chờ")


def test_the_bell_rings_and_shakes_when_called_and_keeps_the_screen_on(hall: Hall, phone: Page) -> None:
    ticket = hall.give()
    follow(phone, hall, ticket)
    phone.locator("#bell").click()
    expect(phone.locator("#bell")).to_have_attribute("aria-pressed", "true")
    until(phone, "window.heard === 2 && window.locks === 1")
    assert phone.evaluate("window.felt") == [200]
    hall.call(ticket)
    expect(phone.locator("h1")).to_have_text("MỜI ĐẾN QUẦY 1")
    # Three chimes of two tones, after the one that the tap itself plays.
    until(phone, "window.heard >= 8")
    assert len(phone.evaluate("window.felt")) == 2
    phone.locator("#bell").click()
    until(phone, "window.locks === 0")
    hall.do(ticket, "finish", outcome="advised")


def test_a_silent_bell_plays_nothing(hall: Hall, phone: Page) -> None:
    ticket = hall.give()
    follow(phone, hall, ticket)
    hall.call(ticket)
    expect(phone.locator("h1")).to_have_text("MỜI ĐẾN QUẦY 1")
    assert phone.evaluate("[window.heard, window.felt]") == [0, []]
    hall.do(ticket, "finish", outcome="advised")


def test_every_state_of_a_followed_number_passes_axe_and_fits_a_phone(hall: Hall, phone: Page) -> None:
    hall.give(priority="elderly")
    ticket = hall.give(documents=["Tờ khai đăng ký khai sinh", "Giấy chứng sinh"])
    found: dict[str, tuple[list[str], bool]] = {}

    def look(name: str, heading: str) -> None:
        expect(phone.locator("h1").first).to_have_text(heading)
        found[name] = (barriers(phone), fits(phone))

    follow(phone, hall, ticket)
    look("waiting", "Đang chờ")
    hall.call(ticket)
    look("called", "MỜI ĐẾN QUẦY 1")
    hall.do(ticket, "hold", reason="về lấy giấy")
    look("held", "Số đang được tạm giữ")
    hall.do(ticket, "resume")
    hall.do(ticket, "start")
    look("serving", "Đang được phục vụ")
    hall.do(ticket, "finish", outcome="advised")
    look("done", "Đã xong")
    phone.get_by_role("button", name="Chưa hài lòng").click()
    phone.get_by_role("button", name="Chờ lâu").click()
    expect(phone.get_by_role("button", name="Chờ lâu")).to_have_attribute("aria-pressed", "true")
    look("rating", "Đã xong")
    phone.get_by_role("button", name="Gửi đánh giá").click()
    expect(phone.locator(".thanks")).to_have_text("Cảm ơn ông/bà đã đánh giá.")
    look("rated", "Đã xong")
    phone.goto(f"{hall.centre.url}/f/{'x' * 22}")
    look("unknown", "Mã không đúng hoặc đã hết hạn.")
    assert found == {name: ([], True) for name in found}
    assert len(found) == 8


def tablet(page: Page, hall: Hall, counter: int, size: dict[str, int] = _TABLETS[0]) -> None:
    """A tablet at this counter, with a token as after pairing."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.add_init_script(f"localStorage.setItem('motcua_rate_{counter}_token', '{hall.tablet}')")
    page.goto(f"{hall.centre.url}/rate/{counter}")
    rests(page)


def rests(page: Page) -> None:
    # Thanks stay for six seconds.
    expect(page.locator("h1")).to_have_text("Cảm ơn ông/bà đã đến")


def asks(page: Page, ticket: dict[str, Any]) -> None:
    expect(page.locator(".of")).to_have_text(f"Số {ticket['number']}")


def small(page: Page) -> list[str]:
    """Buttons and boxes smaller than a finger."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main button, main textarea')]
        .filter((e) => e.offsetParent && (e.offsetWidth < 60 || e.offsetHeight < 60)).map((e) => e.textContent)"""
    )
    return found


@pytest.mark.parametrize(("counter", "size"), [(2, _TABLETS[0]), (3, _TABLETS[1])], ids=["wide", "tall"])
def test_the_tablet_asks_after_a_finish_thanks_and_rests_again(
    hall: Hall, phone: Page, counter: int, size: dict[str, int]
) -> None:
    tablet(phone, hall, counter, size)
    found = {"rest": barriers(phone)}
    ticket = hall.serve(counter)
    asks(phone, ticket)
    found["ask"] = barriers(phone)
    phone.get_by_role("button", name="Bình thường").click()
    phone.get_by_role("button", name="Chờ lâu").click()
    found["why"] = barriers(phone)
    assert (small(phone), fits(phone)) == ([], True)
    phone.get_by_label("Ông/bà muốn nói thêm điều gì?").fill("Chờ hơi lâu")
    phone.get_by_role("button", name="Gửi đánh giá").click()
    expect(phone.locator("h1")).to_have_text("Cảm ơn ông/bà đã đánh giá!")
    found["thanks"] = barriers(phone)
    rests(phone)
    assert found == {name: [] for name in ("rest", "ask", "why", "thanks")}
    day = hall.centre.request("GET", "/centre").body["day"]
    said = hall.centre.request("GET", f"/ratings?from={day}&to={day}", token=hall.boss).body["items"]
    assert [
        (row["number"], row["counter"], row["score"], row["reason"])
        for row in said
        if row["counter"] == counter
    ] == [(ticket["number"], counter, 2, "Chờ hơi lâu")]


def test_the_tablet_is_worked_by_keys_alone_in_the_tickets_language(hall: Hall, phone: Page) -> None:
    tablet(phone, hall, 5)
    ticket = hall.serve(5, lang="en")
    expect(phone.locator(".of")).to_have_text(f"Number {ticket['number']}")
    keys = ["Tab", "Enter", "Tab", "Tab", "Tab", "Space"]
    for key in keys:
        phone.keyboard.press(key)
    expect(phone.get_by_role("button", name="Quick")).to_have_attribute("aria-pressed", "true")
    for _ in range(3):
        phone.keyboard.press("Tab")
    phone.keyboard.type("Thanks")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Send the rating")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Thank you for your rating!")
    rests(phone)


def test_the_tablet_rests_when_skipped_and_when_the_next_one_is_called(hall: Hall, phone: Page) -> None:
    tablet(phone, hall, 4)
    asks_about = hall.serve(4)
    asks(phone, asks_about)
    phone.get_by_role("button", name="Bỏ qua").click()
    rests(phone)
    asks(phone, hall.serve(4))
    ticket = hall.give()
    hall.call(ticket, 4)
    rests(phone)
    hall.do(ticket, "no-show")


def test_a_tablet_is_paired_by_six_digits(hall: Hall, phone: Page) -> None:
    phone.goto(f"{hall.centre.url}/rate/1")
    expect(phone.locator(".code")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    assert barriers(phone) == []
    code = (phone.locator(".code").text_content() or "").replace(" ", "")
    name = {"name": f"danh-gia-{secrets.token_hex(2)}"}
    approved = hall.centre.request("POST", f"/pairings/{code}/approve", name, token=hall.boss)
    assert approved.body == {**name, "code": code, "counter": 1, "state": "approved"}
    expect(phone.locator(".code")).to_have_count(0)
    asks(phone, hall.serve(1))
