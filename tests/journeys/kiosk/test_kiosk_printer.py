"""A citizen at a kiosk whose printer fails: the number is never lost, never given twice, and everybody is told."""

import io
import json
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.browser import until
from tests.journeys.centre import Centre
from tests.journeys.touch import touch_page
from tests.waiting import HANG_SECONDS, eventually

FIELD = "Đất đai"
QUEUE = "dat-dai"


@pytest.fixture(scope="module")
def centre(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A server and two kiosks: one prints to the virtual printer, the other to a device that cannot answer."""
    started = Centre(tmp_path_factory.mktemp("printers"), free_port)
    try:
        started.start()
        started.start_kiosk("kiosk-1")
        started.start_kiosk("kiosk-2", printer=f"file:{started.folder / 'lp0'}")
        yield started
    finally:
        started.stop()


@pytest.fixture
def kiosk(browser: Browser, centre: Centre) -> Iterator[Page]:
    try:
        with touch_page(browser, None) as page:
            yield page
    finally:
        simulate(centre, reset="on")


def address(centre: Centre, name: str = "kiosk-1") -> str:
    return f"http://127.0.0.1:{centre.ports[name]}"


def simulate(centre: Centre, **faults: object) -> None:
    """What anyone can do at the virtual printer's page."""
    headers = {"Origin": address(centre), "Accept": "application/json"}
    data = urllib.parse.urlencode(faults).encode()
    request = urllib.request.Request(f"{address(centre)}/paper/simulate", data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
        assert answer.status == 200


def papers(centre: Centre) -> list[int]:
    with urllib.request.urlopen(f"{address(centre)}/paper/state", timeout=HANG_SECONDS) as answer:
        return [paper["number"] for paper in json.load(answer)["papers"]]


def code_of(centre: Centre, number: int) -> list[str]:
    with urllib.request.urlopen(f"{address(centre)}/paper/{number}.png", timeout=HANG_SECONDS) as answer:
        picture = Image.open(io.BytesIO(answer.read()))
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def take(page: Page) -> str:
    page.get_by_role("button", name="Nhận kết quả").tap()
    page.get_by_role("button", name="Không có giấy hẹn").tap()
    page.get_by_role("button", name=FIELD).tap()
    page.get_by_role("button", name="LẤY SỐ").tap()
    expect(page.locator(".number")).to_be_visible()
    return page.locator(".number").inner_text()


def printer_known(centre: Centre, page: Page, state: str) -> None:
    """Waits until the agent itself has seen the printer in this state."""
    until(
        page,
        "async (state) => (await (await fetch('/local/state')).json()).printer.state === state",
        state,
    )


def seen(page: Page, what: Locator) -> None:
    """Waits, with the page's own clock running on, until the page shows it."""

    def shows() -> bool:
        page.clock.run_for(300)
        return what.is_visible()

    eventually(shows)


def device(centre: Centre, name: str) -> dict[str, Any]:
    supervisor = centre.token("giam-sat", "supervisor")
    rows = centre.request("GET", "/devices", token=supervisor).body
    (found,) = [row for row in rows if row["name"] == name]
    return dict(found)


def waiting(centre: Centre) -> list[str]:
    supervisor = centre.token("giam-sat", "supervisor")
    return [row["number"] for row in centre.request("GET", f"/queues/{QUEUE}/waiting", token=supervisor).body]


def printer_facts(centre: Centre, after: int) -> list[tuple[str, str]]:
    """The feed's facts of the first kiosk's printer, without those in which only other details changed."""
    supervisor = centre.token("giam-sat", "supervisor")
    events = centre.request("GET", f"/events?after={after}&limit=1000", token=supervisor).body["events"]
    told = [
        (fact["data"]["detail"]["paper"], fact["data"]["detail"]["printer"])
        for fact in events
        if fact["type"] == "device_changed" and fact["data"]["name"] == "kiosk-1"
    ]
    return [one for place, one in enumerate(told) if place == 0 or told[place - 1] != one]


def last_seq(centre: Centre) -> int:
    supervisor = centre.token("giam-sat", "supervisor")
    return int(centre.request("GET", "/events?after=0&limit=1", token=supervisor).body["last_seq"])


def test_a_number_stays_with_its_code_until_the_cover_is_closed_and_it_is_printed(
    kiosk: Page, centre: Centre
) -> None:
    kiosk.clock.install()
    kiosk.goto(address(centre))
    printer_known(centre, kiosk, "ready")
    kiosk.clock.run_for(2000)
    seq, before, line = last_seq(centre), papers(centre), waiting(centre)
    simulate(centre, cover_open="on")
    number = take(kiosk)
    said = kiosk.get_by_text(f"Nắp máy in đang mở. Số {number} vẫn có hiệu lực.")
    seen(kiosk, said)
    kiosk.clock.run_for(20 * 60_000)
    expect(kiosk.locator(".number")).to_have_text(number)
    expect(kiosk.get_by_role("img", name=f"Mã QR mở trang theo dõi số {number}")).to_be_visible()
    assert papers(centre) == before
    eventually(lambda: device(centre, "kiosk-1")["detail"]["printer"] == "cover_open")

    simulate(centre, cover_open="off")
    seen(kiosk, kiosk.get_by_text(f"Chạm In lại để lấy phiếu số {number}"))
    kiosk.get_by_role("button", name="In lại").tap()
    seen(kiosk, kiosk.get_by_text("Mời lấy phiếu phía dưới"))
    expect(kiosk.locator(".number")).to_have_text(number)
    assert len(papers(centre)) == len(before) + 1
    assert waiting(centre) == [*line, number]
    eventually(lambda: device(centre, "kiosk-1")["detail"]["printer"] == "ready")
    assert printer_facts(centre, seq)[-2:] == [("ok", "cover_open"), ("ok", "ready")]


def test_half_a_paper_is_said_and_printing_again_gives_the_same_number(kiosk: Page, centre: Centre) -> None:
    kiosk.goto(address(centre))
    printer_known(centre, kiosk, "ready")
    line = waiting(centre)
    simulate(centre, swallow=20_000)
    number = take(kiosk)
    expect(kiosk.get_by_text(f"Phiếu in dở. Số {number} vẫn có hiệu lực.")).to_be_visible()
    [shown] = zxingcpp.read_barcodes(Image.open(io.BytesIO(kiosk.screenshot())))
    simulate(centre, swallow="off")
    kiosk.get_by_role("button", name="In lại").tap()
    expect(kiosk.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    expect(kiosk.locator(".number")).to_have_text(number)
    assert code_of(centre, papers(centre)[0]) == [shown.text]
    assert waiting(centre) == [*line, number]


def test_a_kiosk_that_is_killed_before_its_printer_is_back_prints_the_same_number(
    kiosk: Page, centre: Centre
) -> None:
    kiosk.goto(address(centre))
    printer_known(centre, kiosk, "ready")
    line = waiting(centre)
    simulate(centre, off="on")
    number = take(kiosk)
    expect(kiosk.get_by_text(f"Số {number} vẫn có hiệu lực.")).to_be_visible()
    centre.kill("kiosk-1")
    centre.start_kiosk("kiosk-1")
    expect(kiosk.locator(".number")).to_have_text(number)
    kiosk.get_by_role("button", name="In lại").tap()
    expect(kiosk.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    assert waiting(centre) == [*line, number]
    assert len(code_of(centre, papers(centre)[0])) == 1


def test_a_printer_that_cannot_answer_is_marked_so_and_the_page_asks(kiosk: Page, centre: Centre) -> None:
    kiosk.goto(address(centre, "kiosk-2"))
    number = take(kiosk)
    expect(kiosk.get_by_text("Phiếu đang ra phía dưới")).to_be_visible()
    expect(kiosk.get_by_text("Phiếu không ra?")).to_be_visible()
    sent = (centre.folder / "lp0").stat().st_size
    kiosk.get_by_role("button", name="In lại").tap()
    eventually(lambda: (centre.folder / "lp0").stat().st_size > 1.8 * sent)
    expect(kiosk.locator(".number")).to_have_text(number)
    eventually(lambda: device(centre, "kiosk-2")["detail"].get("confirms") is False)
    assert device(centre, "kiosk-2")["detail"]["printer"] == "unknown"
