"""Every state of the lobby screen as PNG files: `python -m display.gallery DIR`. For eyes and for tests.

The people, numbers and times are invented; the drawing is the display's own.
"""

import argparse
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pygame

from display.announcements import Announcements, Showing
from display.board import Board, from_snapshot
from display.drawing.painter import Painter
from display.drawing.screen import Screen
from display.view import Layout, LinkState, View, compose
from shared.wire.light import plain
from shared.wire.light.board import Counter, Held, Snapshot
from shared.wire.vocabulary import CounterState, TicketState

NOW = datetime(2026, 6, 12, 9, 31, tzinfo=timezone(timedelta(hours=7)))
SIZE = (1920, 1080)

_QUEUES = (
    ("ho-tich", "Hộ tịch", "#DB1B06"),
    ("chung-thuc", "Chứng thực", "#8F6A14"),
    ("dat-dai", "Đất đai", "#4D3819"),
    ("xay-dung-do-thi", "Xây dựng và Đô thị", "#264033"),
    ("dang-ky-kinh-doanh", "Đăng ký kinh doanh", "#3B6DE3"),
    ("cong-thuong", "Công Thương", "#561174"),
    ("nong-nghiep-moi-truong", "Nông nghiệp và Môi trường", "#428103"),
    ("bao-tro-xa-hoi-giam-ngheo", "Bảo trợ xã hội và Giảm nghèo", "#C41CB4"),
    ("nguoi-co-cong", "Người có công", "#74112E"),
    ("giao-duc-dao-tao", "Giáo dục và Đào tạo", "#038181"),
    ("van-hoa-the-thao-thong-tin", "Văn hóa, Thể thao và Thông tin", "#9F606C"),
    ("noi-vu-ton-giao", "Nội vụ và Tôn giáo", "#033D63"),
)
_PREFIXES = "ABCDEFGHJKLM"
_HELD = {
    1: "A011", 2: "A010", 3: "A012", 5: "B018", 6: "B017", 7: "C005", 8: "C004", 9: "E004", 10: "D003",
    12: "G002", 13: "H007", 14: "J001", 16: "K003", 17: "L002",
}  # fmt: skip
_CALLS = (("A012", 3), ("C005", 7), ("B018", 5), ("A011", 1), ("E004", 9), ("G002", 12))
_TICKER = ("Lỡ lượt: xin báo cán bộ tại quầy", "Có thể không gọi lần lượt")
_HOURS = [{"days": [1, 2, 3, 4, 5], "from": a, "to": b} for a, b in (("07:00", "11:30"), ("13:30", "17:00"))]


def snapshot(**centre: object) -> dict[str, object]:
    """A working morning as a server would send it; keywords change what it says of the centre."""
    ids = {prefix: queue[0] for prefix, queue in zip(_PREFIXES, _QUEUES, strict=True)}
    return {
        "seq": 100,
        "now": NOW.isoformat(),
        "centre": {
            "name": "Trung tâm Phục vụ hành chính công",
            "subtitle": "Phường Hạ Long",
            "timezone": "Asia/Ho_Chi_Minh",
            "open_now": True,
            "reopens_at": None,
            "hours": _HOURS,
            "ticker": list(_TICKER),
            "notice": None,
            "emergency": None,
            **centre,
        },
        "queues": [{"id": ident, "name": name, "colour": colour} for ident, name, colour in _QUEUES],
        "counters": [_counter(number, ids) for number in range(1, 19)],
        "calls": [
            {
                "seq": 100 - place,
                "id": 10 * counter,
                "number": number,
                "counter": counter,
                "queue": ids[number[0]],
                "calls": 1,
                "at": (NOW - timedelta(minutes=place)).isoformat(),
            }
            for place, (number, counter) in enumerate(_CALLS)
        ],
    }


def _counter(number: int, ids: Mapping[str, str]) -> dict[str, object]:
    held = _HELD.get(number)
    state = "open" if held else "paused" if number == 4 else "closed"
    ticket = None
    if held:
        called = "called" if number == 3 else "serving"
        ticket = {"id": 10 * number, "number": held, "queue": ids[held[0]], "state": called}
    return {
        "number": number,
        "name": f"Quầy {number}",
        "state": state,
        "reason": None,
        "queues": [],
        "ticket": ticket,
    }


def told(**centre: object) -> Snapshot:
    """The same as the display reads it."""
    return plain.read(Snapshot, snapshot(**centre))


