"""An officer's deed whose answer is lost is done once: sent again by itself, after a reload, or when the officer says so."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.journeys.browser import until
from tests.journeys.centre import Centre
from tests.journeys.panel.test_panel import Desk
from tests.torture.proxy import Line, Proxy
from tests.waiting import eventually

MINUTE = "() => { const now = Date.now; Date.now = () => now() + 61000; }"


class Counter:
    """Counter 3 in a browser behind a line that can lose answers; three people wait."""

    def __init__(self, centre: Centre, proxy: Proxy, line: Line, page: Page) -> None:
        self.centre, self.proxy, self.line = centre, proxy, line
        self.boss = centre.token("giam-sat", "supervisor")
        for _ in range(3):
            assert centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=self.boss).status == 201
        centre.request("POST", "/counters/3/open", token=self.boss)
        self.desk = Desk(page, f"http://127.0.0.1:{line.port}")
        self.desk.sign_in(*centre.user("canbo-3", "officer", 3), 3)
        self.page = page

    def facts(self, kind: str) -> list[tuple[str, int]]:
        """Number and count of each fact of that kind."""
        events = self.centre.request("GET", "/events?limit=1000", token=self.boss).body["events"]
        return [
            (event["data"]["number"], event["data"]["calls"]) for event in events if event["type"] == kind
        ]

    def eventually_called(self, times: int) -> None:
        """Waits for that many calls; the browser's requests go through this process, so it must be let go on."""

        def called() -> bool:
            self.page.wait_for_timeout(20)
            return len(self.facts("ticket_called")) == times

        eventually(called)

    def lose_the_next_answer(self, kill: bool = False) -> None:
        """The next deed is committed and its answer never comes; `kill`: because the server dies just then."""

        def shoot(_port: int) -> None:
            if kill:
                process = self.centre.parts["server"].process
                assert process is not None
                process.kill()
            else:
                self.line.hold(60)

        self.proxy.aim("answer", self.centre.ports["server"], 0, shoot)

    def lose_all_answers(self, committed: bool) -> None:
        """No call from the page as it is now gets an answer; `committed`: the first one reaches the server."""
        reached: list[str] = []
        left: list[object] = []
        # Told before any request of the next page, so that a reload ends the losing at just the right moment.
        self.page.once("framenavigated", lambda frame: left.append(frame))

        def lose(route: Route) -> None:
            if left:
                route.continue_()
                return
            if committed and not reached:
                reached.append(route.request.url)
                route.fetch()
            # A page that is left has given its request up already.
            with suppress(Error):
                route.abort("connectionreset")

        self.page.route("**/call-next", lose)


@pytest.fixture
def counter(centre: Centre, free_port: Callable[[], int], page: Page) -> Iterator[Counter]:
    proxy = Proxy()
    line = proxy.line("desk", free_port(), [centre.ports["server"]])
    yield Counter(centre, proxy, line, page)
    proxy.stop()


def test_a_server_killed_between_commit_and_answer_calls_one_person(counter: Counter) -> None:
    counter.lose_the_next_answer(kill=True)
    counter.desk.press("F2")
    bar = counter.page.locator("#bar")
    expect(bar).to_contain_text("“Gọi tiếp” chưa có trả lời.")
    expect(bar).to_contain_text("không bị trùng")
    if folder := os.environ.get("MOTCUA_PICTURES"):
        counter.page.screenshot(path=Path(folder) / "waits-panel.png")
    # Pressed in vain: what is remembered from now on may be wrong by the time the server is back.
    counter.page.keyboard.press("F4")
    expect(counter.desk.toasts).to_contain_text("Mất kết nối. Thao tác chưa được lưu.")
    part = counter.centre.parts.pop("server")
    part.end(0)
    counter.centre._start_server()
    expect(counter.desk.number).to_have_text("A001")
    # Which of the two sentences comes last, that of the deed or that of the link, is chance.
    expect(counter.desk.toasts).to_contain_text(re.compile(r"Đã gọi A001\.|Đã nối lại\."))
    expect(bar).to_be_hidden()
    expect(counter.desk.state).to_have_text("Đang gọi")
    assert counter.facts("ticket_called") == [("A001", 1)]

    # The page may know of the call by the link before the answer of the deed that it sent again has come.
    until(counter.page, "() => sessionStorage.length === 0")

    # A recall is no other deed by the ticket's state: only the key tells the second from the first.
    counter.lose_the_next_answer()
    counter.desk.press("F8")
    expect(bar).to_contain_text("“Gọi lại A001” chưa có trả lời.")
    counter.line.clear()
    counter.eventually_called(2)
    expect(bar).to_be_hidden()
    assert counter.facts("ticket_called") == [("A001", 1), ("A001", 2)]


