"""Ratings summed up, counted by hand."""

import pytest

from queue_server.visitors.rules.satisfaction import INDICATORS, OFFICERS, OPEN_MS, Grade, Tally, may_rate


def test_faces_and_indicators_are_shares_of_what_was_asked() -> None:
    tally = Tally()
    tally.add(3, {})
    tally.add(3, {"1": 2, "2": 2, "3": 1, "4": 2, "6": 0, "7": 2})
    tally.add(1, {"1": 0, "6": 2})
    assert (tally.count, tally.scores) == (3, {1: 1, 3: 2})
    assert (tally.mean, tally.satisfied_percent) == (2.33, 66.7)
    # 11 of 16 points over all six; 9 of 12 over those that an officer answers for.
    assert (tally.grade(INDICATORS), tally.grade(OFFICERS)) == (68.8, 75.0)
    assert tally.by_indicator()[0] == Grade("1", 2, 2)
    assert Grade("1", 2, 2).percent == 50.0


def test_nothing_asked_is_no_grade() -> None:
    tally = Tally()
    assert (tally.mean, tally.satisfied_percent, tally.grade(INDICATORS)) == (None, None, None)


@pytest.mark.parametrize(
    ("since", "busy", "asks"),
    [
        (0, False, True),
        (OPEN_MS - 1, False, True),
        (OPEN_MS, False, False),
        (-1, False, False),
        (5, True, False),
    ],
)
def test_a_tablet_asks_about_the_visit_that_just_ended_until_the_next_is_called(
    since: int, busy: bool, asks: bool
) -> None:
    assert may_rate(1_000_000 + since, 1_000_000, busy=busy) is asks
    assert may_rate(1_000_000, None, busy=False) is False


def test_what_was_chosen_is_counted_and_indicators_come_in_their_order() -> None:
    tally = Tally()
    tally.add(2, {"7": 1, "2": 2}, ["fast", "clean"])
    tally.add(2, {"2": 1}, ["fast"])
    assert tally.choices == {"fast": 2, "clean": 1}
    assert tally.by_indicator() == [
        Grade("2", 2, 3),
        Grade("7", 1, 1),
    ]
    assert [grade.percent for grade in tally.by_indicator()] == [75.0, 50.0]
    assert (tally.mean, tally.satisfied_percent) == (2.0, 0.0)
