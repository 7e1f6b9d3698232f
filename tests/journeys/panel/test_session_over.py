"""The session ends while somebody types: the page says so and lets them sign in on it, and what was typed is still there."""

from playwright.sync_api import Page, expect

from tests.journeys.centre import PASSWORD, Centre
from tests.journeys.panel.test_counter_deeds import SCANNED_CARD, Counter
from tests.journeys.panel.test_panel import Desk, desk

__all__ = ["desk"]
TITLE = "Phiên đăng nhập đã kết thúc"


def end_session(page: Page) -> None:
    """Another tab of the same browser signs out."""
    status = page.evaluate(
        """async () => {
          const csrf = document.querySelector('meta[name="csrf"]').content;
          return (await fetch('/api/v1/session', {method: 'DELETE', headers: {'X-CSRF-Token': csrf}})).status;
        }"""
    )
    assert status == 204


def sign_in(page: Page) -> None:
    """On the page itself; the name stands there already."""
    dialog = page.locator("dialog.sign-in-again")
    expect(dialog).to_contain_text(TITLE)
    dialog.get_by_label("Mật khẩu").fill("không đúng đâu")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def test_half_an_intake_survives_the_end_of_the_session(centre: Centre, desk: Desk) -> None:
    counter = Counter(centre, desk)
    ticket = counter.serve(procedures=["chung-thuc-ban-sao-tu-ban-chinh"])
    page = counter.page
    page.keyboard.press("1")
    intake = page.locator("dialog.wide")
    name = intake.get_by_label("Họ và tên").first
    expect(name).to_be_focused()
    page.keyboard.insert_text(SCANNED_CARD)
    page.keyboard.press("Enter")
    expect(name).to_have_value("Nguyễn Thị Bích Ngọc")
    end_session(page)
    sign_in(page)
    expect(name).to_have_value("Nguyễn Thị Bích Ngọc")
    desk.connected()
    intake.locator("[type=submit]").click()
    expect(page.get_by_role("dialog")).to_contain_text("Đã tiếp nhận")
    assert len(counter.ticket(ticket["id"])["dossiers"]) == 1


def test_a_supervisor_signs_in_again_on_the_page(centre: Centre, page: Page) -> None:
    name, _ = centre.user("giam-sat-2", "supervisor")
    page.goto(f"{centre.url}/sign-in?next=/supervisor")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{centre.url}/supervisor")
    end_session(page)
    expect(page.locator("dialog.sign-in-again")).to_be_visible()
    sign_in(page)
    expect(page).to_have_url(f"{centre.url}/supervisor")
    expect(page.locator("#link")).to_have_text("Số liệu trực tiếp")