def test_a_reload_sends_the_deed_that_has_no_answer_once(counter: Counter) -> None:
    counter.lose_all_answers(committed=True)
    counter.desk.press("F2")
    counter.eventually_called(1)
    counter.page.reload()
    expect(counter.desk.toasts).to_contain_text("Đã gửi lại: Gọi tiếp.")
    expect(counter.desk.number).to_have_text("A001")
    assert counter.facts("ticket_called") == [("A001", 1)]
    assert counter.page.evaluate("() => sessionStorage.length") == 0


@pytest.mark.parametrize(("choice", "committed"), [("Gửi lại", True), ("Bỏ qua", False)])
def test_after_a_minute_the_officer_is_asked(counter: Counter, choice: str, committed: bool) -> None:
    counter.lose_all_answers(committed)
    counter.desk.press("F2")
    counter.eventually_called(committed)
    counter.page.evaluate(MINUTE)
    expect(counter.desk.toasts).to_contain_text("Chưa rõ thao tác đã được lưu chưa.")
    counter.page.unroute_all()
    bar = counter.page.locator("#bar.asks")
    expect(bar).to_contain_text(re.compile(r"“Gọi tiếp” \(lúc \d\d:\d\d\) chưa rõ đã được lưu chưa"))
    if folder := os.environ.get("MOTCUA_PICTURES"):
        counter.page.screenshot(path=Path(folder) / "asks-panel.png")
    bar.get_by_role("button", name=choice).click()
    expect(counter.page.locator("#bar")).to_be_hidden()
    expect(counter.desk.state).to_have_text("Đang gọi" if committed else "Đang rảnh")
    assert counter.facts("ticket_called") == [("A001", 1)] * committed


def test_two_tabs_of_one_counter_are_one_counter(counter: Counter) -> None:
    other = Desk(counter.page.context.new_page(), counter.desk.url)
    other.page.goto(counter.page.url)
    other.connected()
    for desk in (counter.desk, other):
        desk.page.evaluate("() => { document.querySelector('[data-action=next]').click(); }")
    for desk in (counter.desk, other):
        expect(desk.number).to_have_text("A001")
        expect(desk.rows).to_have_text(["A002", "A003"])
    assert counter.facts("ticket_called") == [("A001", 1)]
    other.page.close()


def test_a_session_that_ended_is_begun_again_on_one_page_and_the_other_goes_on_with_it(
    counter: Counter,
) -> None:
    counter.desk.press("F2")
    expect(counter.desk.number).to_have_text("A001")
    other: Any = counter.page.context.new_page()
    other.goto(counter.page.url)
    csrf = other.locator("meta[name=csrf]").get_attribute("content")
    headers = {"X-CSRF-Token": csrf}
    assert other.request.delete(f"{counter.desk.url}/api/v1/session", headers=headers).ok
    for page in (counter.page, other):
        expect(page.locator("#bar")).to_contain_text("Phiên làm việc đã hết. Số đang giữ không mất.")
    dialog = other.locator("dialog.sign-in-again")
    dialog.get_by_label("Mật khẩu").fill("mat-khau-thu-nghiem")
    other.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    # The tab that was left alone comes back by itself, with the new session.
    expect(counter.page.locator("dialog.sign-in-again")).to_have_count(0)
    counter.desk.connected()
    expect(counter.desk.number).to_have_text("A001")
    counter.desk.press("F4")
    expect(counter.desk.state).to_have_text("Đang phục vụ")
    other.close()
