"""The panel's page in real Chromium: reachable for everybody, and its readers agree with the server's."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from shared.text.cards import read_card
from tests.journeys.axe import barriers, barriers_at
from tests.journeys.centre import PASSWORD, Centre

SIZES = ((1366, 768), (340, 600), (360, 800))
CARDS = [
    "022099000123|100000123|Nguyễn  Thị Mẫu|05061999|Nữ|Tổ 1, Phường Mẫu, Quảng Ninh|10072021",
    "022099000123||Nguyễn Văn Mẫu||Nam|",
    " 022099000123|1|Lê Mẫu|05061999|Nữ|Hạ Long|10072021|thêm|nữa\r\n",
    "022099000123|100000123|Nguyễn Thị Mẫu",
    "02209900012|1|Lê Mẫu|05061999|Nữ|Hạ Long|10072021",
    "Nguyễn Thị Mẫu",
]


@pytest.fixture(scope="module")
def counter_3(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A server where counter 3 serves A002, holds A001 and has A003 waiting; no test changes that."""
    centre = Centre(tmp_path_factory.mktemp("centre"), free_port)
    try:
        centre.start("--no-worker")
        officer, citizen = centre.token("may-quay-3", "officer", 3), centre.token("nguoi-dan", "integration")
        for _ in range(3):
            centre.request("POST", "/tickets", {"procedures": ["dang-ky-khai-sinh"]}, token=citizen)
        centre.request("POST", "/counters/3/open", token=officer)
        first = centre.request("POST", "/counters/3/call-next", token=officer).body["id"]
        centre.request("POST", f"/tickets/{first}/hold", {"reason": "Đi sao chụp"}, token=officer)
        second = centre.request("POST", "/counters/3/call-next", token=officer).body["id"]
        centre.request("POST", f"/tickets/{second}/start", token=officer)
        centre.user("canbo-3", "officer", 3)
        yield centre
    finally:
        centre.stop()


@pytest.fixture(scope="module")
def session(counter_3: Centre) -> tuple[str, str]:
    """The officer's cookie: signing in for every test would be more than a minute allows."""
    answer = counter_3.request("POST", "/session", {"name": "canbo-3", "password": PASSWORD})
    name, _, value = answer.headers["set-cookie"].split(";")[0].partition("=")
    return name, value


@pytest.fixture
def at_work(counter_3: Centre, page: Page, session: tuple[str, str]) -> Page:
    """The officer's page at that counter, connected and with its line in place: keys go to what stands there."""
    page.context.add_cookies([{"name": session[0], "value": session[1], "url": counter_3.url}])
    page.goto(f"{counter_3.url}/panel")
    expect(page.locator("#ticket .inside .big")).to_have_text("A002")
    expect(page.locator("#link")).to_contain_text("Đã kết nối")
    expect(page.locator("#list .row b")).to_have_text("A003")
    return page


@pytest.mark.parametrize("key", ["", "F1", "F6", "F9", "1", "2", "3", "4", "5", "Alt+O"])
def test_the_page_and_its_dialogs_have_no_barriers(at_work: Page, key: str) -> None:
    if key:
        at_work.keyboard.press(key)
        expect(at_work.get_by_role("dialog")).to_be_visible()
    assert barriers_at(at_work, *SIZES) == {}


def test_a_row_s_menu_is_opened_and_left_by_keys_and_has_no_barriers(at_work: Page) -> None:
    at_work.keyboard.press("Alt+L")
    expect(at_work.locator(".row:focus b")).to_have_text("A003")
    at_work.keyboard.press("Enter")
    expect(at_work.get_by_role("dialog")).to_contain_text("Số A003")
    assert barriers_at(at_work, *SIZES) == {}
    at_work.keyboard.press("Escape")
    expect(at_work.get_by_role("dialog")).to_have_count(0)
    at_work.locator("#tab-waiting").focus()
    at_work.keyboard.press("ArrowRight")
    expect(at_work.locator("#list .row b")).to_have_text("A001")


def test_the_strip_beside_another_program_holds_all_actions(at_work: Page) -> None:
    at_work.set_viewport_size({"width": 340, "height": 600})
    assert at_work.evaluate("() => document.documentElement.scrollWidth") == 340
    last = at_work.locator('[data-action="finish"]').bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 600
    assert barriers(at_work) == []


def test_tab_goes_through_keys_and_actions_in_the_order_in_which_they_stand(at_work: Page) -> None:
    at_work.locator('[data-action="next"]').focus()
    seen = []
    for _ in range(14):
        seen.append(at_work.evaluate("() => document.activeElement.dataset.action"))
        at_work.keyboard.press("Tab")
    assert seen == [
        *("next", "start", "recall", "finish-next", "no-show"),
        *("accept", "supplement", "refuse"),
        *("hold", "transfer", "put-back", "priority", "cancel", "finish"),
    ]
    assert at_work.evaluate("() => document.activeElement.id") == "tab-waiting"


def test_a_dialog_that_closes_takes_the_focus_from_nobody_who_moved_on(at_work: Page) -> None:
    """The browser tells that it closed a moment later; by then an officer's next key may have gone elsewhere."""
    script = """async () => {
      const { openDialog } = await import('/panel/static/parts/dialog.js');
      const [before, next] = ['tab-waiting', 'tab-recent'].map((id) => document.getElementById(id));
      before.focus();
      const dialog = openDialog({ title: 'A', body: [] });
      dialog.close();
      const given = document.activeElement === before;
      next.focus();
      await dialog.closed;
      return [given, document.activeElement.id];
    }"""
    assert at_work.evaluate(script) == [True, "tab-recent"]


def test_citizen_cards_are_read_as_the_server_reads_them(at_work: Page) -> None:
    expected = [
        card and {"idNumber": card.number, "name": card.name or "", "address": card.address or ""}
        for card in map(read_card, CARDS)
    ]
    script = """async (texts) => {
      const { parseCard } = await import('/panel/static/intake/citizen_card.js');
      return texts.map(parseCard);
    }"""
    assert at_work.evaluate(script, CARDS) == expected


def test_the_way_to_the_folded_papers_is_whole_in_sight_also_where_the_card_is_scrolled(
    at_work: Page,
) -> None:
    card = at_work.locator("#ticket .inside")
    folded = at_work.locator("#ticket details", has_text="giấy tờ tùy trường hợp")
    seen = []
    for height in (768, 640):
        at_work.set_viewport_size({"width": 1366, "height": height})
        scrolls = card.evaluate("(one) => one.scrollHeight > one.clientHeight")
        box, frame = folded.bounding_box(), card.bounding_box()
        assert box is not None
        assert frame is not None
        seen.append((scrolls, box["y"] + box["height"] <= frame["y"] + frame["height"]))
    assert seen == [(False, True), (True, True)]
