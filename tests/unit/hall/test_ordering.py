"""Who is next: the steps of the order, one by one, and what must hold for every line."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from queue_server.configuration.values import Policy
from queue_server.hall.rules.ordering import (
    DELAY_MS,
    PUT_BACK_MS,
    Choice,
    Waiting,
    ahead_of_last,
    delay_ends,
    eligible,
    is_delayed,
    line,
    next_ticket,
)
from shared.wire.vocabulary import OrderReason as R

MINUTE = 60_000
NOW = 60 * MINUTE
TWO_TO_ONE = Policy("interleave", 2, 1)
STRICT = Policy("strict")


def ordinary(number: int, arrival: int = 0, queue: str = "q", **more: object) -> Waiting:
    return Waiting(number, queue, arrival * MINUTE, **more)  # type: ignore[arg-type]


def priority(number: int, arrival: int = 0, queue: str = "q", **more: object) -> Waiting:
    return ordinary(number, arrival, queue, priority=True, **more)


def order(tickets: Iterable[Waiting], policy: Policy = TWO_TO_ONE, **turn: int) -> list[int]:
    return [ticket.id for ticket, _ in line(tickets, turn, policy, NOW)]


def called(tickets: Iterable[Waiting], policy: Policy = TWO_TO_ONE, **turn: int) -> Choice:
    choice = next_ticket(tickets, turn, policy, NOW)
    assert choice is not None
    return choice


# The steps


def test_nobody_waiting_means_nobody_is_next() -> None:
    assert (next_ticket([], {}, TWO_TO_ONE, NOW), line([], {}, TWO_TO_ONE, NOW)) == (None, [])


def test_ordinary_tickets_go_by_arrival_then_by_id() -> None:
    assert order([ordinary(3, 5), ordinary(2, 5), ordinary(1, 9)]) == [2, 3, 1]


def test_the_line_holds_the_counters_queues_and_what_was_sent_to_it() -> None:
    tickets = [
        ordinary(1, queue="a"),
        ordinary(2, queue="b"),
        ordinary(3, queue="b", sent_to=4),
        ordinary(4, queue="a", sent_to=5),
    ]
    assert [t.id for t in eligible(tickets, ["a"], 4, NOW)] == [1, 3]
    assert [t.id for t in eligible(tickets, ["a", "b"], None, NOW)] == [1, 2]


def test_an_appointment_counts_from_its_time_and_not_a_minute_before() -> None:
    at_noon = ordinary(1, 60, appointment=True)
    assert order([at_noon, ordinary(2, 59), ordinary(3, 61)]) == [2, 1, 3]
    assert called([at_noon]).reason is R.APPOINTMENT
    before = line([at_noon, priority(2, 59), ordinary(3, 50, put_back_at=NOW - 1)], {}, TWO_TO_ONE, NOW - 1)
    assert [ticket.id for ticket, _ in before] == [2, 3, 1]


def test_whoever_came_before_their_appointment_is_called_when_nobody_else_waits() -> None:
    later, sooner = ordinary(1, 90, appointment=True), ordinary(2, 70, appointment=True, priority=True)
    choice = called([later, sooner], q=2)
    assert (choice.ticket.id, choice.reason, choice.turn) == (2, R.APPOINTMENT, {"q": 2})
    assert order([later, sooner, ordinary(3, 59)]) == [3, 2, 1]
    assert order([ordinary(4, 90, appointment=True, first_at=5), ordinary(3, 59)]) == [4, 3]


def test_tickets_sent_first_come_before_all_by_time_of_transfer_and_keep_the_turn() -> None:
    tickets = [priority(1, 0), ordinary(2, 50, first_at=9), ordinary(3, 55, first_at=8), ordinary(4, 1)]
    assert order(tickets) == [3, 2, 1, 4]
    choice = called(tickets, q=1)
    assert (choice.ticket.id, choice.reason, choice.turn) == (3, R.SENT_FIRST, {"q": 1})


def test_a_ticket_put_back_is_left_out_until_one_other_call() -> None:
    back = ordinary(1, 0, put_back_at=NOW - 1)
    tickets = [back, ordinary(2, 5), ordinary(3, 6)]
    assert order(tickets) == [2, 1, 3]
    choice = called(tickets)
    assert (choice.ticket.id, choice.released) == (2, (1,))


def test_a_ticket_put_back_is_left_out_for_two_minutes_at_most() -> None:
    others = [ordinary(2, 5)]
    assert order([ordinary(1, 0, put_back_at=NOW - PUT_BACK_MS + 1), *others]) == [2, 1]
    assert order([ordinary(1, 0, put_back_at=NOW - PUT_BACK_MS), *others]) == [1, 2]


def test_a_ticket_put_back_is_next_when_nobody_else_waits() -> None:
    tickets = [ordinary(1, 3, put_back_at=NOW), ordinary(2, 1, put_back_at=NOW)]
    choice = called(tickets)
    assert (choice.ticket.id, choice.released) == (2, (1,))


def test_a_ticket_sent_first_lets_those_put_back_in() -> None:
    choice = called([ordinary(1, 0, put_back_at=NOW), ordinary(2, 5, first_at=1)])
    assert (choice.ticket.id, choice.released) == (2, (1,))


def test_with_one_kind_only_that_kind_is_called_and_the_turn_stays() -> None:
    assert called([priority(1)], q=2).turn == {"q": 2}
    assert called([ordinary(1)], q=1).turn == {"q": 1}


def test_strict_calls_every_priority_ticket_first_and_keeps_the_turn() -> None:
    tickets = [ordinary(1, 0), priority(2, 5), priority(3, 6)]
    assert order(tickets, STRICT) == [2, 3, 1]
    assert called(tickets, STRICT, q=2).turn == {"q": 2}


def test_two_to_one_calls_two_priority_tickets_then_one_ordinary() -> None:
    tickets = [*(ordinary(n, n) for n in range(1, 4)), *(priority(n, n) for n in range(11, 17))]
    assert order(tickets) == [11, 12, 1, 13, 14, 2, 15, 16, 3]


@pytest.mark.parametrize(("turn", "first", "after"), [(0, 11, 1), (1, 11, 2), (2, 1, 0)])
def test_the_turn_says_whose_call_it_is_and_moves_on_by_one(turn: int, first: int, after: int) -> None:
    choice = called([ordinary(1), priority(11)], q=turn)
    assert (choice.ticket.id, choice.turn) == (first, {"q": after})


def test_the_turn_is_that_of_the_oldest_ordinary_tickets_queue() -> None:
    tickets = [ordinary(1, 0, "a"), ordinary(2, 1, "b"), priority(11, 0, "b")]
    choice = called(tickets, a=2, b=0)
    assert (choice.ticket.id, choice.turn) == (1, {"a": 0, "b": 0})
    choice = called([ordinary(2, 1, "b"), priority(11, 0, "a")], a=2, b=0)
    assert (choice.ticket.id, choice.turn) == (11, {"a": 2, "b": 1})


def test_one_priority_call_to_three_ordinary_ones() -> None:
    tickets = [*(ordinary(n, n) for n in range(1, 7)), *(priority(n, n) for n in range(11, 13))]
    assert order(tickets, Policy("interleave", 1, 3)) == [11, 1, 2, 3, 12, 4, 5, 6]


def test_each_place_in_line_says_its_reason() -> None:
    tickets = [
        ordinary(1, 0, put_back_at=NOW - 1),
        ordinary(2, 1),
        ordinary(3, 2, returned=True),
        ordinary(4, 3, appointment=True),
        priority(5, 4),
        ordinary(6, 5, first_at=1),
    ]
    reasons = {ticket.id: reason for ticket, reason in line(tickets, {}, TWO_TO_ONE, NOW)}
    assert reasons == {
        1: R.PUT_BACK,
        2: R.ARRIVAL,
        3: R.RETURNED,
        4: R.APPOINTMENT,
        5: R.PRIORITY,
        6: R.SENT_FIRST,
    }


def test_who_asked_for_ten_more_minutes_is_left_out_until_they_are_over_and_keeps_the_place() -> None:
    until = delay_ends(NOW, None)
    asked = ordinary(1, 0, delayed_until=until)
    others = [ordinary(2, 5), ordinary(3, 6)]
    assert until == NOW + 10 * MINUTE
    for moment, expected in ((NOW, [2, 3, 1]), (until - 1, [2, 3, 1]), (until, [1, 2, 3])):
        assert [t.id for t, _ in line([asked, *others], {}, TWO_TO_ONE, moment)] == expected
    assert line([asked, *others], {}, TWO_TO_ONE, NOW)[-1][1] is R.DELAYED
    assert line([asked, *others], {}, TWO_TO_ONE, until)[0][1] is R.ARRIVAL


def test_an_empty_line_calls_nobody_before_the_time_they_asked_for() -> None:
    asked = priority(1, 0, delayed_until=NOW + 1, first_at=1)
    assert next_ticket([asked], {}, TWO_TO_ONE, NOW) is None
    choice = next_ticket([asked], {}, TWO_TO_ONE, NOW + 1)
    assert choice is not None
    assert choice.ticket.id == 1


def test_an_appointments_ten_minutes_count_from_its_time() -> None:
    at = NOW + 30 * MINUTE
    asked = Waiting(1, "q", at, appointment=True, delayed_until=delay_ends(NOW, at))
    assert asked.delayed_until == at + 10 * MINUTE
    assert next_ticket([asked], {}, TWO_TO_ONE, at + 10 * MINUTE - 1) is None
    assert next_ticket([asked], {}, TWO_TO_ONE, at + 10 * MINUTE) is not None


def test_a_clock_that_was_put_back_leaves_nobody_out_for_hours() -> None:
    assert order([ordinary(1, 0, delayed_until=NOW + DELAY_MS + 1), ordinary(2, 5)]) == [1, 2]


def test_a_clock_that_was_put_back_before_their_arrival_leaves_nobody_out_either() -> None:
    came = NOW + 60 * MINUTE
    assert order([ordinary(1, came, delayed_until=came + DELAY_MS), ordinary(2, came + 1)]) == [1, 2]


# What holds for every line

policies = st.builds(Policy, st.sampled_from(["interleave", "strict"]), st.integers(1, 4), st.integers(1, 4))
turns = st.dictionaries(st.sampled_from("abc"), st.integers(0, 1), max_size=3)


@st.composite
def lines(draw: st.DrawFn, most: int = 12) -> list[Waiting]:
    ids = draw(st.lists(st.integers(1, 99), unique=True, max_size=most))
    maybe = st.none() | st.integers(NOW - 2 * PUT_BACK_MS, NOW)
    return [
        Waiting(
            id=number,
            queue=draw(st.sampled_from("abc")),
            arrival=draw(st.integers(0, 9)),
            priority=draw(st.booleans()),
            appointment=draw(st.booleans()),
            sent_to=draw(st.none() | st.integers(1, 2)),
            first_at=draw(st.none() | st.integers(0, 3)),
            put_back_at=draw(maybe),
            delayed_until=draw(st.none() | st.integers(NOW - DELAY_MS, NOW + DELAY_MS)),
        )
        for number in ids
    ]


@given(lines(), turns, policies)
def test_everyone_stands_in_line_exactly_once(
    tickets: list[Waiting], turn: dict[str, int], policy: Policy
) -> None:
    assert sorted(order(tickets, policy, **turn)) == sorted(t.id for t in tickets)


@given(lines(), turns, policies)
def test_the_next_ticket_is_the_lines_head(
    tickets: list[Waiting], turn: dict[str, int], policy: Policy
) -> None:
    assume(any(not is_delayed(t, NOW) for t in tickets))
    choice = called(tickets, policy, **turn)
    assert (choice.ticket.id, choice.reason) == next(
        (ticket.id, reason) for ticket, reason in line(tickets, turn, policy, NOW)
    )


@given(lines(), turns, policies, st.randoms())
def test_the_order_of_the_input_does_not_matter(
    tickets: list[Waiting], turn: dict[str, int], policy: Policy, random: object
) -> None:
    shuffled = list(tickets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert line(shuffled, turn, policy, NOW) == line(tickets, turn, policy, NOW)


@given(lines(), turns, policies)
def test_the_line_is_what_call_after_call_gives(
    tickets: list[Waiting], turn: dict[str, int], policy: Policy
) -> None:
    """Playing the calls one by one, as `call_next` does with its stored turns and releases."""
    played, left, now_turn = [], {t.id: t for t in tickets}, dict(turn)
    while (choice := next_ticket(left.values(), now_turn, policy, NOW)) is not None:
        played.append(choice.ticket.id)
        del left[choice.ticket.id]
        for released in choice.released:
            left[released] = replace(left[released], put_back_at=None)
        now_turn = dict(choice.turn)
    assert played == order([t for t in tickets if not is_delayed(t, NOW)], policy, **turn)


@given(lines(), st.sampled_from([["a"], ["a", "b"], ["c", "a", "b"]]), st.integers(1, 3))
def test_nobody_is_eligible_who_is_sent_elsewhere(
    tickets: list[Waiting], queues: list[str], counter: int
) -> None:
    assert [t.id for t in eligible(tickets, queues, counter, 5)] == [
        t.id for t in tickets if t.sent_to == counter or (t.sent_to is None and t.queue in queues)
    ]


@given(st.integers(1, 4), st.integers(1, 4), st.lists(st.integers(0, 2), min_size=1, max_size=60), st.data())
def test_the_oldest_ordinary_ticket_is_passed_over_at_most_p_times(
    p: int, n: int, arrivals: list[int], data: st.DataObject
) -> None:
    """Priority tickets keep arriving between the calls; two queues share the counter."""
    policy, turn = Policy("interleave", p, n), {"a": 0, "b": 0}
    waiting = [ordinary(number, number, data.draw(st.sampled_from("ab"))) for number in range(1, 4)]
    passed, oldest, number = 0, 1, 100
    for arriving in arrivals:
        for _ in range(arriving):
            waiting.append(priority(number, 0, data.draw(st.sampled_from("ab"))))
            number += 1
        if not waiting:
            continue
        choice = called(waiting, policy, **turn)
        waiting = [t for t in waiting if t.id != choice.ticket.id]
        turn = dict(choice.turn)
        if choice.ticket.priority:
            passed += 1
            assert passed <= p or not any(t.id == oldest for t in waiting)
        else:
            # The oldest one's turn came; from now on it is about the next one.
            oldest, passed = choice.ticket.id + 1, 0


@given(st.integers(0, 9), st.integers(0, 9), policies, st.integers(0, 7), st.booleans())
def test_a_newcomers_place_is_counted_as_the_line_plays_it(
    priorities: int, ordinaries: int, policy: Policy, turn: int, is_priority: bool
) -> None:
    turn %= policy.p + policy.n
    tickets = [priority(n, 0) for n in range(1, priorities + 1)]
    tickets += [ordinary(n, 0) for n in range(21, 21 + ordinaries)]
    newcomer = ordinary(50, 1, priority=is_priority)
    counted = ahead_of_last(
        priorities + is_priority, ordinaries + (not is_priority), turn, policy, priority=is_priority
    )
    assert counted == order([*tickets, newcomer], policy, q=turn).index(50)


@given(lines(), turns, policies, st.data())
def test_a_delay_changes_nobody_elses_order_and_gives_the_old_place_back(
    tickets: list[Waiting], turn: dict[str, int], policy: Policy, data: st.DataObject
) -> None:
    assume(tickets)
    mine = data.draw(st.sampled_from(tickets))
    others = [t for t in tickets if t.id != mine.id]
    asked = replace(mine, delayed_until=delay_ends(NOW, None), appointment=False)
    present = [t.id for t in others if not is_delayed(t, NOW)]
    assert [i for i in order([*others, asked], policy, **turn) if i in present] == [
        i for i in order(others, policy, **turn) if i in present
    ]
    over = delay_ends(NOW, None)
    assert line([*others, asked], turn, policy, over) == [
        (asked if t.id == mine.id else t, reason)
        for t, reason in line([*others, replace(asked, delayed_until=None)], turn, policy, over)
    ]


@given(lines(), turns, policies)
def test_nobody_is_called_while_their_time_runs(
    tickets: list[Waiting], turn: dict[str, int], policy: Policy
) -> None:
    choice = next_ticket(tickets, turn, policy, NOW)
    assert (choice is None) == all(is_delayed(t, NOW) for t in tickets)
    assert choice is None or not is_delayed(choice.ticket, NOW)
