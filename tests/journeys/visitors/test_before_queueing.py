"""Before a number is taken, with the real server, kiosk, browser and printed bytes: papers, quiet hours, greeters."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from tests.journeys import touch
from tests.journeys.axe import barriers
from tests.journeys.centre import Centre
from tests.journeys.kiosk_screens import put_up
from tests.journeys.own_kiosk import ask, frozen, take
from tests.journeys.signed_in import enter
from tests.waiting import eventually

BIRTH = "dang-ky-khai-sinh"
FORM = "Tờ khai đăng ký khai sinh theo mẫu"


@pytest.fixture
def kiosk(browser: Browser, building: Centre) -> Iterator[Page]:
    """The touch page."""
    with touch.touch_page(browser, touch.address_of(building)) as page:
        yield page


@contextmanager
def _greeter(browser: Browser, building: Centre, account: str) -> Iterator[Page]:
    """The greeter's page on a tablet, signed in and whole; an error in its scripts fails the test."""
    name, password = building.user(account, "officer", 1)
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="vi-VN")
    wrong: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        enter(page, building, (name, password), "/greeter")
        expect(page.locator(".hits button").first).to_be_visible()
        yield page
    finally:
        context.close()
    assert wrong == []


def _codes(building: Centre, number: int) -> list[str]:
    """What the QR codes of a paper say."""
    return [
        code.text
        for code in zxingcpp.read_barcodes(touch.paper(touch.address_of(building), number).convert("L"))
    ]


def _pictured(page: Page, name: str) -> None:
    """Keeps a picture where MOTCUA_PICTURES says, for whoever changes the page."""
    if folder := os.environ.get("MOTCUA_PICTURES"):
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"before-{name}.png")


def _boss(building: Centre) -> str:
    return building.token("before-boss", "supervisor")


def _lists(building: Centre) -> Any:
    """How many lists of papers the server has counted today."""
    events = building.request("GET", "/events?after=0&limit=1000", token=_boss(building)).body["events"]
    return [event["data"] for event in events if event["type"] == "checklist_given"]


def _day(building: Centre) -> Any:
    """The centre's day."""
    return building.request("GET", "/centre").body["day"]


def _tickets(building: Centre) -> list[str]:
    rows = building.request("GET", "/tickets?limit=500", token=_boss(building)).body
    return sorted(row["number"] for row in rows)


def _to_birth(kiosk: Page) -> None:
    kiosk.get_by_role("button", name="Nộp hồ sơ mới").tap()
    kiosk.get_by_role("button", name="Đăng ký khai sinh", exact=False).first.tap()
    expect(kiosk.get_by_role("heading", name="Đăng ký khai sinh", exact=True)).to_be_visible()


def _secret(building: Centre, ident: int) -> str:
    """The follow page's secret of a number, as its paper has it."""
    ticket = building.request("GET", f"/tickets/{ident}", token=_boss(building)).body
    return str(ticket["follow_url"]).rpartition("/")[2]


def _scan(kiosk: Page, text: str) -> None:
    """What a scanner at the kiosk read: the page asks the agent what it was."""
    kiosk.evaluate(
        "(text) => import('/static/screens/papers/paper_again.js').then((screen) => screen.openPaper(text))",
        text,
    )


def test_who_lacks_a_paper_gets_a_list_and_no_number(kiosk: Page, building: Centre) -> None:
    numbers, lists = _tickets(building), len(_lists(building))
    papers = touch.papers(touch.address_of(building))
    _to_birth(kiosk)
    kiosk.get_by_role("checkbox", name=FORM).tap()
    expect(kiosk.get_by_text("Còn thiếu 2 giấy tờ bắt buộc")).to_be_visible()
    assert barriers(kiosk) == []
    kiosk.get_by_role("button", name="Chưa đủ giấy?").tap()
    expect(kiosk.get_by_role("heading", name="Ông/bà còn thiếu giấy tờ")).to_be_visible()
    assert barriers(kiosk) == []
    kiosk.get_by_role("button", name="In danh sách giấy tờ").dblclick()
    expect(kiosk.get_by_text("Mời lấy tờ danh sách phía dưới")).to_be_visible()
    assert barriers(kiosk) == []
    _pictured(kiosk, "list")
    [code] = _codes(building, papers + 1)
    assert code.endswith(f"/papers/{BIRTH}?missing=1.2")
    eventually(lambda: len(_lists(building)), lambda count: count == lists + 1)
    assert _lists(building)[-1] == {
        "id": _lists(building)[-1]["id"],
        "procedure": BIRTH,
        "missing": 2,
        "kiosk": "kiosk-1",
        "day": _day(building),
    }
    assert (_tickets(building), touch.papers(touch.address_of(building))) == (numbers, papers + 1)
    kiosk.get_by_role("button", name="Xong").tap()
    expect(kiosk.get_by_role("heading", name="Ông/bà cần làm việc gì?")).to_be_visible()


