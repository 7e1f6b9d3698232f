"""A dossier from the counter by keys to the department and back, and two officers who work on one dossier at once."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.centre import PASSWORD, Centre
from tests.journeys.office.test_dossier_access_log import enter, pictured

pytestmark = pytest.mark.worker

JUSTICE = "Phòng Tư pháp"
CARD = "022185001234|080123456|Nguyễn Thị Hồng Ánh|12031985|Nữ|Tổ 3, khu 2, phường Hồng Gai|01012022"
WATCH_POLICY = "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective))"
PAPERS = ["Tờ khai đăng ký khai sinh theo mẫu"]


def desk(browser: Browser, faults: list[str]) -> Page:
    """A browser of its own, as on another machine; its errors and breaches of the content policy are collected."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
    page.add_init_script(WATCH_POLICY)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.text.startswith("CSP") else None)
    return page


def department_officer(centre: Centre, name: str) -> tuple[str, str]:
    centre.motcua(
        "user", "create", "--name", name, "--role", "officer", "--department", JUSTICE, given=PASSWORD + "\n"
    )
    return name, PASSWORD


def asker(centre: Centre) -> Callable[..., Any]:
    token = centre.token("boss", "supervisor")

    def ask(method: str, path: str, body: object = None) -> Any:
        answer = centre.request(method, path, body, token=token)
        assert answer.status in (200, 201, 204), answer
        return answer.body

    return ask


def test_a_dossier_goes_from_the_counter_to_the_department_and_back(centre: Centre, browser: Browser) -> None:
    ask, faults = asker(centre), list[str]()
    at_counter, in_office = centre.user("minh", "officer", 1), department_officer(centre, "tuan")
    ask("POST", "/counters/1/open")
    ticket = ask("POST", "/tickets", {"procedures": ["dang-ky-khai-sinh"]})
    counter = desk(browser, faults)
    enter(counter, centre, at_counter, "/panel/1")
    expect(counter.locator("[data-action=next]")).not_to_have_attribute("aria-disabled", "true")
    counter.keyboard.press("F2")
    expect(counter.locator("#state")).to_have_attribute("data-state", "called")
    expect(counter.locator("#ticket")).to_contain_text(ticket["number"])
    expect(counter.locator("[data-action=start]")).not_to_have_attribute("aria-disabled", "true")
    counter.keyboard.press("F4")
    expect(counter.locator("#state")).to_have_attribute("data-state", "serving")

    # A dossier for the department: the card is scanned, so nothing of it is typed.
    counter.keyboard.press("1")
    form = counter.get_by_role("dialog")
    expect(form).to_contain_text("Giấy tờ nhận được")
    form.get_by_text(PAPERS[0]).click()
    form.get_by_label("Trả kết quả ngay trong lượt này").uncheck()
    form.get_by_label("Họ và tên").first.fill(CARD)
    expect(form.get_by_label("Họ và tên").first).to_have_value("Nguyễn Thị Hồng Ánh")
    pictured(counter, "intake")
    counter.keyboard.press("Enter")
    expect(form).to_contain_text("Đã tiếp nhận hồ sơ")
    code = form.locator("b").first.inner_text()

    # The same visitor's next one is done at once: its people are there already; three key strokes from the panel.
    form.get_by_text("Thêm hồ sơ").click()
    expect(form.get_by_label("Họ và tên").first).to_have_value("Nguyễn Thị Hồng Ánh")
    form.get_by_text(PAPERS[0]).click()
    expect(form.locator("[type=submit]")).to_have_text("Tiếp nhận và trả kết quả")
    form.get_by_label("Điện thoại").first.focus()
    counter.keyboard.press("Enter")
    expect(form).to_contain_text("Đã tiếp nhận và trả kết quả")
    at_once = form.locator("b").first.inner_text()
    assert ask("GET", f"/dossiers/{at_once}")["status"] == 10
    pictured(counter, "intake-at-once")
    counter.keyboard.press("F9")
    expect(counter.locator("#state")).to_have_attribute("data-state", "free")

    office = desk(browser, faults)
    enter(office, centre, in_office, "/work")
    counter.goto(f"{centre.url}/dossiers/{code}")
    counter.click("[data-deed=forward]")
    counter.get_by_role("dialog").get_by_role("button", name="Chuyển phòng chuyên môn").click()
    # The list of the department updates itself; signing for it needs keys only.
    office.get_by_role("tab", name="Chờ ký nhận").click()
    expect(office.locator("#rows")).to_contain_text(code)
    office.locator("#rows input").first.focus()
    office.keyboard.press("Space")
    pictured(office, "work-receive")
    office.get_by_role("button", name="Ký nhận 1 hồ sơ").press("Enter")
    expect(office.locator("#empty")).to_have_text("Không có hồ sơ nào chờ ký nhận.")
    expect(counter.locator("#dossier")).to_contain_text("Ký nhận bàn giao")
    office.goto(f"{centre.url}/dossiers/{code}")
    office.click("[data-deed=complete]")
    office.locator("dialog [type=submit]").click()
    expect(office.locator("#dossier")).to_contain_text("nên ở đây chỉ xem được")
    pictured(office, "dossier-elsewhere")

    counter.click("[data-deed=receive]")
    counter.locator("dialog [type=submit]").click()
    expect(counter.locator(".deeds .primary")).to_have_text("Trả kết quả")
    counter.click("[data-deed=return-result]")
    counter.locator("dialog [type=submit]").click()
    expect(counter.locator(".head .chip")).to_have_text("Đã trả kết quả")
    counter.click("text=Diễn biến >> nth=0")
    expect(counter.locator("#rows")).to_contain_text("ký nhận hồ sơ")
    for page in (counter, office):
        page.context.close()
    assert ask("GET", f"/dossiers/{code}")["status"] == 10
    assert faults == []


