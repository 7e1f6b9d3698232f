"""The centre's own clock: its days, and moments that are told without saying whose clock was read."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from queue_server.configuration.folder import load
from queue_server.ledger import local_time

CENTRE = load(Path(__file__).resolve().parents[3] / "config")
OFFSET = timezone(timedelta(hours=7))


def test_the_centre_s_day_is_that_of_its_own_zone() -> None:
    assert local_time.day(CENTRE, datetime(2026, 11, 29, 17, 0, tzinfo=UTC)) == date(2026, 11, 30)
    assert local_time.day(CENTRE, datetime(2026, 11, 29, 16, 59, tzinfo=UTC)) == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (datetime(2026, 11, 30, 8), datetime(2026, 11, 30, 8, tzinfo=OFFSET)),  # noqa: DTZ001 - as told
        (datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),
    ],
)
def test_a_moment_without_an_offset_was_read_from_the_centre_s_clock(told: datetime, meant: datetime) -> None:
    assert local_time.moment(CENTRE, told) == meant
