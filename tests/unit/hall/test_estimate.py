"""Waits played forward: the scenarios that other systems assert, and what must hold for any hall."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.hall.rules.estimate import InLine, OpenCounter, positions, through_breaks
from tests.examples import many

TEN = {"a": [10.0, 10.0, 10.0]}


def line(queue: str, count: int, first: int = 0) -> list[InLine]:
    return [InLine(queue, rank) for rank in range(first, first + count)]


def counter(number: int, *queues: str, busy: str | None = None, minutes: float = 0.0) -> OpenCounter:
    return OpenCounter(number, frozenset(queues), busy, minutes)


def exactly(*minutes: float) -> list[tuple[float, float]]:
    return [(value, value) for value in minutes]


def test_one_counter_and_three_walk_ins_wait_ten_twenty_thirty_at_the_latest() -> None:
    assert positions([counter(1, "a", busy="a")], line("a", 3), TEN) == {"a": exactly(10, 20, 30, 40)}


def test_a_free_counter_calls_the_first_at_once() -> None:
    assert positions([counter(1, "a")], line("a", 3), TEN) == {"a": exactly(0, 10, 20, 30)}


def test_two_counters_halve_the_wait() -> None:
    busy = [counter(1, "a", busy="a", minutes=5), counter(2, "a", busy="a")]
    assert positions(busy, line("a", 3), TEN) == {"a": exactly(5, 10, 15, 20)}


def test_an_empty_queue_tells_a_newcomer() -> None:
    assert positions([counter(1, "a", busy="a", minutes=4)], [], TEN) == {"a": exactly(6)}


def test_without_an_open_counter_or_enough_service_times_nothing_is_said() -> None:
    assert positions([], line("a", 3), TEN) == {}
    assert positions([counter(1, "a")], line("a", 3), {}) == {}
    assert positions([counter(1, "a")], line("a", 3), {"a": [10.0, 10.0]}) == {}
    assert positions([counter(1, "a")], line("b", 3), TEN) == {"a": exactly(0)}


def test_a_counter_of_two_queues_takes_both_in_their_common_order() -> None:
    samples = {"a": [10.0] * 3, "b": [4.0] * 3}
    waiting = [InLine("a", 1), InLine("b", 2), InLine("a", 3)]
    assert positions([counter(1, "a", "b")], waiting, samples) == {
        "a": exactly(0, 14, 24),
        "b": exactly(10, 24),
    }


def test_a_counter_of_its_own_does_not_wait_for_the_shared_one() -> None:
    samples = {"a": [10.0] * 3, "b": [4.0] * 3}
    hall = [counter(1, "a", "b", busy="a"), counter(2, "b", busy="b")]
    assert positions(hall, line("b", 2), samples) == {"a": exactly(10), "b": exactly(4, 8, 10)}


def test_a_queue_without_times_of_its_own_still_takes_up_its_counter() -> None:
    waiting = [InLine("b", 1), InLine("a", 2)]
    assert positions([counter(1, "a", "b")], waiting, TEN) == {"a": exactly(10, 20)}


def test_a_service_that_outlasts_everything_known_still_ends() -> None:
    assert positions([counter(1, "a", busy="a", minutes=300)], [], TEN) == {"a": exactly(5)}


def test_the_same_hall_always_gets_the_same_answer() -> None:
    samples = {"a": [3.0, 8.0, 20.0, 5.0]}
    hall = [counter(1, "a", busy="a", minutes=2), counter(2, "a")]
    assert positions(hall, line("a", 9), samples) == positions(hall, line("a", 9), samples)


@pytest.mark.parametrize(("wait", "expected"), [(10.0, 10.0), (30.0, 150.0), (45.0, 165.0), (500.0, 1520.0)])
def test_closed_hours_are_put_into_the_wait(wait: float, expected: float) -> None:
    # Lunch in 30 minutes for two hours, the evening from minute 360 to minute 1260.
    assert through_breaks(wait, [(30.0, 150.0), (360.0, 1260.0)]) == expected


def test_without_any_doubt_the_last_minute_before_a_break_counts() -> None:
    assert [through_breaks(wait, [(30.0, 150.0)]) for wait in (29.5, 30.0)] == [29.5, 150.0]


def test_the_last_minutes_before_a_break_are_in_doubt_where_that_is_asked_for() -> None:
    lunch = [(30.0, 150.0)]
    assert [through_breaks(wait, lunch, 5.0) for wait in (24.0, 25.0, 29.0, 30.0, 40.0)] == [
        24.0,
        150.0,
        150.0,
        150.0,
        160.0,
    ]


def test_a_counter_in_a_pause_comes_back_after_a_usual_one() -> None:
    away = OpenCounter(1, frozenset("a"), busy_for=4.0, away=(10.0, 10.0, 10.0))
    assert positions([away], line("a", 1), TEN) == {"a": exactly(6, 16)}


def test_whoever_comes_with_priority_goes_before_ordinary_tickets_until_the_doors_close() -> None:
    """One every two minutes for a counter that takes ten: nobody else is called before the doors close."""
    (p50, p90), *_ = positions(
        [counter(1, "a", busy="a")], line("a", 1), TEN, overtaking={"a": 0.5}, doors_close=60.0
    )["a"]
    assert 60 <= p50 <= p90
    first = [InLine("a", 0, priority=True)]
    assert positions([counter(1, "a", busy="a")], first, TEN, overtaking={"a": 0.5}, doors_close=60.0)["a"][
        0
    ] == (10, 10)


def test_a_future_draws_from_a_days_worth_of_times_and_so_doubts_their_mean() -> None:
    """Twenty in line: of one pool their times would level out; today's may all be quick or all be slow."""
    times = {"a": [4.0, 16.0] * 20}
    p50, p90 = positions([counter(1, "a")], line("a", 20), times)["a"][-1]
    assert 170 <= p50 <= 230
    assert p90 - p50 >= 40


queues = st.sampled_from("abcd")
halls = st.lists(
    st.tuples(st.frozensets(queues, min_size=1), st.none() | queues, st.floats(0, 60)), max_size=6
).map(lambda rows: [OpenCounter(n, served, busy, time) for n, (served, busy, time) in enumerate(rows)])
lines = st.lists(queues, max_size=25).map(lambda names: [InLine(q, rank) for rank, q in enumerate(names)])
times = st.dictionaries(queues, st.lists(st.floats(0.5, 60), min_size=1, max_size=8))


@settings(max_examples=many(60))
@given(halls, lines, times)
def test_whoever_stands_behind_is_never_told_a_shorter_wait(
    hall: list[OpenCounter], waiting: list[InLine], samples: dict[str, list[float]]
) -> None:
    found = positions(hall, waiting, samples, runs=5)
    for queue, places in found.items():
        assert len(places) == sum(ticket.queue == queue for ticket in waiting) + 1
        assert all(0 <= p50 <= p90 for p50, p90 in places)
        assert places == sorted(places)


@settings(max_examples=many(60))
@given(halls, lines, times)
def test_a_further_counter_that_serves_everything_never_makes_a_queue_silent(
    hall: list[OpenCounter], waiting: list[InLine], samples: dict[str, list[float]]
) -> None:
    more = [*hall, OpenCounter(99, frozenset("abcd"))]
    known = {queue for queue, values in samples.items() if len(values) >= 3}
    assert set(positions(more, waiting, samples, runs=2)) == known
