"""The reports about dossiers and ratings that the worker makes: `make` picks the one that is asked for."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration
from queue_server.hall.rows import visits as rows
from queue_server.reports.rules import measures
from queue_server.reports.views import monthly_return
from queue_server.reports.views.tasks import About, OfDue, OfMonth, OfMonths
from queue_server.visitors.views import ratings
from shared.wire.reports import Due, MonthReturn, MonthsReturn, MonthVisits, Satisfaction

OfficeReport: TypeAlias = Due | MonthReturn | MonthsReturn | Satisfaction


def make(connection: Connection, centre: Configuration, about: About, now: datetime) -> OfficeReport:
    """The report that is asked for, as it is at `now`."""
    if isinstance(about, OfMonth):
        return monthly_return.of_month(connection, centre, about.month, now)
    if isinstance(about, OfMonths):
        return of_months(connection, centre, about, now)
    if isinstance(about, OfDue):
        return monthly_return.due(connection, centre, about.days, now)
    made = now.astimezone(ZoneInfo(centre.centre.timezone)).isoformat(timespec="seconds")
    found = ratings.figures(connection, centre, about.first, about.last)
    return Satisfaction(**dict(found), generated_at=made)


def of_months(connection: Connection, centre: Configuration, about: OfMonths, now: datetime) -> MonthsReturn:
    """Several months with their visits and ratings. RuleBroken `bad_months` when there are none or too many."""
    months = monthly_return.months_of(about.first, about.last)
    end = monthly_return.next_month(months[-1]) - timedelta(days=1)
    whole, by_month = monthly_return.of_months(connection, centre, months, now)
    return MonthsReturn(
        **dict(whole),
        by_month=by_month,
        visits=_visits(connection, centre, months),
        satisfaction=ratings.figures(connection, centre, months[0], end),
    )


def _visits(connection: Connection, centre: Configuration, months: list[date]) -> list[MonthVisits]:
    """Numbers given, visits served and the mean wait before them, by month."""
    first = months[0].isoformat()
    last = (monthly_return.next_month(months[-1]) - timedelta(days=1)).isoformat()
    given: dict[str, int] = defaultdict(int)
    for day, number in rows.given_by_day(connection, centre.centre.id, first, last):
        given[day[:7]] += number
    served: dict[str, int] = defaultdict(int)
    waited: dict[str, int] = defaultdict(int)
    for day, number, waits in rows.served_by_day(connection, centre.centre.id, first, last):
        served[day[:7]] += number
        waited[day[:7]] += waits
    found = []
    for month in months:
        key = f"{month:%Y-%m}"
        wait = round(waited[key] / served[key] / measures.MINUTE, 1) if served[key] else None
        found.append(MonthVisits(month=key, issued=given[key], served=served[key], wait=wait))
    return found
