"""How busy the hours usually are: nothing under four weeks, words by the busiest hour, opening hours shown whole."""

from hypothesis import given
from hypothesis import strategies as st

from queue_server.hall.rules.load import LEAST_WEEKS, Given, Hour, hours


def _given(hour: int, count: int, waited: float | None = None) -> list[Given]:
    return [Given("2026-06-08", hour, waited)] * count


def test_under_four_weeks_nothing_is_said() -> None:
    assert hours(_given(8, 40), LEAST_WEEKS - 1) == []


def test_each_hour_has_its_mean_its_wait_and_its_word() -> None:
    rows = [*_given(8, 40, 20.0), *_given(9, 24, 10.0), *_given(11, 8)]
    assert hours(rows, 4) == [
        Hour(8, 10.0, 20.0, "busy"),
        Hour(9, 6.0, 10.0, "usual"),
        Hour(10, 0.0, None, "quiet"),
        Hour(11, 2.0, None, "quiet"),
    ]


def test_opening_hours_without_anybody_are_quiet_and_shown() -> None:
    assert [one.hour for one in hours(_given(9, 4), 4, range(7, 12))] == [7, 8, 9, 10, 11]
    assert [one.level for one in hours([], 4, range(7, 9))] == ["quiet", "quiet"]
    assert hours([], 4) == []


def test_the_words_follow_the_busiest_hour() -> None:
    counts = {7: 20, 8: 8, 9: 15, 10: 14, 11: 9}
    rows = [one for hour, count in counts.items() for one in _given(hour, count)]
    # Three quarters of the most are busy, two fifths are quiet.
    assert {one.hour: one.level for one in hours(rows, 4)} == {
        7: "busy",
        8: "quiet",
        9: "busy",
        10: "usual",
        11: "usual",
    }


def test_a_wait_that_is_not_known_is_no_wait() -> None:
    (found,) = hours([*_given(8, 2, 10.0), *_given(8, 1, 15.4), *_given(8, 5)], 4)
    assert (found.tickets, found.wait_minutes) == (2.0, 11.8)


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(1, 30)), min_size=1), st.integers(LEAST_WEEKS, 9))
def test_the_busiest_hour_is_busy_and_the_sum_is_what_was_given(
    counts: list[tuple[int, int]], days: int
) -> None:
    rows = [one for hour, count in counts for one in _given(hour, count)]
    found = hours(rows, days)
    assert max(found, key=lambda one: one.tickets).level == "busy"
    assert abs(sum(one.tickets for one in found) * days - len(rows)) <= 0.051 * days * len(found)
    assert [one.hour for one in found] == list(range(found[0].hour, found[-1].hour + 1))
