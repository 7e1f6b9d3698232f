"""The supervisor's page and the way to it, in real Chromium with a real server behind it."""

import json
import re
import struct
import urllib.request
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.centre import Centre
from tests.journeys.signed_in import enter
from tests.waiting import HANG_SECONDS, eventually

NEW_PASSWORD = "mat-khau-rieng-cua-toi"
WATCH_POLICY = "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective))"


@pytest.fixture
def desk(page: Page) -> Iterator[Page]:
    """A desk's browser; a breach of the content policy fails the test."""
    breaches: list[str] = []
    page.on(
        "console", lambda message: breaches.append(message.text) if message.text.startswith("CSP") else None
    )
    page.add_init_script(WATCH_POLICY)
    yield page
    assert breaches == []


def queue_card(page: Page, name: str) -> Locator:
    return page.locator(".queue-card", has_text=name)


def shown(picture: Locator) -> None:
    """Waits until the picture is there, and is a picture."""
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(image) => image.naturalWidth") > 0


def test_a_visitor_signs_in_on_the_way_to_the_page_that_was_wanted(centre: Centre, desk: Page) -> None:
    name, password = centre.user("dieuhanh", "supervisor")
    desk.goto(f"{centre.url}/supervisor")
    expect(desk).to_have_url(f"{centre.url}/sign-in?next=%2Fsupervisor")
    desk.fill("#name", name)
    desk.fill("#password", "sai-mat-khau")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_have_text("Tên hoặc mật khẩu không đúng.")
    desk.fill("#password", password)
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{centre.url}/supervisor")
    expect(desk.locator("#link")).to_have_text("Số liệu trực tiếp")
    desk.click(".who summary")
    desk.click("#sign-out")
    expect(desk).to_have_url(f"{centre.url}/sign-in")
    desk.goto(f"{centre.url}/supervisor")
    expect(desk).to_have_url(re.compile("/sign-in"))


def test_nobody_is_sent_to_another_site_after_signing_in(centre: Centre, desk: Page) -> None:
    name, password = centre.user("dieuhanh", "supervisor")
    desk.goto(f"{centre.url}/sign-in?next=//evil.example/")
    desk.fill("#name", name)
    desk.fill("#password", password)
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{centre.url}/supervisor")


def test_too_many_wrong_passwords_say_how_long_to_wait(centre: Centre, desk: Page) -> None:
    desk.goto(f"{centre.url}/sign-in")
    desk.fill("#name", "ai-do")
    said = desk.get_by_role("alert")

    def refused() -> str:
        # A try is given back every six seconds, so on a slow machine the page's own may be free again: use them up each time.
        while centre.request("POST", "/session", {"name": "ai-do", "password": "sai"}).status == 401:
            pass
        desk.fill("#password", "sai")
        with desk.expect_response("**/api/v1/session"):
            desk.keyboard.press("Enter")
        expect(said).to_have_text(re.compile("."))
        return said.text_content() or ""

    eventually(refused, lambda text: "Xin đợi" in text)
    expect(said).to_have_text(re.compile(r"Xin đợi \d+ giây"))
    expect(desk.locator("[type=submit]")).to_be_enabled()


def test_a_one_time_password_is_changed_before_anything_else(centre: Centre, desk: Page) -> None:
    desk.goto(f"{centre.url}/sign-in?next=/supervisor")
    desk.fill("#name", "quantri")
    desk.fill("#password", centre.admin_password)
    desk.click("[type=submit]")
    expect(desk.get_by_role("heading")).to_have_text("Đổi mật khẩu")
    desk.goto(f"{centre.url}/administration")
    expect(desk.get_by_role("heading")).to_have_text("Đổi mật khẩu")
    desk.fill("#old", centre.admin_password)
    desk.fill("#new", NEW_PASSWORD)
    desk.fill("#again", NEW_PASSWORD)
    desk.click("[type=submit]")
    expect(desk).to_have_url(f"{centre.url}/administration")
    expect(desk.locator("#people tr")).to_contain_text(["quantri"])


def test_an_officer_is_told_that_the_page_is_not_theirs(centre: Centre, desk: Page) -> None:
    name, password = centre.user("canbo", "officer", 3)
    desk.goto(f"{centre.url}/sign-in")
    desk.fill("#name", name)
    desk.fill("#password", password)
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{centre.url}/panel/3")
    for path in ("/supervisor", "/administration"):
        answer = desk.goto(f"{centre.url}{path}")
        assert answer is not None
        assert answer.status == 403
        expect(desk.get_by_role("heading", level=2)).to_have_text("Tài khoản này không mở được trang này.")


