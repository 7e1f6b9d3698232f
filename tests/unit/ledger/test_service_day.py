"""Which service day it is when the clock is put back, and when it was wrong altogether."""

import pytest

from queue_server.ledger.service_day import service_day


@pytest.mark.parametrize(
    ("known", "today", "day"),
    [
        ("", "2026-06-15", "2026-06-15"),
        ("2026-06-14", "2026-06-15", "2026-06-15"),
        ("2026-06-15", "2026-06-15", "2026-06-15"),
        ("2026-06-16", "2026-06-15", "2026-06-16"),
        ("2026-07-01", "2026-06-30", "2026-07-01"),
        ("2026-06-17", "2026-06-15", "2026-06-15"),
        ("2099-01-01", "2026-06-15", "2026-06-15"),
    ],
)
def test_a_clock_put_back_over_midnight_does_not_bring_yesterday_back_and_a_far_day_was_a_wrong_clock(
    known: str, today: str, day: str
) -> None:
    assert service_day(known, today) == day
