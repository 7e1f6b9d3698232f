"""Calls are said one after the other, in their order, and none is lost without a reason."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from display.announcements import (
    BACKLOG,
    HOLD_SECONDS,
    PULSE_SECONDS,
    Announcements,
    Showing,
    large,
    on_emergency,
    on_snapshot,
    pulse,
    step,
)
from display.board import Board
from shared.wire.light.board import Call
from tests.unit.display.hall import Hall
from tests.unit.display.told import apply, from_snapshot, on_fact

ONCE = 5.0


def _seconds(call: Call, times: int) -> float:
    return ONCE * times


class Lobby:
    """A board and its announcements beside a hall, with a clock of their own."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.now = 0.0
        self.state = Announcements()
        self.board: Board = from_snapshot(hall.snapshot())
        self.begun: list[Showing] = []

    def hear(self, fact: dict[str, Any] | None) -> None:
        if fact is not None:
            self.board = apply(self.board, fact)
            self.state = on_fact(self.state, fact, self.board)

    def reconnect(self) -> None:
        self.board = from_snapshot(self.hall.snapshot())
        self.state = on_snapshot(self.state, self.board)

    def wait(self, seconds: float, playing: bool = False) -> None:
        self.now += seconds
        self.state, started = step(self.state, self.now, _seconds, playing)
        if started is not None:
            self.begun.append(started)

    def said(self) -> list[tuple[str, int]]:
        return [(showing.call.number, showing.times) for showing in self.begun]


def _lobby(tickets: int = 6) -> Lobby:
    hall = Hall(counters=max(4, tickets))
    for _ in range(tickets):
        hall.issue()
    return Lobby(hall)


def test_a_call_is_said_twice_and_held_while_it_is_said() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    assert lobby.said() == [("A001", 2)]
    assert lobby.begun[0].free_at == 10.0


def test_a_short_call_is_held_eight_seconds() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.state, started = step(lobby.state, 100.0, lambda _call, _times: 0.0)
    assert started is not None
    assert started.free_at == 100.0 + HOLD_SECONDS


def test_a_second_call_waits_for_the_first() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.hear(lobby.hall.call(2, 2))
    lobby.wait(9.9)
    assert lobby.said() == [("A001", 2)]
    lobby.wait(0.2)
    assert lobby.said() == [("A001", 2), ("A002", 2)]


def test_nothing_begins_while_the_loudspeaker_is_busy() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(100, playing=True)
    assert lobby.said() == []


def test_on_a_backlog_calls_are_said_once_until_it_is_gone() -> None:
    lobby = _lobby()
    for ident in range(1, 7):
        lobby.hear(lobby.hall.call(ident, ident))
    for _ in range(10):
        lobby.wait(10)
    assert BACKLOG == 2
    assert lobby.said() == [("A001", 1), ("A002", 1), ("A003", 1), ("A004", 2), ("A005", 2), ("A006", 2)]


def test_a_call_that_is_served_before_it_was_said_is_dropped() -> None:
    lobby = _lobby()
    for ident in (1, 2, 3):
        lobby.hear(lobby.hall.call(ident, ident))
    lobby.wait(0)
    lobby.hear(lobby.hall.move(2, "ticket_serving"))
    lobby.wait(20)
    assert lobby.said() == [("A001", 2), ("A003", 2)]


def test_what_is_being_said_is_never_cut_off() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    showing = lobby.state.showing
    lobby.hear(lobby.hall.move(1, "ticket_serving"))
    assert lobby.state.showing == showing


def test_a_recall_is_said_again() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.hear(lobby.hall.recall(1))
    lobby.wait(20)
    assert [(showing.call.number, showing.call.calls) for showing in lobby.begun] == [
        ("A001", 1),
        ("A001", 2),
    ]