def test_the_page_follows_the_hall_without_being_reloaded(centre: Centre, desk: Page) -> None:
    integration = centre.token("cong-tich-hop", "integration")
    boss = centre.token("giam-sat", "supervisor")
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    expect(desk.locator("#visits")).to_contain_text("Chưa có lượt nào hôm nay")

    centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=integration)
    expect(queue_card(desk, "Hộ tịch").locator(".figures b").first).to_have_text("1")
    expect(queue_card(desk, "Hộ tịch")).to_contain_text("Không có quầy")
    expect(desk.locator(".alert")).to_contain_text("Hộ tịch không có quầy nào mở:")
    expect(desk.locator(".alert button")).to_have_text("Mở quầy 1")
    expect(desk.locator("#visits .total b")).to_have_text("1")

    centre.request("POST", "/counters/1/open", {}, token=boss)
    expect(desk.locator(".alert")).to_have_count(0)
    expect(desk.locator("#alerts")).to_contain_text("không có cảnh báo nào")
    called = centre.request("POST", "/counters/1/call-next", token=boss).body
    expect(desk.locator(".counter", has_text="A001")).to_have_text("Quầy 1A001")
    expect(queue_card(desk, "Hộ tịch").locator(".figures b").first).to_have_text("0")

    centre.request("POST", f"/tickets/{called['id']}/start", token=boss)
    centre.request("POST", f"/tickets/{called['id']}/finish", {"outcome": "advised"}, token=boss)
    expect(desk.locator(".counter").first).to_have_text("Quầy 1Trống")


def test_a_queue_and_a_counter_open_their_lists(centre: Centre, desk: Page) -> None:
    integration = centre.token("cong-tich-hop", "integration")
    for priority in (None, "elderly"):
        centre.request("POST", "/tickets", {"queue": "dat-dai", "priority": priority}, token=integration)
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    queue_card(desk, "Đất đai").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.locator("tbody th")).to_have_text(["C002", "C001"])
    expect(dialog.locator("tbody tr").first).to_contain_text("Ưu tiên: Người từ 75 tuổi")
    desk.keyboard.press("Escape")
    desk.locator(".counter").nth(6).click()
    expect(dialog.get_by_role("heading")).to_have_text("Quầy 7 · Đất đai 2")
    expect(dialog.get_by_role("link")).to_have_attribute("href", "/panel/7")


@pytest.mark.worker
def test_the_days_figures_come_as_table_plot_csv_and_workbook(centre: Centre, desk: Page) -> None:
    integration = centre.token("cong-tich-hop", "integration")
    boss = centre.token("giam-sat", "supervisor")
    centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=integration)
    centre.request("POST", "/counters/1/open", {}, token=boss)
    ticket = centre.request("POST", "/counters/1/call-next", token=boss).body
    centre.request("POST", f"/tickets/{ticket['id']}/start", token=boss)
    centre.request("POST", f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, token=boss)
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    total = desk.locator("#figures tr.total td")
    expect(total.nth(0)).to_have_text("1")
    expect(total.nth(1)).to_have_text("1")
    desk.click("#tab-counter")
    expect(desk.locator("#figures tbody tr").first.locator("th")).to_have_text("1 · Hộ tịch 1")
    expect(desk.locator("#plots img")).to_have_count(2)
    for picture in desk.locator("#plots img").all():
        shown(picture)
    for kind, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        with desk.expect_download() as download:
            desk.click(f"#{kind}")
        assert download.value.path().read_bytes().startswith(start)


def test_a_lost_server_is_said_and_its_figures_are_greyed(centre: Centre, desk: Page) -> None:
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    expect(desk.locator("#link")).to_have_text("Số liệu trực tiếp")
    centre.kill("server")
    expect(desk.locator("#link")).to_have_text(re.compile(r"Số liệu lúc \d\d:\d\d"))
    expect(desk.locator("#live")).to_have_class(re.compile("stale"))
    expect(desk.locator("#band")).to_contain_text("Mất kết nối với máy chủ.")
    centre.start()
    expect(desk.locator("#link")).to_have_text("Số liệu trực tiếp")
    expect(desk.locator("#live")).not_to_have_class(re.compile("stale"))


def test_a_session_that_ends_elsewhere_says_so(centre: Centre, desk: Page) -> None:
    name, password = centre.user("dieuhanh", "supervisor")
    enter(desk, centre, (name, password), "/supervisor")
    expect(desk.locator("#link")).to_have_text("Số liệu trực tiếp")
    admin = centre.token("may-quan-tri", "admin")
    centre.request("DELETE", f"/people/{name}", token=admin)
    expect(desk.locator("#band")).to_contain_text("Phiên đăng nhập đã kết thúc.")
    expect(desk.locator("#band a")).to_have_text("Đăng nhập lại")


