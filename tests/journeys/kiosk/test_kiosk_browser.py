"""The kiosk's locked-down Chromium, started by the documented command: it opens the kiosk's page, and no other machine's.

Here it runs without a screen; what a screen adds (`--kiosk`, Wayland) is not tried.
"""

import http.server
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.journeys.browser import executable
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
WITHOUT_A_SCREEN = (
    "--headless",
    "--ozone-platform=headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
)


@pytest.fixture
def elsewhere(free_port: Callable[[], int]) -> Iterator[int]:
    """Another site on this machine: its port, at every address."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Elsewhere</title>")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("0.0.0.0", free_port()), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@contextmanager
def _started(command: list[str], port: int, folder: Path) -> Iterator[str]:
    """The browser that this command starts, as an address for its debugging."""
    program, extra = executable()
    options = (*WITHOUT_A_SCREEN, f"--remote-debugging-port={port}", f"--user-data-dir={folder}")
    # A browser that is told to end leaves the folder of its lock behind; a socket lies in it, so its path must be short.
    with tempfile.TemporaryDirectory(prefix="cr-", ignore_cleanup_errors=True) as own:
        environment = {**os.environ, **extra, "CHROMIUM": program, "TMPDIR": own}
        process = subprocess.Popen([*command, *options], env=environment, stderr=subprocess.DEVNULL)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(HANG_SECONDS)


def _page(browser: Browser) -> Page:
    return eventually(lambda: [page for context in browser.contexts for page in context.pages])[0]


def _title(page: Page, address: str) -> str:
    """The title of the page at an address; what the browser says where it does not open it."""
    try:
        page.goto(address)
    except Error as error:
        return error.message.splitlines()[0]
    return page.title()


@pytest.mark.bare
def test_the_documented_command_opens_the_kiosks_page_and_nothing_of_another_machine(
    browser: Browser, centre: Centre, elsewhere: int, free_port: Callable[[], int], tmp_path: Path
) -> None:
    address = f"{centre.start_kiosk('kiosk-1')}/"
    kinds = browser.browser_type
    strange = [f"http://127.0.0.2:{elsewhere}/", f"http://localhost:{elsewhere}/"]

    with _started([str(DEPLOY / "kiosk-browser"), address], free_port(), tmp_path / "locked") as debugging:
        locked = _connected(kinds, debugging)
        page = _page(locked)
        expect(page.get_by_role("heading", name="Ông/bà cần làm việc gì?")).to_be_visible()
        assert page.url == address
        # A window of its own is not to be had, and neither is another machine, whatever it is called.
        page.evaluate("(url) => window.open(url)", address)
        assert len(locked.contexts[0].pages) == 1
        found = [_title(page, other) for other in strange]
        assert [title for title in found if "ERR_NAME_NOT_RESOLVED" not in title] == []
        locked.close()

    # Without the options the same addresses open: it is they that lock the browser.
    with _started([executable()[0], "about:blank"], free_port(), tmp_path / "open") as debugging:
        free = _connected(kinds, debugging)
        page = _page(free)
        assert [_title(page, other) for other in strange] == ["Elsewhere", "Elsewhere"]
        free.close()


def _connected(kinds: object, debugging: str) -> Browser:
    def connected() -> Browser | None:
        with suppress(Error):
            return kinds.connect_over_cdp(debugging)  # type: ignore[attr-defined, no-any-return]
        return None

    found = eventually(connected)
    assert found is not None
    return found
