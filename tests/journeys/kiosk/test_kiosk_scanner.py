"""A kiosk with a scanner on a serial line, and one whose scanner types: receipts, cards, one number a person a field.

Of a card nothing is found afterwards: not on the disk, not in a log, not in what went to the server.
"""

import os
import re
import shutil
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import touch
from tests.journeys.centre import Centre
from tests.journeys.own_kiosk import learned
from tests.waiting import eventually

CONFIG = Path(__file__).resolve().parents[3] / "config"
CARD = "022099000123|100000123|Nguyễn Thị Mẫu|05061999|Nữ|Tổ 1, Phường Mẫu, Quảng Ninh|10072021"
OTHER = "022185001234||Trần Văn Thử|01011985|Nam|Xóm Thử, Hạ Long|01012022"
PRIVATE = ("022099000123", "100000123", "Thị Mẫu", "05061999", "022185001234", "Văn Thử")
"""Milliseconds between two signs of a scanner that types."""


class Cable:
    """The serial line between scanner and kiosk; its name stays when it is pulled and put in again."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self._end = -1
        self.plug()

    def plug(self) -> None:
        """Puts it in."""
        self._end, port = os.openpty()
        tty.setraw(port)
        self.name.symlink_to(os.ttyname(port))
        os.close(port)

    def pull(self) -> None:
        """Pulls it."""
        self.name.unlink()
        os.close(self._end)

    def scan(self, text: str) -> None:
        """Something is held under the scanner."""
        os.write(self._end, text.encode() + b"\r\n")


@pytest.fixture(scope="module")
def cable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cable]:
    """A plugged cable."""
    made = Cable(tmp_path_factory.mktemp("cable") / "scanner")
    yield made
    with suppress(OSError):
        made.pull()


@pytest.fixture(scope="module")
def strict(
    free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory, cable: Cable
) -> Iterator[Centre]:
    """A centre that gives a person one number a field, and twelve of Hộ tịch a day; kiosk-1 has the serial scanner."""
    folder = tmp_path_factory.mktemp("strict")
    shutil.copytree(CONFIG, folder / "config")
    for name, before, after in (
        ("centre.toml", "one_a_field = false", "one_a_field = true"),
        ("queues.toml", 'id = "ho-tich"', 'id = "ho-tich"\nquota = 12'),
    ):
        file = folder / "config" / name
        text = file.read_text("utf-8")
        assert text.count(before) == 1
        file.write_text(text.replace(before, after), "utf-8")
    centre = Centre(folder, free_port)
    try:
        centre.start("--no-worker", config=folder / "config")
        centre.start_kiosk("kiosk-1", "--scanner", str(cable.name))
        centre.start_kiosk("kiosk-2")
        yield centre
        # Whatever the tests scanned: of the cards nothing is found afterwards.
        assert kept_of_cards(folder) == []
    finally:
        centre.stop()


def kept_of_cards(folder: Path) -> list[tuple[str, str]]:
    """Where something of a card stands in a file of the server or of a kiosk."""
    return [
        (file.name, text)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for text in PRIVATE
        if text.encode() in file.read_bytes()
    ]


def _opened(browser: Browser, centre: Centre, kiosk: str) -> Page:
    page = browser.new_page(viewport={"width": 1080, "height": 1920}, locale="vi-VN")
    page.goto(f"http://127.0.0.1:{centre.ports[kiosk]}")
    expect(page.get_by_role("button", name="Nhận kết quả")).to_be_enabled()
    return page


def _ask_for(page: Page, field: str) -> None:
    """Goes to the number of a field's result, and asks for it."""
    page.get_by_role("button", name="Nhận kết quả").click()
    page.get_by_role("button", name="Không có giấy hẹn").click()
    page.get_by_role("button", name=field).click()
    page.get_by_role("button", name="LẤY SỐ", exact=True).click()


def _asked_for_a_card(page: Page) -> None:
    """Sees that the kiosk waits for a card: one that is shown to it earlier says nothing."""
    expect(page.get_by_role("heading", name="Xin quét căn cước")).to_be_focused()


def _number(page: Page) -> str:
    number = page.locator("h1.number")
    expect(number).to_be_visible()
    text = number.inner_text()
    page.get_by_role("button", name="Xong").click()
    return text


def test_a_person_gets_one_number_a_field_whichever_scanner_reads_the_card(
    browser: Browser, strict: Centre, cable: Cable
) -> None:
    page = _opened(browser, strict, "kiosk-1")
    page.get_by_role("button", name="Nhận kết quả").click()
    page.get_by_role("button", name="Không có giấy hẹn").click()
    expect(page.get_by_role("button", name="Hộ tịch Còn 12 số")).to_be_visible()
    page.get_by_role("button", name="Làm lại").click()
    _ask_for(page, "Hộ tịch")
    _asked_for_a_card(page)
    cable.scan(CARD)
    first = _number(page)

    # The same card under the other kiosk's scanner, which types.
    other = _opened(browser, strict, "kiosk-2")
    _ask_for(other, "Hộ tịch")
    _asked_for_a_card(other)
    touch.scan(other, re.sub(r"[^ -~]", "", CARD))
    expect(other.get_by_text(f"Ông/bà đang có số {first}.")).to_be_visible()
    other.get_by_role("button", name="Làm lại").click()
    expect(other.get_by_role("button", name="Nhận kết quả")).to_be_enabled()

    # Without a card the guide desk, which asks for none.
    _ask_for(other, "Đất đai")
    other.get_by_role("button", name="Không có căn cước: lấy số Bàn hướng dẫn").click()
    other.get_by_role("button", name="LẤY SỐ", exact=True).click()
    _number(other)

    page.close()
    other.close()


def test_a_receipt_opens_from_any_screen_and_a_pulled_scanner_is_told_of(
    browser: Browser, strict: Centre, cable: Cable
) -> None:
    supervisor = strict.token("supervisor-1", "supervisor")

    def scanner() -> object:
        devices = strict.request("GET", "/devices", token=supervisor).body
        [told] = [row["detail"].get("scanner") for row in devices if row["name"] == "kiosk-1"]
        return told

    page = _opened(browser, strict, "kiosk-1")
    eventually(scanner, lambda state: state == "ready")
    cable.pull()
    eventually(scanner, lambda state: state == "missing")
    cable.plug()
    eventually(scanner, lambda state: state == "ready")
    page.get_by_role("button", name="Tra cứu").click()
    cable.scan("H49.77-260612-0007")
    expect(page.get_by_role("heading", name="Không tìm thấy hồ sơ")).to_be_focused()
    page.close()


def test_a_kiosk_that_is_alone_remembers_who_has_a_number(
    browser: Browser, strict: Centre, cable: Cable
) -> None:
    page = _opened(browser, strict, "kiosk-1")
    learned(f"http://127.0.0.1:{strict.ports['kiosk-1']}")
    strict.kill("server")
    try:
        _ask_for(page, "Đất đai")
        _asked_for_a_card(page)
        cable.scan(OTHER)
        alone = _number(page)
        assert alone.startswith("C8")
        page.wait_for_timeout(3000)  # a second tap within three seconds would be taken for a slip
        _ask_for(page, "Đất đai")
        _asked_for_a_card(page)
        cable.scan(OTHER)
        expect(page.get_by_text(f"Ông/bà đang có số {alone}.")).to_be_visible()
    finally:
        strict.start("--no-worker", config=strict.folder / "config")
    page.close()
