"""From when on a letter of apology is owed: the working day before the due date, from the centre's hour on."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rules.apology import owed_from
from queue_server.dossiers.rules.deadline import Limit, OfficeDay, Unit, due

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE, CALENDAR, TWO = OfficeDay(ZONE), Calendar(), time(14)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "due_at", "expected"),
    [
        ("2026-06-10T09:00", "2026-06-15T17:00", "2026-06-12T14:00"),  # due on Monday: Friday
        ("2026-06-10T09:00", "2026-06-17T17:00", "2026-06-16T14:00"),
        ("2026-02-10T09:00", "2026-02-23T17:00", "2026-02-13T14:00"),  # over Tết
        # Too short to know the day before: when it is late.
        ("2026-06-10T09:00", "2026-06-10T17:00", "2026-06-10T17:00"),
        ("2026-06-10T09:00", "2026-06-11T17:00", "2026-06-11T17:00"),
        ("2026-06-12T09:00", "2026-06-15T17:00", "2026-06-15T17:00"),
    ],
)
def test_a_letter_is_owed_from_the_working_day_before(received: str, due_at: str, expected: str) -> None:
    assert owed_from(at(received), at(due_at), CALENDAR, OFFICE, TWO) == at(expected)


@given(
    st.timedeltas(timedelta(0), timedelta(days=1500)).map(lambda since: at("2024-01-01T08:00") + since),
    st.integers(1, 40),
)
def test_a_letter_is_never_owed_after_the_date_or_on_a_day_off(received: datetime, days: int) -> None:
    date = due(received, Limit(days, Unit.WORKING_DAY), CALENDAR, OFFICE)
    assert date is not None
    since = owed_from(received, date, CALENDAR, OFFICE, TWO)
    assert since <= date
    assert CALENDAR.is_working(since.date())
    assert since == date or since.date() > received.astimezone(ZONE).date() - timedelta(days=1)
