"""Ratings summed up, counted by hand."""

import pytest

from queue_server.visitors.rules.satisfaction import OPEN_MS, Tally, may_rate


def test_faces_and_indicators_are_shares_of_what_was_asked() -> None:
    tally = Tally()
    tally.add(3, {})
    tally.add(3, {"1": 2, "2": 2, "3": 1, "4": 2, "6": 0, "7": 2})
    tally.add(1, {"1": 0, "6": 2})
    assert tally.as_json() == {
        "count": 3,
        "score_1": 1,
        "score_2": 0,
        "score_3": 2,
        "mean": 2.33,
        "satisfied_percent": 66.7,
        # 11 of 16 points over all six; 9 of 12 over those that an officer answers for.
        "grade_percent": 68.8,
        "officer_grade_percent": 75.0,
    }
    assert tally.by_indicator()[0] == {"indicator": "1", "count": 2, "points": 2, "percent": 50.0}


def test_nothing_asked_is_no_grade() -> None:
    found = Tally().as_json()
    assert (found["mean"], found["satisfied_percent"], found["grade_percent"]) == (None, None, None)


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
        {"indicator": "2", "count": 2, "points": 3, "percent": 75.0},
        {"indicator": "7", "count": 1, "points": 1, "percent": 50.0},
    ]
    assert (tally.as_json()["mean"], tally.as_json()["satisfied_percent"]) == (2.0, 0.0)
