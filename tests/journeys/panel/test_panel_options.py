"""What an officer may choose at the panel, and every state of the counter, in real Chromium with a real server behind it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.journeys.axe import barriers_at
from tests.journeys.centre import Centre
from tests.journeys.panel.test_panel import Desk, Visitors

CONFIG = Path(__file__).resolve().parents[3] / "config"
SIZES = ((1366, 768), (340, 600), (360, 800))
# What the browser would show on the desktop, which a machine without a screen has not.
NOTICES = """window.notices = [];
window.Notification = class {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title, options) { window.notices.push([title, options.body]); }
};"""


def seated(centre: Centre, page: Page) -> Desk:
    """The officer of counter 3, whose counter is still closed."""
    name, password = centre.user("canbo-3", "officer", 3)
    desk = Desk(page, centre.url)
    desk.sign_in(name, password, 3)
    return desk


def call_for_help(page: Page) -> None:
    """Presses F3 twice; again where the machine was too busy for the second press to count."""
    for _ in range(5):
        page.keyboard.press("F3")
        page.wait_for_timeout(200)  # closer presses are one finger's
        page.keyboard.press("F3")
        page.wait_for_timeout(500)
        if page.locator("#alarm").is_visible():
            break
    expect(page.locator("#alarm")).to_contain_text("Đã báo khẩn")


def choose(desk: Desk, *digits: str) -> None:
    """Turns choices of the options on or off."""
    desk.press("Alt+O", *digits)
    desk.answer("Escape")


def test_no_state_of_the_counter_has_barriers(centre: Centre, page: Page) -> None:
    desk, visitors = seated(centre, page), Visitors(centre)

    def check(state: str) -> None:
        expect(desk.state).to_have_text(state)
        assert {state: barriers_at(page, *SIZES)} == {state: {}}

    check("Đang đóng")
    desk.press("0")
    check("Đang rảnh")
    for key in ("0", "Alt+0"):
        desk.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        check("Đang rảnh")
        desk.answer("Escape")
    desk.press("0")
    desk.answer("1", "Enter")
    check("Tạm dừng")
    desk.press("0")
    expect(desk.state).to_have_text("Đang rảnh")
    visitors.take()
    expect(desk.rows).to_have_count(1)
    desk.press("F2")
    check("Đang gọi")
    choose(desk, "1")
    expect(page.locator("body")).to_have_class(re.compile("large"))
    check("Đang gọi")
    page.reload()
    desk.connected()
    expect(page.locator("body")).to_have_class(re.compile("large"))
    choose(desk, "1")
    expect(page.locator("body")).not_to_have_class(re.compile("large"))
    call_for_help(page)
    check("Đang gọi")
    page.get_by_role("button", name="Tôi nhấn nhầm").click()
    expect(page.locator("#alarm")).to_be_hidden()


def test_a_ticket_whose_matter_is_still_on_its_way_has_no_barriers(centre: Centre, page: Page) -> None:
    desk, visitors = seated(centre, page), Visitors(centre)
    held: list[Route] = []
    page.route("**/api/v1/procedures/*", lambda route: held.append(route))
    number = visitors.take()
    desk.press("0", "F2")
    expect(desk.number).to_have_text(number)
    assert barriers_at(page, *SIZES) == {}
    assert held
    page.unroute("**/api/v1/procedures/*")  # lets go of what is held
    expect(page.locator("#ticket h2")).to_contain_text("khai sinh")


def test_the_next_number_is_called_by_itself_after_a_finish_unless_somebody_stops_it(
    centre: Centre, page: Page
) -> None:
    desk, visitors = seated(centre, page), Visitors(centre)
    numbers = [visitors.take() for _ in range(5)]
    desk.press("0")
    expect(desk.rows).to_have_count(5)
    choose(desk, "2")
    page.reload()
    desk.connected()

    def finish(number: str) -> None:
        expect(desk.number).to_have_text(number)
        desk.press("9")
        desk.answer("1")
        expect(desk.state).to_have_text("Đang rảnh")

    counting = page.locator(".toast.auto")
    desk.press("F2")
    finish(numbers[0])
    expect(counting).to_contain_text(f"Tự gọi {numbers[1]}")
    for at, number in enumerate(numbers[1:-1], 1):
        finish(number)  # called without a key
        expect(page.locator(".toast.auto, #ticket header ~ .inside .big").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(counting).to_have_count(0)
        # A machine that was busy for the whole countdown had called before the key came.
        if visitors.state_of(numbers[at + 1]) == "waiting":
            break
    expect(desk.state).to_have_text("Đang rảnh")
    expect(desk.button("next")).to_be_enabled()


def test_nobody_is_called_by_itself_where_something_stands_against_it(centre: Centre, page: Page) -> None:
    seated(centre, page)
    script = """async () => {
      const { AutoNext } = await import('/panel/static/ticket/auto_next.js');
      const tried = {};
      const changes = {
        nothing: () => {},
        'the counter': (desk) => (desk.panel.counter.allowed = ['open']),
        'cut off': (desk) => (desk.connected = false),
        'a deed': (desk) => (desk.busy = true),
        'nobody waits': (desk) => (desk.panel.waiting_total = 0),
        stopped: (desk, auto) => auto.stop(),
      };
      for (const [name, change] of Object.entries(changes)) {
        const waiting = [{ id: 1, number: 'A001' }];
        const panel = { counter: { allowed: ['call'] }, order: [[1, 'arrival']], waiting, waiting_total: 1 };
        const desk = { connected: true, busy: false, panel };
        tried[name] = 0;
        const auto = new AutoNext(desk, { call: () => (tried[name] += 1), say: () => {}, seconds: 0.5 });
        auto.begin();
        const began = auto.counting;
        change(desk, auto);
        await new Promise((resolve) => setTimeout(resolve, 1000));
        tried[name] = [began, tried[name], auto.counting];
      }
      return tried;
    }"""
    found = page.evaluate(script)
    assert found.pop("nothing") == [True, 1, False]
    assert set(map(tuple, found.values())) == {(True, 0, False)}
    assert len(found) == 5


def test_the_centre_s_own_reasons_and_its_length_of_a_long_queue(
    new_centre: Callable[..., Centre], page: Page, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    settings = (config / "centre.toml").read_text("utf-8")
    settings = settings.replace("pause_reasons = []", 'pause_reasons = ["Chào cờ", "Đi lấy hồ sơ"]')
    settings = re.sub(r"long_queue = \d+", "long_queue = 2", settings)
    (config / "centre.toml").write_text(settings, "utf-8")
    centre = new_centre("--no-worker", config=config)
    page.add_init_script(NOTICES)
    desk, visitors = seated(centre, page), Visitors(centre)
    desk.press("0")
    choose(desk, "3")

    visitors.take()
    expect(desk.rows).to_have_count(1)
    assert page.evaluate("() => window.notices") == []
    for count in (2, 3):
        visitors.take()
        expect(desk.rows).to_have_count(count)
    assert page.evaluate("() => window.notices") == [["Quầy 3", "2 người đang chờ quầy của ông/bà."]]

    desk.press("0")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".choice")).to_have_text(
        [re.compile("Chào cờ"), re.compile("Đi lấy hồ sơ"), re.compile("Lý do khác")]
    )
    desk.press("3")
    page.keyboard.type("Mất điện")
    desk.answer("Enter")
    expect(desk.state).to_have_text("Tạm dừng")
    expect(page.locator("#ticket")).to_contain_text("Tạm dừng: Mất điện")
    hall = centre.request("GET", "/counters", token=centre.token("may", "supervisor")).body
    assert [row["reason"] for row in hall if row["number"] == 3] == ["Mất điện"]