def test_a_recall_of_a_call_that_still_waits_is_said_once_in_its_place() -> None:
    lobby = _lobby()
    for ident in (1, 2, 3):
        lobby.hear(lobby.hall.call(ident, ident))
    lobby.hear(lobby.hall.recall(2))
    for _ in range(5):
        lobby.wait(20)
    assert [(s.call.number, s.call.calls) for s in lobby.begun] == [("A001", 1), ("A002", 2), ("A003", 1)]


def test_after_a_reconnection_only_the_newest_missed_call_is_said() -> None:
    lobby = _lobby()
    for ident in (1, 2, 3):
        lobby.hall.call(ident, ident)
    lobby.reconnect()
    for _ in range(5):
        lobby.wait(20)
    assert lobby.said() == [("A003", 2)]


def test_after_a_reconnection_nothing_is_said_twice() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.reconnect()
    lobby.wait(20)
    assert lobby.said() == [("A001", 2)]


def test_a_short_break_loses_no_call_that_waited_to_be_said() -> None:
    lobby = _lobby()
    for ident in (1, 2, 3):
        lobby.hear(lobby.hall.call(ident, ident))
    lobby.hall.move(2, "ticket_no_show")
    lobby.hall.call(4, 4)
    lobby.reconnect()
    for _ in range(5):
        lobby.wait(20)
    assert [number for number, _ in lobby.said()] == ["A001", "A003", "A004"]


def test_a_call_that_waited_and_was_called_elsewhere_meanwhile_is_said_with_its_new_counter() -> None:
    lobby = _lobby()
    for ident in (1, 2):
        lobby.hear(lobby.hall.call(ident, ident))
    lobby.wait(0)
    lobby.hall.move(2, "ticket_waiting")
    lobby.hall.call(2, 5)
    lobby.hall.call(3, 3)
    lobby.reconnect()
    for _ in range(5):
        lobby.wait(20)
    assert [(s.call.number, s.call.counter) for s in lobby.begun] == [("A001", 1), ("A002", 5), ("A003", 3)]


def test_of_missed_calls_the_newest_that_still_waits_is_said() -> None:
    lobby = _lobby()
    for ident in (1, 2, 3):
        lobby.hall.call(ident, ident)
    lobby.hall.move(3, "ticket_serving")
    lobby.reconnect()
    for _ in range(5):
        lobby.wait(20)
    assert lobby.said() == [("A002", 2)]


def test_a_missed_recall_is_newer_than_another_missed_call() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.hall.call(2, 2)
    lobby.hall.recall(1)
    lobby.reconnect()
    for _ in range(5):
        lobby.wait(20)
    assert [(s.call.number, s.call.calls) for s in lobby.begun] == [("A001", 1), ("A001", 2)]


def test_a_call_after_the_diary_was_put_back_is_said_although_its_number_is_lower() -> None:
    lobby = _lobby()
    before = lobby.hall.seq
    for ident in (1, 2, 3):
        lobby.hear(lobby.hall.call(ident, ident))
    for _ in range(4):
        lobby.wait(20)
    for ident in (1, 2, 3):
        lobby.hall.move(ident, "ticket_waiting")
    lobby.hall.seq = before
    lobby.hall.called.clear()
    lobby.hall.call(3, 3)
    lobby.reconnect()
    lobby.reconnect()
    for _ in range(4):
        lobby.wait(20)
    assert [number for number, _ in lobby.said()] == ["A001", "A002", "A003", "A003"]


def test_an_old_call_that_is_served_already_is_not_said_at_the_start() -> None:
    lobby = _lobby()
    lobby.hall.call(1, 1)
    lobby.hall.move(1, "ticket_serving")
    lobby.reconnect()
    lobby.wait(20)
    assert lobby.said() == []


def test_a_new_number_is_said_for_a_ticket_that_was_called_under_the_old_one() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.hear(lobby.hall.renumber(1))
    lobby.wait(20)
    assert [number for number, _ in lobby.said()] == ["A001", "A907"]


def test_a_new_number_is_said_once_when_the_old_one_still_waits() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.hear(lobby.hall.renumber(1))
    for _ in range(3):
        lobby.wait(20)
    assert [number for number, _ in lobby.said()] == ["A907"]


