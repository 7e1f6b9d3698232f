"""Which nightly backup is due and which old ones may go, as pure rules over local days."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta


def last_due(local: datetime, at: int) -> datetime:
    """The latest moment not after `local` at which a backup was due; `at` is in minutes after midnight.

    `local` carries the centre's zone, so a night that the clock skips or repeats still has one backup.
    """
    at_time = time(at // 60 % 24, at % 60)
    today = datetime.combine(local.date(), at_time, local.tzinfo)
    if today.timestamp() <= local.timestamp():
        return today
    return datetime.combine(local.date() - timedelta(days=1), at_time, local.tzinfo)


def to_drop(days: Iterable[date], latest: date, daily: int, weekly: int) -> list[date]:
    """The days whose backups may go: all but the `daily` latest, and the latest of each of the `weekly` latest weeks.

    A day after `latest`, which is the day of the copy made now, was never there: a wrong clock named that copy. It takes no
    other one's place, and stays.
    """
    newest_first = sorted({day for day in days if day <= latest}, reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    for day in newest_first:
        year, week, _ = day.isocalendar()
        weeks.setdefault((year, week), day)
    kept = {*newest_first[: max(1, daily)], *list(weeks.values())[:weekly]}
    return sorted(day for day in newest_first if day not in kept)
