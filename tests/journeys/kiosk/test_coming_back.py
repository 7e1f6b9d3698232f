"""Every kind of client loses the server and comes back: it says so, catches up exactly, and calls only the newest number.

One building for the whole file: panel, supervisor's page, browser board and phone in real Chromium, a TV and a kiosk as
processes, all over a line that can be cut, held and slowed. Killing goes to the server's process itself.
"""

import json
import os
import re
import secrets
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from shared.link.sequence import SILENCE
from tests.journeys.browser import until
from tests.journeys.centre import PASSWORD, Centre
from tests.journeys.signed_in import begin_session
from tests.torture.proxy import Line, Proxy
from tests.waiting import HANG_SECONDS, eventually

BACK = 3_000
HUNG = 10_000
"""Milliseconds that are promised, of a page's own clock."""
BIRTH = "dang-ky-khai-sinh"
CLIENTS = ("panel", "supervisor", "board", "phone", "tv", "kiosk")
CONNECTED = {
    "panel": "() => !document.body.matches('.cut-off, .loading') && document.getElementById('bar').hidden",
    "supervisor": "() => document.getElementById('link').dataset.state === 'live'",
    "board": "() => document.getElementById('cut-off').hidden",
    "phone": "() => document.getElementById('offline').hidden",
}
COUNT_CHIMES = """() => {
  window.chimes = [];
  if (MotCua.chime.counted) return;
  const chime = MotCua.chime;
  MotCua.chime = () => { window.chimes.push(document.getElementById('number').textContent); chime(); };
  MotCua.chime.counted = true;
}"""
STAND_STILL = """() => {
  setTimeout(() => { const asked = new XMLHttpRequest(); asked.open('GET', '/healthz', false); asked.send(); }, 0);
}"""