def _overfull() -> Snapshot:
    """Long names everywhere, 36 counters, three letters and four digits."""
    full = told(
        name="Trung tâm Phục vụ hành chính công và Hỗ trợ doanh nghiệp liên phường Hạ Long – Bãi Cháy",
        subtitle="Khu vực Hạ Long – Bãi Cháy – Tuần Châu",
        notice="Chiều nay từ 15:30 trung tâm họp toàn thể; xin lấy số trước 15:00, số đã lấy vẫn được gọi.",
        ticker=[
            "Xin giữ phiếu đến khi được gọi. Lỡ lượt: xin báo cán bộ tại quầy.",
            "Người khuyết tật nặng, người từ 75 tuổi, phụ nữ mang thai và người bế trẻ nhỏ được ưu tiên.",
            "Cần hướng dẫn, mời ông/bà đến Bàn hướng dẫn, quầy 18.",
        ],
    )
    first, *queues = full.queues
    long = replace(first, name="Văn hóa, Thể thao, Du lịch, Thông tin, Khoa học và Công nghệ")
    calls = (
        replace(call, number=f"WMQ{call.number[1:]}8", counter=call.counter + 100) for call in full.calls
    )
    counters = (
        replace(
            full.counters[n % 18],
            number=101 + n,
            reason="Nghỉ giải lao, quay lại lúc 10 giờ",
            ticket=None if n % 18 in (3, 10) else Held(10 * n, f"WMQ{n:03}8", "ho-tich", TicketState.SERVING),
        )
        for n in range(36)
    )
    return replace(full, queues=(long, *queues), calls=tuple(calls), counters=tuple(counters))


def _with_counter(of: Snapshot, place: int, changed: Counter) -> Snapshot:
    return replace(of, counters=(*of.counters[:place], changed, *of.counters[place + 1 :]))


def _few() -> Snapshot:
    few = told()
    few = replace(few, counters=few.counters[:5])
    return _with_counter(few, 3, replace(few.counters[3], reason="Nghỉ trưa"))


def _empty() -> Snapshot:
    empty = told()
    return replace(empty, calls=(), counters=tuple(replace(one, ticket=None) for one in empty.counters))


def _quiet(**centre: object) -> Snapshot:
    """Nobody is called; counters are closed or on a break."""
    quiet = told(open_now=False, **centre)
    resting = (
        replace(one, ticket=None, state=CounterState.PAUSED, reason="Nghỉ trưa") for one in quiet.counters
    )
    return replace(quiet, counters=tuple(resting))


SIZES = {"calls": SIZE, "calls-media": SIZE, "portrait": (1080, 1920), "strip": (1920, 360)}
"""The screen for which each layout is meant."""


def announcement(folder: Path) -> str:
    """A picture as an office would make it, drawn into the folder; returns its file."""
    surface = pygame.Surface((1600, 900), depth=32)
    painter = Painter(surface)
    painter.fill((0, 0, 1600, 900), "#0B5CAD")
    painter.fill((0, 640, 1600, 260), "#FFD54A")
    painter.text("Nộp hồ sơ trực tuyến", (80, 120, 1440, 200), "Bold", 130, "#FFFFFF", "centre")
    painter.text("Miễn phí bản sao đến hết tháng 6", (80, 360, 1440, 140), "Medium", 84, "#FFFFFF", "centre")
    painter.text("Hỏi ở Bàn hướng dẫn, quầy 18", (80, 690, 1440, 160), "Bold", 96, "#3D2E00", "centre")
    file = folder / "announcement.png"
    pygame.image.save(surface, str(file))
    return str(file)


def strips() -> dict[str, tuple[View, float]]:
    """Every state of a strip over a counter."""
    linked, cut = LinkState("connected", NOW), LinkState("disconnected", NOW)
    morning, long = told(), _overfull()
    paused = _with_counter(
        morning, 3, replace(morning.counters[3], reason="Nghỉ giải lao, quay lại lúc 10 giờ")
    )
    free = replace(morning.counters[4], name="Chứng thực bản sao từ bản chính, chữ ký", ticket=None)
    paused = _with_counter(paused, 4, free)

    def over(counter: int, data: Snapshot, link: LinkState = linked, lang: str = "vi") -> View:
        return compose(
            from_snapshot(data), Announcements(), link, NOW, "tv-1", lang, layout="strip", counter=counter
        )

    found = {
        "called": over(3, morning),
        "serving": over(8, morning),
        "paused": over(4, paused),
        "closed": over(11, morning),
        "free": over(5, paused),
        "cut-off": over(3, morning, cut),
        "cut-off-empty": over(4, paused, cut),
        "overfull": over(120, long),
        "unknown": over(77, morning),
        "english": over(3, morning, lang="en"),
        "emergency": over(3, told(emergency="Có cháy ở tầng 2. Xin ra cửa chính.")),
        "connecting": compose(
            None, Announcements(), LinkState("connecting", NOW), NOW, "tv-1", layout="strip"
        ),
    }
    return {name: (view, 0.0) for name, view in found.items()}


