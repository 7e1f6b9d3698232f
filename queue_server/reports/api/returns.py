"""`/reports/month`, `/months`, `/due`, `/satisfaction`: what the centre returns about dossiers, made by the worker."""

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
from queue_server.reports.api.reports import PeriodQuery
from queue_server.reports.views import monthly_return
from queue_server.reports.views.tasks import (
    About,
    MonthsPicture,
    MonthsPlot,
    OfDue,
    Office,
    OfMonth,
    OfMonths,
    OfRatings,
)
from queue_server.reports.views.visits import check_period
from shared.wire.reports import Due, MonthReturn, MonthsReturn, Satisfaction
from shared.wire.vocabulary import Language

api = ApiBlueprint("returns", __name__, url_prefix="/api/v1/reports", abp_tags=[Tag(name="Reports")])

Month = Annotated[str, Field(pattern=r"^(\d{4}-\d{2})?$")]


class MonthQuery(BaseModel):
    """A month `YYYY-MM`; without one, the present month."""

    month: Month = ""
    lang: Language = "vi"


class MonthsQuery(BaseModel):
    """Months `YYYY-MM`, both included, twelve at the most."""

    first: Annotated[str, Field(alias="from", pattern=r"^\d{4}-\d{2}$")]
    last: Annotated[str, Field(alias="to", pattern=r"^\d{4}-\d{2}$")]
    lang: Language = "vi"


class MonthsPlotQuery(MonthsQuery):
    """Which picture of the months."""

    kind: MonthsPicture = "dossiers"


class DueQuery(BaseModel):
    """How many working days ahead."""

    days: Annotated[int, Field(ge=0, le=60)] = 2
    lang: Language = "vi"


@api.get("/month", responses={200: MonthReturn})
@needs(Permission.READ_REPORTS)
def month(query: MonthQuery) -> Response:
    """The monthly return: by field and channel, carried over + received = resolved + pending."""
    return _ask(_of_month(query))


@api.get("/months", responses={200: MonthsReturn})
@needs(Permission.READ_REPORTS)
def months(query: MonthsQuery) -> Response:
    """Several months, such as half a year: dossiers, visits and ratings by month, and the return of the whole."""
    return _ask(_of_months(query))


@api.get("/due", responses={200: Due})
@needs(Permission.READ_REPORTS)
def due(query: DueQuery) -> Response:
    """All dossiers that are late or due within `days` working days, by field, department and officer."""
    return _ask(_of_due(query))


@api.get("/satisfaction", responses={200: Satisfaction})
@needs(Permission.READ_REPORTS)
def satisfaction(query: PeriodQuery) -> Response:
    """Ratings by day, officer, counter and field, and the indicators of TT 01/2018 art. 13."""
    return _ask(_of_period(query))


def _of_month(query: MonthQuery) -> OfMonth:
    return OfMonth(month=monthly_return.month_of(query.month or f"{today():%Y-%m}"))


def _of_months(query: MonthsQuery) -> OfMonths:
    first, last = monthly_return.month_of(query.first), monthly_return.month_of(query.last)
    monthly_return.months_of(first, last)
    return OfMonths(first=first, last=last)


def _of_due(query: DueQuery) -> OfDue:
    return OfDue(days=query.days)


def _of_period(query: PeriodQuery) -> OfRatings:
    check_period(query.first, query.last)
    return OfRatings(first=query.first, last=query.last)


def _ask(about: About) -> Response:
    return json_from_worker(Office(about=about, now=to_ms(book().clock())))


def _file(about: About, name: str, ending: Table, lang: Language) -> Response:
    task = Office(about=about, now=to_ms(book().clock()), file=ending, lang=lang)
    return from_worker(task, name, ending)


def _month_file(query: MonthQuery, ending: Table) -> Response:
    about = _of_month(query)
    return _file(about, f"bao-cao-{about.month:%Y-%m}", ending, query.lang)


def _months_file(query: MonthsQuery, ending: Table) -> Response:
    return _file(_of_months(query), f"bao-cao-{query.first}--{query.last}", ending, query.lang)


def _months_picture(query: MonthsPlotQuery, ending: Picture) -> Response:
    task = MonthsPlot(
        months=_of_months(query), now=to_ms(book().clock()), kind=query.kind, file=ending, lang=query.lang
    )
    return from_worker(task, f"{query.kind}-{query.first}--{query.last}", ending)


def _due_file(query: DueQuery, ending: Table) -> Response:
    return _file(_of_due(query), f"den-han-{today()}", ending, query.lang)


def _satisfaction_file(query: PeriodQuery, ending: Table) -> Response:
    return _file(_of_period(query), f"hai-long-{query.first}--{query.last}", ending, query.lang)


serve_files(api, "/month", MonthQuery, TABLES, _month_file, "The monthly return as a file")
serve_files(api, "/months", MonthsQuery, TABLES, _months_file, "Several months as a file")
serve_files(api, "/months/plot", MonthsPlotQuery, PICTURES, _months_picture, "A picture of the months")
serve_files(api, "/due", DueQuery, TABLES, _due_file, "What is late or about to be as a file")
serve_files(api, "/satisfaction", PeriodQuery, TABLES, _satisfaction_file, "Satisfaction as a file")