class Building:
    """A server, its clients behind one line, and what each of them shows."""

    def __init__(self, centre: Centre, line: Line, context: Callable[..., BrowserContext]) -> None:
        self.centre, self.line = centre, line
        self.url = f"http://127.0.0.1:{line.port}"
        self.boss = centre.token("giam-sat", "supervisor")
        for number in (1, 2, 3, 6):
            self.do(f"/counters/{number}/open")
        self.secret = secrets.token_urlsafe(24)
        self.give("ho-tich", follow_secret=self.secret)
        self.tv = centre.start_display("tv-1", "--mute", "--server", self.url).removesuffix("/screen.png")
        self.kiosk = centre.start_kiosk("kiosk-1", "--server", self.url)
        self._desk = context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        self._hall = context(viewport={"width": 1280, "height": 720}, locale="vi-VN")
        self.panel = self._signed_in("canbo-3", "officer", 3)
        self.panel.goto(f"{self.url}/panel/3")
        self._desk_of_boss = context(viewport={"width": 1366, "height": 900}, locale="vi-VN")
        self.supervisor = self._signed_in("dieuhanh", "supervisor", page=self._desk_of_boss.new_page())
        self.supervisor.goto(f"{self.url}/supervisor")
        self.board = self._hall.new_page()
        self.board.goto(f"{self.url}/board")
        expect(self.board.locator("#code")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
        code = (self.board.locator("#code").text_content() or "").replace(" ", "")
        self.do(f"/pairings/{code}/approve", {"name": "tv-tang-2"})
        expect(self.board.locator("#board")).to_be_visible()
        self.board.evaluate(COUNT_CHIMES)
        self._street = context(viewport={"width": 360, "height": 800}, locale="vi-VN")
        self.phone = self._street.new_page()
        self.phone.goto(f"{self.url}/f/{self.secret}")
        self.faults: list[str] = []
        for page in (self.panel, self.supervisor, self.board, self.phone):
            page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _signed_in(self, name: str, role: str, *counters: int, page: Page | None = None) -> Page:
        page = page or self._desk.new_page()
        self.centre.user(name, role, *counters)
        begin_session(page, self.url, name, PASSWORD)
        return page

    def do(self, path: str, body: object = None) -> Any:
        """A deed beside the line."""
        answer = self.centre.request("POST", path, body or {}, token=self.boss)
        assert answer.status in (200, 201, 204), answer
        return answer.body

    def give(self, queue: str, **more: object) -> Any:
        return self.do("/tickets", {"queue": queue, **more})

    def chimes(self) -> Any:
        """The numbers that the board chimed for."""
        return self.board.evaluate("() => window.chimes")

    def call(self, counter: int, queue: str) -> str:
        """Somebody takes a number of that queue, and the counter, freed before, calls the next one."""
        held = self.centre.request("GET", "/counters", token=self.boss).body[counter - 1]["ticket"]
        if held:
            self.do(f"/tickets/{held['id']}/finish", {"outcome": "other"})
        self.give(queue)
        return str(self.do(f"/counters/{counter}/call-next")["number"])

    def tv_state(self) -> Any:
        return fetched(f"{self.tv}/state.json")

    def link(self, client: str) -> bool:
        """Whether the client says that it is connected."""
        if client == "tv":
            return bool(self.tv_state()["link"]["status"] == "connected")
        if client == "kiosk":
            return bool(fetched(f"{self.kiosk}/local/state")["link"] == "connected")
        return bool(getattr(self, client).evaluate(CONNECTED[client]))

    def until(self, connected: bool) -> None:
        """Waits until every client says so."""
        eventually(
            lambda: [client for client in CLIENTS if self.link(client) != connected],
            lambda others: not others,
            self.centre.logs,
        )

    def pictures(self, name: str) -> None:
        """For eyes: what every client shows now, where MOTCUA_PICTURES names a folder."""
        if folder := os.environ.get("MOTCUA_PICTURES"):
            for kind in ("panel", "supervisor", "board", "phone"):
                getattr(self, kind).screenshot(path=Path(folder) / f"{name}-{kind}.png")
            with urllib.request.urlopen(f"{self.tv}/screen.png", timeout=HANG_SECONDS) as answer:
                (Path(folder) / f"{name}-tv.png").write_bytes(answer.read())

    def nothing_is_stale(self) -> None:
        """Every page shows what a fresh one shows, and the TV what the API says."""
        for page, parts in (
            (self.panel, ("#ticket", "#list", "#state")),
            (self.supervisor, (".queue-card .name, .queue-card .figures", "#counters")),
            (self.board, ("#counters",)),
            (self.phone, ("#follow",)),
        ):
            fresh = page.context.new_page()
            fresh.goto(page.url)
            same(page, fresh, parts)
            fresh.close()
        counters = {
            row["number"]: row["ticket"] and row["ticket"]["number"]
            for row in self.centre.request("GET", "/counters", token=self.boss).body
        }
        eventually(self._tv_counters, lambda shown: shown == counters)
        assert self.faults == []

    def _tv_counters(self) -> dict[int, str | None]:
        counters = self.tv_state()["board"]["counters"]
        return {row["number"]: row["ticket"] and row["ticket"]["number"] for row in counters}

    def server(self, what: signal.Signals) -> None:
        process = self.centre.parts["server"].process
        assert process is not None
        os.kill(process.pid, what)

    def said_by_tv(self, least: int = 0) -> list[tuple[str, int]]:
        """Number and count of every call that the TV begins until it is silent, what it is at included; it is not silent
        before it has said so many."""
        said: list[tuple[str, int]] = []

        def silent() -> bool:
            state = self.tv_state()["announcements"]
            call = state["showing"] and (
                state["showing"]["call"]["number"],
                state["showing"]["call"]["calls"],
            )
            if call and call not in said[-1:]:
                said.append(call)
            return not call and not state["waiting"] and len(said) >= least

        eventually(silent, tells=lambda: said)
        return said


def same(page: Page, fresh: Page, parts: tuple[str, ...]) -> None:
    """Waits until both pages say the same: minutes pass while they are compared, and lists are asked for."""

    def differences() -> list[tuple[str, str]]:
        pairs = zip(texts(page, parts), texts(fresh, parts), strict=True)
        return [(one, other) for one, other in pairs if one != other]

    eventually(differences, lambda found: found == [])


def texts(page: Page, parts: tuple[str, ...]) -> list[str]:
    """What parts of a page say, without what counts minutes and seconds."""
    found = [" ".join(page.locator(part).all_inner_texts()).split() for part in parts]
    return [re.sub(r"\d+:\d\d|\d+ (phút|giây|ph\b)|vừa lấy", "", " ".join(words)) for words in found]


def fetched(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=HANG_SECONDS) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def building(
    free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Building]:
    """All clients of a centre, connected."""
    centre, proxy = Centre(tmp_path_factory.mktemp("coming-back"), free_port), Proxy()
    contexts: list[BrowserContext] = []

    def context(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**options))
        return contexts[-1]

    try:
        centre.start()
        line = proxy.line("all", free_port(), [centre.ports["server"]])
        made = Building(centre, line, context)
        made.until(True)
        yield made
    finally:
        for each in contexts:
            each.close()
        centre.stop()
        proxy.stop()


@pytest.fixture(autouse=True)
def connected(building: Building) -> Iterator[None]:
    """Each test begins with everyone connected, nobody at the counters and the TV silent, and leaves the line free."""
    building.line.clear()
    building.until(True)
    for counter in building.centre.request("GET", "/counters", token=building.boss).body:
        if counter["ticket"]:
            building.do(f"/tickets/{counter['ticket']['id']}/finish", {"outcome": "other"})
    building.said_by_tv()
    # Also where the page was loaded anew meanwhile.
    building.board.evaluate(COUNT_CHIMES)
    yield
    building.line.clear()