def test_devices_show_their_screens_and_what_troubles_them(centre: Centre, desk: Page) -> None:
    kiosk = centre.token("kiosk-1", "kiosk")
    put(centre, "/devices/me/status", kiosk, {"state": "warning", "detail": {"paper": "low"}})
    put_screen(centre, kiosk)
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    card = desk.locator(".device.kiosk")
    expect(card).to_contain_text("Sắp hết giấy")
    expect(desk.locator(".alert")).to_contain_text("sắp hết giấy:")
    shown(card.locator("img"))
    desk.click(".alert button")
    expect(desk.get_by_role("dialog").locator("img")).to_have_attribute(
        "src", re.compile("/devices/kiosk-1/screen.png")
    )
    put(centre, "/devices/me/status", kiosk, {"state": "ok", "detail": {"paper": "ok"}})
    expect(desk.locator(".alert")).to_have_count(0)


def device_says(centre: Centre, token: str, state: str, **detail: object) -> None:
    told = {"paper": "ok", "printer": "ready", "kind": "tcp", "confirms": True, "page": True}
    put(centre, "/devices/me/status", token, {"state": state, "detail": {**told, **detail}})


def test_each_trouble_of_a_kiosk_is_an_alert_and_a_sentence_that_says_what_to_do(
    centre: Centre, desk: Page
) -> None:
    kiosk = centre.token("kiosk-1", "kiosk")
    device_says(centre, kiosk, "ok", confirms=False, printer="unknown", kind="win")
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    card, alerts = desk.locator(".device.kiosk"), desk.locator(".alert")
    expect(card).to_contain_text("Giấy: máy in không báo")
    expect(alerts).to_have_count(0)
    taken = "2 số không vào được hàng: người cầm phiếu A801, A803 đang chờ"
    for detail, alert, said in (
        ({"paper": "out"}, "hết giấy: số vẫn cấp được nhưng không in ra.", "Xin thay cuộn giấy."),
        ({"printer": "cover_open"}, "nắp máy in đang mở.", "Xin đóng nắp lại."),
        ({"printer": "offline"}, "không liên lạc được với máy in.", "Xin kiểm tra nguồn và dây của máy in."),
        ({"alone": True, "undelivered": 3}, "3 số chưa gửi về máy chủ", "còn 3 số đang được gửi về máy chủ"),
        (
            {"set_aside": 2, "set_aside_numbers": "A801 (number_taken), A803 (number_not_yours)"},
            taken,
            "A801 (số đã có người dùng), A803 (ngoài dải số của kiosk)",
        ),
    ):
        device_says(centre, kiosk, "fault", **detail)
        expect(alerts).to_have_count(1)
        expect(alerts).to_contain_text(alert)
        card.click()
        expect(desk.get_by_role("dialog").locator(".todo")).to_contain_text(said)
        desk.keyboard.press("Escape")
    device_says(centre, kiosk, "ok")
    expect(alerts).to_have_count(0)
    expect(card).to_contain_text("Giấy: còn")


def printed_late(centre: Centre, queue: str, number: str, counter: int, *deeds: tuple[str, object]) -> None:
    """A number that the kiosk never got is called and settled at the counter; then its paper's number is delivered."""
    kiosk, boss = centre.token("kiosk-1", "kiosk"), centre.token("giam-sat", "supervisor")
    key = f"visit-{number}"
    ticket = centre.request("POST", "/tickets", {"queue": queue}, token=kiosk, key=key).body
    centre.request("POST", f"/counters/{counter}/open", {}, token=boss)
    centre.request("POST", f"/counters/{counter}/call-next", token=boss)
    for deed, body in deeds:
        done = centre.request("POST", f"/tickets/{ticket['id']}/{deed}", body, token=boss)
        assert done.status == 200, done
    printed = {"queue": queue, "printed_number": number, "printed_at": datetime.now(UTC).isoformat()}
    assert centre.request("POST", "/tickets", printed, token=kiosk, key=key).status == 201