def test_the_second_officer_sees_the_first_ones_change_and_loses_nothing(
    centre: Centre, browser: Browser
) -> None:
    ask, faults = asker(centre), list[str]()
    people = department_officer(centre, "tuan"), department_officer(centre, "lan")
    ask("POST", "/counters/1/open")
    ask("POST", "/tickets", {"queue": "ho-tich"})
    ticket = ask("POST", "/counters/1/call-next")
    body = {
        "procedure": "dang-ky-ket-hon",
        "applicant": {"name": "Trần Văn Hùng", "phone": "0912345678", "address": "Hồng Gai"},
        "documents": [{"name": "Tờ khai", "form": "original", "copies": 1}],
    }
    code = ask("POST", f"/tickets/{ticket['id']}/dossiers", body)["code"]
    ask("POST", f"/dossiers/{code}/forward", {})
    ask("POST", f"/dossiers/{code}/receive", {})

    first, second = desk(browser, faults), desk(browser, faults)
    enter(first, centre, people[0], f"/dossiers/{code}")
    enter(second, centre, people[1], f"/dossiers/{code}")
    expect(first.locator("#presence")).to_have_text("Đang mở bởi lan")
    expect(second.locator("#presence")).to_have_text("Đang mở bởi tuan")
    second.click("[data-deed=correct]")
    form = second.get_by_role("dialog")
    form.get_by_label("Họ và tên").first.fill("Trần Văn Hưng")
    form.get_by_label("Điện thoại").first.fill("0988888888")
    form.get_by_label("Lý do sửa").fill("Theo căn cước")

    first.click("[data-deed=correct]")
    other = first.get_by_role("dialog")
    other.get_by_label("Điện thoại").first.fill("0977777777")
    other.get_by_label("Địa chỉ").first.fill("Bãi Cháy")
    other.get_by_label("Lý do sửa").fill("Công dân báo")
    other.locator("[type=submit]").click()
    expect(first.locator("#dossier")).to_contain_text("0977777777")

    # The change arrives by itself: what was typed stays, what was not typed is the new value.
    expect(form.locator(".meanwhile")).to_contain_text("vừa được người khác thay đổi")
    expect(form.locator(".meanwhile")).to_contain_text("tuan: Sửa thông tin")
    expect(form.get_by_label("Họ và tên").first).to_have_value("Trần Văn Hưng")
    expect(form.get_by_label("Địa chỉ").first).to_have_value("Bãi Cháy")
    expect(form).to_contain_text("Người khác đã ghi: 0977777777")
    pictured(second, "dossier-meanwhile")
    form.locator("[type=submit]").click()
    expect(first.locator("#dossier")).to_contain_text("Trần Văn Hưng")
    shown = ask("GET", f"/dossiers/{code}")
    assert shown["applicant"] == {"name": "Trần Văn Hưng", "phone": "0988888888", "address": "Bãi Cháy"}

    # A page that facts do not reach learns of the change when it saves; its text stays, and the next press goes through.
    deaf = desk(browser, faults)
    deaf.route_web_socket("**/socket.io/**", lambda _: None)
    enter(deaf, centre, people[1], f"/dossiers/{code}")
    deaf.click("[data-deed=request-supplement]")
    asked = deaf.get_by_role("dialog")
    asked.locator("textarea").fill("Giấy xác nhận tình trạng hôn nhân")
    ask("POST", f"/dossiers/{code}/assign", {"to": "boss", "note": "Nhận thay"})
    asked.locator("[type=submit]").click()
    expect(asked.locator(".meanwhile")).to_contain_text("boss: Giao người xử lý")
    expect(asked.locator("textarea")).to_have_value("Giấy xác nhận tình trạng hôn nhân")
    asked.locator("[type=submit]").click()
    expect(deaf.locator(".head .chip")).to_have_text("Yêu cầu bổ sung giấy tờ")

    first.close()
    expect(second.locator("#presence")).to_have_text("")
    for page in (first, second, deaf):
        page.context.close()
    assert faults == []