def states(layout: Layout = "calls", slide: str | None = None) -> dict[str, tuple[View, float]]:
    """Every state by name: the view and the height of its pulse; with a slide, where the layout shows one."""
    linked, cut = LinkState("connected", NOW), LinkState("disconnected", NOW)
    morning = from_snapshot(told())
    noon, evening = NOW.replace(hour=11, minute=42), NOW.replace(hour=18, minute=5)
    monday = NOW.replace(day=15, hour=7, minute=0)
    stacked = Announcements(showing=Showing(morning.calls[2], 2, 0.0, 9.0), waiting=morning.calls[1::-1])

    def ordinary(
        board: Board | None,
        link: LinkState = linked,
        now: datetime = NOW,
        announcements: Announcements | None = None,
        lang: str = "vi",
        slide: str | None = None,
    ) -> View:
        announced = announcements or Announcements()
        return compose(board, announced, link, now, "tv-1", lang, layout, slide=slide)

    if layout == "strip":
        return strips()
    shown = (
        {}
        if slide is None
        else {
            "announcement": (ordinary(morning, slide=slide), 0.0),
            "announcement-cut-off": (ordinary(morning, cut, NOW + timedelta(minutes=3), slide=slide), 0.0),
            "announcement-empty": (ordinary(from_snapshot(_empty()), slide=slide), 0.0),
            "announcement-call": (ordinary(morning, slide=slide, announcements=stacked), 0.0),
        }
    )
    emergency = "Có cháy ở tầng 2. Xin ra cửa chính, không dùng thang máy."
    return {
        "tv": (ordinary(morning), 0.0),
        "pulse": (ordinary(morning), 1.0),
        "stacked": (ordinary(morning, announcements=stacked), 0.5),
        "cut-off": (ordinary(morning, cut, NOW + timedelta(minutes=3)), 0.0),
        "cut-off-empty": (ordinary(from_snapshot(_empty()), cut), 0.0),
        "empty": (ordinary(from_snapshot(_empty())), 0.0),
        "notice": (ordinary(from_snapshot(told(notice="Chiều nay nghỉ họp từ 15:30"))), 0.0),
        "lunch": (
            ordinary(from_snapshot(_quiet(reopens_at=NOW.replace(hour=13, minute=30).isoformat())), now=noon),
            0.0,
        ),
        "closed": (ordinary(from_snapshot(_quiet(reopens_at=monday.isoformat())), now=evening), 0.0),
        "overfull": (ordinary(from_snapshot(_overfull())), 0.0),
        "few-counters": (ordinary(from_snapshot(_few())), 0.0),
        "emergency": (ordinary(from_snapshot(told(emergency="Xin theo hướng dẫn của nhân viên"))), 0.0),
        "emergency-text": (ordinary(from_snapshot(told(emergency=emergency))), 0.0),
        "connecting": (ordinary(None, LinkState("connecting", NOW)), 0.0),
        "refused": (ordinary(None, LinkState("refused", NOW)), 0.0),
        "english": (ordinary(morning, lang="en"), 0.0),
        **shown,
    }


def render(view: View, pulse: float = 0.0, size: tuple[int, int] = SIZE) -> pygame.Surface:
    """The view as a picture, without any window."""
    surface = pygame.Surface(size, depth=32)
    Screen(surface).draw(view, 0.0, pulse)
    return surface


def main() -> None:
    """Writes a PNG file for each state into the folder."""
    parser = argparse.ArgumentParser(prog="python -m display.gallery", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--layout", choices=list(SIZES), default="calls", help="layout of displays.toml")
    parser.add_argument("--size", help="width x height")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x")) if options.size else SIZES[options.layout]
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    options.folder.mkdir(parents=True, exist_ok=True)
    has_place = options.layout in ("calls-media", "portrait")
    with tempfile.TemporaryDirectory() as beside:
        every = states(options.layout, announcement(Path(beside)) if has_place else None)
        for name, (view, pulse) in every.items():
            pygame.image.save(render(view, pulse, (width, height)), str(options.folder / f"{name}.png"))
    print(f"{len(every)} → {options.folder}")


if __name__ == "__main__":
    main()
