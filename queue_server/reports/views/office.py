"""The reports about dossiers and ratings that the worker makes: `make` picks the report by its kind."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration
from queue_server.hall.rows import visits as rows
from queue_server.ledger.storage.times import from_ms
from queue_server.reports.rules import measures
from queue_server.reports.views import monthly_return
from queue_server.visitors.deeds import ratings
from shared.wire.reports import Due, MonthReturn, MonthsReturn, MonthVisits, Satisfaction

OfficeReport: TypeAlias = Due | MonthReturn | MonthsReturn | Satisfaction


def make(connection: Connection, centre: Configuration, asked: Mapping[str, Any]) -> OfficeReport:
    """The report of `asked["kind"]`: month, months, due or satisfaction, as it is at `asked["now"]`."""
    now = from_ms(asked["now"])
    if asked["kind"] == "month":
        return monthly_return.of_month(connection, centre, monthly_return.month_of(asked["month"]), now)
    if asked["kind"] == "due":
        return monthly_return.due(connection, centre, asked["days"], now)
    first, last = date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"])
    if asked["kind"] == "satisfaction":
        made = now.astimezone(ZoneInfo(centre.centre.timezone)).isoformat(timespec="seconds")
        found = ratings.figures(connection, centre, first, last)
        return Satisfaction.model_validate({**found, "generated_at": made})
    months = monthly_return.months_of(first, last)
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
    for day, number, wait in rows.served_by_day(connection, centre.centre.id, first, last):
        served[day[:7]] += number
        waited[day[:7]] += int(wait)
    found = []
    for month in months:
        key = f"{month:%Y-%m}"
        wait = round(waited[key] / served[key] / measures.MINUTE, 1) if served[key] else None
        found.append(MonthVisits(month=key, issued=given[key], served=served[key], wait=wait))
    return found
