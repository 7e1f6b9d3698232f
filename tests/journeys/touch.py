"""The kiosk's touch page as its Chromium shows it, and the papers of its virtual printer, for journeys.

It takes no step of a visit.
"""

import io
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually

HOME = "Ông/bà cần làm việc gì?"


def address_of(centre: Centre, kiosk: str = "kiosk-1") -> str:
    """Where the kiosk's page is."""
    return f"http://127.0.0.1:{centre.ports[kiosk]}"


@contextmanager
def touch_page(browser: Browser, address: str | None, before: str = "") -> Iterator[Page]:
    """The page at its start screen (nowhere yet without an address); an error in its scripts or its policy fails the test.

    `before` is a script that runs before the page's own.
    """
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, locale="vi-VN", has_touch=True)
    wrong: list[str] = []
    try:
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
        )
        if address is not None:
            page.goto(address)
            expect(page.get_by_role("heading", name=HOME)).to_be_visible()
        yield page
    finally:
        context.close()
    assert wrong == []


SCANNERS_PAUSE = 0.004
"""Seconds between two signs of a scanner that types as a keyboard does."""


def scan(page: Page, text: str) -> None:
    """A scanner's keys and its Enter, each with the time at which it was sent, however late a busy machine brings it."""
    session, began = page.context.new_cdp_session(page), time.time()
    for index, sign in enumerate([*text, "\r"]):
        at = began + index * SCANNERS_PAUSE
        key = {"key": "Enter" if sign == "\r" else sign, "code": f"Digit{sign}" if sign.isdigit() else ""}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, "timestamp": at, **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", "timestamp": at, **key})
    session.detach()


def paper(address: str, number: int) -> Image.Image:
    """The virtual printer's paper of that number, decoded from the bytes that were sent; waited for."""

    def came() -> bytes:
        try:
            with urllib.request.urlopen(f"{address}/paper/{number}.png", timeout=HANG_SECONDS) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError:
            return b""

    return Image.open(io.BytesIO(eventually(came)))


def papers(address: str) -> int:
    """How many papers there are; they are numbered from one on."""
    with urllib.request.urlopen(f"{address}/paper", timeout=HANG_SECONDS) as answer:
        found = re.search(r'data-newest="(\d+)"', answer.read().decode())
    assert found is not None
    return int(found[1])