def test_a_new_number_of_someone_who_was_not_called_says_nothing() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.renumber(1))
    lobby.wait(20)
    assert lobby.said() == []


def test_nothing_is_called_in_an_emergency() -> None:
    lobby = _lobby()
    for ident in (1, 2):
        lobby.hear(lobby.hall.call(ident, ident))
    lobby.wait(0)
    lobby.state = on_emergency(lobby.state)
    lobby.wait(20)
    assert (lobby.said(), lobby.state.showing) == ([("A001", 2)], None)


def test_the_call_being_said_is_large_and_afterwards_the_last_one() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.hear(lobby.hall.call(2, 2))
    assert large(lobby.state, lobby.board) == lobby.board.calls[1]
    lobby.hear(lobby.hall.move(2, "ticket_serving"))
    lobby.wait(20)
    assert large(lobby.state, lobby.board) == lobby.board.calls[0]


def test_a_screen_of_one_queue_says_no_call_of_another_even_of_a_ticket_that_it_showed_before() -> None:
    hall = Hall()
    hall.issue("dat-dai")
    board = from_snapshot(hall.snapshot(), ["dat-dai"])
    first = hall.call(1, 1)
    assert first is not None
    board = apply(board, first)
    state = on_fact(Announcements(), first, board)
    moved = hall.move(1, "ticket_transferred")
    hall.tickets[1].queue = "ho-tich"
    elsewhere = hall.call(1, 2)
    for fact in (moved, elsewhere):
        assert fact is not None
        board = apply(board, fact)
        state = on_fact(state, fact, board)
    assert board.calls, "its earlier call is still on the board"
    assert state.waiting == ()


def test_a_call_that_waited_behind_more_than_the_board_keeps_is_said_as_it_is_now() -> None:
    lobby = _lobby(8)
    for ident in range(1, 9):
        lobby.hear(lobby.hall.call(ident, ident))
    for deed in (lobby.hall.renumber, lambda ident: lobby.hall.move(ident, "ticket_transferred")):
        deed(1)
    lobby.hall.call(1, 1)
    lobby.hall.move(2, "ticket_transferred")
    lobby.hall.renumber(2)
    lobby.hall.call(2, 2)
    new = lobby.hall.renumber(3)
    assert new is not None
    lobby.reconnect()
    waiting = {call.id: (call.number, call.counter) for call in lobby.state.waiting}
    assert 3 not in {call.id for call in lobby.board.calls}, "six newer calls have pushed it off the board"
    assert waiting[3] == (new["data"]["new"], 3)
    assert waiting[4] == ("A004", 4)
    assert list(waiting) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_number_that_changed_while_the_link_was_down_is_said_under_its_new_one() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    renumbered = lobby.hall.renumber(1)
    assert renumbered is not None
    lobby.reconnect()
    lobby.wait(20)
    assert [number for number, _ in lobby.said()] == ["A001", renumbered["data"]["new"]]


def test_an_older_call_that_still_stands_is_not_said_again_after_a_reconnection() -> None:
    lobby = _lobby()
    for ident in (1, 2):
        lobby.hear(lobby.hall.call(ident, ident))
        lobby.wait(20)
    lobby.hear(lobby.hall.move(2, "ticket_serving"))
    lobby.reconnect()
    lobby.wait(20)
    assert [number for number, _ in lobby.said()] == ["A001", "A002"]


def test_only_the_ticket_with_the_new_number_gets_it() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.hear(lobby.hall.call(2, 2))
    new = lobby.hall.renumber(1)
    assert new is not None
    lobby.hear(new)
    assert [call.number for call in lobby.state.waiting] == [new["data"]["new"], "A002"]


def test_an_emergency_ends_what_is_being_said_too() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    assert lobby.state.showing is not None
    after = on_emergency(lobby.state)
    assert (after.waiting, after.showing, after.last) == ((), None, lobby.state.last)


