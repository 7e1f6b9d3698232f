"""The paper ticket: its words, its size, and the QR code that a phone reads from it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from kiosk.paper import LONGEST, Drawer, Ticket, wording
from kiosk.paper.qr import picture
from shared.text.documents import Document

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
URL = "https://so.example.vn/f/aB3_aB3_aB3_aB3_aB3_aB3_"
DOCUMENTS = (
    Document("Tờ khai đăng ký khai sinh theo mẫu"),
    Document("Giấy chứng sinh", note="thiếu thì văn bản người làm chứng hoặc giấy cam đoan"),
    Document("Giấy tờ tùy thân của người yêu cầu", show_only=True),
    Document("Biên bản về trẻ bị bỏ rơi", conditional=True),
)
TICKET = Ticket(
    number="A012",
    field="Hộ tịch",
    counters=(1, 2, 3),
    ahead=5,
    p50_minutes=15,
    p90_minutes=25,
    issued_at=datetime(2026, 6, 12, 9, 14, tzinfo=ZONE),
    centre="Trung tâm Phục vụ hành chính công",
    kiosk="Kiosk 1",
    subtitle="Phường Hạ Long",
    matters=("Đăng ký khai sinh",),
    documents=DOCUMENTS,
    ticked=frozenset({"Tờ khai đăng ký khai sinh theo mẫu"}),
    follow_url=URL,
)
LONG = replace(
    TICKET,
    number="M799",
    field="Văn hóa, Thể thao và Thông tin và còn nhiều thứ khác nữa",
    counters=tuple(range(1, 19)),
    centre="Trung tâm Phục vụ hành chính công và Xúc tiến đầu tư thành phố",
    matters=tuple(
        f"Việc số {n} có một cái tên dài đến mức không thể nào vừa hai dòng giấy" for n in range(5)
    ),
    documents=tuple(
        Document(f"Giấy tờ thứ {n} với một cái tên cũng rất dài, dài hơn một dòng") for n in range(12)
    ),
    priority=True,
    reprinted_at=datetime(2026, 6, 12, 9, 20, tzinfo=ZONE),
    follow_url=URL + "x" * 60,
)


@pytest.fixture(scope="module")
def drawer() -> Drawer:
    return Drawer()


def _draw(drawer: Drawer, ticket: Ticket) -> Image.Image:
    return drawer.draw(wording(ticket), ticket.follow_url)


def _codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("ticket", [TICKET, replace(TICKET, lang="en"), replace(TICKET, large=True), LONG])
def test_the_paper_is_as_wide_as_the_printer_short_enough_and_its_code_readable(
    drawer: Drawer, ticket: Ticket
) -> None:
    paper = _draw(drawer, ticket)
    assert (paper.mode, paper.width) == ("1", 576)
    assert paper.height <= LONGEST
    assert _codes(paper) == [ticket.follow_url]


def test_a_narrow_paper_carries_the_same_code() -> None:
    paper = _draw(Drawer(384), LONG)
    assert (paper.width, paper.height <= LONGEST, _codes(paper)) == (384, True, [LONG.follow_url])


def test_the_code_is_at_least_25_mm_wide_and_of_whole_dots() -> None:
    for text in (URL, URL + "x" * 100):
        code = picture(text, 204)
        assert code.width >= 200
        assert code.size == (code.width, code.width)


def test_without_a_public_address_there_is_no_code(drawer: Drawer) -> None:
    paper = _draw(drawer, replace(TICKET, follow_url=None))
    assert _codes(paper) == []
    assert paper.height < _draw(drawer, TICKET).height - 200


def test_the_number_is_as_wide_as_the_paper_and_at_most_185_dots_high(drawer: Drawer) -> None:
    # Everything but the number is left out, as far as it can be: the tallest run of rows with black is the number.
    for number in ("A012", "E111", "M888"):
        paper = _draw(
            drawer, replace(TICKET, number=number, follow_url=None, documents=(), matters=(), counters=())
        )
        rows = [paper.crop((0, y, 576, y + 1)).getbbox() is not None for y in range(paper.height)]
        inverted = paper.convert("L").point(lambda value: 255 - value)
        boxes = [inverted.crop((0, y, 576, y + 1)).getbbox() for y in range(paper.height)]
        runs: list[list[int]] = [[]]
        for y, box in enumerate(boxes):
            if box is None:
                runs.append([])
            else:
                runs[-1].append(y)
        tallest = max(runs, key=len)
        left = min(boxes[y][0] for y in tallest if boxes[y])  # type: ignore[index]
        right = max(boxes[y][2] for y in tallest if boxes[y])  # type: ignore[index]
        assert any(rows)
        assert len(tallest) <= 185 + 6  # round digits overshoot the capitals' height a little
        assert right - left >= 500 or len(tallest) >= 180


def test_without_an_estimate_nothing_is_said_of_the_wait() -> None:
    words = wording(replace(TICKET, p50_minutes=None, p90_minutes=None, ahead=None))
    assert (words["wait"], words["ahead"]) == (None, None)


def test_the_words_of_a_ticket() -> None:
    words = wording(replace(TICKET, priority=True, dossiers=("H49.77-260610-0001",)))
    assert words == {
        "dossiers": "Hồ sơ H49.77-260610-0001",
        "centre": "Trung tâm Phục vụ hành chính công",
        "subtitle": "Phường Hạ Long",
        "field": "Hộ tịch",
        "number": "A012",
        "purpose": "",
        "matter": "Đăng ký khai sinh",
        "others": [],
        "counters": "QUẦY 1, 2, 3",
        "ahead": {"label": "Trước ông/bà", "value": "5 người"},
        "wait": {"label": "Chờ khoảng", "value": "15–25 phút"},
        "boxes": ["ƯU TIÊN"],
        "prepare": "Chuẩn bị:",
        "documents": [
            {"text": "Tờ khai đăng ký khai sinh theo mẫu", "ticked": True},
            {
                "text": "Giấy chứng sinh (thiếu thì văn bản người làm chứng hoặc giấy cam đoan)",
                "ticked": False,
            },
            {"text": "Giấy tờ tùy thân của người yêu cầu (chỉ xuất trình)", "ticked": False},
        ],
        "more": "và {count} giấy tờ khác: hỏi cán bộ",
        "follow": "Quét mã để theo dõi lượt trên điện thoại",
        "footer": "Có thể không gọi lần lượt.\nLỡ lượt: quét phiếu tại kiosk.",
        "at": "12/6/2026 · 09:14",
        "kiosk": "Kiosk 1",
        "large": False,
        "lang": "vi",
    }


def test_a_second_paper_says_when_it_was_printed() -> None:
    again = replace(TICKET, reprinted_at=datetime(2026, 6, 12, 9, 20, tzinfo=ZONE))
    assert wording(again)["boxes"] == ["IN LẠI 09:20"]
    assert wording(replace(again, lang="en"))["boxes"] == ["REPRINTED 09:20"]


def test_large_print_leaves_the_documents_out() -> None:
    assert wording(replace(TICKET, large=True))["documents"] == []