def test_a_killed_server_is_said_and_everyone_comes_back(building: Building) -> None:
    number = building.call(1, "ho-tich")
    assert building.said_by_tv(1) == [(number, 1)]
    building.centre.kill("server")
    building.until(False)
    building.pictures("killed")
    building.board.evaluate("() => { window.chimes = []; }")
    building.centre._start_server()
    building.until(True)
    building.pictures("back")
    building.nothing_is_stale()
    expect(building.board.locator("#number")).to_have_text(number)
    # The same call as before the cut: nobody is called a second time.
    assert (building.said_by_tv(), building.chimes()) == ([], [])


def test_of_several_missed_calls_only_the_newest_is_called(building: Building) -> None:
    building.board.evaluate("() => { window.chimes = []; }")
    building.line.hold(60)
    building.line.cut()
    building.until(False)
    building.call(1, "ho-tich")
    served = building.call(2, "ho-tich")
    recalled = building.call(6, "dat-dai")
    building.call(1, "ho-tich")
    held = building.centre.request("GET", "/counters", token=building.boss).body[5]["ticket"]
    building.do(f"/tickets/{held['id']}/recall")
    newest_but_served = building.centre.request("GET", "/counters", token=building.boss).body[1]["ticket"]
    assert newest_but_served["number"] == served
    building.do(f"/tickets/{newest_but_served['id']}/recall")
    building.do(f"/tickets/{newest_but_served['id']}/start")
    building.line.clear()
    building.until(True)
    assert building.said_by_tv(1) == [(recalled, 2)]
    eventually(building.chimes, lambda heard: heard == [recalled])
    building.nothing_is_stale()


def test_a_hung_server_is_noticed_and_goes_on(building: Building) -> None:
    building.server(signal.SIGSTOP)
    try:
        building.until(False)
        building.pictures("hung")
    finally:
        building.server(signal.SIGCONT)
    building.until(True)
    building.call(1, "ho-tich")
    building.nothing_is_stale()


def test_a_line_that_swallows_everything_is_noticed_and_what_it_held_does_no_harm(building: Building) -> None:
    building.line.hold(60)
    building.until(False)
    for _ in range(2):
        newest = building.call(2, "ho-tich")
    building.line.clear()
    building.until(True)
    assert [number for number, _ in building.said_by_tv(1)] == [newest]
    building.nothing_is_stale()


def test_a_slow_line_loses_nothing(building: Building) -> None:
    building.line.slow(60, 0.4)
    numbers = [building.call(counter, queue) for counter, queue in ((1, "ho-tich"), (6, "dat-dai"))]
    assert [number for number, _ in building.said_by_tv(2)] == numbers
    assert [client for client in CLIENTS if not building.link(client)] == []
    building.line.clear()
    building.nothing_is_stale()


def test_a_page_that_stood_still_calls_only_the_newest(building: Building) -> None:
    """A laptop that slept, a browser that was frozen: what waited in it is not news."""
    building.board.evaluate("() => { window.chimes = []; }")
    with standing_still(building.board, building.supervisor):
        for counter, queue in ((1, "ho-tich"), (6, "dat-dai"), (2, "ho-tich")):
            newest = building.call(counter, queue)
        time.sleep(SILENCE + 1)  # at least so long; longer does no harm
    eventually(building.chimes, lambda heard: heard == [newest])
    building.nothing_is_stale()


@contextmanager
def standing_still(page: Page, other: Page) -> Iterator[None]:
    """A page whose scripts stand still: they wait for an answer that is held back until the end."""
    held: list[Route] = []
    page.route("**/healthz", lambda route: held.append(route))
    page.evaluate(STAND_STILL)

    def stands() -> bool:
        other.wait_for_timeout(50)  # lets Playwright hear of the request; the page itself answers nothing now
        return bool(held)

    eventually(stands)
    yield
    held[0].fulfill(body="")
    page.unroute("**/healthz")


def test_a_page_notices_silence_in_ten_seconds_and_tries_again_in_three_of_its_own_clock(
    building: Building, browser: Browser
) -> None:
    """The pages' clocks are moved by hand; the line and the server are as slow as they like."""
    pages = {}
    for name in CONNECTED:
        # A clock belongs to a whole context: in the building's own, its pages would stand still for the other tests as well.
        signed_in = getattr(building, name).context.storage_state()
        page = pages[name] = browser.new_context(storage_state=signed_in, locale="vi-VN").new_page()
        page.clock.install()
        page.goto(getattr(building, name).url)
        until(page, CONNECTED[name])
        page.clock.pause_at(page.evaluate("() => Date.now()") / 1_000 + 1)
    building.line.hold(HANG_SECONDS)
    for name, page in pages.items():
        page.clock.run_for(HUNG)
        until(page, f"() => !({CONNECTED[name]})()")
    building.line.clear()
    building.line.cut()
    building.centre.kill("server")
    # Enough tries in vain that the pause between two is at its longest.
    for _ in range(6):
        for page in pages.values():
            page.clock.run_for(BACK)
            page.wait_for_timeout(100)
    building.centre._start_server()
    for name, page in pages.items():
        page.clock.run_for(BACK)
        until(page, CONNECTED[name])
        page.context.close()
