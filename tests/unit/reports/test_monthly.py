"""The monthly return's identity, on random histories, and its edges by hand."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from queue_server.reports.rules import monthly
from queue_server.reports.rules.monthly import Case, Line
from shared.wire.vocabulary import Verdict

DAY = 86_400_000
A = ("ho-tich", 1)
MOMENTS = st.integers(0, 400 * DAY)
CASES = st.builds(
    Case,
    key=st.sampled_from([("ho-tich", 1), ("ho-tich", 2), (None, 1)]),
    received=MOMENTS,
    closed=st.none() | MOMENTS,
    verdict=st.none() | st.sampled_from(Verdict),
    due=st.none() | MOMENTS,
    waiting=st.booleans(),
)
BORDERS = st.lists(MOMENTS, min_size=2, max_size=6, unique=True).map(sorted)


@given(st.lists(CASES, max_size=40), BORDERS, MOMENTS)
def test_what_came_is_what_went_and_what_is_left(cases: list[Case], borders: list[int], now: int) -> None:
    for start, end in itertools.pairwise(borders):
        for line in monthly.count(cases, start, end, now).values():
            assert line.carried_over + line.received == line.resolved + line.pending


@given(st.lists(CASES, max_size=40), BORDERS, MOMENTS)
def test_each_period_carries_over_what_the_one_before_left(
    cases: list[Case], borders: list[int], now: int
) -> None:
    totals = [
        monthly.total(monthly.count(cases, start, end, now).values())
        for start, end in itertools.pairwise(borders)
    ]
    assert [line.pending for line in totals[:-1]] == [line.carried_over for line in totals[1:]]


@given(st.lists(CASES, max_size=40), BORDERS, MOMENTS)
def test_several_periods_received_and_resolve_what_one_long_period_does(
    cases: list[Case], borders: list[int], now: int
) -> None:
    parts = [
        monthly.total(monthly.count(cases, start, end, now).values())
        for start, end in itertools.pairwise(borders)
    ]
    whole = monthly.total(monthly.count(cases, borders[0], borders[-1], now).values())
    for name in ("received", "resolved_early", "resolved_on_time", "resolved_late"):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name)


def test_borders_belong_to_the_period_that_they_begin() -> None:
    cases = [
        Case(A, received=10, closed=20, verdict=Verdict.EARLY),
        Case(A, received=20, due=29),
        Case(A, received=20, due=30),
        Case(A, received=20, due=21, waiting=True),
        Case(A, received=15, closed=30),
        Case(A, received=30),
        Case(A, received=1, closed=19),
        # A clock that was put back.
        Case(A, received=25, closed=5, verdict=Verdict.LATE),
    ]
    assert monthly.count(cases, 20, 30, 1000) == {
        A: Line(
            carried_over=2,
            received=4,
            resolved_early=1,
            resolved_late=1,
            pending_in_time=3,
            pending_overdue=1,
        )
    }


def test_a_period_under_way_is_late_only_with_what_is_late_now() -> None:
    cases = [Case(A, received=1, due=12), Case(A, received=1, due=15)]
    assert monthly.count(cases, 0, 30, 13)[A] == Line(received=2, pending_overdue=1, pending_in_time=1)


def test_a_line_is_told_with_what_follows_from_it() -> None:
    line = Line(
        carried_over=1, received=21, resolved_early=2, resolved_on_time=3, resolved_late=4, pending_in_time=6
    )
    line.add(Line(pending_overdue=7))
    assert line.as_json() == {
        "carried_over": 1,
        "received": 21,
        "resolved": 9,
        "resolved_early": 2,
        "resolved_on_time": 3,
        "resolved_late": 4,
        "pending": 13,
        "pending_in_time": 6,
        "pending_overdue": 7,
    }
