"""How the configuration's hours and calendar become the rules' values."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from queue_server.configuration.folder import load
from queue_server.configuration.values import Configuration, DayOff, Hours
from queue_server.dossiers.rules.deadline import Limit, unit_of
from queue_server.dossiers.rules.office import calendar, limit, office_day, officers_date, soon
from queue_server.hall.views.estimates import closed_times

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DEMONSTRATION = load(Path(__file__).parents[3] / "config")
WEEK = (1, 2, 3, 4, 5)


def with_hours(*spans: tuple[int, int]) -> Configuration:
    hours = tuple(Hours(WEEK, opens, closes) for opens, closes in spans)
    return replace(DEMONSTRATION, centre=replace(DEMONSTRATION.centre, hours=hours))


REAL = with_hours((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 16 * 60 + 30))


def test_the_office_day_runs_from_the_first_opening_to_the_last_closing() -> None:
    day = office_day(REAL)
    assert (day.opens, day.closes, day.same_day_until) == (time(7), time(16, 30), time(15))


def test_a_centre_that_never_closes_still_has_an_office_day() -> None:
    day = office_day(DEMONSTRATION)
    assert (day.opens, day.closes) == (time(7), time(17))


def test_same_day_work_is_not_taken_after_closing() -> None:
    assert office_day(with_hours((7 * 60, 11 * 60))).same_day_until == time(11)


def test_the_administrators_days_reach_the_calendar() -> None:
    own = replace(
        DEMONSTRATION.calendar,
        days_off=(DayOff(date(2026, 6, 11), "Tổng kiểm kê"),),
        make_up_days=(DayOff(date(2026, 6, 13), "Làm bù"),),
    )
    days = calendar(replace(DEMONSTRATION, calendar=own))
    assert [days.is_working(date(2026, 6, day)) for day in (10, 11, 12, 13, 14)] == [
        True,
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (datetime(2026, 6, 18, tzinfo=ZONE), datetime(2026, 6, 18, 16, 30, tzinfo=ZONE)),
        (datetime(2026, 6, 18, 9, 15), datetime(2026, 6, 18, 9, 15, tzinfo=ZONE)),  # noqa: DTZ001 - as typed
        (datetime.fromisoformat("2026-06-18T02:15:00+00:00"), datetime(2026, 6, 18, 9, 15, tzinfo=ZONE)),
    ],
)
def test_an_officers_date_is_meant_locally(given: datetime, meant: datetime) -> None:
    assert officers_date(given, REAL) == meant


@pytest.mark.parametrize(
    ("at", "breaks"),
    [
        ("2026-06-10T06:00", [(0.0, 60.0), (330.0, 450.0)]),
        ("2026-06-10T11:00", [(30.0, 150.0)]),
        ("2026-06-10T12:30", [(0.0, 60.0)]),
        ("2026-06-10T14:00", []),
        ("2026-06-10T18:00", []),
        ("2026-06-13T09:00", []),
    ],
)
def test_breaks_are_counted_from_now(at: str, breaks: list[tuple[float, float]]) -> None:
    assert closed_times(REAL, datetime.fromisoformat(at).replace(tzinfo=ZONE)) == breaks


def test_hours_that_make_no_day_are_the_usual_ones() -> None:
    usual = (time(7), time(17), time(15))
    for centre in (with_hours(), with_hours((0, 6 * 60)), with_hours((8 * 60, 8 * 60))):
        day = office_day(centre)
        assert (day.opens, day.closes, day.same_day_until) == usual


def test_what_is_soon_is_said_by_the_centres_own_hours_and_leaves_its_days_off_out() -> None:
    hours = replace(REAL, centre=replace(REAL.centre, soon_hours=24))
    off = replace(hours.calendar, days_off=(DayOff(date(2026, 6, 11), "Tổng kiểm kê"),))
    now = datetime(2026, 6, 10, 9, 0, tzinfo=ZONE)
    assert soon(hours, now) == datetime(2026, 6, 11, 9, 0, tzinfo=ZONE)
    assert soon(replace(hours, calendar=off), now) == datetime(2026, 6, 12, 9, 0, tzinfo=ZONE)
    longer = replace(hours, centre=replace(hours.centre, soon_hours=48))
    assert soon(longer, now) == datetime(2026, 6, 12, 9, 0, tzinfo=ZONE)


def test_a_procedures_limit_is_what_was_published() -> None:
    known = replace(DEMONSTRATION.procedures[0], time_limit=5, time_unit="working_day", same_day=None)
    assert limit(known) == Limit(5, unit_of("working_day"), False)
    assert limit(replace(known, time_limit=None, time_unit="", same_day=True)) == Limit(
        None, unit_of(""), True
    )