def test_the_next_call_begins_in_the_moment_in_which_the_place_is_free() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.hear(lobby.hall.call(2, 2))
    lobby.wait(lobby.begun[0].free_at)
    assert lobby.said() == [("A001", 2), ("A002", 2)]


def test_how_long_a_call_takes_is_asked_for_that_call() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(3, 3))
    _, started = step(lobby.state, 0.0, lambda call, times: 10.0 * call.id + times)
    assert started is not None
    assert started.spoken_until == 32.0


def test_the_large_call_has_its_new_number_and_stays_when_the_board_has_lost_it() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(0)
    lobby.hear(lobby.hall.call(2, 2))
    new = lobby.hall.renumber(1)
    assert new is not None
    lobby.hear(new)
    shown = large(lobby.state, lobby.board)
    assert shown is not None
    assert (shown.id, shown.number) == (1, new["data"]["new"])
    assert large(lobby.state, replace(lobby.board, calls=lobby.board.calls[:0])) == lobby.begun[0].call


def test_an_empty_hall_has_nothing_large_and_nothing_to_say() -> None:
    lobby = _lobby(0)
    lobby.wait(20)
    assert (lobby.said(), large(lobby.state, lobby.board)) == ([], None)


def test_a_fact_without_data_says_nothing() -> None:
    lobby = _lobby()
    assert on_fact(lobby.state, {"seq": 9, "type": "ticket_called"}, lobby.board) == Announcements()


def test_a_new_call_pulses_three_times_and_then_stands_still() -> None:
    lobby = _lobby()
    lobby.hear(lobby.hall.call(1, 1))
    lobby.wait(50)
    showing = lobby.begun[0]
    tops = [50 + PULSE_SECONDS * (n + 0.5) for n in range(5)]
    assert [round(pulse(showing, at), 6) for at in tops] == [1.0, 1.0, 1.0, 0.0, 0.0]
    assert [pulse(showing, 50 + PULSE_SECONDS * n) for n in range(4)] == [0.0] * 4
    assert pulse(None, 50.0) == 0.0


DEEDS = st.one_of(
    st.tuples(st.just("call"), st.integers(1, 12), st.integers(1, 12)),
    st.tuples(st.just("call"), st.integers(1, 12), st.integers(1, 12)),
    st.tuples(st.just("recall"), st.integers(1, 12)),
    st.tuples(st.just("move"), st.integers(1, 12), st.sampled_from(["ticket_serving", "ticket_no_show"])),
    st.tuples(st.just("wait"), st.floats(0, 12), st.booleans()),
)


@given(st.lists(DEEDS, max_size=60))
def test_calls_never_overlap_keep_their_order_and_none_is_lost_without_a_reason(deeds: list[Any]) -> None:
    lobby = _lobby(12)
    due: list[tuple[int, int]] = []
    for name, *arguments in deeds:
        if name == "wait":
            begun = len(lobby.begun)
            lobby.wait(*arguments)
            said = [(showing.call.id, showing.call.calls) for showing in lobby.begun[begun:]]
            assert due[: len(said)] == said
            due = due[len(said) :]
        else:
            fact = getattr(lobby.hall, name)(*arguments)
            lobby.hear(fact)
            due = _due_after(due, fact)
        assert [(call.id, call.calls) for call in lobby.state.waiting] == due
    for earlier, later in pairwise(lobby.begun):
        assert later.since >= earlier.since + max(HOLD_SECONDS, _seconds(earlier.call, earlier.times))


def _due_after(due: list[tuple[int, int]], fact: dict[str, Any] | None) -> list[tuple[int, int]]:
    """What has still to be said: a new call last, a recall in the place of its call, no one who is gone."""
    if fact is None:
        return due
    ident, calls = fact["data"]["id"], fact["data"]["calls"]
    if fact["type"] != "ticket_called":
        return [call for call in due if call[0] != ident]
    if any(call[0] == ident for call in due):
        return [(ident, calls) if call[0] == ident else call for call in due]
    return [*due, (ident, calls)]
