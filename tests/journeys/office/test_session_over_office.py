"""The session ends while somebody works on an office page: what was filled in stays, and is sent after signing in again."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.centre import Centre
from tests.journeys.office.test_office_deeds import PDF, Office, office
from tests.journeys.office.test_office_pages import REGISTER, pictured
from tests.journeys.panel.test_session_over import end_session, sign_in
from tests.journeys.signed_in import enter

__all__ = ["office"]


def test_an_appointment_typed_before_the_end_of_the_session_is_made_after_it(
    centre: Centre, page: Page
) -> None:
    enter(page, centre, centre.user("le-tan", "supervisor"), "/desk/appointments")
    page.get_by_role("button", name="Đặt hẹn mới").click()
    made = page.locator("form.booking-form")
    expect(made.locator("#field-slot").locator("option").first).to_contain_text(":")
    made.locator("#field-name").fill("Lê Văn Bình")
    made.locator("#field-phone").fill("0912 345 601")
    end_session(page)
    made.locator("[type=submit]").click()
    expect(page.locator("dialog.sign-in-again")).to_contain_text("sẽ được gửi")
    pictured(page, "appointment-session-dialog")
    sign_in(page)
    expect(made).to_be_hidden()
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator("#rows")).to_contain_text("Lê Văn Bình")


def test_an_account_typed_before_the_end_of_the_session_is_added_after_it(centre: Centre, page: Page) -> None:
    enter(page, centre, centre.user("quan-ly", "admin"), "/administration")
    form = page.locator("#add-person")
    form.locator("#person-name").fill("Nguyễn Thị Hoa")
    form.locator("#person-counters").fill("3")
    form.locator("#person-password").fill("mot-mat-khau-dai")
    end_session(page)
    form.locator("[type=submit]").click()
    expect(page.locator("dialog.sign-in-again")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.sign-in-again")).to_have_count(0)
    expect(form.locator("#person-password")).to_have_value("mot-mat-khau-dai")
    form.locator("[type=submit]").click()
    sign_in(page)
    expect(page.locator("#people")).to_contain_text("Nguyễn Thị Hoa")


@pytest.mark.worker
def test_a_register_chosen_before_the_end_of_the_session_is_read_and_imported_after_it(
    centre: Centre, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "so.csv"
    file.write_text(REGISTER, "utf-8")
    enter(page, centre, centre.user("quan-ly", "admin"), "/exchange")
    page.locator("#file").set_input_files(file)
    end_session(page)
    page.get_by_role("button", name="Kiểm tra").click()
    sign_in(page)
    expect(page.locator("#found")).to_contain_text("Nguyễn Thị Ngọc Ánh")
    end_session(page)
    page.get_by_role("button", name="Nhập 2 dòng").click()
    sign_in(page)
    expect(page.locator("#said")).to_have_text("Đã nhập 2 dòng.")


def test_a_scan_chosen_before_the_end_of_the_session_is_added_after_it(
    office: Office, tmp_path: Path
) -> None:
    code = office.dossier("forward", "receive")
    file = tmp_path / "Giấy khai sinh.pdf"
    file.write_bytes(PDF)
    page, card = office.page, office.scans(code)
    end_session(page)
    card.locator("input[type=file]").set_input_files(file)
    sign_in(page)
    expect(card.get_by_role("link", name="Giấy khai sinh.pdf")).to_be_visible()


def test_a_page_goes_on_with_the_session_that_another_tab_began(centre: Centre, page: Page) -> None:
    person = centre.user("quan-ly", "admin")
    enter(page, centre, person, "/administration")
    form = page.locator("#add-token")
    form.locator("#token-name").fill("man-hinh-2")
    other = page.context.new_page()
    end_session(page)
    enter(other, centre, person, "/administration")
    form.locator("[type=submit]").click()
    expect(page.locator("#new-token")).to_contain_text("man-hinh-2")
    expect(page.locator("dialog.sign-in-again")).to_have_count(0)
