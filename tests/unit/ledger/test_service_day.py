"""Which service day it is when the clock is put back, and when it was wrong altogether."""

import pytest

from queue_server.ledger.service_day import RELEASED, ClockTrust, service_day

DAY = 86_400.0


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


def test_where_nothing_is_known_a_clock_from_before_the_first_release_is_doubted_and_any_later_one_believed() -> (
    None
):
    trust = ClockTrust(lambda: 0.0)
    trust.begin(None)
    assert [trust.look(wall) for wall in (0.0, RELEASED - DAY, RELEASED)] == [True, True, False]


def test_a_clock_that_somebody_believed_is_doubted_after_its_next_jump() -> None:
    trust = ClockTrust(lambda: 0.0)
    trust.begin(RELEASED)
    assert trust.look(RELEASED + 50 * DAY)
    trust.believe(RELEASED + 50 * DAY)
    assert [trust.look(RELEASED + days * DAY) for days in (80, 50)] == [True, False]
