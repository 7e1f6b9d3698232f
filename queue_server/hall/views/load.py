"""How busy each queue usually is by weekday and hour, for citizens who may choose when to come. This runs in the worker."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration
from queue_server.hall.rows import visits as rows
from queue_server.hall.rules import load as load_rules
from queue_server.hall.rules.load import Given
from queue_server.ledger.storage.times import from_ms
from shared.wire.reports import DayLoad, HourLoad, Load

AHEAD = 7
"""Today and the next six days: as far as an appointment can be booked."""
_MINUTE = 60_000
_WHOLE_DAY = 24 * 60


def compute(connection: Connection, centre: Configuration, now: datetime) -> dict[str, Load]:
    """For each queue its `Load` (shared/wire/reports.py). Today is not counted, because it is not over."""
    zone = ZoneInfo(centre.centre.timezone)
    today = now.astimezone(zone).date()
    first, last = today - timedelta(weeks=load_rules.WEEKS), today - timedelta(days=1)
    given: dict[tuple[str, int], list[Given]] = defaultdict(list)
    visited: dict[int, set[str]] = defaultdict(set)
    for queue, day, issued_at, stop_since, first_called_at in rows.given_between(
        connection, centre.centre.id, first.isoformat(), last.isoformat()
    ):
        weekday = date.fromisoformat(day).isoweekday()
        waited = None if first_called_at is None else max(0, first_called_at - stop_since) / _MINUTE
        hour = from_ms(issued_at).astimezone(zone).hour
        given[queue, weekday].append(Given(day, hour, waited))
        visited[weekday].add(day)
    days = [today + timedelta(days=ahead) for ahead in range(AHEAD)]
    off = {one.day for one in centre.calendar.days_off}
    open_days = [day for day in days if day not in off and _spans(centre, day)]
    return {
        queue.id: Load(
            queue=queue.id,
            least_weeks=load_rules.LEAST_WEEKS,
            days=[_day(centre, day, given[queue.id, day.isoweekday()], visited) for day in open_days],
        )
        for queue in centre.queues
    }


def _day(centre: Configuration, day: date, given: list[Given], visited: dict[int, set[str]]) -> DayLoad:
    weeks = len(visited[day.isoweekday()])
    found = load_rules.hours(given, weeks, _open_hours(centre, day))
    return DayLoad(
        day=day.isoformat(),
        weekday=day.isoweekday(),
        weeks=weeks,
        enough=weeks >= load_rules.LEAST_WEEKS,
        hours=[
            HourLoad(hour=one.hour, tickets=one.tickets, wait_minutes=one.wait_minutes, level=one.level)
            for one in found
        ],
    )


def _spans(centre: Configuration, day: date) -> list[tuple[int, int]]:
    return [(one.opens, one.closes) for one in centre.centre.hours if day.isoweekday() in one.days]


def _open_hours(centre: Configuration, day: date) -> range | None:
    """The day's opening hours; None for a centre that never closes, since the picture need not show every night hour."""
    spans = _spans(centre, day)
    opens, closes = min(start for start, _ in spans), max(end for _, end in spans)
    if (opens, closes) == (0, _WHOLE_DAY):
        return None
    return range(opens // 60, -(-closes // 60))
