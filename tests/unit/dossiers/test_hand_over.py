"""Hand-overs between offices: the same day, after three o'clock at the start of the next working day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rules.deadline import OfficeDay
from queue_server.dossiers.rules.hand_over import (
    HandOver,
    check_received,
    due,
    last_department,
    timeliness,
    waiting,
)
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import Verdict

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE, CALENDAR = OfficeDay(ZONE), Calendar()
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("ready", "expected"),
    [
        ("2026-06-10T08:00", "2026-06-10T17:00"),
        ("2026-06-10T15:00", "2026-06-10T17:00"),
        ("2026-06-10T15:00:01", "2026-06-11T07:00"),
        ("2026-06-12T15:30", "2026-06-15T07:00"),  # Friday: Monday morning
        ("2026-06-13T09:00", "2026-06-15T07:00"),  # taken on a Saturday
        ("2026-02-13T16:00", "2026-02-23T07:00"),  # before Tết
        ("2026-08-21T16:00", "2026-08-22T07:00"),  # the worked Saturday
    ],
)
def test_a_dossier_is_handed_over_the_same_day_or_next_morning(ready: str, expected: str) -> None:
    assert due(at(ready), CALENDAR, OFFICE) == at(expected)


@pytest.mark.parametrize(
    ("received", "due_at", "kept"),
    [
        ("2026-06-10T16:59", "2026-06-10T17:00", Verdict.ON_TIME),
        ("2026-06-10T17:00", "2026-06-11T07:00", Verdict.EARLY),
        ("2026-06-11T07:00", "2026-06-11T07:00", Verdict.ON_TIME),
        ("2026-06-11T08:00", "2026-06-11T07:00", Verdict.ON_TIME),
        ("2026-06-11T08:01", "2026-06-11T07:00", Verdict.LATE),
    ],
)
def test_the_start_of_the_day_lasts_as_long_as_the_grace(received: str, due_at: str, kept: Verdict) -> None:
    assert timeliness(at(received), at(due_at), HOUR, OFFICE) is kept


moments = st.timedeltas(timedelta(0), timedelta(days=3000)).map(
    lambda since: datetime(2022, 1, 1, tzinfo=UTC) + since
)
calendars = st.builds(
    Calendar,
    off=st.frozensets(st.dates(date(2022, 1, 1), date(2031, 1, 1)), max_size=6),
    worked=st.frozensets(st.dates(date(2022, 1, 1), date(2031, 1, 1)), max_size=6),
)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=9)), calendars)
def test_what_is_ready_later_is_never_due_earlier_and_never_on_a_day_off(
    ready: datetime, later: timedelta, calendar: Calendar
) -> None:
    first, second = due(ready, calendar, OFFICE), due(ready + later, calendar, OFFICE)
    assert ready <= first <= second
    assert calendar.is_working(first.date())


def test_a_hand_over_knows_how_it_kept_its_time_and_none_without_a_time() -> None:
    def ms(text: str) -> int:
        return int(at(text).timestamp() * 1000)

    given = HandOver(None, "Phòng Kinh tế", ms("2026-06-10T09:00"), "minh", ms("2026-06-11T07:00"))
    kept = [given.timeliness(ms(text), HOUR, OFFICE) for text in ("2026-06-10T16:00", "2026-06-11T08:00")]
    assert kept == [Verdict.EARLY, Verdict.ON_TIME]
    assert given.timeliness(ms("2026-06-11T08:01"), HOUR, OFFICE) is Verdict.LATE
    assert replace(given, due_at=None).timeliness(ms("2026-06-11T08:01"), HOUR, OFFICE) is None


def test_the_last_hand_over_waits_until_somebody_signs_for_it() -> None:
    first = HandOver("Phòng Kinh tế", None, 1, "minh", None, receiver="lan", received_at=2)
    last = HandOver(None, "Phòng Văn hóa", 3, "lan", None)
    assert (waiting([]), waiting([first]), waiting([first, last])) == (None, None, last)
    check_received([first])
    with pytest.raises(RuleBroken) as broken:
        check_received([first, last])
    assert (broken.value.code, broken.value.status) == ("not_received", 409)
    assert (last_department([]), last_department([last]), last_department([first, last])) == (
        None,
        None,
        "Phòng Kinh tế",
    )
