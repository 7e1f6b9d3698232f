"""The supervisor's page of the hall's screens, with a real TV and a phone beside it: emergencies, announcements, restarts."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from shared.launch.systemd import RESTART_STATUS
from tests.journeys.centre import Centre
from tests.journeys.signed_in import enter
from tests.waiting import HANG_SECONDS, eventually

POLICY = "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective))"
SECRET = "theo-doi-so-cua-toi-2026"


def tv_state(picture: str) -> dict[str, Any]:
    with urllib.request.urlopen(picture.replace("screen.png", "state.json"), timeout=HANG_SECONDS) as answer:
        return dict(json.load(answer))


def test_a_supervisor_tells_everyone_shows_a_picture_and_restarts_a_tv(
    centre: Centre, browser: Browser, page: Page, tmp_path: Path
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.text.startswith("CSP") else None)
    page.add_init_script(POLICY)
    screen = centre.start_display("tv-1", "--mute", "--data-dir", str(tmp_path / "tv"))
    boss = centre.token("giam-sat", "supervisor")
    body = {"queue": "ho-tich", "follow_secret": SECRET}
    assert centre.request("POST", "/tickets", body, token=boss).status == 201
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN")
    phone = context.new_page()
    phone.goto(f"{centre.url}/f/{SECRET}")

    enter(page, centre, centre.user("dieuhanh", "supervisor"), "/screens")
    card = page.locator(".screen-card", has_text="TV sảnh")
    expect(card).to_contain_text("Tốt")
    expect(card.locator("img")).to_be_visible()

    # An emergency: asked twice, then on every screen at once.
    page.get_by_role("button", name="Hiện trên mọi màn hình").click()
    expect(page.locator("#emergency-form .error")).to_have_text("Xin ghi lời thông báo.")
    page.get_by_role("button", name="Có cháy.").click()
    page.get_by_role("button", name="Hiện trên mọi màn hình").click()
    page.get_by_role("dialog").get_by_role("button", name="Hiện trên mọi màn hình").click()
    text = "Có cháy. Xin ra cửa chính, không dùng thang máy."
    expect(page.locator("#emergency-band")).to_have_text(f"Khẩn cấp: {text}")
    expect(phone.locator("#emergency")).to_have_text(f"Khẩn cấp: {text}")
    eventually(lambda: tv_state(screen)["board"]["centre"]["emergency"] == text, tells=centre.logs)
    page.get_by_role("button", name="Kết thúc khẩn cấp").click()
    page.get_by_role("dialog").get_by_role("button", name="Kết thúc khẩn cấp").click()
    expect(page.locator("#emergency-band")).to_have_count(0)
    expect(phone.locator("#emergency")).to_be_hidden()
    context.close()

    # An announcement: sent, limited to days, refused when the days are wrong, taken off.
    Image.new("RGB", (320, 180), "#1B6E3C").save(tmp_path / "lich.png")
    page.set_input_files("#media-file", str(tmp_path / "lich.png"))
    row = page.locator("#media li")
    expect(row).to_contain_text("lich.png")
    row.get_by_label("Từ ngày").fill("2026-06-20")
    row.get_by_label("Đến hết ngày").fill("2026-06-10")
    row.get_by_role("button", name="Lưu").click()
    expect(row.locator(".error")).to_have_text("Ngày bắt đầu phải trước hoặc bằng ngày kết thúc.")
    row.get_by_label("Đến hết ngày").fill("2026-06-30")
    row.get_by_role("button", name="Lưu").click()
    expect(row).to_contain_text("hôm nay không hiện")
    row.get_by_role("button", name="Gỡ").click()
    page.get_by_role("dialog").get_by_role("button", name="Gỡ").click()
    expect(page.locator("#media-said")).to_have_text("Chưa có thông báo nào.")

    # A restart: the TV's program ends with the status that has it started again, and the page says when it is back.
    card.get_by_role("button", name="Khởi động lại").click()
    page.get_by_role("dialog").get_by_role("button", name="Khởi động lại").click()
    tv = centre.parts["tv-1"]
    assert tv.process is not None
    assert tv.process.wait(HANG_SECONDS) == RESTART_STATUS
    page.wait_for_timeout(1100)  # beginnings are told in whole seconds
    tv.start()
    expect(page.locator("#toast")).to_have_text("TV sảnh đã khởi động lại.")
    assert faults == []
