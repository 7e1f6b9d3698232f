"""Real processes and a real browser for whole visits; everything that is started here is stopped here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import launch
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey: `pytest -m "not journey"` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")


# What a page shows is waited for until the test must be hung; what has to come first is shown by order.
expect.set_options(timeout=HANG_SECONDS * 1000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with launch() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page without cookies, of a desk's size; an error in the page's own scripts fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def new_centre(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Callable[..., Centre]]:
    """A function that starts a server process on a fresh data directory; arguments as of `Centre.start`."""
    started: list[Centre] = []

    def make(*extra: str, **options: object) -> Centre:
        folder = tmp_path / f"centre-{len(started) + 1}"
        centre = Centre(folder, free_port)
        started.append(centre)
        centre.start(*extra, **options)
        return centre

    yield make
    for centre in started:
        centre.stop()


@pytest.fixture
def centre(new_centre: Callable[..., Centre], request: pytest.FixtureRequest) -> Centre:
    """A running server with the shipped configuration, for one test; the mark `worker` gives it its worker."""
    return new_centre(*(() if request.node.get_closest_marker("worker") else ("--no-worker",)))


@pytest.fixture(scope="module")
def building(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A server, a kiosk with a virtual printer and a headless display, shared by the tests of a file."""
    centre = Centre(tmp_path_factory.mktemp("building"), free_port)
    try:
        centre.start()
        centre.start_kiosk("kiosk-1")
        centre.start_display("tv-1")
        yield centre
    finally:
        centre.stop()