def test_a_paper_that_was_called_by_another_number_is_looked_into(centre: Centre, desk: Page) -> None:
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    expect(desk.locator("#alerts")).to_contain_text("không có cảnh báo nào")
    printed_late(centre, "chung-thuc", "B800", 4, ("start", {}), ("finish", {"outcome": "other"}))
    alert = desk.locator(".alert", has_text="B800")
    expect(alert).to_contain_text("Phiếu B800 đã được gọi bằng số B001: số B001 đã được phục vụ ở quầy 4")
    desk.reload()  # whoever comes later is told as well
    alert.get_by_role("button").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.locator(".swap")).to_have_text("Số đã gọi B001→Số trên giấy B800")
    expect(dialog.locator(".todo")).to_contain_text("Xin hỏi quầy 4")
    dialog.get_by_role("button", name="Đã xử lý").click()
    expect(alert).to_have_count(0)
    desk.reload()
    expect(desk.locator("#alerts")).to_contain_text("không có cảnh báo nào")


def test_people_and_tokens_are_added_and_ended_on_the_administration_page(
    centre: Centre, desk: Page, browser: Browser
) -> None:
    name, password = centre.user("sep", "admin")
    enter(desk, centre, (name, password), "/supervisor")
    expect(desk).to_have_url(f"{centre.url}/supervisor")
    desk.goto(f"{centre.url}/administration")
    desk.fill("#person-name", "hoa")
    desk.fill("#person-counters", "3, x")
    desk.fill("#person-password", "mat-khau-cua-hoa")
    desk.click("#add-person [type=submit]")
    expect(desk.locator("#add-person .error")).to_have_text("Xin ghi số quầy, cách nhau bằng dấu phẩy.")
    desk.fill("#person-counters", "3, 4")
    desk.click("#add-person [type=submit]")
    expect(desk.locator("#people tr", has_text="hoa")).to_contain_text("3, 4")

    desk.fill("#token-name", "kiosk-9")
    desk.click("#add-token [type=submit]")
    token = desk.locator("#new-token code").text_content() or ""
    assert centre.request("GET", "/devices/me", token=token).status == 200
    desk.locator("#tokens tr", has_text="kiosk-9").get_by_role("button").click()
    desk.get_by_role("dialog").get_by_role("button", name="Thu hồi").click()
    expect(desk.locator("#tokens tr", has_text="kiosk-9")).to_have_count(0)
    assert centre.request("GET", "/devices/me", token=token).status == 401

    other = browser.new_context()
    hoa = other.new_page()
    hoa.goto(f"{centre.url}/sign-in")
    hoa.fill("#name", "hoa")
    hoa.fill("#password", "mat-khau-cua-hoa")
    hoa.click("[type=submit]")
    expect(hoa).to_have_url(f"{centre.url}/panel")
    desk.locator("#people tr", has_text="hoa").get_by_role("button").click()
    desk.get_by_role("dialog").get_by_role("button", name="Ngừng").click()
    expect(desk.locator("#people tr", has_text="hoa")).to_have_count(0)
    hoa.reload()
    expect(hoa).to_have_url(re.compile("/sign-in"))
    other.close()


@pytest.mark.worker
def test_a_dossier_is_found_and_its_holder_reads_its_state(
    centre: Centre, desk: Page, browser: Browser
) -> None:
    integration = centre.token("cong-tich-hop", "integration")
    boss = centre.token("giam-sat", "supervisor")
    centre.request("POST", "/tickets", {"procedures": ["dang-ky-khai-sinh"]}, token=integration)
    centre.request("POST", "/counters/1/open", {}, token=boss)
    ticket = centre.request("POST", "/counters/1/call-next", token=boss).body
    centre.request("POST", f"/tickets/{ticket['id']}/start", token=boss)
    body = {
        "procedure": "dang-ky-khai-sinh",
        "applicant": {"name": "Nguyễn Thị Hồng Ánh"},
        "documents": [{"name": "Giấy chứng sinh", "form": "original", "copies": 1}],
    }
    dossier = centre.request("POST", f"/tickets/{ticket['id']}/dossiers", body, token=boss).body
    enter(desk, centre, centre.user("dieuhanh", "supervisor"), "/supervisor")
    expect(desk).to_have_url(f"{centre.url}/supervisor")
    desk.goto(f"{centre.url}/dossiers")
    desk.fill("#q", "hong anh")
    desk.click("[type=submit]")
    expect(desk.locator("#rows tr")).to_have_count(1)
    desk.click("#rows a")
    expect(desk).to_have_url(f"{centre.url}/dossiers/{dossier['code']}")
    expect(desk.locator("#dossier")).to_contain_text("Nguyễn Thị Hồng Ánh")
    expect(desk.locator(".tickets")).to_contain_text("A001")
    receipt = desk.request.get(f"{centre.url}{dossier['receipt_url']}")
    assert receipt.body().startswith(b"%PDF")

    secret = dossier["public_url"].split("secret=")[1]
    phone = phone_of(browser)
    holder = phone.new_page()
    holder.goto(f"{centre.url}/d/{dossier['code']}?secret={secret}")
    expect(holder.locator("#receipt")).to_contain_text("Được tiếp nhận")
    expect(holder.locator("body")).not_to_contain_text("Ánh")
    holder.goto(f"{centre.url}/d/{dossier['code']}?secret=doan-mo")
    expect(holder.locator("#receipt")).to_contain_text("Mã không đúng hoặc đã hết hạn.")
    phone.close()


