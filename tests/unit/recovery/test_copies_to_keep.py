"""When a nightly backup is due, and which old ones may go."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from queue_server.recovery.copies_to_keep import last_due, to_drop
from queue_server.recovery.nightly import newest_backup

HOME = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("now", "at", "due"),
    [
        ("2026-06-15T12:00:00", 90, "2026-06-15T01:30:00+07:00"),
        ("2026-06-15T01:30:00", 90, "2026-06-15T01:30:00+07:00"),
        ("2026-06-15T01:29:59", 90, "2026-06-14T01:30:00+07:00"),
        ("2026-06-01T00:00:00", 1439, "2026-05-31T23:59:00+07:00"),
        ("2026-06-15T00:00:00", 0, "2026-06-15T00:00:00+07:00"),
        ("2026-06-15T00:00:00", 1440, "2026-06-15T00:00:00+07:00"),
    ],
)
def test_the_latest_backup_was_due_today_or_yesterday_at_its_time(now: str, at: int, due: str) -> None:
    assert last_due(datetime.fromisoformat(now).replace(tzinfo=HOME), at).isoformat() == due


def test_a_night_that_the_clock_repeats_has_one_backup() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # 25 October 2026: after 02:59 summer time comes 02:00 winter time.
    summer = datetime(2026, 10, 25, 2, 45, tzinfo=berlin)
    winter = datetime(2026, 10, 25, 2, 15, tzinfo=berlin, fold=1)
    assert last_due(summer, 150) == last_due(winter, 150) == datetime(2026, 10, 25, 2, 30, tzinfo=berlin)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=more) for more in range(count)]


def test_the_latest_days_stay_and_the_latest_of_each_week() -> None:
    # Monday, 1 June to Sunday, 28 June 2026: four whole weeks.
    month = days(date(2026, 6, 1), 28)
    kept = [date(2026, 6, 14), date(2026, 6, 21), *days(date(2026, 6, 26), 3)]
    assert to_drop(month, month[-1], daily=3, weekly=3) == sorted(set(month) - set(kept))


def test_the_weeks_of_two_years_are_not_one() -> None:
    # Both are in a week 53 or 1 of their own ISO year.
    found = [date(2026, 12, 30), date(2025, 12, 31), date(2026, 1, 2)]
    assert to_drop(found, date(2026, 12, 30), daily=1, weekly=2) == [date(2025, 12, 31)]


def test_the_newest_backup_stays_whatever_is_set() -> None:
    month = days(date(2026, 6, 1), 3)
    assert to_drop(month, month[-1], daily=0, weekly=0) == month[:2]
    assert to_drop(month * 2, month[-1], daily=1, weekly=0) == month[:2]
    assert to_drop([], date(2026, 6, 1), daily=3, weekly=3) == []


def test_a_copy_that_a_wrong_clock_named_takes_no_other_ones_place_and_stays() -> None:
    month, wrong = days(date(2026, 6, 1), 3), date(2031, 6, 1)
    assert to_drop([*month, wrong], month[-1], daily=1, weekly=0) == month[:2]


def test_a_copy_that_a_wrong_clock_dated_ahead_is_not_the_newest(tmp_path: Path) -> None:
    now = 1_800_000_000.0
    for day, age in (("2027-01-13", 90_000.0), ("2027-01-14", 3_600.0), ("2031-01-01", -126_000_000.0)):
        file = tmp_path / f"motcua-halong-{day}.tar.gz"
        file.touch()
        os.utime(file, (now - age, now - age))
    assert newest_backup(tmp_path, now) == tmp_path / "motcua-halong-2027-01-14.tar.gz"
    assert newest_backup(tmp_path / "none", now) is None
