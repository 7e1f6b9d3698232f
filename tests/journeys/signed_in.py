"""Office pages as somebody sees them who has signed in; the page on which people sign in has tests of its own."""

from playwright.sync_api import Page

from tests.journeys.centre import Centre


def enter(page: Page, centre: Centre, person: tuple[str, str], path: str) -> None:
    """Opens a page with a session of this person (name and password)."""
    name, password = person
    answer = page.request.post(f"{centre.url}/api/v1/session", data={"name": name, "password": password})
    assert answer.ok, answer.text()
    page.goto(f"{centre.url}{path}")
