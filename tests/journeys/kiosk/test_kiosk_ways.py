"""A whole visit to the kiosk in each way that people work it: by keyboard alone, by touch alone, by a screen reader's tree.

And what is typed on its own keyboard, what is read aloud, and what is left behind.
"""

import io
import wave
from array import array
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.journeys.centre import Centre
from tests.journeys.kiosk_screens import SCREENS, put_up
from tests.journeys.touch import HOME, address_of, touch_page
from tests.waiting import eventually

PEOPLES_PAUSE = 60
"""Milliseconds between two keys: a person, not a scanner."""


@pytest.fixture
def kiosk(browser: Browser, building: Centre) -> Iterator[Page]:
    """The touch page on a kiosk's screen, in a browser without a voice of its own."""
    voiceless = "if (window.speechSynthesis) window.speechSynthesis.getVoices = () => [];"
    with touch_page(browser, address_of(building), voiceless) as page:
        yield page


_FOCUSED = """() => {
  const one = document.activeElement;
  const outline = getComputedStyle(one);
  return {
    name: (one.getAttribute("aria-label") ?? one.innerText ?? "").replace(/\\s+/g, " ").trim(), tag: one.tagName,
    seen: one.matches(":focus-visible") && (parseFloat(outline.outlineWidth) > 0 || outline.boxShadow !== "none"
      || Boolean(one.closest(".search"))),
  };
}"""


def _tab_to(page: Page, name: str) -> None:
    """Presses Tab until the focus, which must be seen at every step, is on what begins with that name."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused["name"].startswith(name):
            assert focused["seen"], focused
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_a_visit_with_the_keyboard_alone(kiosk: Page, building: Centre) -> None:
    _tab_to(kiosk, "Nộp hồ sơ mới")
    kiosk.keyboard.press("Enter")
    expect(kiosk.get_by_role("heading", name="Tìm việc cần làm")).to_be_focused()
    kiosk.keyboard.type("khai sinh", delay=PEOPLES_PAUSE)
    expect(kiosk.get_by_label("Việc cần làm")).to_have_value("khai sinh")
    expect(kiosk.get_by_role("button", name="Đăng ký khai sinh Hộ tịch")).to_be_visible()
    kiosk.keyboard.press("Enter")
    expect(kiosk.get_by_role("heading", name="Đăng ký khai sinh", exact=True)).to_be_focused()
    _tab_to(kiosk, "Tờ khai đăng ký khai sinh")
    kiosk.keyboard.press("Space")
    expect(kiosk.get_by_role("checkbox", name="Tờ khai đăng ký khai sinh")).to_be_checked()
    _tab_to(kiosk, "Tôi thuộc diện ưu tiên")
    kiosk.keyboard.press("Enter")
    _tab_to(kiosk, "Phụ nữ mang thai")
    kiosk.keyboard.press("Space")
    expect(kiosk.get_by_text("Ưu tiên: Phụ nữ mang thai")).to_be_visible()
    _tab_to(kiosk, "LẤY SỐ")
    kiosk.keyboard.press("Enter")
    expect(kiosk.locator("h1.number")).to_be_focused()
    number = kiosk.locator("h1.number").inner_text()
    _tab_to(kiosk, "Xong")
    kiosk.keyboard.press("Enter")
    expect(kiosk.get_by_role("heading", name=HOME)).to_be_focused()
    found = building.request("GET", f"/tickets?number={number}", token=building.token("s", "supervisor")).body
    assert [(one["priority"], one["documents"]) for one in found] == [
        ("pregnant", ["Tờ khai đăng ký khai sinh theo mẫu"])
    ]


def _press(page: Page, keys: str) -> None:
    """Touches the keys of the kiosk's own keyboard."""
    for sign in keys:
        page.locator(f'[data-key="key-{"space" if sign == " " else sign}"]').tap()


