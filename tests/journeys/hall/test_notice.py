"""A supervisor tells everyone in the house something: on the kiosk, on a phone and on a board it stands with the fact."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import barriers
from tests.journeys.centre import Centre

TEXT = "Chiều nay từ 15:30 trung tâm họp; số đã lấy vẫn được gọi."


def test_a_message_from_the_screens_page_reaches_kiosk_and_phone(
    browser: Browser, page: Page, centre: Centre
) -> None:
    kiosk = browser.new_page(viewport={"width": 1080, "height": 1920})
    kiosk.goto(centre.start_kiosk("kiosk-1"))
    given = centre.request(
        "POST", "/tickets", {"queue": "ho-tich"}, token=centre.token("o", "officer", 1)
    ).body
    phone = browser.new_page(viewport={"width": 360, "height": 800})
    phone.goto(given["follow_url"].replace(given["follow_url"].partition("/f/")[0], centre.url))
    expect(phone.get_by_text(given["number"])).to_be_visible()
    expect(kiosk.get_by_role("button", name="Nhận kết quả")).to_be_visible()

    name, password = centre.user("giamsat", "supervisor")
    page.goto(f"{centre.url}/sign-in?next=/screens")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Đang không có thông báo nào.")).to_be_visible()
    message = page.get_by_role("region", name="Thông báo chung")
    message.get_by_label("Lời thông báo").fill(TEXT)
    message.get_by_role("button", name="Hiện thông báo").click()
    expect(message.get_by_text(f"Đang hiện: {TEXT}")).to_be_visible()
    for screen in (kiosk, phone):
        expect(screen.get_by_text(TEXT)).to_be_visible()
    assert barriers(page) == []

    message.get_by_role("button", name="Gỡ xuống").click()
    expect(message.get_by_text("Đang không có thông báo nào.")).to_be_visible()
    for screen in (kiosk, phone):
        expect(screen.get_by_text(TEXT)).to_be_hidden()
        screen.close()
