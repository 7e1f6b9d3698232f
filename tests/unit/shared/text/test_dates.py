"""Dates, clocks and waits as people read them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.dates import clock, day_in_sentence, long_date, minutes_text, short_date


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (date(2026, 6, 12), "Thứ Sáu, 12/6/2026", "Friday, 12 June 2026"),
        (date(2026, 6, 14), "Chủ Nhật, 14/6/2026", "Sunday, 14 June 2026"),
        (date(2027, 1, 4), "Thứ Hai, 4/1/2027", "Monday, 4 January 2027"),
        (date(2026, 12, 30), "Thứ Tư, 30/12/2026", "Wednesday, 30 December 2026"),
    ],
)
def test_a_day_is_written_with_its_weekday(day: date, vi: str, en: str) -> None:
    assert (long_date(day), long_date(day, "en")) == (vi, en)
    assert (day_in_sentence(day), day_in_sentence(day, "en")) == (vi[0].lower() + vi[1:], en)


def test_a_moment_gives_its_day_and_its_clock() -> None:
    at = datetime.fromisoformat("2026-06-05T09:01:59+07:00")
    assert (long_date(at), short_date(at), clock(at)) == ("Thứ Sáu, 5/6/2026", "5/6/2026", "09:01")


@pytest.mark.parametrize(
    ("p50", "p90", "vi", "en"),
    [
        (15, 25, "15–25 phút", "15–25 minutes"),
        (17.2, 21, "15–25 phút", "15–25 minutes"),
        (2, 4, "dưới 5 phút", "less than 5 minutes"),
        (0, 0, "dưới 5 phút", "less than 5 minutes"),
        (3, 12, "dưới 15 phút", "less than 15 minutes"),
        (15, 15, "15 phút", "15 minutes"),
        (None, None, "", ""),
    ],
)
def test_a_wait_is_a_range_and_never_a_promise(
    p50: float | None, p90: float | None, vi: str, en: str
) -> None:
    assert (minutes_text(p50, p90), minutes_text(p50, p90, "en")) == (vi, en)


@given(st.floats(0, 600), st.floats(0, 600))
def test_a_wait_never_reads_as_nought(p50: float, p90: float) -> None:
    assert not minutes_text(p50, max(p50, p90)).startswith("0")
