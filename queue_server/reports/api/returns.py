"""`/reports/month`, `/months`, `/due`, `/satisfaction`: what the centre returns about dossiers, made by the worker."""

from datetime import date
from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import PICTURES, TABLES, ask_worker, from_worker, serve_files
from queue_server.http.guard import book, needs, reply
from queue_server.http.permissions import Permission
from queue_server.ledger import local_time
from queue_server.ledger.storage.times import to_ms
from queue_server.reports.views import monthly_return
from queue_server.reports.views.visits import check_period
from shared.wire.reports import Due, MonthReturn, MonthsReturn, Satisfaction

api = ApiBlueprint("returns", __name__, url_prefix="/api/v1/reports", abp_tags=[Tag(name="Reports")])

Month = Annotated[str, Field(pattern=r"^(\d{4}-\d{2})?$")]


class MonthQuery(BaseModel):
    """A month `YYYY-MM`; without one, the present month."""

    month: Month = ""
    lang: Literal["vi", "en"] = "vi"


class MonthsQuery(BaseModel):
    """Months `YYYY-MM`, both included, twelve at the most."""

    first: Annotated[str, Field(alias="from", pattern=r"^\d{4}-\d{2}$")]
    last: Annotated[str, Field(alias="to", pattern=r"^\d{4}-\d{2}$")]
    lang: Literal["vi", "en"] = "vi"


class MonthsPlotQuery(MonthsQuery):
    """Which picture of the months."""

    kind: Literal["dossiers", "fields"] = "dossiers"


class DueQuery(BaseModel):
    """How many working days ahead."""

    days: Annotated[int, Field(ge=0, le=60)] = 2
    lang: Literal["vi", "en"] = "vi"


class PeriodQuery(BaseModel):
    """A period of the centre's days, both included."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    lang: Literal["vi", "en"] = "vi"


@api.get("/month", responses={200: MonthReturn})
@needs(Permission.READ_REPORTS)
def month(query: MonthQuery) -> Response:
    """The monthly return: by field and channel, carried over + received = resolved + pending."""
    return reply(_ask(_of_month(query)))


@api.get("/months", responses={200: MonthsReturn})
@needs(Permission.READ_REPORTS)
def months(query: MonthsQuery) -> Response:
    """Several months, such as half a year: dossiers, visits and ratings by month, and the return of the whole."""
    return reply(_ask(_of_months(query)))


@api.get("/due", responses={200: Due})
@needs(Permission.READ_REPORTS)
def due(query: DueQuery) -> Response:
    """All dossiers that are late or due within `days` working days, by field, department and officer."""
    return reply(_ask(_of_due(query)))


@api.get("/satisfaction", responses={200: Satisfaction})
@needs(Permission.READ_REPORTS)
def satisfaction(query: PeriodQuery) -> Response:
    """Ratings by day, officer, counter and field, and the indicators of TT 01/2018 art. 13."""
    return reply(_ask(_of_period(query)))


def _of_month(query: MonthQuery) -> dict[str, Any]:
    wanted = query.month or f"{_today():%Y-%m}"
    monthly_return.month_of(wanted)
    return {"kind": "month", "month": wanted}


def _of_months(query: MonthsQuery) -> dict[str, Any]:
    first, last = monthly_return.month_of(query.first), monthly_return.month_of(query.last)
    monthly_return.months_of(first, last)
    return {"kind": "months", "from": first.isoformat(), "to": last.isoformat()}


def _of_due(query: DueQuery) -> dict[str, Any]:
    return {"kind": "due", "days": query.days}


def _of_period(query: PeriodQuery) -> dict[str, Any]:
    check_period(query.first, query.last)
    return {"kind": "satisfaction", "from": query.first.isoformat(), "to": query.last.isoformat()}


def _today() -> date:
    return book().clock().astimezone(local_time.zone(book().centre)).date()


def _ask(asked: dict[str, Any]) -> dict[str, Any]:
    return ask_worker("office_report", {**asked, "now": to_ms(book().clock()), "file": "json"})[0]


def _file(asked: dict[str, Any], name: str, ending: str, lang: str, plot: str = "") -> Response:
    payload = {**asked, "now": to_ms(book().clock()), "file": ending, "lang": lang, "plot": plot}
    return from_worker("office_report", payload, name, ending)


def _month_file(query: MonthQuery, ending: str) -> Response:
    asked = _of_month(query)
    return _file(asked, f"bao-cao-{asked['month']}", ending, query.lang)


def _months_file(query: MonthsQuery, ending: str) -> Response:
    return _file(_of_months(query), f"bao-cao-{query.first}--{query.last}", ending, query.lang)


def _months_picture(query: MonthsPlotQuery, ending: str) -> Response:
    return _file(
        _of_months(query), f"{query.kind}-{query.first}--{query.last}", ending, query.lang, query.kind
    )


def _due_file(query: DueQuery, ending: str) -> Response:
    return _file(_of_due(query), f"den-han-{_today()}", ending, query.lang)


def _satisfaction_file(query: PeriodQuery, ending: str) -> Response:
    return _file(_of_period(query), f"hai-long-{query.first}--{query.last}", ending, query.lang)


serve_files(api, "/month", MonthQuery, TABLES, _month_file, "The monthly return as a file")
serve_files(api, "/months", MonthsQuery, TABLES, _months_file, "Several months as a file")
serve_files(api, "/months/plot", MonthsPlotQuery, PICTURES, _months_picture, "A picture of the months")
serve_files(api, "/due", DueQuery, TABLES, _due_file, "What is late or about to be as a file")
serve_files(api, "/satisfaction", PeriodQuery, TABLES, _satisfaction_file, "Satisfaction as a file")
