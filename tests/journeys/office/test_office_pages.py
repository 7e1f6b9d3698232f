"""Reports, complaints and imports in a real browser: a register is brought in, counted, complained about and answered."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import until
from tests.journeys.centre import Centre
from tests.journeys.signed_in import enter

pytestmark = pytest.mark.worker

REGISTER = (
    "Mã hồ sơ;Thủ tục;Họ tên;Ngày nhận;Ngày hẹn trả;Ngày trả\r\n"
    "CU-0001;Thủ tục đăng ký khai sinh;Nguyễn Thị Ngọc Ánh;4/5/2026;8/5/2026;7/5/2026\r\n"
    "CU-0002;Thủ tục đăng ký khai sinh;Lê Văn Bình;5/5/2026;8/5/2026;\r\n"
)


def pictured(page: Page, name: str) -> None:
    """Keeps a picture where MOTCUA_PICTURES says, for whoever changes the page."""
    if folder := os.environ.get("MOTCUA_PICTURES"):
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"office-{name}.png", full_page="dialog" not in name)


def test_a_register_is_brought_in_counted_complained_about_and_answered(
    centre: Centre, page: Page, tmp_path: Path
) -> None:
    file, bad = tmp_path / "so.csv", tmp_path / "hong.csv"
    file.write_text(REGISTER, "utf-8")
    bad.write_text(f"{REGISTER}CU-0003;Không có;;41/5/2026;;\r\n", "utf-8")
    enter(page, centre, centre.user("truong-phong", "admin"), "/exchange")
    page.locator("#file").set_input_files(bad)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator("#said")).to_have_text("3 dòng, 2 lỗi.")
    expect(page.locator("#import")).to_be_hidden()
    pictured(page, "import-wrong")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator("#found")).to_contain_text("Nguyễn Thị Ngọc Ánh")
    pictured(page, "import")
    page.get_by_role("button", name="Nhập 2 dòng").click()
    expect(page.locator("#said")).to_have_text("Đã nhập 2 dòng.")

    page.get_by_role("link", name="Báo cáo", exact=True).click()
    expect(page.locator("#report h2")).to_contain_text("Tình hình tiếp nhận, giải quyết hồ sơ tháng")
    page.locator("#to").fill("2026-05")
    page.get_by_role("button", name="Xem").click()
    cells = page.locator("#report tr.total td.figure")
    expect(cells).to_have_text(["0", "2", "1", "1", "0", "0", "1", "0", "1"])
    pictured(page, "month")
    page.locator("#from").evaluate("input => { input.value = '2026-01'; }")
    page.locator("#to").fill("2026-06")
    page.locator("#kind").select_option("months")
    expect(page.locator("#report img").first).to_be_visible()
    until(page, "[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    pictured(page, "months")
    page.locator("#kind").select_option("satisfaction")
    expect(page.locator("#report")).to_contain_text("Chưa có ai đánh giá trong kỳ.")

    page.get_by_role("link", name="Phản ánh, kiến nghị").click()
    expect(page.locator("#none")).to_be_visible()  # its script has run: before that the button does nothing
    page.get_by_role("button", name="Ghi phản ánh mới").click()
    page.get_by_label("Nội dung").fill("Hẹn ngày 8/5 mà chưa có kết quả.")
    page.get_by_label("Họ tên người phản ánh").fill("Lê Văn Bình")
    page.get_by_label("Điện thoại").fill("0912345678")
    page.get_by_label("Mã hồ sơ").fill("CU-0002")
    pictured(page, "dialog-new")
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator("#rows")).to_contain_text("•••••••678")
    pictured(page, "complaints")
    page.locator("#rows button").click()
    page.get_by_label("Nội dung trả lời").fill("Đã xin lỗi và hẹn lại.")
    pictured(page, "dialog-answer")
    page.get_by_role("button", name="Lưu câu trả lời").click()
    expect(page.locator("#none")).to_be_visible()
    page.locator("#state").select_option("answered")
    expect(page.locator("#rows tr")).to_have_count(1)
