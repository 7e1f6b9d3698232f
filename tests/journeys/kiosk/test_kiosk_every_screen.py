"""Every screen of the kiosk in every way of showing it: WCAG by axe, targets for a finger, and a seated person's reach."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.centre import Centre
from tests.journeys.kiosk_screens import MODES, SCREENS, STATES, as_if, put_up, targets, watch

LEAST = 60
REACH = 1000


@pytest.fixture
def kiosk(browser: Browser, building: Centre) -> Iterator[Page]:
    """The touch page on a kiosk's screen."""
    page = browser.new_page(viewport={"width": 1080, "height": 1920}, locale="vi-VN")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"http://127.0.0.1:{building.ports['kiosk-1']}")
    page.locator(".tile").first.wait_for()
    yield page
    page.unroute_all(behavior="wait")
    page.close()
    assert wrong == []


def _mistakes(page: Page, name: str, low: bool) -> list[object]:
    found: list[object] = [(name, one) for one in watch(page)()]
    for target in targets(page):
        small = min(target["width"], target["height"]) < LEAST - 0.5
        beyond = target["x"] < -0.5 or target["right"] > 1080.5
        high = low and target["y"] < REACH - 0.5
        if small or beyond or high:
            found.append((name, target))
    return found


@pytest.mark.parametrize("mode", MODES)
def test_every_screen_is_accessible_and_its_targets_are_large_and_in_reach(kiosk: Page, mode: str) -> None:
    mistakes = []
    for screen in SCREENS:
        put_up(kiosk, screen, mode)
        mistakes += _mistakes(kiosk, screen, "low" in mode)
    assert mistakes == []


@pytest.mark.parametrize("state", STATES)
def test_so_is_whatever_the_kiosk_says_of_itself_and_the_centre(kiosk: Page, state: str) -> None:
    as_if(kiosk, state)
    mistakes = []
    for mode in ("plain", "contrast", "large and low"):
        put_up(kiosk, "home", mode)
        mistakes += _mistakes(kiosk, mode, "low" in mode)
    assert mistakes == []


def test_each_of_several_matters_is_one_row_with_the_way_to_leave_it_out(kiosk: Page) -> None:
    put_up(kiosk, "confirm two")
    rows = kiosk.locator(".matter").evaluate_all(
        "(all) => all.map((one) => [...one.children].map((part) => part.getBoundingClientRect().x))"
    )
    assert len(rows) == 2
    # Letter, name, button: side by side, the button at the row's end.
    assert [row == sorted(set(row)) and row[-1] > 800 for row in rows] == [True, True]


def test_the_keyboard_is_accessible_in_every_way_of_typing(kiosk: Page) -> None:
    mistakes = []
    for low in (False, True):
        put_up(kiosk, "found", "low" if low else "plain")
        kiosk.get_by_label("Việc cần làm").click()
        for method in ("Telex", "VNI", "Không dấu"):
            kiosk.get_by_role("button", name=f"Kiểu gõ: {method}").wait_for()
            mistakes += _mistakes(kiosk, f"{method} {low}", low)
            kiosk.get_by_role("button", name=f"Kiểu gõ: {method}").click()
        kiosk.get_by_role("button", name="123").click()
        mistakes += _mistakes(kiosk, f"digits {low}", low)
    assert mistakes == []
