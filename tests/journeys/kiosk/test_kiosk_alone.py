"""Citizens at a kiosk whose server is away: they see no error, hold a paper, and stand in line when it is back."""

import io
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.centre import Centre
from tests.journeys.own_kiosk import learned, take, tickets, waiting
from tests.waiting import HANG_SECONDS, eventually


@pytest.fixture
def alone(new_centre: Callable[..., Centre]) -> Centre:
    """A centre with two kiosks, the first one's page at `ports["kiosk-1"]`; the server has just been killed."""
    centre = new_centre("--no-worker")
    addresses = [centre.start_kiosk(name) for name in ("kiosk-1", "kiosk-2")]
    for address in addresses:
        learned(address)
    assert take(addresses[0], "dat-dai")["number"] == "C001"
    centre.kill("server")
    return centre


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A kiosk's screen; an error in the page's own scripts fails the test."""
    opened = browser.new_page(viewport={"width": 1080, "height": 1920}, locale="vi-VN")
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def _address(centre: Centre, name: str = "kiosk-1") -> str:
    return f"http://127.0.0.1:{centre.ports[name]}"


def _paper(centre: Centre, number: int) -> Image.Image:
    """The virtual printer's paper, decoded from the bytes that were sent."""
    with urllib.request.urlopen(f"{_address(centre)}/paper/{number}.png", timeout=HANG_SECONDS) as answer:
        return Image.open(io.BytesIO(answer.read()))


def test_a_number_taken_without_the_server_is_on_paper_and_in_line_when_it_is_back(
    alone: Centre, page: Page
) -> None:
    page.goto(_address(alone))
    expect(page.get_by_role("heading", name="Ông/bà cần làm việc gì?")).to_be_visible()
    page.get_by_role("button", name="Nộp hồ sơ mới").click()
    page.get_by_label("Việc cần làm").fill("khai sinh")
    page.get_by_role("button", name="Đăng ký khai sinh Hộ tịch").click()
    expect(page.get_by_text("Chưa ước tính được thời gian chờ.")).to_be_visible()
    expect(page.get_by_text("Quầy 1, 2, 3")).to_be_visible()
    page.get_by_role("button", name="Tôi thuộc diện ưu tiên").click()
    page.get_by_role("radio", name="Phụ nữ mang thai").click()
    page.get_by_role("button", name="LẤY SỐ").click()
    expect(page.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    assert page.locator(".number").inner_text() == "A800"
    expect(page.get_by_text("Trước ông/bà", exact=True)).to_have_count(0)
    [shown] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    [printed] = zxingcpp.read_barcodes(_paper(alone, 2).convert("L"))
    assert printed.text == shown.text

    # The kiosks know the server's time as well as its answers were fast; longer pauses do no harm.
    time.sleep(1.5)
    assert take(_address(alone, "kiosk-2"), "ho-tich")["number"] == "A850"
    time.sleep(1.5)
    assert take(_address(alone), "ho-tich")["number"] == "A801"

    alone.start()
    eventually(lambda: tickets(alone), lambda found: found == ["A800", "A801", "A850", "C001"])
    assert waiting(alone) == ["A800", "A850", "A801"]
    followed = alone.request("GET", f"/follow/{printed.text.rpartition('/f/')[2]}").body
    assert (followed["number"], followed["state"], followed["queue"]) == ("A800", "waiting", "ho-tich")
    found = alone.request("GET", "/tickets?number=A800", token=alone.token("supervisor-1", "supervisor")).body
    told = [(one["offline"], one["priority"], one["procedures"], one["kiosk"]) for one in found]
    assert told == [(True, "pregnant", ["dang-ky-khai-sinh"], "kiosk-1")]


def test_a_kiosk_that_is_started_without_the_server_serves_as_ever(alone: Centre, page: Page) -> None:
    alone.kill("kiosk-1")
    page.goto(alone.start_kiosk("kiosk-1"))
    expect(page.get_by_role("heading", name="Ông/bà cần làm việc gì?")).to_be_visible()
    expect(page.get_by_text("Trung tâm Phục vụ hành chính công")).to_be_visible()
    expect(page.get_by_role("img", name="Không nối được máy chủ")).to_be_visible()
    for word in ("mất kết nối", "lỗi", "Chưa lấy được số"):
        expect(page.get_by_text(word)).to_have_count(0)
    page.get_by_role("button", name="Nhận kết quả").click()
    page.get_by_role("button", name="Không có giấy hẹn").click()
    expect(page.locator(".field-tile")).to_have_count(12)
    page.get_by_role("button", name="Đất đai").click()
    page.get_by_role("button", name="LẤY SỐ").click()
    expect(page.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    assert page.locator(".number").inner_text() == "C800"


def test_a_page_whose_agent_is_killed_under_the_finger_gets_its_one_number(alone: Centre, page: Page) -> None:
    alone.start()
    page.goto(_address(alone))
    page.get_by_role("button", name="Lấy số Bàn hướng dẫn").click()
    # The agent dies after the finger and before the request: a page that is told earlier shows no button any more.
    page.route("**/local/tickets", lambda route: (alone.kill("kiosk-1"), route.continue_()), times=1)
    page.get_by_role("button", name="LẤY SỐ").click()
    expect(page.get_by_role("heading", name="Kiosk đang khởi động lại")).to_be_focused()
    alone.start_kiosk("kiosk-1")
    expect(page.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    number = page.locator(".number").inner_text()
    assert tickets(alone) == sorted(["C001", number])
