"""`/reports`: the figures of a day or a period as JSON, CSV, workbook and pictures, made by the worker."""

from datetime import date
from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import (
    PICTURES,
    TABLES,
    from_worker,
    json_from_worker,
    serve_files,
)
from queue_server.http.guard import book, needs, today
from queue_server.http.permissions import Permission
from queue_server.http.worker.wire import Picture, Table
from queue_server.ledger.storage.times import to_ms
from queue_server.reports.views.tasks import Days, DaysPicture, DaysPlot
from queue_server.reports.views.visits import check_period
from shared.wire.reports import Report
from shared.wire.vocabulary import Language

api = ApiBlueprint("reports", __name__, url_prefix="/api/v1/reports", abp_tags=[Tag(name="Reports")])


class DayQuery(BaseModel):
    """A day of the centre; without one, today."""

    date_: Annotated[date | None, Field(alias="date")] = None
    lang: Language = "vi"


class PeriodQuery(BaseModel):
    """A period of the centre's days, both included."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    lang: Language = "vi"


class DayPlotQuery(DayQuery):
    """Which picture of the day."""

    kind: DaysPicture = "waits"


class PeriodPlotQuery(PeriodQuery):
    """Which picture of the period."""

    kind: DaysPicture = "waits"


@api.get("/day", responses={200: Report})
@needs(Permission.READ_REPORTS)
def day(query: DayQuery) -> Response:
    """Counts and waiting, walking and service times of one day by queue, counter, hour and officer."""
    return _report(*_of_day(query))


@api.get("/period", responses={200: Report})
@needs(Permission.READ_REPORTS)
def period(query: PeriodQuery) -> Response:
    """The same figures over several days."""
    return _report(query.first, query.last)


def _of_day(query: DayQuery) -> tuple[date, date]:
    day = query.date_ or today()
    return day, day


def _report(first: date, last: date) -> Response:
    check_period(first, last)
    return json_from_worker(Days(first=first, last=last, now=to_ms(book().clock())))


def _table(first: date, last: date, ending: Table, lang: Language) -> Response:
    check_period(first, last)
    task = Days(first=first, last=last, now=to_ms(book().clock()), file=ending, lang=lang)
    return from_worker(task, f"bao-cao-{_name(first, last)}", ending)


def _plot(first: date, last: date, kind: DaysPicture, ending: Picture, lang: Language) -> Response:
    check_period(first, last)
    task = DaysPlot(first=first, last=last, now=to_ms(book().clock()), kind=kind, file=ending, lang=lang)
    return from_worker(task, f"{kind}-{_name(first, last)}", ending)


def _name(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}--{last.isoformat()}"


def _day_file(query: DayQuery, ending: Table) -> Response:
    return _table(*_of_day(query), ending, query.lang)


def _day_picture(query: DayPlotQuery, ending: Picture) -> Response:
    return _plot(*_of_day(query), query.kind, ending, query.lang)


def _period_file(query: PeriodQuery, ending: Table) -> Response:
    return _table(query.first, query.last, ending, query.lang)


def _period_picture(query: PeriodPlotQuery, ending: Picture) -> Response:
    return _plot(query.first, query.last, query.kind, ending, query.lang)


serve_files(api, "/day", DayQuery, TABLES, _day_file, "The day's figures as a file")
serve_files(api, "/day/plot", DayPlotQuery, PICTURES, _day_picture, "A picture of the day")
serve_files(api, "/period", PeriodQuery, TABLES, _period_file, "The period's figures as a file")
serve_files(api, "/period/plot", PeriodPlotQuery, PICTURES, _period_picture, "A picture of the period")
