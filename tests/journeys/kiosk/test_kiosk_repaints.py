"""The kiosk's page draws again whenever its agent has news: what somebody is doing meanwhile goes on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.centre import Centre
from tests.journeys.kiosk_screens import put_up
from tests.journeys.touch import address_of, touch_page

_SCROLLED = "() => document.querySelector('.scroll').scrollTop"


@pytest.fixture
def kiosk(browser: Browser, building: Centre) -> Iterator[Page]:
    """The touch page at its start screen."""
    with touch_page(browser, address_of(building)) as page:
        yield page
        page.unroute_all(behavior="wait")


def _news(page: Page, waiting: int, said_in: str) -> None:
    """Lets the agent say that so many wait for civil status, and waits until that part of the page says so."""

    def told(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["queues"]["ho-tich"]["waiting"] = waiting
        route.fulfill(response=answer, json=body)

    page.unroute_all(behavior="wait")
    page.route("**/local/state", told)
    expect(page.locator(said_in)).to_contain_text(f"{waiting} người")


def test_a_finger_on_a_button_the_focus_and_the_place_in_a_list_survive_news(kiosk: Page) -> None:
    put_up(kiosk, "confirm two", "large")
    option = kiosk.get_by_role("button", name="Tôi thuộc diện ưu tiên")
    option.scroll_into_view_if_needed()
    option.focus()
    scrolled = kiosk.evaluate(_SCROLLED)
    assert scrolled > 0
    held = option.element_handle()
    kiosk.locator(".option svg").last.hover()
    kiosk.mouse.down()
    _news(kiosk, 41, ".facts")
    assert held is not None
    assert kiosk.evaluate("(one) => one === document.activeElement && one.isConnected", held)
    assert kiosk.evaluate(_SCROLLED) == scrolled
    kiosk.mouse.up()
    expect(kiosk.get_by_role("heading", name="Ông/bà thuộc diện nào?")).to_be_focused()
    # A new screen begins at its top.
    assert kiosk.evaluate(_SCROLLED) == 0


def test_a_cursor_within_a_word_stays_where_it_is(kiosk: Page) -> None:
    kiosk.get_by_role("button", name="Nộp hồ sơ mới").tap()
    box = kiosk.get_by_label("Việc cần làm")
    box.fill("khai sinh")
    expect(kiosk.locator(".row.best")).to_contain_text("Đăng ký khai sinh")
    row = kiosk.locator(".row.best").element_handle()
    box.evaluate("(one) => one.setSelectionRange(2, 4)")
    _news(kiosk, 41, ".row.best")
    expect(box).to_be_focused()
    assert box.evaluate("(one) => [one.value, one.selectionStart, one.selectionEnd]") == ["khai sinh", 2, 4]
    assert row is not None
    assert row.evaluate("(one) => one.isConnected")


def test_the_page_of_two_matters_is_drawn_once_both_are_known(kiosk: Page) -> None:
    put_up(kiosk, "confirm")
    held: list[Route] = []
    kiosk.route("**/local/procedures/dang-ky-ket-hon", lambda route: held.append(route))
    kiosk.get_by_role("button", name="Thêm việc khác").tap()
    kiosk.get_by_label("Việc cần làm").fill("đăng ký kết hôn")
    with kiosk.expect_request("**/local/procedures/dang-ky-ket-hon"):
        kiosk.locator(".row.best").tap()
    expect(kiosk.locator(".main h1")).to_have_count(0)
    held[0].continue_()
    expect(kiosk.locator(".matter")).to_have_count(2)
