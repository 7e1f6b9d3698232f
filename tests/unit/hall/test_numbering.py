"""Numbers: in order, never twice on a lap, leaving out what may not be given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.hall.rules.numbering import Range, next_value, text
from queue_server.ledger.errors import RuleBroken


def nobody() -> set[int]:
    return set()


def never_asked() -> set[int]:
    raise AssertionError("before the first wrap nobody has to be asked what is taken")


def test_a_day_begins_with_the_first_number() -> None:
    assert next_value(None, 0, Range(1, 999), never_asked) == (1, 0)


def test_numbers_follow_each_other() -> None:
    assert next_value(41, 0, Range(1, 999), never_asked) == (42, 0)


@pytest.mark.parametrize(("value", "printed"), [(1, "A001"), (42, "A042"), (999, "A999"), (1000, "A1000")])
def test_a_number_has_three_digits_and_a_fourth_where_needed(value: int, printed: str) -> None:
    assert text("A", value) == printed


def test_after_the_last_comes_the_first_again_on_another_lap() -> None:
    assert next_value(5, 0, Range(2, 5), nobody) == (2, 1)
    assert next_value(2, 1, Range(2, 5), nobody) == (3, 1)
    assert next_value(5, 1, Range(2, 5), nobody) == (2, 2)


def test_a_wrap_passes_over_numbers_that_are_still_held() -> None:
    assert next_value(5, 0, Range(1, 5), lambda: {1, 2, 4}) == (3, 1)
    assert next_value(3, 1, Range(1, 5), lambda: {1, 2, 3, 4}) == (5, 1)


def test_a_queue_whose_numbers_are_all_held_is_full() -> None:
    with pytest.raises(RuleBroken) as broken:
        next_value(3, 0, Range(1, 3), lambda: {1, 2, 3})
    assert (broken.value.code, broken.value.status) == ("range_full", 409)


def test_a_range_that_kiosks_own_alone_has_nothing_to_give() -> None:
    with pytest.raises(RuleBroken):
        next_value(None, 0, Range(1, 3, ((1, 3),)), nobody)


def test_kiosks_ranges_are_passed_over_also_where_they_touch() -> None:
    numbers = Range(1, 10, ((5, 6), (2, 3), (4, 4)))
    assert next_value(1, 0, numbers, never_asked) == (7, 0)
    assert next_value(10, 0, numbers, lambda: {1}) == (7, 1)


def test_a_range_whose_end_kiosks_own_wraps_before_it() -> None:
    assert next_value(8, 0, Range(1, 10, ((9, 10),)), nobody) == (1, 1)


def test_a_wrap_begins_with_the_first_number_whatever_kiosks_own_behind_the_last() -> None:
    assert next_value(799, 0, Range(1, 799, ((800, 849), (850, 899))), nobody) == (1, 1)


@given(
    first=st.integers(1, 5),
    size=st.integers(2, 12),
    owned=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 2)), max_size=2),
    voided=st.sets(st.integers(1, 20), max_size=3),
    staying=st.lists(st.booleans(), max_size=60),
)
def test_no_number_is_given_twice_on_a_lap_nor_while_somebody_holds_it(
    first: int, size: int, owned: list[tuple[int, int]], voided: set[int], staying: list[bool]
) -> None:
    """A day in which some tickets stay and others are done at once; a voided number was given before."""
    numbers = Range(first, first + size - 1, tuple((start, start + more) for start, more in owned))
    kiosks = {value for start, more in owned for value in range(start, start + more + 1)}
    last, lap, live, given = None, 0, set(), []
    for stays in staying:
        try:
            last, lap = next_value(last, lap, numbers, lambda: live | (voided & {v for v, _ in given}))
        except RuleBroken:
            allowed = set(range(numbers.first, numbers.last + 1)) - kiosks
            assert allowed <= live | voided
            return
        assert numbers.first <= last <= numbers.last
        assert last not in kiosks | live
        assert last not in voided or all(value != last for value, _ in given)
        given.append((last, lap))
        if stays:
            live.add(last)
    assert len(set(given)) == len(given)
    assert given == sorted(given, key=lambda pair: (pair[1], pair[0]))
