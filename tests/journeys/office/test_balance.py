"""What would help the hall, done and undone by one click each, and an officer's call for help, in real browsers."""

import re
import sqlite3
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests.journeys.axe import barriers_at
from tests.journeys.centre import Centre
from tests.journeys.panel.test_panel_options import call_for_help
from tests.journeys.signed_in import enter

pytestmark = pytest.mark.worker

SIZES = ((1366, 768), (360, 800))
DAY = 24 * 3600 * 1000
MINUTE = 60_000


@pytest.fixture
def officer(browser: Browser) -> Iterator[Page]:
    """An officer's browser of their own."""
    context = browser.new_context(viewport={"width": 340, "height": 600}, locale="vi-VN")
    yield context.new_page()
    context.close()


def sign_in(page: Page, centre: Centre, role: str, to: str, *counters: int) -> None:
    enter(page, centre, centre.user(f"nguoi-{role}", role, *counters), to)


def served_before(centre: Centre, queue: str) -> None:
    """Ten services of ten minutes yesterday: what a wait is expected from."""
    yesterday = int(time.time() * 1000) - DAY
    day = time.strftime("%Y-%m-%d", time.gmtime(yesterday / 1000 + 7 * 3600))
    found = list(centre.data_dir.glob("*.sqlite3"))
    with sqlite3.connect(found[0]) as database:
        (ident,) = database.execute("SELECT id FROM centre").fetchone()
        database.executemany(
            "INSERT INTO services (centre, day, ticket_id, queue, counter, called_at, finished_at, waited_ms)"
            " VALUES (?, ?, 0, ?, 2, ?, ?, 0)",
            [(ident, day, queue, yesterday + n, yesterday + n + 10 * MINUTE) for n in range(10)],
        )
    database.close()


def callers(centre: Centre, queue: str) -> list[int]:
    rows = centre.request("GET", "/queues").body
    return next(row["counters"] for row in rows if row["id"] == queue)


def test_the_supervisor_is_told_what_would_help_and_does_and_undoes_it_by_one_click(
    centre: Centre, page: Page
) -> None:
    served_before(centre, "chung-thuc")
    staff, citizen = centre.token("may", "supervisor"), centre.token("nguoi-dan", "integration")
    before = callers(centre, "chung-thuc")
    for _ in range(8):
        centre.request("POST", "/tickets", {"queue": "chung-thuc"}, token=citizen)
    for number in (1, before[0]):
        centre.request("POST", f"/counters/{number}/open", token=staff)

    sign_in(page, centre, "supervisor", "/supervisor")
    box = page.locator("#balance")
    told = re.compile(r"Mở thêm Chứng thực ở quầy 1: chờ (\d+) → (\d+) phút")
    expect(box).to_contain_text(told)
    found = told.search(box.inner_text())
    assert found is not None
    assert int(found[1]) - int(found[2]) >= 5
    assert barriers_at(page, *SIZES) == {}

    page.get_by_role("button", name="Làm ngay").click()
    expect(box).to_contain_text("Quầy 1 đang nhận Hộ tịch, Chứng thực; thường nhận Hộ tịch.")
    assert callers(centre, "chung-thuc") == [1, *before]
    assert barriers_at(page, *SIZES) == {}

    page.get_by_role("button", name="Hoàn tác thay đổi của quầy 1").click()
    expect(box).not_to_contain_text("đang nhận")
    assert callers(centre, "chung-thuc") == before


def test_two_presses_call_the_supervisor_who_sees_and_hears_it_and_ends_it(
    centre: Centre, page: Page, officer: Page
) -> None:
    sign_in(page, centre, "supervisor", "/supervisor")
    expect(page.locator("#link")).to_have_text("Số liệu trực tiếp")
    sign_in(officer, centre, "officer", "/panel/1", 1)
    expect(officer.locator("body")).not_to_have_class(re.compile("cut-off|loading"))
    button, alarms = officer.locator("[data-action=alarm]"), page.locator("#alarms")

    # Once is an accident: it passes. The counter is closed, and a dialog is open.
    officer.keyboard.press("F1")
    officer.keyboard.press("F3")
    expect(button).to_have_attribute("data-state", "armed")
    expect(button).to_have_attribute("data-state", "idle")
    assert centre.request("GET", "/alarms", token=centre.token("may", "supervisor")).body == []
    call_for_help(officer)

    expect(alarms).to_contain_text("Báo động ở quầy 1")
    expect(page).to_have_title(re.compile("^BÁO ĐỘNG"))
    page.locator("#main h2").first.click()  # browsers give sound only to pages that were touched
    expect(alarms).to_have_attribute("data-bell", "rings")
    assert barriers_at(page, *SIZES) == {}
    page.get_by_role("button", name="Tắt chuông").click()
    expect(alarms).to_have_attribute("data-bell", "muted")
    page.get_by_role("button", name="Đã có người đến quầy 1").click()
    expect(alarms).to_be_hidden()
    expect(officer.locator("#alarm")).to_be_hidden()
    expect(button).to_have_attribute("data-state", "idle")


def test_an_alarm_is_not_taken_away_by_an_answer_older_than_it(centre: Centre, page: Page) -> None:
    """The answer to the page's own question about alarms is written before one is raised, and comes in after it."""
    staff = centre.token("may", "supervisor")
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/api/v1/alarms", hold_the_first)
    sign_in(page, centre, "supervisor", "/supervisor")
    expect(page.locator("#link")).to_have_text("Số liệu trực tiếp")
    while not held:
        page.wait_for_timeout(50)
    assert centre.request("POST", "/alarms", {"counter": 1}, token=staff).status == 201
    expect(page.locator("#alarms")).to_contain_text("Báo động ở quầy 1")
    route, old = held[0]
    assert old.json() == []
    with page.expect_response(lambda answer: answer.url.endswith("/alarms") and answer.json() != []):
        route.fulfill(response=old)
    expect(page.locator("#alarms")).to_contain_text("Báo động ở quầy 1")