def test_all_papers_ticked_is_said_and_a_number_may_be_taken_all_the_same(
    kiosk: Page, building: Centre
) -> None:
    _to_birth(kiosk)
    kiosk.get_by_role("button", name="Chưa đủ giấy?").tap()
    kiosk.get_by_role("button", name="Vẫn lấy số").tap()
    boxes = kiosk.get_by_role("checkbox")
    for place in range(boxes.count()):
        boxes.nth(place).tap()
    expect(kiosk.get_by_text("Ông/bà đã có đủ giấy tờ bắt buộc.")).to_be_visible()
    expect(kiosk.get_by_role("button", name="Chưa đủ giấy?")).to_have_count(0)
    before = len(_tickets(building))
    kiosk.get_by_role("button", name="LẤY SỐ").tap()
    expect(kiosk.locator(".number")).to_be_visible()
    assert len(_tickets(building)) == before + 1


def test_quiet_hours_without_four_weeks_say_that_nothing_is_known(kiosk: Page, building: Centre) -> None:
    _to_birth(kiosk)
    kiosk.get_by_role("button", name="Giờ nào vắng?").tap()
    expect(kiosk.get_by_text("Chưa đủ dữ liệu")).to_be_visible()
    expect(kiosk.get_by_text("Cần ít nhất 4 tuần cùng thứ này; mới có 0.")).to_be_visible()
    assert barriers(kiosk) == []
    # With data: bars, each with its word, and the quietest hour first of all.
    day = {
        "day": "2026-06-16",
        "weekday": 2,
        "weeks": 6,
        "enough": True,
        "hours": [
            {"hour": 7, "tickets": 12.2, "wait_minutes": 31.0, "level": "busy"},
            {"hour": 8, "tickets": 6.0, "wait_minutes": 12.0, "level": "usual"},
            {"hour": 9, "tickets": 0.4, "wait_minutes": None, "level": "quiet"},
        ],
    }
    kiosk.route(
        "**/local/load?*",
        lambda route: route.fulfill(json={"queue": "dat-dai", "least_weeks": 4, "days": [day]}),
    )
    kiosk.evaluate(
        "() => import('/static/visit/navigation.js').then((n) => n.go('quiet_hours', { queue: 'dat-dai' }))"
    )
    expect(kiosk.get_by_text("Vắng nhất: 9 giờ")).to_be_visible()
    rows = kiosk.locator(".load-row")
    expect(rows).to_have_text(
        [
            re.compile("7 giờ.*Đông.*khoảng 12 người · chờ khoảng 31 phút", re.S),
            re.compile("8 giờ.*Vừa.*khoảng 6 người · chờ khoảng 12 phút", re.S),
            re.compile("9 giờ.*Vắng.*ít người", re.S),
        ]
    )
    assert barriers(kiosk) == []
    _pictured(kiosk, "quiet")


