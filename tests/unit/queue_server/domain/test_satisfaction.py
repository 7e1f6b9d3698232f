"""Ratings summed up, counted by hand."""

from queue_server.domain.satisfaction import Tally


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
