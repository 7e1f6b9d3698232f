"""Worked examples and properties of due dates on the Vietnamese calendar."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rules.deadline import (
    Limit,
    OfficeDay,
    Unit,
    ahead,
    due,
    shifted,
    supplements_until,
    unit_of,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = OfficeDay(ZONE)
CALENDAR = Calendar()
WORKING, DAY, HOUR = Unit.WORKING_DAY, Unit.DAY, Unit.HOUR


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


EXAMPLES = [
    # received, limit, due
    ("2026-06-10T09:00", Limit(3, WORKING), "2026-06-15T17:00"),  # Wednesday: Thu, Fri, Mon
    ("2026-06-10T16:30", Limit(3, WORKING), "2026-06-15T17:00"),  # the hour does not move day 0
    ("2026-06-13T09:00", Limit(1, WORKING), "2026-06-15T17:00"),  # taken on a Saturday
    ("2026-06-10T09:00", Limit(3, DAY), "2026-06-15T17:00"),  # ends on Saturday, rolls to Monday
    ("2026-06-10T09:00", Limit(5, DAY), "2026-06-15T17:00"),  # ends on Monday by itself
    ("2026-06-10T09:00", Limit(1, DAY), "2026-06-11T17:00"),
    # Tết Bính Ngọ: 16–20/2 off, with the weekends nine days on end
    ("2026-02-13T09:00", Limit(1, WORKING), "2026-02-23T17:00"),
    ("2026-02-12T09:00", Limit(3, WORKING), "2026-02-24T17:00"),
    ("2026-02-13T09:00", Limit(3, DAY), "2026-02-23T17:00"),
    # 2/9/2026: 31/8 is off for the worked Saturday 22/8, then 1/9 and 2/9
    ("2026-08-28T09:00", Limit(1, WORKING), "2026-09-03T17:00"),
    ("2026-08-21T09:00", Limit(1, WORKING), "2026-08-22T17:00"),  # the make-up Saturday counts
    ("2026-08-21T09:00", Limit(1, DAY), "2026-08-22T17:00"),
    ("2026-08-21T09:00", Limit(2, DAY), "2026-08-24T17:00"),
    # Giỗ Tổ falls on Sunday 26/4/2026, observed on Monday; 30/4 and 1/5 off
    ("2026-04-24T09:00", Limit(1, WORKING), "2026-04-28T17:00"),
    ("2026-04-29T09:00", Limit(1, WORKING), "2026-05-04T17:00"),
    # same day
    ("2026-06-10T09:00", Limit(same_day=True), "2026-06-10T17:00"),
    ("2026-06-10T15:00", Limit(same_day=True), "2026-06-10T17:00"),
    ("2026-06-10T15:00:01", Limit(same_day=True), "2026-06-11T17:00"),
    ("2026-06-12T15:30", Limit(same_day=True), "2026-06-15T17:00"),
    ("2026-06-13T09:00", Limit(same_day=True), "2026-06-15T17:00"),
    ("2026-06-10T09:00", Limit(1, DAY, same_day=True), "2026-06-10T17:00"),
    ("2026-06-10T16:00", Limit(0, WORKING), "2026-06-11T17:00"),
    ("2026-08-21T15:01", Limit(same_day=True), "2026-08-22T17:00"),  # next day is a worked Saturday
    ("2026-08-22T16:00", Limit(same_day=True), "2026-08-24T17:00"),
    ("2026-09-01T09:00", Limit(same_day=True), "2026-09-03T17:00"),  # taken on a holiday
    ("2026-12-31T15:30", Limit(same_day=True), "2027-01-04T17:00"),  # New Year's Day and a weekend
    # Years are crossed, and long limits go over Tết
    ("2026-12-30T09:00", Limit(2, WORKING), "2027-01-04T17:00"),
    ("2026-01-30T09:00", Limit(15, WORKING), "2026-02-27T17:00"),
    ("2026-01-30T09:00", Limit(30, DAY), "2026-03-02T17:00"),
    # hours
    ("2026-06-10T06:00", Limit(8, HOUR), "2026-06-10T14:00"),
    ("2026-06-10T13:00", Limit(4, HOUR), "2026-06-10T17:00"),
    ("2026-06-10T13:01", Limit(4, HOUR), "2026-06-11T07:00"),
    ("2026-06-10T02:00", Limit(1, HOUR), "2026-06-10T07:00"),
    ("2026-08-21T15:00", Limit(18, HOUR), "2026-08-22T09:00"),  # into the worked Saturday
    ("2026-08-28T15:00", Limit(24, HOUR), "2026-09-03T07:00"),  # over the long holiday
    ("2026-06-10T09:00", Limit(4, HOUR), "2026-06-10T13:00"),
    ("2026-06-10T15:30", Limit(4, HOUR), "2026-06-11T07:00"),
    ("2026-06-11T09:00", Limit(48, HOUR), "2026-06-15T07:00"),
    # nothing published: nothing invented
    ("2026-06-10T09:00", Limit(), None),
    ("2026-06-10T09:00", Limit(5, None), None),
]


def test_a_same_day_matter_is_due_today_until_15_00_and_later_on_the_next_working_day() -> None:
    received = ["2026-06-12T14:59", "2026-06-12T15:00", "2026-06-12T15:00:01", "2026-06-12T15:01"]
    found = [due(at(moment), Limit(same_day=True), CALENDAR, OFFICE) for moment in received]
    assert found == [
        at("2026-06-12T17:00"),
        at("2026-06-12T17:00"),
        at("2026-06-15T17:00"),
        at("2026-06-15T17:00"),
    ]


def test_the_15_00_rule_does_not_move_a_limit_of_several_days() -> None:
    assert due(at("2026-06-10T16:30"), Limit(3, WORKING), CALENDAR, OFFICE) == at("2026-06-15T17:00")


@pytest.mark.parametrize(("received", "limit", "expected"), EXAMPLES)
def test_a_worked_example_is_due_at_its_moment(received: str, limit: Limit, expected: str | None) -> None:
    assert due(at(received), limit, CALENDAR, OFFICE) == (at(expected) if expected else None)


def test_the_moment_of_intake_counts_in_the_offices_zone() -> None:
    # 18:30 UTC on the 10th is 01:30 on the 11th in Hạ Long.
    received = datetime(2026, 6, 10, 18, 30, tzinfo=UTC)
    assert due(received, Limit(1, WORKING), CALENDAR, OFFICE) == at("2026-06-12T17:00")


def test_the_administrators_calendar_overrides_the_package() -> None:
    calendar = Calendar(
        off=frozenset({date(2026, 6, 11)}), worked=frozenset({date(2026, 6, 13), date(2026, 8, 31)})
    )
    assert due(at("2026-06-10T09:00"), Limit(2, WORKING), calendar, OFFICE) == at("2026-06-13T17:00")
    assert due(at("2026-08-28T09:00"), Limit(1, WORKING), calendar, OFFICE) == at("2026-08-31T17:00")


PAUSES = [
    # due, the citizen's own time, and the date that remains of the first promise
    ("2026-06-15T17:00", timedelta(0), "2026-06-15T17:00"),
    ("2026-06-15T17:00", timedelta(days=1), "2026-06-16T17:00"),
    ("2026-06-12T17:00", timedelta(days=1), "2026-06-15T17:00"),  # would end on a Saturday
    ("2026-06-15T17:00", timedelta(hours=2), "2026-06-16T07:00"),  # would end in the evening
    ("2026-06-15T09:00", timedelta(hours=2), "2026-06-15T11:00"),
    ("2026-08-28T17:00", timedelta(days=3), "2026-09-03T17:00"),  # would end on a holiday
]


@pytest.mark.parametrize(("due_at", "pause", "expected"), PAUSES)
def test_a_pause_puts_a_date_off_by_itself_and_never_onto_a_day_off(
    due_at: str, pause: timedelta, expected: str
) -> None:
    assert shifted(at(due_at), pause, CALENDAR, OFFICE) == at(expected)


SOON = [
    ("2026-06-10T09:00", 24, "2026-06-11T09:00"),
    ("2026-06-12T16:00", 24, "2026-06-15T16:00"),  # Friday: the weekend is left out
    ("2026-06-11T09:00", 48, "2026-06-15T09:00"),
    ("2026-02-13T09:00", 24, "2026-02-23T09:00"),  # Tết
    ("2026-08-21T09:00", 24, "2026-08-22T09:00"),  # the worked Saturday is not
]


@pytest.mark.parametrize(("now", "hours", "expected"), SOON)
def test_what_is_soon_leaves_days_off_out(now: str, hours: int, expected: str) -> None:
    assert ahead(at(now), hours, CALENDAR, OFFICE) == at(expected)


def test_a_supplement_notice_has_three_working_days_from_the_intake() -> None:
    moments = ("2026-06-10T09:00", "2026-06-12T16:30", "2026-08-20T09:00")
    assert [supplements_until(at(moment), 3, CALENDAR, OFFICE) for moment in moments] == [
        at("2026-06-15T17:00"),
        at("2026-06-17T17:00"),
        at("2026-08-24T17:00"),  # Friday, the worked Saturday, Monday
    ]


def test_a_calendar_without_working_days_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(ValueError, match="no working day"):
        Calendar(weekend=frozenset(range(1, 8)), national=False).roll(date(2026, 6, 10))


def test_no_days_are_the_day_itself_where_it_is_worked_and_fewer_are_an_error() -> None:
    calendar = Calendar(national=False)
    assert [calendar.after(date(2026, 6, day), 0) for day in (12, 13)] == [
        date(2026, 6, 12),
        date(2026, 6, 15),
    ]
    assert calendar.after(date(2026, 6, 12), 1) == date(2026, 6, 15)
    with pytest.raises(ValueError, match=r"^a time limit is never negative$"):
        calendar.after(date(2026, 6, 12), -1)
    with pytest.raises(ValueError, match=r"^a time limit is never negative$"):
        due(at("2026-06-12T09:00"), Limit(-1, WORKING), calendar, OFFICE)


def test_units_are_read_in_our_words_and_in_vietnamese() -> None:
    assert [unit_of(text) for text in ("working_day", "Ngày  làm việc", "ngày", "giờ", "day", " ")] == [
        Unit.WORKING_DAY,
        Unit.WORKING_DAY,
        Unit.DAY,
        Unit.HOUR,
        Unit.DAY,
        None,
    ]
    with pytest.raises(ValueError, match="tuần"):
        unit_of("tuần")


limits = st.one_of(
    st.builds(Limit, st.integers(0, 60), st.sampled_from(Unit)),
    st.just(Limit(same_day=True)),
)
START = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=12 * 365)).map(lambda since: START + since)
calendars = st.builds(
    Calendar,
    off=st.frozensets(st.dates(date(2020, 1, 1), date(2032, 12, 31)), max_size=8),
    worked=st.frozensets(st.dates(date(2020, 1, 1), date(2032, 12, 31)), max_size=8),
    weekend=st.sampled_from([frozenset({6, 7}), frozenset({7}), frozenset()]),
    national=st.booleans(),
)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=20)), limits, calendars)
def test_whoever_comes_later_is_never_due_earlier(
    received: datetime, later: timedelta, limit: Limit, calendar: Calendar
) -> None:
    first, second = due(received, limit, calendar, OFFICE), due(received + later, limit, calendar, OFFICE)
    assert first is not None
    assert second is not None
    assert first <= second


@given(moments, limits, calendars)
def test_a_due_date_is_never_on_a_day_off_and_never_in_the_past(
    received: datetime, limit: Limit, calendar: Calendar
) -> None:
    moment = due(received, limit, calendar, OFFICE)
    assert moment is not None
    assert calendar.is_working(moment.date())
    assert time(7, 0) <= moment.time() <= time(17, 0)
    if limit.amount:
        assert moment > received


@given(moments, st.integers(0, 59), st.sampled_from(Unit), calendars)
def test_a_longer_limit_is_never_due_earlier(
    received: datetime, amount: int, unit: Unit, calendar: Calendar
) -> None:
    first = due(received, Limit(amount, unit), calendar, OFFICE)
    second = due(received, Limit(amount + 1, unit), calendar, OFFICE)
    assert first is not None
    assert second is not None
    # 0 means "the same day", after three o'clock the next working day: only a limit in hours can be shorter.
    assert first <= second or (amount == 0 and unit is Unit.HOUR)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=30)), calendars)
def test_a_pause_never_makes_a_dossier_due_earlier_or_on_a_day_off(
    received: datetime, pause: timedelta, calendar: Calendar
) -> None:
    first = due(received, Limit(5, WORKING), calendar, OFFICE)
    assert first is not None
    moved = shifted(first, pause, calendar, OFFICE)
    assert moved >= first + pause
    assert calendar.is_working(moved.date())


@given(moments, st.integers(0, 100), st.integers(0, 100), calendars)
def test_what_is_soon_grows_with_the_hours_and_ends_on_a_working_day(
    now: datetime, hours: int, more: int, calendar: Calendar
) -> None:
    first, second = ahead(now, hours, calendar, OFFICE), ahead(now, hours + more, calendar, OFFICE)
    assert now + timedelta(hours=hours) <= first <= second
    assert calendar.is_working(first.date()) or first.date() == now.astimezone(ZONE).date()


def test_a_make_up_saturday_is_worked_whatever_year_was_asked_about_before() -> None:
    code = (
        "import datetime; from queue_server.centre.rules.calendar import Calendar\n"
        "print(Calendar().is_working(datetime.date(2024, 5, 4)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_only_vietnam_is_loaded_of_all_the_countries() -> None:
    code = (
        "import sys, datetime; from queue_server.centre.rules.calendar import Calendar\n"
        "assert not Calendar().is_working(datetime.date(2026, 8, 31))\n"
        "print('holidays.countries' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
