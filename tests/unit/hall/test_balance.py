"""What the supervisor is told: it always helps, never makes the worst wait longer, and leaves no queue alone."""

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.hall.rules.balance import (
    LEAST_RUNS,
    MOST_CALLS,
    PLAYED_AGAIN,
    SKETCH_RUNS,
    Advice,
    Change,
    Desk,
    advise,
    changed,
    changes,
    days_played,
    shortens,
    waits,
    worst,
)
from queue_server.hall.rules.estimate import RUNS, InLine, OpenCounter, positions
from shared.wire.vocabulary import Rearranging
from tests.examples import many

QUEUES = ("a", "b", "c", "d")
TEN = {queue: [9.0, 10.0, 11.0] for queue in QUEUES}


def line(**lengths: int) -> list[InLine]:
    tickets = [queue for queue, length in lengths.items() for _ in range(length)]
    return [InLine(queue, rank) for rank, queue in enumerate(tickets)]


@st.composite
def halls(draw: st.DrawFn) -> tuple[list[Desk], list[InLine], dict[str, list[float]]]:
    desks = [
        Desk(
            number,
            tuple(draw(st.lists(st.sampled_from(QUEUES), min_size=1, max_size=3, unique=True))),
            draw(st.booleans()),
            draw(st.none() | st.frozensets(st.sampled_from(QUEUES))),
            draw(st.none() | st.sampled_from(QUEUES)),
            draw(st.floats(0, 30)),
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    ]
    waiting = line(**{queue: draw(st.integers(0, 12)) for queue in QUEUES})
    times = st.lists(st.floats(1, 40), min_size=0, max_size=6)
    return desks, waiting, {queue: draw(times) for queue in QUEUES}


@settings(max_examples=many(60))
@given(halls(), st.floats(0.5, 20))
def test_what_is_proposed_shortens_the_longest_wait_by_the_threshold(
    hall: tuple[list[Desk], list[InLine], dict[str, list[float]]], least: float
) -> None:
    desks, waiting, samples = hall

    found = advise(desks, waiting, samples, least=least)

    if found is not None:
        before = worst(waits(desks, waiting, samples, RUNS))
        after = worst(waits(changed(desks, found.change), waiting, samples, RUNS))
        assert shortens(before, after, least)
        assert after < before


@settings(max_examples=many(60))
@given(halls())
def test_no_change_takes_the_last_open_counter_from_a_queue_or_gives_what_a_counter_may_not_have(
    hall: tuple[list[Desk], list[InLine], dict[str, list[float]]],
) -> None:
    desks, _, _ = hall
    called = {queue for desk in desks if desk.open for queue in desk.queues}
    by_number = {desk.number: desk for desk in desks}

    for queue in QUEUES:
        for change in changes(desks, queue):
            after = changed(desks, change)
            assert {one for desk in after if desk.open for one in desk.queues} >= called | {queue}
            desk = by_number[change.counter]
            assert queue in desk.queues or desk.may is None or queue in desk.may
            assert [one for one in after if one.number != change.counter] == [
                one for one in desks if one.number != change.counter
            ]


@settings(max_examples=many(20))
@given(halls())
def test_the_same_hall_gives_the_same_advice(
    hall: tuple[list[Desk], list[InLine], dict[str, list[float]]],
) -> None:
    desks, waiting, samples = hall
    assert advise(desks, waiting, samples, least=1) == advise(desks, waiting, samples, least=1)


def test_an_idle_counter_is_given_the_long_queue_before_a_closed_one_is_opened() -> None:
    desks = [Desk(1, ("a",), True), Desk(2, ("b",), True), Desk(3, ("a",), False)]

    found = advise(desks, line(a=8), TEN, least=5)

    assert found is not None
    assert found.change == Change(Rearranging.MORE, 2, "a", ("b", "a"))
    assert found.before is not None
    assert 70 <= found.before <= 90
    assert 35 <= found.after <= 50


def test_a_closed_counter_is_opened_where_the_others_have_their_own_lines() -> None:
    desks = [Desk(1, ("a",), True), Desk(2, ("b",), True), Desk(3, ("a",), False)]

    found = advise(desks, line(a=8, b=7), TEN, least=5)

    assert found is not None
    assert found.change == Change(Rearranging.OPEN, 3, "a", ("a",))


def test_a_counter_beside_others_of_its_queue_calls_the_long_one_instead() -> None:
    desks = [Desk(1, ("a",), True), *(Desk(number, ("b",), True) for number in (2, 3, 4))]
    waiting = [InLine(queue, rank) for rank, queue in enumerate("b" * 24 + "a" * 24)]

    found = advise(desks, waiting, TEN, least=5)

    assert found is not None
    assert (found.change.kind, found.change.gives_up) == (Rearranging.INSTEAD, "b")


def test_people_whom_nobody_calls_come_first() -> None:
    desks = [Desk(1, ("a",), True)]

    found = advise(desks, line(a=3, b=2), TEN, least=5)

    assert found is not None
    assert found == Advice(Change(Rearranging.MORE, 1, "b", ("a", "b")), None, found.after)


def test_nothing_is_said_of_a_short_wait_or_where_nothing_helps_or_nothing_is_known() -> None:
    alone = [Desk(1, ("a",), True)]
    two = [Desk(1, ("a",), True), Desk(2, ("b",), True)]
    assert advise(alone, line(a=9), TEN, least=5) is None
    assert advise(two, line(a=3), TEN, least=5, worth=60) is None
    assert advise(two, line(a=9), {"a": [10.0], "b": [10.0] * 3}, least=5) is None
    assert advise(two, [], TEN, least=5) is None
    assert advise(two, line(a=2), TEN, least=30) is None


def test_a_wait_that_is_just_worth_it_is_told_of() -> None:
    desks = [Desk(1, ("a",), True), Desk(2, ("b",), True)]
    waits_now = waits(desks, line(a=8), TEN, days_played(RUNS, 1 + PLAYED_AGAIN, 8))
    assert advise(desks, line(a=8), TEN, least=5, worth=waits_now["a"]) is not None
    assert advise(desks, line(a=8), TEN, least=5, worth=waits_now["a"] + 0.001) is None


def test_an_empty_hall_is_not_bad_and_each_queue_that_nobody_calls_counts() -> None:
    assert worst({}) == (0, 0.0)
    assert worst({"a": inf}) == (1, 0.0)
    assert worst({"a": inf, "b": inf, "c": 7.0, "d": 3.0}) == (2, 7.0)


def test_it_helps_to_call_one_queue_more_or_to_wait_less_by_the_threshold() -> None:
    assert shortens((1, 5.0), (0, 90.0), 5)
    assert not shortens((0, 90.0), (1, 5.0), 5)
    assert shortens((0, 15.0), (0, 10.0), 5)
    assert not shortens((0, 15.0), (0, 10.1), 5)
    assert not shortens((0, 15.0), (0, 15.0), 0)


def test_days_played_are_fewer_where_more_wait_and_as_many_as_asked_for_where_nobody_does() -> None:
    assert days_played(RUNS, 5, 0) == RUNS
    assert days_played(10**9, 1, 1) == MOST_CALLS
    assert days_played(10**9, 1, 0) == MOST_CALLS
    assert days_played(RUNS, 1, MOST_CALLS) == LEAST_RUNS


def test_every_way_to_let_one_counter_call_a_queue_is_tried() -> None:
    desks = [
        Desk(1, ("a", "b"), True),
        Desk(2, ("b", "c"), True),
        Desk(3, ("d",), False),
        Desk(4, ("c",), True, frozenset("c")),
        Desk(5, ("a",), False),
    ]
    assert list(changes(desks, "a")) == [
        Change(Rearranging.MORE, 2, "a", ("b", "c", "a")),
        # Of both of its queues another counter is left.
        Change(Rearranging.INSTEAD, 2, "a", ("a", "c"), "b"),
        Change(Rearranging.INSTEAD, 2, "a", ("b", "a"), "c"),
        Change(Rearranging.OPEN, 3, "a", ("a", "d")),
        Change(Rearranging.OPEN, 5, "a", ("a",)),
    ]
    assert list(changes(desks[:2], "c")) == [
        Change(Rearranging.MORE, 1, "c", ("a", "b", "c")),
        Change(Rearranging.INSTEAD, 1, "c", ("a", "c"), "b"),
    ]


def test_a_counter_is_played_with_its_own_line_and_with_what_it_is_busy_with() -> None:
    desk = Desk(3, ("a",), True, None, "a", 4.0, frozenset({"3"}))
    assert desk.playing() == OpenCounter(3, frozenset({"a", "3"}), "a", 4.0)
    assert desk.playing(("b",)) == OpenCounter(3, frozenset({"b", "3"}), "a", 4.0)
    (after,) = changed([desk], Change(Rearranging.MORE, 3, "b", ("a", "b")))
    assert after == Desk(3, ("a", "b"), True, None, "a", 4.0, frozenset({"3"}))


def test_a_newcomers_wait_is_the_middle_of_the_days_played_and_endless_where_nobody_calls() -> None:
    samples = {"a": [1.0, 9.0, 30.0], "b": [5.0] * 3, "c": [5.0]}
    desks = [Desk(1, ("a",), True), Desk(2, ("b",), False)]
    found = waits(desks, line(a=4, b=1, c=1), samples, RUNS, 3)
    places = positions([desks[0].playing()], line(a=4, b=1, c=1), samples, RUNS, 3)
    assert found == {"a": places["a"][-1][0], "b": inf}, "of c too little is known to say anything"
    assert places["a"][-1][0] < places["a"][-1][1]


def test_a_counter_is_not_given_what_it_may_not_have() -> None:
    desks = [Desk(1, ("a",), True), Desk(2, ("b",), True, frozenset("b"))]
    assert advise(desks, line(a=9), TEN, least=5) is None


def test_a_usual_hall_is_played_in_full() -> None:
    assert days_played(SKETCH_RUNS, 50, 200) == SKETCH_RUNS
    assert days_played(RUNS, 5, 200) == RUNS


@given(st.integers(1, 500), st.integers(0, 50_000))
def test_thousands_of_waiting_people_cost_no_more_than_hundreds(times: int, waiting: int) -> None:
    played = days_played(RUNS, times, waiting)
    assert LEAST_RUNS <= played <= RUNS
    assert played == LEAST_RUNS or played * times * waiting <= MOST_CALLS