def phone_of(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN")


def put(centre: Centre, path: str, token: str, body: object) -> None:
    assert centre.request("PUT", path, body, token=token).status == 204


def put_screen(centre: Centre, token: str) -> None:
    """A picture of one blue pixel, made by hand: the smallest PNG there is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    png += chunk(b"IDAT", zlib.compress(b"\0\x0b\x5c\xad")) + chunk(b"IEND", b"")
    request = urllib.request.Request(
        f"{centre.url}/api/v1/devices/me/screen",
        data=png,
        method="PUT",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "image/png"},
    )
    with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
        assert answer.status == 204


def test_alerts_are_sentences_with_one_action_each(centre: Centre, desk: Page) -> None:
    """The rule itself, with values of the page's own modules: no clock and no network in it."""
    desk.goto(f"{centre.url}/sign-in")
    found = desk.evaluate(ALERTS, json.loads(HALL))
    assert found == [
        ["danger", "overloaded", "overloaded_rest", "reopen", {"kind": "reopen", "counter": 2}],
        ["danger", "paper", "paper_in_vain", "see_paper", {"kind": "paper", "seq": 40}],
        ["danger", "cut_off", "cut_off_kiosk_rest", "see_device", {"kind": "device", "name": "kiosk-1"}],
        ["danger", "paper_out", "paper_out_rest", "see_device", {"kind": "device", "name": "kiosk-2"}],
        ["danger", "set_aside", "set_aside_rest", "see_device", {"kind": "device", "name": "kiosk-2"}],
        ["notice", "pairing", "pairing_rest", "approve", {"kind": "pairing"}],
        ["notice", "alone", "undelivered", "see_device", {"kind": "device", "name": "kiosk-3"}],
        ["notice", "long", "long_rest", "see_counter", {"kind": "counter", "counter": 1}],
    ]


ALERTS = """async (hall) => {
  const { alertsOf } = await import("/pages-static/hall/supervisor/alerts.js");
  const now = Date.parse("2026-06-12T09:34:00+07:00");
  const alerts = alertsOf(hall, { usual: { a: 12 }, pairings: [{ code: "123456" }], now, papers: hall.papers });
  return alerts.map((alert) => [alert.level, alert.lead, alert.rest, alert.verb, alert.action]);
}"""
HALL = """{
  "centre": {"waiting_minutes": {"notice": 15, "alert": 30}},
  "queues": [{"id": "a", "name": "A", "waiting": 14}, {"id": "b", "name": "B", "waiting": 0}],
  "lines": {"a": [{"issued_at": "2026-06-12T09:00:00+07:00"}]},
  "counters": [
    {"number": 1, "state": "open", "queues": ["a"],
     "ticket": {"id": 5, "number": "A005", "queue": "a", "called_at": "2026-06-12T09:08:00+07:00"}},
    {"number": 2, "state": "paused", "queues": ["a", "b"], "ticket": null},
    {"number": 3, "state": "closed", "queues": ["b", "a"], "ticket": null}
  ],
  "devices": [
    {"name": "kiosk-1", "role": "kiosk", "state": "ok", "detail": {}, "condition": "cut_off",
     "troubles": [], "set_aside": [], "last_seen": "2026-06-12T09:20:00+07:00"},
    {"name": "kiosk-2", "role": "kiosk", "state": "fault", "detail": {"set_aside": 1}, "condition": "fault",
     "troubles": ["paper_out", "set_aside"], "set_aside": [], "last_seen": "2026-06-12T09:33:50+07:00"},
    {"name": "kiosk-3", "role": "kiosk", "state": "warning", "detail": {"undelivered": 2},
     "condition": "warning", "troubles": ["undelivered"], "set_aside": [], "last_seen": "2026-06-12T09:33:50+07:00"},
    {"name": "tv-9", "role": "display", "state": "fault", "detail": {}, "condition": "never",
     "troubles": [], "set_aside": [], "last_seen": null}
  ],
  "papers": [{"seq": 40, "data": {"id": 9, "old": "A002", "new": "A802", "served": false, "state": "no_show"}}]
}"""
