"""What waiting, walking and service time mean."""

from hypothesis import given
from hypothesis import strategies as st

from queue_server.reports.rules.measures import MINUTE, Summary, quantile, served, summary, waited, walked


def test_the_wait_is_frozen_at_the_first_call() -> None:
    # Arrival 08:11, first call 08:17; that it is called again at 08:19 is nobody's argument.
    assert waited(11 * MINUTE, 17 * MINUTE) == 6 * MINUTE


def test_nobody_waits_less_than_nothing() -> None:
    assert (waited(20 * MINUTE, 15 * MINUTE), waited(20 * MINUTE, None)) == (0, None)


def test_a_start_that_was_only_inferred_is_left_out() -> None:
    assert (walked(5 * MINUTE, None), served(None, 9 * MINUTE), served(5 * MINUTE, None)) == (
        None,
        None,
        None,
    )


def test_walking_and_service_share_the_start() -> None:
    assert (walked(5 * MINUTE, 6 * MINUTE), served(6 * MINUTE, 16 * MINUTE)) == (MINUTE, 10 * MINUTE)


def test_a_summary_counts_what_is_known() -> None:
    minutes = [None, *(n * MINUTE for n in range(1, 11)), None]
    assert summary(minutes) == Summary(10, 5.5, 5.0, 9.0)


def test_minutes_are_told_to_a_tenth() -> None:
    assert summary([80_000]) == Summary(1, 1.3, 1.3, 1.3)
    assert quantile([7], 0.0) == 7


def test_nothing_known_is_no_zero() -> None:
    assert summary([None]) == Summary(0, None, None, None)


@given(st.lists(st.integers(0, 10**9), min_size=1), st.floats(0, 1), st.floats(0, 1))
def test_quantiles_occurred_and_never_cross(values: list[int], one: float, other: float) -> None:
    values.sort()
    low, high = quantile(values, min(one, other)), quantile(values, max(one, other))
    assert low in values
    assert low <= high