def test_a_paper_that_comes_back_is_printed_again_kept_or_given_up(kiosk: Page, building: Centre) -> None:
    taken = take(touch.address_of(building), "ho-tich")
    number = taken["number"]
    row = next(
        row
        for row in building.request("GET", "/tickets?limit=500", token=_boss(building)).body
        if row["number"] == number
    )
    text = f"http://so.example/f/{_secret(building, row['id'])}"
    papers = eventually(lambda: touch.papers(touch.address_of(building)), lambda count: count > 0)
    numbers = _tickets(building)
    _scan(kiosk, text)
    expect(kiosk.locator(".number")).to_have_text(number)
    expect(kiosk.get_by_text("Số đang chờ")).to_be_visible()
    expect(kiosk.get_by_role("button", name="Tôi đã quay lại")).to_have_count(0)
    assert barriers(kiosk) == []
    kiosk.get_by_role("button", name="In lại").tap()
    expect(kiosk.get_by_text(f"Mời lấy phiếu phía dưới. Vẫn là số {number}.")).to_be_visible()
    again = _codes(building, touch.papers(touch.address_of(building)))
    assert again[0].endswith(text.rpartition("/")[2])
    assert touch.papers(touch.address_of(building)) >= papers
    # Called in vain, back at the kiosk: it waits again.
    building.request("POST", "/counters/1/open", {}, token=_boss(building))
    called = building.request(
        "POST", "/counters/1/call", {"ticket": row["id"], "reason": "thử"}, token=_boss(building)
    )
    assert called.status == 200, called
    gone = building.request("POST", f"/tickets/{row['id']}/no-show", {}, token=_boss(building))
    assert gone.status == 200, gone
    _scan(kiosk, text)
    expect(kiosk.get_by_text("Đã gọi, ông/bà chưa đến")).to_be_visible()
    assert barriers(kiosk) == []
    kiosk.get_by_role("button", name="Tôi đã quay lại").tap()
    expect(kiosk.get_by_text("Đã ghi nhận: ông/bà đã quay lại")).to_be_visible()
    expect(kiosk.get_by_text("Số đang chờ")).to_be_visible()
    # Given up: asked once more, then cancelled for good.
    kiosk.get_by_role("button", name="Không cần số nữa").tap()
    expect(kiosk.get_by_role("heading", name=f"Bỏ số {number}?")).to_be_visible()
    assert barriers(kiosk) == []
    kiosk.get_by_role("button", name="Giữ số").tap()
    kiosk.get_by_role("button", name="Không cần số nữa").tap()
    kiosk.get_by_role("button", name=f"Bỏ số {number}").tap()
    expect(kiosk.get_by_text(f"Đã bỏ số {number}. Cảm ơn ông/bà.")).to_be_visible()
    state = building.request("GET", f"/tickets/{row['id']}", token=_boss(building)).body["state"]
    assert (state, _tickets(building)) == ("cancelled", numbers)


def test_lists_given_without_the_server_are_counted_when_it_is_back(building: Centre) -> None:
    before = len(_lists(building))
    address = touch.address_of(building)
    eventually(lambda: ask(address, "GET", "/local/state").body["link"], lambda link: link == "connected")
    with frozen(building, "server"):
        given = ask(address, "POST", "/local/checklists", {"procedure": BIRTH, "missing": [FORM]})
        assert given.status == 201, given
        path = f"/local/checklists/{given.body['id']}"
        job = eventually(lambda: ask(address, "GET", path).body, lambda job: job["paper"] != "printing")
        assert job["paper"] == "printed", (job, building.logs())
    eventually(lambda: len(_lists(building)), lambda count: count == before + 1)


def test_a_greeter_takes_prints_and_gives_lists_from_a_tablet(building: Centre, browser: Browser) -> None:
    with _greeter(browser, building, "don-khach") as page:
        page.fill("#q", "hộ chiếu")
        expect(page.locator("#count")).to_have_text(
            "Việc này không làm ở đây. Hộ chiếu: nơi làm là Công an cấp tỉnh (Phòng Quản lý xuất nhập cảnh)."
        )
        page.fill("#q", "khai sinh")
        page.locator(".hits button", has_text="Đăng ký khai sinh").first.click()
        page.get_by_label(FORM).check()
        assert barriers(page) == []
        _pictured(page, "greeter")
        papers, before = touch.papers(touch.address_of(building)), len(_tickets(building))
        page.select_option("#kiosk", "kiosk-1")
        page.locator("#take-number").dblclick()
        expect(page.locator(".big")).to_have_text(re.compile(r"^A\d{3}$"))
        expect(page.get_by_text("Đang in tại Kiosk 1, sảnh chính.")).to_be_visible()
        expect(page.locator("img.code")).to_have_js_property("complete", True)
        assert barriers(page) == []
        number = page.locator(".big").inner_text()
        secret = _codes(building, papers + 1)[0].rpartition("/f/")[2]
        followed = building.request("GET", f"/follow/{secret}").body
        assert (followed["number"], followed["documents"]) == (number, [FORM])
        assert len(_tickets(building)) == before + 1

        lists = len(_lists(building))
        page.get_by_role("button", name="Khách tiếp theo").click()
        page.fill("#q", "khai sinh")
        page.locator(".hits button", has_text="Đăng ký khai sinh").first.click()
        expect(page.locator("#kiosk")).to_have_value("kiosk-1")
        page.get_by_role("button", name="Danh sách giấy, không lấy số").click()
        expect(page.get_by_role("heading", name="Còn thiếu")).to_be_visible()
        assert barriers(page) == []
        assert _codes(building, papers + 2)[0].endswith("?missing=0.1.2")
        assert (len(_lists(building)), len(_tickets(building))) == (lists + 1, before + 1)

        page.get_by_role("tab", name="Tìm số đã lấy").click()
        page.fill("#number", number.lower())
        page.keyboard.press("Enter")
        expect(page.locator(".big")).to_have_text(number)
        page.get_by_role("button", name="In lại tại Kiosk 1").click()
        expect(page.locator("#toast")).to_contain_text("Đang in tại Kiosk 1")
        assert _codes(building, papers + 3)[0].rpartition("/f/")[2] == secret
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert barriers(page) == []


