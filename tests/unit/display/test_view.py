"""What the screen says in each situation, in the words of the catalogue."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from display.announcements import Announcements, Showing
from display.board import Board
from display.gallery import NOW, snapshot
from display.view import DEFAULT_COLOUR, Bar, BigCall, Cell, LinkState, Row, View, Words, compose
from tests.unit.display.told import from_snapshot

LINKED, CUT = LinkState("connected", NOW), LinkState("disconnected", NOW)


def _view(
    changes: dict[str, Any] | None = None,
    link: LinkState = LINKED,
    now: datetime = NOW,
    announcements: Announcements | None = None,
    **centre: Any,
) -> View:
    board = from_snapshot({**snapshot(**centre), **(changes or {})})
    return compose(board, announcements or Announcements(), link, now)


def _idle() -> dict[str, Any]:
    return {"calls": [], "counters": [{**c, "ticket": None} for c in snapshot()["counters"]]}


def test_the_last_call_is_large_with_its_field_and_the_others_stand_beside_it() -> None:
    view = _view()
    assert view.card == BigCall("ĐANG MỜI", "Hộ tịch", "A012", "#DB1B06", "QUẦY 3")
    assert view.rows[0] == Row("C005", "#4D3819", "Quầy", "7")
    assert [row.number for row in view.rows] == ["C005", "B018", "A011", "E004", "G002"]


def test_a_call_that_is_being_said_stays_large_while_newer_ones_stack_beside_it() -> None:
    calls = from_snapshot(snapshot()).calls
    view = _view(announcements=Announcements(waiting=(calls[0],), showing=Showing(calls[1], 2, 0.0, 9.0)))
    assert isinstance(view.card, BigCall)
    assert (view.card.number, view.rows[0].number) == ("C005", "A012")


def test_counters_show_their_ticket_or_why_they_have_none() -> None:
    cells = _view().cells
    assert cells[2] == Cell("3", "A012", "", "", current=True, dim=False)
    assert cells[3] == Cell("4", "", "Tạm nghỉ", "Tạm nghỉ", current=False, dim=False)
    assert cells[10] == Cell("11", "", "Đóng", "Đóng", current=False, dim=False)


def test_a_pause_shows_its_reason() -> None:
    counters = snapshot()["counters"]
    counters[3]["reason"] = "Nghỉ trưa"
    assert _view({"counters": counters}).cells[3] == Cell("4", "", "Nghỉ trưa", "Tạm nghỉ", False, False)


def test_a_broken_link_is_said_and_the_board_stays_as_the_latest_call() -> None:
    view = _view(link=CUT, now=NOW + timedelta(minutes=3))
    assert view.bar == Bar("cut_off", "Mất kết nối từ 09:31 · xin nghe cán bộ gọi tại quầy")
    assert view.card == BigCall("LƯỢT MỜI GẦN NHẤT", "09:31", "A012", "#DB1B06", "QUẦY 3")
    assert (view.ticker, view.header.clock) == ("", "09:34")
    assert {(cell.dim, cell.current) for cell in view.cells} == {(True, False)}


def test_nobody_called_yet_is_said_plainly() -> None:
    assert _view(_idle()).card == Words("Chưa có số được gọi", ("Mời ông/bà lấy số tại kiosk.",))


def test_lunch_promises_that_numbers_stay() -> None:
    noon = NOW.replace(hour=11, minute=42)
    view = _view(_idle(), now=noon, open_now=False, reopens_at=NOW.replace(hour=13, minute=30).isoformat())
    assert view.card == Words("Nghỉ trưa", ("Số đã lấy vẫn giữ nguyên.", "Tiếp tục 13:30."))


def test_before_opening_it_is_not_lunch() -> None:
    early = NOW.replace(hour=6, minute=30)
    view = _view(_idle(), now=early, open_now=False, reopens_at=NOW.replace(hour=7, minute=0).isoformat())
    assert view.card == Words("Ngoài giờ tiếp nhận", ("Mở cửa lúc 07:00.",))


def test_after_hours_the_next_opening_is_named_with_its_day() -> None:
    monday = NOW.replace(day=15, hour=7, minute=0)
    view = _view(_idle(), now=NOW.replace(hour=18), open_now=False, reopens_at=monday.isoformat())
    assert view.card == Words("Ngoài giờ tiếp nhận", ("Mở lại 07:00 thứ Hai, 15/6/2026.",))


def test_a_closed_centre_without_a_next_opening_promises_nothing() -> None:
    assert _view(_idle(), open_now=False).card == Words("Ngoài giờ tiếp nhận", ())


def test_a_call_is_shown_after_closing_time_as_long_as_it_waits() -> None:
    card = _view(now=NOW.replace(hour=17, minute=10), open_now=False).card
    assert isinstance(card, BigCall)
    assert card.number == "A012"


def test_a_notice_gets_a_band_that_gives_way_to_a_broken_link() -> None:
    assert _view(notice="Chiều nay nghỉ họp").bar == Bar("notice", "Chiều nay nghỉ họp")
    bar = _view(notice="Chiều nay nghỉ họp", link=CUT).bar
    assert bar is not None
    assert bar.kind == "cut_off"


def test_an_emergency_takes_the_whole_screen_even_without_a_link() -> None:
    view = _view(emergency="Có cháy ở tầng 2", link=CUT)
    assert view.mode == "emergency"
    assert view.card == Words("KHẨN CẤP", ("Xin theo hướng dẫn của nhân viên", "Có cháy ở tầng 2"))
    assert (view.rows, view.cells, view.bar) == ((), (), None)


def test_the_ticker_tells_todays_hours_first() -> None:
    assert _view(ticker=["Xin giữ phiếu"]).ticker == "Tiếp nhận 07:00–11:30 và 13:30–17:00 · Xin giữ phiếu"


def test_a_centre_open_at_all_hours_and_a_day_off_need_no_hours() -> None:
    always = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00"}]
    assert _view(ticker=["Xin giữ phiếu"], hours=always).ticker == "Xin giữ phiếu"
    assert _view(ticker=[], now=NOW + timedelta(days=1)).ticker == ""


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#12345g", "javascript:"])
def test_a_colour_that_is_none_is_replaced(colour: str) -> None:
    queues = [{"id": "ho-tich", "name": "Hộ tịch", "colour": colour}]
    card = _view({"queues": queues}).card
    assert isinstance(card, BigCall)
    assert (card.colour, card.aside) == (DEFAULT_COLOUR, "Hộ tịch")


@pytest.mark.parametrize("board", [None, from_snapshot(snapshot())])
def test_a_refused_device_shows_nothing_but_that(board: Board | None) -> None:
    view = compose(board, Announcements(), LinkState("refused", NOW), NOW, "tv-1")
    assert view.mode == "plain"
    assert view.card == Words(
        "Thiết bị chưa được cấp quyền", ("Màn hình tv-1. Xin báo người phụ trách máy chủ.",)
    )


def test_before_the_first_snapshot_it_says_that_it_connects() -> None:
    view = compose(None, Announcements(), LinkState("connecting", NOW), NOW)
    assert (view.mode, view.card) == (
        "plain",
        Words("Đang kết nối máy chủ…", ("Xin nghe cán bộ gọi tại quầy.",)),
    )
    assert (view.header.date, view.header.clock) == ("Thứ Sáu, 12/6/2026", "09:31")


def test_the_words_are_there_in_english_too() -> None:
    view = compose(from_snapshot(snapshot()), Announcements(), LINKED, NOW, lang="en")
    assert isinstance(view.card, BigCall)
    assert (view.card.heading, view.card.counter) == ("NOW CALLING", "COUNTER 3")
