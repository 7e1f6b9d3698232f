"""Office pages as somebody sees them who has signed in; the page on which people sign in has tests of its own."""

from playwright.sync_api import Page

from tests.journeys.centre import Centre


def enter(page: Page, centre: Centre, person: tuple[str, str], path: str) -> None:
    """Opens a page with a session of this person (name and password)."""
    begin_session(page, centre.url, *person)
    page.goto(f"{centre.url}{path}")


def begin_session(page: Page, address: str, name: str, password: str) -> None:
    """Gives the page's browser a session at the server of that address."""
    answer = page.request.post(f"{address}/api/v1/session", data={"name": name, "password": password})
    assert answer.ok, answer.text()
