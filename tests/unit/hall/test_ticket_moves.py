"""What each deed makes of a ticket, as whole values, and what refuses it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from queue_server.hall.rules.ordering import DELAY_MS, Waiting
from queue_server.hall.rules.ticket import NOT_YET, UNDO_SECONDS, Service, Ticket
from queue_server.hall.rules.ticket_moves import MOVES, STARTS
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import Purpose, TicketMove
from shared.wire.vocabulary import TicketState as S

DAY, NOW = "2026-06-15", 1_000_000
WAITING = Ticket(
    id=7,
    centre="phuong",
    day=DAY,
    queue="ho-tich",
    number="A012",
    number_value=12,
    lap=0,
    state=S.WAITING,
    purpose=Purpose.SUBMIT,
    priority=None,
    lang="vi",
    arrival=NOW,
    issued_at=NOW,
    stop_since=NOW,
    follow_secret="secret",
)
CALLED = WAITING.called(3, "minh", NOW + 1)
SERVING = CALLED.started(NOW + 2)
DONE = SERVING.finished(NOW + 3, "advised")
MISSED = CALLED.missed(NOW + 3, 1)
CANCELLED = WAITING.cancelled(NOW + 3, "về")
HELD = WAITING.held("về lấy giấy", None)


def refused(work: Callable[[], object]) -> tuple[str, dict[str, object]]:
    with pytest.raises(RuleBroken) as broken:
        work()
    return broken.value.code, broken.value.extra or dict(broken.value.values)


def test_every_deed_makes_a_move_that_the_table_has() -> None:
    beyond = {
        (move, origin, target)
        for move, (origins, target) in STARTS.items()
        for origin in origins
        if target is not None and target not in MOVES[origin]
    }
    # What a refusal names is where the finish of a visit goes back to; whatever else ended waits again.
    assert beyond == {(TicketMove.UNDO, state, S.SERVING) for state in (S.NO_SHOW, S.CANCELLED)}
    assert set(STARTS) == set(TicketMove)


def test_a_call_takes_the_ticket_out_of_its_line_and_begins_a_service() -> None:
    odd = replace(WAITING, first_at=5, put_back_at=6, delayed_until=7, recalled_at=8, started_at=9)
    assert odd.called(3, "minh", NOW + 1) == replace(
        WAITING,
        state=S.CALLED,
        counter=3,
        officer="minh",
        calls=1,
        called_at=NOW + 1,
        first_called_at=NOW + 1,
    )


def test_the_wait_is_frozen_at_the_first_call_of_a_stop() -> None:
    back = replace(WAITING, first_called_at=NOW + 1, calls=1)
    assert back.called(3, "minh", NOW + 9).first_called_at == NOW + 1


def test_whoever_is_called_before_the_time_they_booked_has_not_waited() -> None:
    booked = replace(WAITING, stop_since=NOW + 500)
    assert booked.called(3, "minh", NOW + 1).stop_since == NOW + 1


def test_only_who_waits_is_called() -> None:
    assert refused(lambda: SERVING.called(4, "lan", NOW)) == ("not_waiting", {"number": "A012", "counter": 3})
    assert refused(lambda: CANCELLED.called(4, "lan", NOW)) == (
        "not_waiting",
        {"number": "A012", "counter": "–"},
    )


def test_a_recall_waits_for_its_cool_down_from_the_last_call() -> None:
    again = CALLED.called_again(NOW + 20_001)
    assert again == replace(CALLED, calls=2, recalled_at=NOW + 20_001)
    assert refused(lambda: CALLED.check_recall(NOW + 5_001, 20)) == ("too_soon", {"seconds": 15})
    CALLED.check_recall(NOW + 20_001, 20)
    assert refused(lambda: again.check_recall(NOW + 25_001, 20)) == ("too_soon", {"seconds": 15})
    # A clock that was put back since the call says nothing.
    CALLED.check_recall(NOW - 3_600_000, 20)
    assert refused(lambda: WAITING.check_recall(NOW, 20)) == (
        "illegal_move",
        {"from": "waiting", "to": "called"},
    )


def test_the_last_second_of_the_cool_down_is_still_too_soon() -> None:
    assert refused(lambda: CALLED.check_recall(NOW + 1 + 19_500, 20)) == ("too_soon", {"seconds": 1})
    assert refused(lambda: CALLED.check_recall(NOW + 1 + 19_999, 20)) == ("too_soon", {"seconds": 1})
    assert refused(lambda: CALLED.check_recall(NOW + 1, 20)) == ("too_soon", {"seconds": 20})


def test_only_a_missed_number_comes_back_by_its_paper() -> None:
    MISSED.check_missed()
    for ticket in (WAITING, CALLED, DONE, CANCELLED, HELD):
        assert refused(ticket.check_missed) == ("illegal_move", {"from": ticket.state.value, "to": "waiting"})


def test_a_service_begins_and_ends_at_its_counter() -> None:
    assert replace(CALLED, state=S.SERVING, started_at=NOW + 2) == SERVING
    assert replace(SERVING, state=S.DONE, finished_at=NOW + 3, ended_at=NOW + 3, outcome="advised") == DONE
    assert SERVING.service(NOW + 3, "advised") == Service(
        day=DAY,
        ticket_id=7,
        queue="ho-tich",
        counter=3,
        officer="minh",
        called_at=NOW + 1,
        started_at=NOW + 2,
        finished_at=NOW + 3,
        waited_ms=1,
        outcome="advised",
    )


def test_a_ticket_at_no_counter_has_no_service() -> None:
    parts: dict[str, None] = dict.fromkeys(("counter", "called_at", "first_called_at"))
    for part in parts:
        with pytest.raises(ValueError, match="A012 is at no counter"):
            replace(SERVING, **{part: None}).service(NOW, None)  # type: ignore[arg-type]


def test_a_number_is_missed_after_enough_calls_only() -> None:
    twice = replace(CALLED, calls=2)
    assert twice.missed(NOW + 3, 2) == replace(twice, state=S.NO_SHOW, ended_at=NOW + 3)
    assert refused(lambda: CALLED.missed(NOW + 3, 2)) == (
        "call_again_first",
        {"number": "A012", "calls": 1, "least": 2},
    )


def test_a_held_ticket_goes_back_to_where_it_was() -> None:
    assert replace(
        SERVING, state=S.HELD, held_from=S.SERVING, held_reason="giấy", held_until=9
    ) == SERVING.held("giấy", 9)
    assert [ticket.held("giấy", 9).let_go() for ticket in (WAITING, CALLED, SERVING)] == [
        WAITING,
        CALLED,
        SERVING,
    ]
    with pytest.raises(ValueError, match="A012 is not held"):
        WAITING.let_go()


def test_a_put_back_ticket_waits_again_without_its_counter() -> None:
    assert CALLED.in_line(DAY, None).put_back(NOW + 4) == replace(
        CALLED, state=S.WAITING, counter=None, put_back_at=NOW + 4
    )


def test_a_restored_ticket_begins_anew_at_its_place() -> None:
    delayed = replace(MISSED, delayed_until=NOW + 99, returns=1)
    assert delayed.in_line(DAY, 3).restored(first_at=NOW + 5, arrival=NOW) == replace(
        MISSED, state=S.WAITING, sent_to=3, counter=None, ended_at=None, calls=0, first_at=NOW + 5, returns=2
    )


def test_nobody_waits_in_the_line_of_another_day() -> None:
    assert refused(lambda: MISSED.in_line("2026-06-16", None)) == ("another_day", {"number": "A012"})


def test_the_next_stop_counts_a_wait_of_its_own() -> None:
    asked = replace(SERVING, delayed_until=NOW + 99, put_back_at=4, recalled_at=5)
    assert asked.at_next_stop(
        "dat-dai", 5, NOW + 6, first_at=None, arrival=NOW, note="bản đồ", stop=1
    ) == replace(
        WAITING,
        queue="dat-dai",
        sent_to=5,
        stop_since=NOW + 6,
        note="bản đồ",
        stop=1,
        officer="minh",
        delayed_until=NOW + 99,
    )
    assert SERVING.at_next_stop("x", None, NOW, first_at=None, arrival=NOW, note=None, stop=None).stop == 0


def test_a_cancelled_number_keeps_the_reason() -> None:
    assert replace(WAITING, state=S.CANCELLED, ended_at=NOW + 3, note="về") == CANCELLED


def test_a_priority_group_is_for_those_who_are_not_served_yet() -> None:
    assert HELD.with_priority("elderly") == replace(HELD, priority="elderly")
    assert refused(lambda: SERVING.with_priority("elderly")) == (
        "illegal_move",
        {"from": "serving", "to": "serving"},
    )


def test_an_end_is_taken_back_within_the_minute() -> None:
    end = NOW + 3 + UNDO_SECONDS * 1000
    DONE.check_undo(end)
    assert (DONE.can_be_undone(end), DONE.can_be_undone(end + 1), DONE.undo_until()) == (True, False, end)
    assert (WAITING.can_be_undone(NOW), WAITING.undo_until()) == (False, None)
    assert refused(lambda: DONE.check_undo(end + 1)) == (
        "too_late_to_undo",
        {"number": "A012", "seconds": 60},
    )
    assert refused(lambda: WAITING.check_undo(NOW)) == ("illegal_move", {"from": "waiting", "to": "serving"})
    assert DONE.served_again() == SERVING
    assert replace(CALLED.finished(NOW, None)).served_again().started_at == CALLED.called_at


def test_ten_more_minutes_are_given_once_and_on_the_same_day() -> None:
    delayed = WAITING.delayed(DAY, NOW)
    assert delayed == replace(WAITING, delayed_until=NOW + DELAY_MS, delays=1)
    assert refused(lambda: delayed.delayed(DAY, NOW)) == ("already_delayed", {"number": "A012"})
    assert refused(lambda: WAITING.delayed("2026-06-16", NOW)) == ("another_day", {"number": "A012"})
    assert refused(lambda: CALLED.delayed(DAY, NOW)) == ("illegal_move", {"from": "called", "to": "waiting"})


def test_the_number_on_paper_replaces_the_servers() -> None:
    assert SERVING.renumbered("A801", 801, day=DAY, today=DAY, came=NOW) == replace(
        SERVING, number="A801", number_value=801, offline=True
    )


def test_a_paper_printed_before_the_request_was_read_dates_the_visit_back() -> None:
    moved_on = replace(WAITING, stop_since=NOW + 50, lap=1)
    assert moved_on.renumbered("A801", 801, day=DAY, today=DAY, came=NOW - 9) == replace(
        WAITING,
        number="A801",
        number_value=801,
        offline=True,
        issued_at=NOW - 9,
        arrival=NOW - 9,
        stop_since=NOW + 50,
    )


def test_a_paper_of_the_new_day_wakes_a_number_that_expired_at_midnight() -> None:
    expired = WAITING.day_ended(NOW + 1)
    assert expired == replace(WAITING, state=S.EXPIRED, ended_at=NOW + 1)
    new = "2026-06-16"
    assert expired.renumbered("A801", 801, day=new, today=new, came=NOW) == replace(
        WAITING, day=new, number="A801", number_value=801, offline=True
    )
    assert expired.renumbered("A801", 801, day=DAY, today=new, came=NOW).state is S.EXPIRED


def test_the_order_sees_of_a_ticket_what_it_needs() -> None:
    assert WAITING.in_order() == Waiting(7, "ho-tich", NOW)
    odd = replace(
        WAITING,
        id=NOT_YET,
        priority="elderly",
        appointment_at=1,
        sent_to=2,
        first_at=3,
        put_back_at=4,
        returns=1,
    )
    assert replace(odd, delayed_until=5).in_order() == Waiting(
        NOT_YET, "ho-tich", NOW, True, True, 2, 3, 4, True, 5
    )


def test_a_ticket_is_its_counters_business_from_the_call_to_the_end() -> None:
    sent = replace(WAITING, counter=3)
    tickets = (sent, CALLED, SERVING, CALLED.held("giấy", None), DONE, MISSED, replace(CANCELLED, counter=3))
    assert [ticket.of_counter for ticket in tickets] == [None, 3, 3, 3, 3, 3, None]


@pytest.mark.parametrize(
    ("ticket", "day", "moves"),
    [
        (WAITING, DAY, "call hold transfer priority cancel print-again"),
        (CALLED, DAY, "recall start finish no-show hold put-back transfer priority cancel print-again"),
        (SERVING, DAY, "finish hold transfer take-in"),
        (SERVING, "2026-06-16", "finish hold take-in"),
        (HELD, DAY, "resume priority cancel check-in print-again"),
        (DONE, DAY, "undo"),
        (DONE, "2026-06-16", "undo"),
        (replace(DONE, ended_at=NOW - 60_001), DAY, ""),
        (MISSED, DAY, "restore undo check-in print-again"),
        (MISSED, "2026-06-16", "print-again"),
        (replace(CANCELLED, ended_at=NOW - 60_001), DAY, "restore"),
        (WAITING.day_ended(NOW), DAY, ""),
    ],
)
def test_what_staff_may_do_follows_from_the_state(ticket: Ticket, day: str, moves: str) -> None:
    assert [move.value for move in ticket.allowed(day, NOW)] == moves.split()


@pytest.mark.parametrize(
    ("ticket", "moves"),
    [
        (WAITING, "cancel print-again"),
        (CALLED, "print-again"),
        (SERVING, ""),
        (HELD, "cancel check-in print-again"),
        (DONE, ""),
        (MISSED, "check-in print-again"),
        (CANCELLED, ""),
    ],
)
def test_what_its_holder_may_do_at_a_kiosk_follows_from_the_state(ticket: Ticket, moves: str) -> None:
    assert [move.value for move in ticket.at_kiosk(DAY, NOW)] == moves.split()
