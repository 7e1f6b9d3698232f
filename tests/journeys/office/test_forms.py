"""Forms in a real browser: previewed and printed at intake and on the dossier's page, templates changed and taken back."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.centre import Centre
from tests.journeys.signed_in import enter

pytestmark = pytest.mark.worker

BODY = {
    "procedure": "xac-nhan-tinh-trang-hon-nhan",
    "applicant": {"name": "Nguyễn Thị Hồng Ánh", "phone": "0912 345 678"},
    "documents": [{"name": f"Giấy tờ thứ {n}", "form": "copy"} for n in range(1, 41)],
}


def pictured(page: Page, name: str) -> None:
    """Keeps a picture where MOTCUA_PICTURES says, for whoever changes the page."""
    if folder := os.environ.get("MOTCUA_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def is_drawn(page: Page, place: str) -> bool:
    """Whether the picture was loaded and has dots."""
    image = page.locator(place).first
    expect(image).to_be_visible()
    return bool(image.evaluate("image => image.decode().then(() => image.naturalWidth > 1000)"))


@pytest.mark.bare
def test_each_outcome_of_the_intake_offers_its_paper(centre: Centre, page: Page) -> None:
    token = centre.token("boss", "supervisor")
    officer = centre.user("minh", "officer", 1)
    ticket = {"procedures": ["dang-ky-khai-sinh"], "purpose": "submit"}
    assert centre.request("POST", "/tickets", ticket, token=token).status == 201
    enter(page, centre, officer, "/panel/1")
    expect(page.locator("#link")).to_contain_text("Đã kết nối")
    for key, state in (("0", "Đang rảnh"), ("F2", "Đang gọi"), ("F4", "Đang phục vụ")):
        expect(page.locator("#actions[aria-busy=true]")).to_have_count(0)
        page.keyboard.press(key)
        expect(page.locator("#state")).to_have_text(state)
    for key, form, words in (("2", "supplement", "In phiếu bổ sung"), ("3", "refusal", "In phiếu từ chối")):
        page.keyboard.press(key)
        dialog = page.locator("dialog[open]").last
        dialog.get_by_label("Họ và tên").first.fill("Trần Văn Hùng")
        dialog.locator("textarea").fill("Thiếu bản sao giấy chứng sinh")
        dialog.locator("button[type=submit]").click()
        link = page.get_by_role("link", name=words)
        expect(link).to_be_focused()
        answer = page.request.get(f"{centre.url}{link.get_attribute('href')}")
        assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
        assert f"/forms/{form}.pdf" in (link.get_attribute("href") or "")
        page.get_by_role("button", name="Xem trước").click()
        assert is_drawn(page, "dialog[open] .sheet")
        pictured(page, f"intake-{form}")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")


def test_the_dossiers_page_shows_its_forms_and_every_page_of_them(centre: Centre, page: Page) -> None:
    token = centre.token("boss", "supervisor")
    supervisor = centre.user("lan", "supervisor")
    centre.request("POST", "/counters/1/open", token=token)
    centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=token)
    ticket = centre.request("POST", "/counters/1/call-next", token=token).body
    code = centre.request("POST", f"/tickets/{ticket['id']}/dossiers", BODY, token=token).body["code"]
    enter(page, centre, supervisor, f"/dossiers/{code}")
    forms = page.locator("#forms")
    expect(forms).to_contain_text("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    forms.locator("summary").click()
    expect(forms).to_contain_text("Chưa có yêu cầu bổ sung nào.")
    pictured(page, "dossier-forms")
    first = forms.locator("li").first
    slip = page.request.get(f"{centre.url}{first.get_by_role('link').last.get_attribute('href')}")
    assert (slip.status, slip.headers["content-type"]) == (200, "image/png")
    first.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#dialog .sheet")).to_have_count(2)
    assert is_drawn(page, "#dialog .sheet")
    pictured(page, "dossier-preview")
    page.keyboard.press("Escape")
    # Without an answer the page says so in its own words, not in the browser's.
    page.route("**/forms/**", lambda route: route.abort())
    first.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#dialog [role=alert]")).to_have_text("Chưa xem được biểu mẫu. Xin thử lại.")


def test_an_administrator_changes_a_template_and_takes_it_back(centre: Centre, page: Page) -> None:
    enter(page, centre, centre.user("chinh", "admin"), "/administration")
    row = page.locator("#templates tr").filter(has_text="Mẫu 01").filter(has_text="2025")
    expect(row).to_contain_text("Bản gốc")
    row.get_by_role("button", name="Xem, sửa").click()
    said = page.locator("#template-said")
    expect(said).to_have_text("Mẫu dùng được: 1 trang.")
    assert is_drawn(page, "#template-sheets .sheet")
    text = page.locator("#template-text")
    shipped = text.input_value()
    text.fill(f"{shipped}\n#broken")
    page.get_by_role("button", name="Lưu và dùng").click()
    expect(said).to_contain_text("Không có gì tên là “broken”")
    expect(row).to_contain_text("Bản gốc")
    pictured(page, "template-broken")
    own = f"{shipped}\n#text(weight: 700)[Đường dây nóng: 0203 123 456]\n".encode()
    page.set_input_files("#template-file", {"name": "mau.typ", "mimeType": "text/plain", "buffer": own})
    expect(said).to_have_text("Mẫu dùng được: 1 trang.")
    page.get_by_role("button", name="Lưu và dùng").click()
    expect(row).to_contain_text("Bản sửa lúc")
    page.select_option("#template-amount", "overfull")
    expect(page.locator("#template-sheets .sheet")).to_have_count(4)
    pictured(page, "template-own")
    page.get_by_role("button", name="Lấy lại bản gốc").click()
    page.locator("#dialog").get_by_role("button", name="Lấy lại bản gốc").click()
    expect(row).to_contain_text("Bản gốc")
    expect(text).to_have_value(shipped)