def test_a_greeter_checks_back_in_who_missed_the_call(building: Centre, browser: Browser) -> None:
    boss = building.token("s", "supervisor")

    def do(path: str, **body: object) -> Any:
        answer = building.request("POST", path, body, token=boss)
        assert answer.status in (200, 201), (path, answer)
        return answer.body

    do("/counters/5/open")
    ticket = do("/tickets", queue="ho-tich")
    do("/counters/5/call", ticket=ticket["id"], reason="thử")
    do(f"/tickets/{ticket['id']}/no-show")
    with _greeter(browser, building, "don-khach-2") as page:
        page.get_by_role("tab", name="Tìm số đã lấy").click()
        page.fill("#number", ticket["number"])
        page.keyboard.press("Enter")
        expect(page.locator(".said")).to_contain_text("Vắng mặt khi gọi")
        assert barriers(page) == []
        page.get_by_role("button", name="Ông/bà đã quay lại").click()
        expect(page.locator("#toast")).to_have_text(f"Đã ghi nhận: {ticket['number']} đã quay lại.")
        expect(page.locator(".said")).to_contain_text("Đang chờ")
        expect(page.get_by_role("button", name="Ông/bà đã quay lại")).to_have_count(0)
        expect(page.locator("#found")).to_contain_text("Đang chờ")
        _pictured(page, "greeter-back")
        after = building.request("GET", f"/tickets/{ticket['id']}", token=boss).body
        assert after["state"] == "waiting"


def test_a_list_opens_on_a_phone_in_both_languages(building: Centre, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{building.url}/papers/{BIRTH}?missing=1.2")
    expect(page.get_by_role("heading", name="Đăng ký khai sinh")).to_be_visible()
    first = page.locator(".needed").first
    expect(first.get_by_role("listitem")).to_have_text(
        [re.compile("Giấy chứng sinh"), re.compile("Giấy tờ tùy thân")]
    )
    expect(page.get_by_text("Chưa đủ dữ liệu: cần ít nhất 4 tuần.")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    _pictured(page, "phone")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Still missing")).to_be_visible()
    page.goto(f"{building.url}/papers/none")
    expect(
        page.get_by_text(re.compile("This procedure was not found|Không tìm thấy thủ tục"))
    ).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("change", "said", "first"),
    [
        ({"late": True}, "Hôm nay có thể không kịp", "LẤY SỐ"),
        ({"full": True}, "Đã hết số lĩnh vực này hôm nay.", "Đặt hẹn ngày khác"),
    ],
)
def test_when_the_day_will_not_suffice_another_one_is_offered(
    kiosk: Page, change: dict[str, bool], said: str, first: str
) -> None:
    def busy(route: Any) -> None:
        state = route.fetch().json()
        state["queues"]["ho-tich"].update(change)
        route.fulfill(json=state)

    kiosk.route("**/local/state", busy)
    _to_birth(kiosk)
    expect(kiosk.get_by_text(said)).to_be_visible()
    expect(kiosk.locator(".fixed .button.primary")).to_have_text(first)
    assert barriers(kiosk) == []
    kiosk.get_by_role("button", name="Đặt hẹn ngày khác").tap()
    expect(kiosk.get_by_role("heading", name="Đặt hẹn")).to_be_visible()
    expect(kiosk.locator(".slot").first).to_be_visible()
    kiosk.unroute_all(behavior="ignoreErrors")


def test_a_promised_place_is_given_though_the_days_numbers_are_used_up(kiosk: Page) -> None:
    def used_up(route: Any) -> None:
        state = route.fetch().json()
        state["queues"]["ho-tich"].update(full=True, late=True)
        route.fulfill(json=state)

    kiosk.route("**/local/state", used_up)
    _to_birth(kiosk)
    expect(kiosk.get_by_text("Đã hết số lĩnh vực này hôm nay.")).to_be_visible()
    for screen in ("appointment", "too late", "number with a code"):
        put_up(kiosk, screen)
        expect(kiosk.get_by_role("button", name="LẤY SỐ", exact=True)).to_be_enabled()
        expect(kiosk.get_by_text("Đã hết số lĩnh vực này hôm nay.")).to_have_count(0)
        expect(kiosk.get_by_role("button", name="Đặt hẹn ngày khác")).to_have_count(0)
    kiosk.unroute_all(behavior="ignoreErrors")
