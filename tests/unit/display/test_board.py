"""The board that facts build is the board that a fresh snapshot gives, whatever happened in the hall."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.board import Board, new_day, with_centre
from display.state import Message, start, take
from shared.wire.facts import happened
from shared.wire.facts.base import UnknownFact
from shared.wire.light import plain
from shared.wire.light.board import Call, Centre, Counter, Held, Hours, Queue
from shared.wire.vocabulary import CounterState, FactType, TicketState
from tests.unit.display.hall import NOW, Hall
from tests.unit.display.told import apply, from_snapshot

MOVES = sorted(
    {
        "ticket_serving",
        "ticket_done",
        "ticket_no_show",
        "ticket_held",
        "ticket_waiting",
        "ticket_transferred",
        "ticket_cancelled",
        "ticket_expired",
    }
)
IDENTS = st.integers(1, 12)
COUNTERS = st.integers(1, 4)
DEEDS = st.one_of(
    st.tuples(st.just("issue"), st.sampled_from(["ho-tich", "dat-dai"])),
    st.tuples(st.just("call"), IDENTS, COUNTERS),
    st.tuples(st.just("recall"), IDENTS),
    st.tuples(st.just("move"), IDENTS, st.sampled_from(MOVES)),
    st.tuples(st.just("undo"), IDENTS),
    st.tuples(st.just("renumber"), IDENTS),
    st.tuples(
        st.just("set_counter"), COUNTERS, st.sampled_from(["open", "paused", "closed"]), st.just("Họp")
    ),
    st.tuples(st.just("hide")),
    st.tuples(st.just("midnight")),
)


def _hall_with(*deeds: tuple[Any, ...]) -> Hall:
    hall = Hall()
    for name, *arguments in deeds:
        getattr(hall, name)(*arguments)
    return hall


@given(st.lists(DEEDS, max_size=12), st.lists(DEEDS, max_size=50))
def test_facts_lead_to_the_same_board_as_a_fresh_snapshot(before: list[Any], after: list[Any]) -> None:
    hall = Hall()
    for _ in range(8):
        hall.issue()
    for name, *arguments in before:
        getattr(hall, name)(*arguments)
    board = from_snapshot(hall.snapshot())
    for name, *arguments in after:
        fact = getattr(hall, name)(*arguments)
        if fact is not None:
            board = apply(board, fact)
        # Once a second the display itself asks whether a new day began.
        board = new_day(board, hall.now)
        assert board == from_snapshot(hall.snapshot())


@given(st.lists(DEEDS, max_size=50))
def test_a_screen_of_one_queue_shows_what_the_snapshot_knows_of_it_and_never_another(
    deeds: list[Any],
) -> None:
    hall = Hall()
    for n in range(8):
        hall.issue("dat-dai" if n % 2 else "ho-tich")
    board = from_snapshot(hall.snapshot(), ["dat-dai"])
    for name, *arguments in deeds:
        fact = getattr(hall, name)(*arguments)
        board = new_day(apply(board, fact) if fact is not None else board, hall.now)
    fresh = from_snapshot(hall.snapshot(), ["dat-dai"])
    assert {call.queue for call in board.calls} <= {"dat-dai"}
    assert board.calls[: len(fresh.calls)] == fresh.calls
    assert board.counters == fresh.counters
    assert [counter.number for counter in board.counters] == [1, 3]


def test_a_screen_of_all_queues_is_not_a_restricted_one() -> None:
    assert from_snapshot(Hall().snapshot(), ["dat-dai", "ho-tich"]) == from_snapshot(Hall().snapshot())


def test_a_called_ticket_stands_on_top_and_at_its_counter() -> None:
    hall = _hall_with(("issue",), ("issue",), ("call", 1, 2))
    board = from_snapshot(hall.snapshot())
    fact = hall.call(2, 3)
    assert fact is not None
    board = apply(board, fact)
    at = hall.now.replace(microsecond=0)
    assert board.calls[0] == Call(seq=4, id=2, number="A002", counter=3, queue="ho-tich", calls=1, at=at)
    assert [call.number for call in board.calls] == ["A002", "A001"]
    assert board.counters[2] == Counter(
        3, "Quầy 3", CounterState.OPEN, None, ("dat-dai",), Held(2, "A002", "ho-tich", TicketState.CALLED)
    )


def test_a_recall_moves_the_number_to_the_top_and_counts() -> None:
    hall = _hall_with(("issue",), ("issue",), ("call", 1, 2), ("call", 2, 3))
    board = from_snapshot(hall.snapshot())
    fact = hall.recall(1)
    assert fact is not None
    assert [(call.number, call.calls) for call in apply(board, fact).calls] == [("A001", 2), ("A002", 1)]


def test_a_new_number_replaces_the_old_one_everywhere() -> None:
    hall = _hall_with(("issue",), ("call", 1, 2))
    board = from_snapshot(hall.snapshot())
    fact = hall.renumber(1)
    assert fact is not None
    board = apply(board, fact)
    held = board.counters[1].ticket
    assert (board.calls[0].number, held and held.number) == ("A902", "A902")


def test_at_most_six_calls_are_kept() -> None:
    hall = Hall(counters=9)
    board = from_snapshot(hall.snapshot())
    for ident in range(1, 10):
        hall.issue()
        board = apply(board, hall.call(ident, ident) or {})
    assert [call.id for call in board.calls] == [9, 8, 7, 6, 5, 4]


def test_a_fact_that_came_already_changes_nothing() -> None:
    hall = _hall_with(("issue",))
    fact = hall.call(1, 1)
    assert fact is not None
    board = from_snapshot(hall.snapshot())
    assert apply(board, fact) == board


@pytest.mark.parametrize(
    "fact",
    [
        {"seq": 2, "type": "ticket_flown_away", "at": NOW.isoformat(), "data": {"id": 1}},
        {"seq": 2, "type": "hidden"},
        {"seq": 2, "type": "ticket_called", "at": NOW.isoformat(), "data": {}},
        {"seq": 2, "type": "ticket_called", "at": NOW.isoformat()},
        {"seq": 2, "type": "ticket_called", "at": "gestern", "data": {"id": 1}},
        {"seq": 2, "type": "ticket_called", "at": NOW.isoformat(), "data": {"id": 1, "counter": None}},
        {
            "seq": 2,
            "type": "counter_opened",
            "at": NOW.isoformat(),
            "data": {"number": 1, "state": "flooded"},
        },
        {"seq": 2, "type": ["ticket_called"], "at": 7, "data": "?"},
    ],
)
def test_a_fact_that_nobody_understands_only_moves_the_number_on(fact: dict[str, Any]) -> None:
    board = from_snapshot(_hall_with(("issue",)).snapshot())
    assert apply(board, fact) == replace(board, seq=2)


@pytest.mark.parametrize("fact", [{}, {"seq": None}, {"seq": "viele"}])
def test_a_fact_without_a_number_changes_nothing(fact: dict[str, Any]) -> None:
    with pytest.raises(UnknownFact):
        happened(fact)
    state = take(start(NOW), Message("snapshot", NOW, Hall().snapshot()))
    assert take(state, Message("fact", NOW, fact)) == state


def test_every_fact_of_the_wire_can_be_applied_to_an_empty_board() -> None:
    empty: Board = from_snapshot({**Hall().snapshot(), "queues": [], "counters": [], "calls": []})
    data = {
        "id": 1,
        "number": "A001",
        "queue": "q",
        "counter": 1,
        "state": "called",
        "calls": 1,
        "new": "A002",
    }
    for kind in FactType:
        board = apply(empty, {"seq": 1, "type": kind.value, "at": NOW.isoformat(), "data": data})
        assert (board.seq, board.counters) == (1, ())


def test_a_centre_is_read_whole_and_what_is_missing_has_its_usual_value() -> None:
    whole = {
        "name": "Trung tâm",
        "subtitle": "Phường Hạ Long",
        "timezone": "Asia/Tokyo",
        "open_now": False,
        "reopens_at": "2026-06-15T07:30:00+07:00",
        "hours": [{"days": [1, 2], "from": "07:00", "to": "11:30"}],
        "ticker": ["Xin giữ trật tự", "Mời xem bảng"],
        "notice": "Nghỉ lễ",
        "emergency": "Cháy",
    }
    board = from_snapshot(Hall().snapshot())

    def read(told: dict[str, Any]) -> Centre:
        return with_centre(board, plain.read(Centre, told)).centre

    assert read(whole) == Centre(
        name="Trung tâm",
        subtitle="Phường Hạ Long",
        timezone="Asia/Tokyo",
        open_now=False,
        reopens_at=datetime.fromisoformat("2026-06-15T07:30:00+07:00"),
        hours=(Hours((1, 2), "07:00", "11:30"),),
        ticker=("Xin giữ trật tự", "Mời xem bảng"),
        notice="Nghỉ lễ",
        emergency="Cháy",
    )
    assert read({"name": "Trung tâm"}) == Centre(name="Trung tâm")
    empty = {"subtitle": None, "timezone": None, "hours": None, "ticker": None, "notice": "", "emergency": ""}
    assert read({"name": "Trung tâm", **empty}) == Centre(name="Trung tâm")


def test_a_snapshot_is_read_whole() -> None:
    hall = Hall(counters=1)
    hall.issue("dat-dai")
    hall.call(1, 1)
    snapshot = hall.snapshot()
    snapshot["calls"][0]["lang"] = "en"
    del snapshot["queues"][0]["colour"]
    board = from_snapshot(snapshot, ["dat-dai"])
    assert board.queues == (Queue("ho-tich", "Hộ tịch", ""), Queue("dat-dai", "Đất đai", "#4D3819"))
    at = (NOW + timedelta(seconds=14, milliseconds=26)).replace(microsecond=0)
    assert board.calls == (Call(2, 1, "C001", 1, "dat-dai", 1, at, "en"),)
    assert board.counters == (
        Counter(
            1,
            "Quầy 1",
            CounterState.OPEN,
            None,
            ("dat-dai",),
            Held(1, "C001", "dat-dai", TicketState.CALLED),
        ),
    )


def test_the_language_of_whoever_is_called_comes_with_the_fact() -> None:
    hall = Hall()
    hall.issue()
    board = from_snapshot(hall.snapshot())
    fact = hall.call(1, 1)
    assert fact is not None
    board = apply(board, {**fact, "data": {**fact["data"], "lang": "en"}})
    assert [call.lang for call in board.calls] == ["en"]


def test_another_fact_under_a_number_that_came_already_changes_nothing() -> None:
    hall = Hall()
    hall.issue()
    board = from_snapshot(hall.snapshot())
    fact = hall.call(1, 1)
    assert fact is not None
    assert apply(replace(board, seq=fact["seq"]), fact) == replace(board, seq=fact["seq"])


def test_a_counter_that_serves_other_queues_keeps_its_ticket_and_its_place() -> None:
    hall = Hall()
    hall.issue()
    hall.call(1, 2)
    board = from_snapshot(hall.snapshot())
    data = {"number": 2, "name": "Quầy 2", "state": "open", "reason": None, "queues": ["dat-dai"]}
    fact = {"seq": hall.seq + 1, "type": "counter_rearranged", "at": hall.now.isoformat(), "data": data}
    after = apply(board, fact)
    assert [counter.number for counter in after.counters] == [1, 2, 3, 4]
    assert after.counters[1] == replace(board.counters[1], queues=("dat-dai",))
    assert after.counters[1].ticket is not None


def test_the_centre_can_close_without_a_fact() -> None:
    board = from_snapshot(Hall().snapshot())
    data = {"name": "Trung tâm", "open_now": False, "reopens_at": "2026-06-12T13:30:00+07:00"}
    centre = with_centre(board, plain.read(Centre, data)).centre
    assert (centre.open_now, centre.reopens_at) == (
        False,
        NOW.replace(hour=13, minute=30, second=0, microsecond=0),
    )


def test_a_counter_that_serves_other_queues_comes_to_a_screen_of_them_and_leaves_it() -> None:
    board = from_snapshot(Hall().snapshot(), ["dat-dai"])
    numbers = [counter.number for counter in board.counters]

    def rearranged(board: Board, queues: list[str]) -> Board:
        data = {"number": 2, "name": "Hai", "state": "open", "reason": None, "queues": queues}
        at = NOW.isoformat()
        return apply(board, {"seq": board.seq + 1, "type": "counter_rearranged", "at": at, "data": data})

    more = rearranged(board, ["ho-tich", "dat-dai"])
    assert [counter.number for counter in more.counters] == sorted([*numbers, 2])
    assert rearranged(more, ["ho-tich"]).counters == board.counters


def test_an_emergency_begins_and_ends_with_its_facts() -> None:
    hall = Hall()
    board = apply(from_snapshot(hall.snapshot()), hall._fact("emergency_started", {"text": "Có cháy."}))
    assert board.centre.emergency == "Có cháy."
    assert apply(board, hall._fact("emergency_ended", {})).centre.emergency is None


def test_the_centres_message_is_shown_with_its_fact_and_taken_down() -> None:
    hall = Hall()
    board = from_snapshot(hall.snapshot())
    told = {"type": "notice_changed", "at": NOW.isoformat()}
    shown = apply(board, {**told, "seq": board.seq + 1, "data": {"text": "Chiều nay họp từ 15:30."}})
    assert shown.centre.notice == "Chiều nay họp từ 15:30."
    assert apply(shown, {**told, "seq": board.seq + 2, "data": {"text": None}}).centre.notice is None
