"""Finding a procedure at the kiosk: an ambiguous word, English, and nothing found, none of them a dead end."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import barriers
from tests.journeys.centre import Centre
from tests.journeys.touch import address_of, touch_page

PICTURES = os.environ.get("MOTCUA_PICTURES")


@pytest.fixture
def finding(browser: Browser, building: Centre) -> Iterator[Page]:
    """The touch page at its Find screen; an error in its scripts fails the test."""
    with touch_page(browser, address_of(building)) as page:
        page.get_by_role("button", name="Nộp hồ sơ mới").tap()
        expect(page.get_by_label("Việc cần làm")).to_be_visible()
        yield page


def search(page: Page, text: str) -> None:
    """Types as a keyboard does, without opening the one on the screen again."""
    page.get_by_label("Việc cần làm").fill(text)


def seen(page: Page, name: str) -> None:
    """Keeps a picture where whoever looks at the screens wants them."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def test_an_ambiguous_word_is_answered_by_matter(finding: Page) -> None:
    search(finding, "đăng ký lại")
    expect(finding.get_by_role("heading", name="Ông/bà tìm việc nào?")).to_be_visible()
    birth = finding.get_by_role("region", name="Khai sinh", exact=True)
    marriage = finding.get_by_role("region", name="Kết hôn", exact=True)
    expect(birth.get_by_role("button", name="Đăng ký lại khai sinh")).to_be_visible()
    expect(finding.get_by_role("region", name="Việc khác")).to_be_attached()
    assert barriers(finding) == []
    finding.get_by_role("button", name="Ẩn").tap()
    seen(finding, "groups")
    marriage.get_by_role("button", name="Đăng ký lại kết hôn").tap()
    expect(finding.get_by_role("heading", name="Đăng ký lại kết hôn")).to_be_visible()


def test_a_clear_word_is_answered_by_one_list(finding: Page) -> None:
    search(finding, "khai sinh")
    expect(finding.locator(".row.best")).to_contain_text("Đăng ký khai sinh")
    expect(finding.locator(".by-matter")).to_have_count(0)


def test_english_words_find_the_vietnamese_procedure(finding: Page) -> None:
    search(finding, "building permit")
    expect(finding.locator(".row").first).to_contain_text("Cấp giấy phép xây dựng mới")
    seen(finding, "english")


def test_nothing_found_leads_to_the_guide_desk_and_to_the_fields(finding: Page) -> None:
    search(finding, "xyzzy qwerty")
    expect(finding.get_by_role("status").filter(has_text="Chưa tìm thấy.")).to_be_visible()
    expect(finding.get_by_role("button", name="Lấy số Bàn hướng dẫn")).to_be_visible()
    assert barriers(finding) == []
    seen(finding, "nothing")
    finding.get_by_role("button", name="Chứng thực").tap()
    expect(finding.get_by_role("heading", name="Chứng thực")).to_be_visible()


def test_what_is_not_done_here_says_where_it_is_done_and_still_leads_to_the_guide_desk(finding: Page) -> None:
    search(finding, "lam can cuoc")
    said = finding.get_by_role("status").filter(has_text="Việc này không làm ở đây.")
    expect(said).to_contain_text("Thẻ căn cước: nơi làm là Công an cấp xã")
    expect(finding.locator(".row")).to_have_count(0)
    expect(finding.get_by_role("button", name="Lấy số Bàn hướng dẫn")).to_be_visible()
    assert barriers(finding) == []
    finding.get_by_role("button", name="Ẩn").tap()
    seen(finding, "elsewhere")
    finding.get_by_role("button", name="English").tap()
    expect(finding.get_by_role("status").filter(has_text="This is not done here.")).to_contain_text(
        "Identity card: go to the police of the commune"
    )
    seen(finding, "elsewhere-english")


def test_whoever_comes_back_to_what_was_searched_finds_it_there(finding: Page) -> None:
    nothing = finding.get_by_role("status").filter(has_text="Chưa tìm thấy.")
    search(finding, "xyzzy qwerty")
    expect(nothing).to_be_visible()
    finding.get_by_role("button", name="Chứng thực").tap()
    expect(finding.get_by_role("heading", name="Chứng thực")).to_be_visible()
    finding.get_by_role("button", name="Quay lại").tap()
    expect(finding.get_by_label("Việc cần làm")).to_have_value("xyzzy qwerty")
    expect(nothing).to_be_visible()


def test_a_word_of_many_matters_shows_the_long_names_whole(finding: Page) -> None:
    search(finding, "giấy phép")
    expect(finding.locator(".by-matter").nth(2)).to_be_attached()
    finding.get_by_role("button", name="Ẩn").tap()
    assert finding.evaluate("() => document.documentElement.scrollWidth") <= 1080
    seen(finding, "many")