def test_a_visit_by_touch_alone(kiosk: Page, building: Centre) -> None:
    kiosk.get_by_role("button", name="Chữ to").tap()
    kiosk.get_by_role("button", name="Nộp hồ sơ mới").tap()
    kiosk.get_by_label("Việc cần làm").tap()
    _press(kiosk, "keets hoon")
    expect(kiosk.get_by_label("Việc cần làm")).to_have_value("kết hôn")
    kiosk.get_by_role("button", name="Đăng ký kết hôn Hộ tịch").tap()
    kiosk.get_by_role("button", name="LẤY SỐ", exact=True).tap()
    expect(kiosk.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    number = kiosk.locator("h1.number").inner_text()
    kiosk.get_by_role("button", name="Xong").tap()
    expect(kiosk.get_by_role("heading", name=HOME)).to_be_visible()
    # The next citizen finds the page as it always begins.
    expect(kiosk.get_by_role("button", name="Chữ to")).to_have_attribute("aria-pressed", "false")
    found = building.request("GET", f"/tickets?number={number}", token=building.token("s", "supervisor")).body
    assert [one["procedures"] for one in found] == [["dang-ky-ket-hon"]]


class Reader:
    """A screen reader: it knows roles, names and states of the browser's accessibility tree, and nothing else of the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Accessibility.enable")
        self._session.send("DOM.enable")

    def nodes(self) -> list[dict[str, Any]]:
        """What is read: role, name, properties; nothing that is hidden from it."""
        tree = self._session.send("Accessibility.getFullAXTree")["nodes"]
        return [
            {
                "role": node["role"]["value"],
                "name": node.get("name", {}).get("value", ""),
                "id": node.get("backendDOMNodeId"),
                **{one["name"]: one["value"].get("value") for one in node.get("properties", [])},
            }
            for node in tree
            if not node.get("ignored")
        ]

    def find(self, role: str, name: str) -> dict[str, Any]:
        """The first of that role whose name begins so; waited for."""
        return self._first(lambda node: node["role"] == role and node["name"].startswith(name))

    def _first(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        def fitting() -> list[dict[str, Any]]:
            self._page.wait_for_timeout(50)
            return [node for node in self.nodes() if fits(node)]

        return eventually(fitting, tells=lambda: [(n["role"], n["name"]) for n in self.nodes()])[0]

    def number(self) -> str:
        """The number that is read out as the screen's heading; waited for."""
        heading = self._first(
            lambda node: (
                node["role"] == "heading"
                and node.get("level") == 1
                and node["name"].replace(" ", "")[1:].isdigit()
            )
        )
        return str(heading["name"])

    def press(self, role: str, name: str) -> None:
        """Does what a double tap on the found element does."""
        node = self.find(role, name)
        assert not node.get("disabled"), node
        held = self._session.send("DOM.resolveNode", {"backendNodeId": node["id"]})["object"]["objectId"]
        self._session.send(
            "Runtime.callFunctionOn",
            {"objectId": held, "functionDeclaration": "function () { this.click(); }"},
        )

    def write(self, name: str, text: str) -> None:
        """Puts the cursor into a text box and inserts a text, as a reader's keyboard does."""
        node = self.find("textbox", name)
        self._session.send("DOM.focus", {"backendNodeId": node["id"]})
        self._session.send("Input.insertText", {"text": text})

    def has_come_to(self, heading: str) -> None:
        """The new screen's heading has the focus, and the screen has its landmarks, one heading of the first level."""

        def arrived(nodes: list[dict[str, Any]]) -> bool:
            return any(
                n["role"] == "heading" and n["name"].startswith(heading) and n.get("focused") for n in nodes
            )

        def look() -> list[dict[str, Any]]:
            self._page.wait_for_timeout(50)
            return self.nodes()

        nodes = eventually(look, arrived)
        roles = [node["role"] for node in nodes]
        assert [role for role in ("banner", "main", "contentinfo") if role not in roles] == []
        assert [n["name"] for n in nodes if n["role"] == "heading" and n.get("level") == 1][1:] == []


def test_a_visit_by_the_screen_readers_tree_alone(kiosk: Page, building: Centre) -> None:
    reader = Reader(kiosk)
    reader.press("button", "Nộp hồ sơ mới")
    reader.has_come_to("Tìm việc cần làm")
    reader.write("Việc cần làm", "khai tử")
    reader.press("button", "A Đăng ký khai tử")
    reader.has_come_to("Đăng ký khai tử")
    reader.press("checkbox", "Giấy báo tử")
    assert reader.find("checkbox", "Giấy báo tử")["checked"] == "true"
    reader.press("button", "Tôi thuộc diện ưu tiên")
    reader.has_come_to("Ông/bà thuộc diện nào?")
    reader.press("radio", "Người từ 75 tuổi")
    reader.has_come_to("Đăng ký khai tử")
    reader.press("button", "LẤY SỐ")
    number = reader.number()
    # The paper draws the screen anew: the reader stays where it was.
    expect(kiosk.get_by_text("Mời lấy phiếu phía dưới")).to_be_visible()
    reader.has_come_to(number)
    reader.press("button", "Xong")
    reader.has_come_to(HOME)
    ticket = building.request(
        "GET", f"/tickets?number={number}", token=building.token("s", "supervisor")
    ).body
    assert [(one["priority"], one["procedures"]) for one in ticket] == [("elderly", ["dang-ky-khai-tu"])]


def test_the_kiosks_own_keyboard_writes_vietnamese_and_lets_itself_be_corrected(kiosk: Page) -> None:
    kiosk.get_by_role("button", name="Nộp hồ sơ mới").tap()
    box = kiosk.get_by_label("Việc cần làm")
    box.tap()
    _press(kiosk, "ddaats ddai")
    expect(box).to_have_value("đất đai")
    # Back over the last letters and on again; then a letter into the middle of a word.
    kiosk.get_by_role("button", name="Xóa", exact=True).tap()
    _press(kiosk, "if")
    expect(box).to_have_value("đất đài")
    box.evaluate("(one) => one.setSelectionRange(3, 3)")
    _press(kiosk, "j")
    expect(box).to_have_value("đật đài")
    kiosk.get_by_role("button", name="Xóa hết").tap()
    kiosk.get_by_role("button", name="Kiểu gõ: Telex").tap()
    _press(kiosk, "ho65 tich5")
    expect(box).to_have_value("hộ tịch")
    kiosk.get_by_role("button", name="Xóa hết").tap()
    kiosk.get_by_role("button", name="Kiểu gõ: VNI").tap()
    _press(kiosk, "khais")
    expect(box).to_have_value("khais")
    kiosk.get_by_role("button", name="Làm lại").tap()
    kiosk.get_by_role("button", name="Tra cứu").tap()
    kiosk.get_by_role("button", name="Hồ sơ đã nộp").tap()
    kiosk.get_by_role("button", name="ABC").tap()
    # A code's letters stay what they are, whatever the way of writing.
    _press(kiosk, "aas")
    expect(kiosk.get_by_label("Mã hồ sơ")).to_have_value("aas")


def test_every_screen_is_read_aloud_from_its_heading_on(kiosk: Page) -> None:
    said: list[str] = []
    kiosk.route(
        "**/local/speech*", lambda route: (said.append(route.request.post_data or ""), route.abort())[1]
    )
    for screen in SCREENS:
        if screen == "idle":
            continue
        put_up(kiosk, screen)
        heading = kiosk.locator("h1").first
        wanted = heading.get_attribute("data-say") or heading.inner_text()
        with kiosk.expect_request("**/local/speech*"):
            kiosk.get_by_role("button", name="Nghe").click()
        expect(kiosk.get_by_role("button", name="Nghe")).to_be_visible()
        assert " ".join(wanted.split()) in " ".join(said[-1].split()), screen


def test_what_is_read_aloud_is_heard(kiosk: Page) -> None:
    with kiosk.expect_response("**/local/speech*") as told:
        kiosk.get_by_role("button", name="Nghe").click()
    with wave.open(io.BytesIO(told.value.body())) as sound:
        samples = array("h", sound.readframes(sound.getnframes()))
        seconds = sound.getnframes() / sound.getframerate()
    assert seconds > 3
    assert max(samples) > 3000
    kiosk.get_by_role("button", name="Dừng").click()
    expect(kiosk.get_by_role("button", name="Nghe")).to_be_visible()


_WHAT_IS_LEFT = """async () => {
  const { visit } = await import("/static/visit/state.js");
  const boxes = [...document.querySelectorAll("input")].map((one) => one.value).join("");
  return { ...visit, ticked: [...visit.ticked], boxes, stored: localStorage.length + sessionStorage.length };
}"""


def test_whoever_leaves_leaves_neither_words_nor_choices_nor_a_card(kiosk: Page) -> None:
    fresh = kiosk.evaluate(_WHAT_IS_LEFT)
    kiosk.clock.install()
    kiosk.reload()
    kiosk.get_by_role("button", name="Tra cứu").tap()
    kiosk.get_by_role("button", name="Hồ sơ đã nộp").tap()
    kiosk.get_by_label("Mã hồ sơ").fill("H49.77-260612-0007")
    kiosk.evaluate(
        """async () => {
          const { visit } = await import("/static/visit/state.js");
          Object.assign(visit, { card: "c1", priority: "elderly", method: "vni", large: true, query: "tên tôi" });
          visit.ticked.add("a|b");
        }"""
    )
    kiosk.clock.run_for(44_000)
    expect(kiosk.get_by_role("heading", name="Ông/bà còn ở đây không?")).to_be_hidden()
    kiosk.clock.run_for(2_000)
    expect(kiosk.get_by_role("heading", name="Ông/bà còn ở đây không?")).to_be_visible()
    expect(kiosk.get_by_role("button", name="Tôi còn ở đây")).to_be_focused()
    kiosk.get_by_role("button", name="Tôi còn ở đây").tap()
    kiosk.clock.run_for(44_000)
    expect(kiosk.get_by_label("Mã hồ sơ")).to_have_value("H49.77-260612-0007")
    kiosk.clock.run_for(17_000)
    expect(kiosk.get_by_role("heading", name=HOME)).to_be_visible()
    assert kiosk.evaluate(_WHAT_IS_LEFT) == fresh
    kiosk.get_by_role("button", name="Tra cứu").tap()
    kiosk.get_by_role("button", name="Hồ sơ đã nộp").tap()
    expect(kiosk.get_by_label("Mã hồ sơ")).to_have_value("")
