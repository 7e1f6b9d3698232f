"""When the centre is open: spans by weekday, days off, and the next opening."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.hours.opening import Span, closes_at, left_today, minutes, reopens_at, takes_numbers

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
WEEK = (Span((1, 2, 3, 4, 5), 7 * 60, 11 * 60 + 30), Span((1, 2, 3, 4, 5), 13 * 60 + 30, 17 * 60))
FRIDAY = datetime(2026, 6, 12, 9, 12, tzinfo=HOME)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(6, 59, None), (7, 0, 690), (11, 29, 690), (11, 30, None), (13, 30, 1020)],
)
def test_the_first_minute_is_open_and_the_last_is_closed(
    hour: int, minute: int, expected: int | None
) -> None:
    assert closes_at(WEEK, (), FRIDAY.replace(hour=hour, minute=minute)) == expected


def test_a_day_off_is_closed_and_passed_over() -> None:
    off = {date(2026, 6, 12), date(2026, 6, 15)}
    assert closes_at(WEEK, off, FRIDAY) is None
    assert reopens_at(WEEK, off, FRIDAY) == datetime(2026, 6, 16, 7, 0, tzinfo=HOME)


def test_the_next_opening_is_today_after_lunch_or_after_the_weekend() -> None:
    assert reopens_at(WEEK, (), FRIDAY.replace(hour=12)) == FRIDAY.replace(hour=13, minute=30)
    assert reopens_at(WEEK, (), FRIDAY.replace(hour=18)) == datetime(2026, 6, 15, 7, 0, tzinfo=HOME)
    assert reopens_at((), (), FRIDAY) is None


@given(some.integers(0, 14 * 24 * 60))
def test_at_the_next_opening_it_is_open_and_before_it_is_not(later: int) -> None:
    now = FRIDAY + timedelta(minutes=later)
    opening = reopens_at(WEEK, (), now)
    assert opening is not None
    assert closes_at(WEEK, (), opening) is not None
    if closes_at(WEEK, (), now) is None:
        assert closes_at(WEEK, (), opening - timedelta(minutes=1)) is None


def test_times_of_day_are_minutes() -> None:
    assert [minutes(text) for text in ("00:00", "07:30", "24:00")] == [0, 450, 1440]
    with pytest.raises(ValueError, match="invalid literal"):
        minutes("noon")


@pytest.mark.parametrize(
    ("hour", "minute", "left", "takes"),
    [
        (6, 59, 601, False),
        (7, 0, 600, True),
        (11, 29, 331, True),  # just before lunch numbers are given: they survive it
        (12, 0, 300, False),
        (13, 30, 210, True),
        (16, 29, 31, True),
        (16, 30, 30, False),
        (16, 59, 1, False),
        (17, 0, None, False),
    ],
)
def test_numbers_end_before_the_days_last_closing_and_not_before_lunch(
    hour: int, minute: int, left: int | None, takes: bool
) -> None:
    local = FRIDAY.replace(hour=hour, minute=minute)
    assert (left_today(WEEK, (), local), takes_numbers(WEEK, (), local, 30)) == (left, takes)


def test_a_centre_that_never_closes_always_gives_numbers() -> None:
    always = (Span((1, 2, 3, 4, 5, 6, 7), 0, 24 * 60),)
    assert takes_numbers(always, (), FRIDAY.replace(hour=23, minute=59), 0)
    assert left_today(always, {FRIDAY.date()}, FRIDAY) is None
    assert not takes_numbers(always, {FRIDAY.date()}, FRIDAY, 0)
