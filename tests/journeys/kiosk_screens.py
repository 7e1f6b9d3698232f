"""Every screen of the kiosk's page, put up quickly by the page's own modules, in every way of showing it; for tests that look
at all of them. Taps and whole visits are elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from tests.journeys.browser import until

_AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MODES: dict[str, dict[str, object]] = {
    "plain": {},
    "large": {"large": True},
    "contrast": {"contrast": True},
    "low": {"low": True},
    "english": {"lang": "en"},
    "large and low": {"large": True, "low": True},
}
"""Whatever a citizen can choose, by itself and where two press on the same room."""
_BIRTH = {
    "id": "dang-ky-khai-sinh",
    "title": "Đăng ký khai sinh",
    "documents": [
        {
            "name": "Tờ khai đăng ký khai sinh theo mẫu",
            "note": None,
            "show_only": False,
            "conditional": False,
        },
        {"name": "Giấy chứng sinh", "note": "Hoặc giấy cam đoan", "show_only": False, "conditional": False},
        {"name": "Giấy tờ tùy thân", "note": None, "show_only": True, "conditional": False},
    ],
}
_MISSED = {
    **{
        "id": 7,
        "number": "A012",
        "spoken": "A không một hai",
        "state": "no_show",
        "matter": "Đăng ký khai sinh",
    },
    "queue": {"id": "ho-tich", "name": "Hộ tịch", "colour": "#DB1B06", "prefix": "A"},
    **{"ahead": 0, "estimate": None, "counters": [1, 2], "counter": None},
    "may": {"back": True, "cancel": True, "print": True},
}
_APPOINTMENT = {
    **{"code": "K7M4PQ", "time": "09:30", "today": True, "opens": "09:00", "closes": "09:45"},
    "day": {"vi": "thứ Ba, 16/6/2026", "en": "Tuesday, 16 June 2026"},
    **{"queue": "ho-tich", "procedures": ["dang-ky-khai-sinh"], "matters": ["Đăng ký khai sinh"]},
    **{"state": "booked", "standing": "now", "number": None},
}
_USED = {**_APPOINTMENT, "state": "checked_in", "number": "A012"}
_SLOTS = [
    {"at": f"2026-06-16T{hour:02}:30:00+07:00", "time": f"{hour:02}:30", "left": 3} for hour in range(7, 17)
]
_BOOKING = {
    **{"procedure": "dang-ky-khai-sinh", "queue": "ho-tich", "matter": "Đăng ký khai sinh", "state": "ok"},
    "days": [
        {"day": "2026-06-15", "open": True, "label": _APPOINTMENT["day"], "slots": []},
        {"day": "2026-06-16", "open": True, "label": _APPOINTMENT["day"], "slots": _SLOTS},
    ],
    **{"day": "2026-06-16", "at": _SLOTS[2], "phone": "0912345678", "wish": None, "refused": None},
    "done": {**_APPOINTMENT, "id": 7, "paper": "printed", "qr": ["101", "010", "101"]},
}


_DOSSIER = {
    **{"code": "H49.77-260612-0007", "receipt": True, "status": 4, "overdue": False, "ready": False},
    "status_name": {"vi": "Đang xử lý", "en": "Being processed"},
    **{"standing": "working", "purpose": None},
    **{"queue": "ho-tich", "procedure_name": "Đăng ký lại khai sinh", "asked": None, "owed": None},
    "due": {"vi": "16:30 · Thứ Ba, 16/6/2026", "en": "16:30 · Tuesday, 16 June 2026"},
    "due_said": {"vi": "lúc 16:30 thứ Ba, 16/6/2026", "en": "16:30 on Tuesday, 16 June 2026"},
}


def _dossier(state: str = "found", **changes: object) -> tuple[dict[str, object], list[dict[str, object]]]:
    known = {**_DOSSIER, **changes} if state == "found" else None
    found = {"state": state, "code": _DOSSIER["code"], "dossier": known}
    return {"purpose": "collect", "found": found}, [{"name": "dossier", "text": "x"}]


def _found(state: str = "found", **changes: object) -> dict[str, object]:
    known = {**_APPOINTMENT, **changes} if state == "found" else None
    return {"appointment": {"state": state, "code": "K7M4PQ", "appointment": known}}


# What the visit holds, then the way to the screen.
SCREENS: dict[str, tuple[dict[str, object], list[dict[str, object]]]] = {
    "home": ({}, []),
    "find": ({}, [{"name": "find"}]),
    "found": ({"query": "khai sinh"}, [{"name": "find"}]),
    "nothing found": ({"query": "qqqq wwww"}, [{"name": "find"}]),
    "fields": ({"purpose": "look_up"}, [{"name": "fields"}]),
    "fields for a result": ({"purpose": "collect"}, [{"name": "fields"}]),
    "field": ({}, [{"name": "field", "field": "dat-dai"}]),
    "look up": ({"purpose": "look_up"}, [{"name": "look_up"}]),
    "receipt": ({"purpose": "collect"}, [{"name": "receipt"}]),
    "supplement": ({}, [{"name": "supplement"}]),
    "unknown dossier": _dossier("unknown"),
    "result not ready": _dossier(),
    "result late": _dossier(overdue=True, owed="45.000 đ"),
    "too many look-ups": _dossier("too_many"),
    "confirm": ({"purpose": "submit", "matters": ["dang-ky-khai-sinh"]}, [{"name": "confirm"}]),
    "confirm two": (
        {"purpose": "submit", "matters": ["dang-ky-khai-sinh", "dang-ky-ket-hon"]},
        [{"name": "confirm"}],
    ),
    "read about": ({"purpose": "look_up"}, [{"name": "confirm", "procedure": "dang-ky-khai-tu"}]),
    "confirm the guide desk": ({"purpose": "guide"}, [{"name": "confirm"}]),
    "confirm a result": ({"purpose": "collect"}, [{"name": "confirm", "queue": "dat-dai"}]),
    "papers missing": ({}, [{"name": "papers_check", "one": _BIRTH}]),
    "list given": ({"list": {"id": None, "paper": "failed"}}, [{"name": "papers_given", "one": _BIRTH}]),
    "quiet hours": ({}, [{"name": "quiet_hours", "queue": "ho-tich"}]),
    "missed its call": (
        {"returned": {"state": "found", "ticket": _MISSED}},
        [{"name": "paper_again", "text": "x"}],
    ),
    "giving up": (
        {"returned": {"state": "found", "ticket": _MISSED}},
        [{"name": "paper_again", "text": "x", "sure": True}],
    ),
    "unknown paper": (
        {"returned": {"state": "unknown", "ticket": None}},
        [{"name": "paper_again", "text": "x"}],
    ),
    "too many papers": (
        {"returned": {"state": "too_many", "ticket": None}},
        [{"name": "paper_again", "text": "x"}],
    ),
    "appointment's code": ({"code": "K7M"}, [{"name": "appointment"}]),
    "appointment": (_found(), [{"name": "appointment_found", "text": "x"}]),
    "too early": (_found(standing="early"), [{"name": "appointment_found", "text": "x"}]),
    "too late": (_found(standing="late"), [{"name": "appointment_found", "text": "x"}]),
    "appointment used": (
        {"appointment": {"state": "found", "code": "K7M4PQ", "appointment": _USED}},
        [{"name": "appointment_found", "text": "x"}],
    ),
    "no appointment": (_found("unknown"), [{"name": "appointment_found", "text": "x"}]),
    "too many appointments": (_found("too_many"), [{"name": "appointment_found", "text": "x"}]),
    "appointment unchecked": (_found("away"), [{"name": "appointment_found", "text": "x"}]),
    "field of an appointment": ({}, [{"name": "appointment_field", "code": "K7M4PQ"}]),
    "number with a code": ({}, [{"name": "appointment_take", "code": "K7M4PQ", "queue": "ho-tich"}]),
    "times to book": ({"booking": _BOOKING}, [{"name": "appointment", "procedure": "dang-ky-khai-sinh"}]),
    "telephone to book": ({"booking": _BOOKING}, [{"name": "appointment_phone"}]),
    "booked": ({"booking": _BOOKING}, [{"name": "appointment_booked"}]),
    "priority": ({}, [{"name": "priority"}]),
    "card": ({}, [{"name": "card", "wish": {}}]),
    "no card": ({}, [{"name": "no_card"}]),
    "idle": ({"purpose": "submit"}, [{"name": "find"}]),
    "done": ({}, [{"name": "done"}]),
    "failed": ({}, [{"name": "failed", "code": "quota_reached", "next": "guide", "wish": {}}]),
    "held already": (
        {},
        [{"name": "failed", "code": "one_a_field", "next": "guide", "wish": {}, "number": "A012"}],
    ),
}
# What the agent may say of kiosk and centre, as changes of its answer.
STATES: dict[str, dict[str, Any]] = {
    "closed": {
        "centre": {
            "open": False,
            "reopens": {"time": "07:00", "vi": "thứ Hai, 15/6/2026", "en": "Monday, 15 June 2026"},
        }
    },
    "emergency": {
        "centre": {"emergency": "Có cháy ở tầng 2. Mời ông/bà ra cửa chính, không dùng thang máy."}
    },
    "message": {"centre": {"notice": "Chiều nay từ 15:30 trung tâm họp; số đã lấy vẫn được gọi."}},
    "server away": {"link": "disconnected", "alone": {"ready": False, "undelivered": 0}},
    "no paper": {"printer": {"trouble": "paper_out", "state": "ready", "paper": "out", "none": False}},
    "fault": {"fault": "refused"},
    "starting": {"fault": "starting"},
}
_PUT_UP = """async ([mode, holds, path]) => {
  const { visit, wipe } = await import("/static/visit/state.js");
  const { repaint, go } = await import("/static/visit/navigation.js");
  wipe();
  Object.assign(visit, mode, holds);
  if (path.at(-1)?.name === "done") {
    const { post } = await import("/static/api.js");
    window.given ??= (await post("/local/tickets", { queue: "dat-dai", purpose: "collect" })).body;
    visit.ticket = { ...window.given, paper: "printed" };
  }
  if (!path.length) repaint({ moved: true });
  for (const { name, ...more } of path) go(name, more);
  document.querySelector(".search-text")?.dispatchEvent(new Event("input"));
}"""
_TARGETS = """() => [...document.querySelectorAll("button, input, a, [tabindex='0'], [role=radio], [role=checkbox]")]
  .map((one) => ({ one, box: one.getBoundingClientRect() }))
  .filter(({ one, box }) => box.width && getComputedStyle(one).visibility !== "hidden")
  .map(({ one, box }) => {
    const scroll = one.closest(".scroll")?.getBoundingClientRect();
    const frame = { top: Math.max(0, scroll?.top ?? 0), bottom: Math.min(1920, scroll?.bottom ?? 1920) };
    return {
      name: (one.getAttribute("aria-label") ?? one.innerText).trim() || one.dataset.key, width: box.width, height: box.height,
      x: box.x, y: scroll ? Math.max(box.y, frame.top) : box.y, right: box.right, scrolls: Boolean(scroll),
    };
  })"""


def put_up(page: Page, screen: str, mode: str = "plain") -> None:
    """Shows a screen in a mode, and waits until it is whole."""
    holds, path = SCREENS[screen]
    page.evaluate(_PUT_UP, [MODES[mode], holds, path])
    if screen == "found":
        page.locator(".row").first.wait_for()
    elif screen == "nothing found":
        page.locator(".results .band").wait_for()
    elif screen == "field":
        page.locator(".row").first.wait_for()
    elif screen == "idle":
        page.evaluate(
            "() => { const now = Date.now; Date.now = () => now() + 50000; window.awake = () => (Date.now = now); }"
        )
        page.locator("dialog.idle").wait_for()
        page.evaluate("() => window.awake()")
    page.locator("h1").first.wait_for()


def as_if(page: Page, state: str) -> None:
    """From now on the page is told this state, within the agent's true answer otherwise; waits until it shows."""
    changes = STATES[state]

    def told(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for key, value in changes.items():
            body[key] = {**body[key], **value} if isinstance(value, dict) else value
        route.fulfill(response=answer, json=body)

    page.unroute_all(behavior="wait")
    page.route("**/local/state", told)
    with page.expect_response("**/local/state"):
        pass
    until(
        page,
        """async (wanted) => {
          const { known } = await import("/static/visit/state.js");
          return Object.entries(wanted).every(([key, value]) => value && typeof value === "object"
            ? Object.keys(value).every((name) => JSON.stringify(known.state[key][name]) === JSON.stringify(value[name]))
            : known.state[key] === value);
        }""",
        changes,
    )


def targets(page: Page) -> list[dict[str, Any]]:
    """Everything that can be touched now: its name, its size and where it begins; what scrolls begins in its frame."""
    found: list[dict[str, Any]] = page.evaluate(_TARGETS)
    return found


def watch(page: Page) -> Callable[[], list[dict[str, Any]]]:
    """A function that says what axe finds wrong on the page as it is now."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_AXE)

    def look() -> list[dict[str, Any]]:
        found = page.evaluate(
            "(tags) => axe.run(document, { resultTypes: ['violations'], runOnly: tags })", _WCAG
        )
        return [
            {"rule": one["id"], "nodes": [node["html"][:160] for node in one["nodes"]][:3]}
            for one in found["violations"]
        ]

    return look
