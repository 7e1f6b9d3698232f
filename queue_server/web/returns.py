"""`/reports/month`, `/months`, `/due`, `/satisfaction`: what the centre returns about dossiers, made by the worker."""

from datetime import date
from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from queue_server.auth.permissions import Permission
from queue_server.service import context as look
from queue_server.service import monthly_return
from queue_server.service.reports import check_period
from queue_server.store.times import to_ms
from queue_server.web.files import ask_worker, file_of, from_worker
from queue_server.web.guard import book, needs, reply
from shared.office_messages import Due, MonthReturn, MonthsReturn, Satisfaction

api = APIBlueprint("returns", __name__, url_prefix="/api/v1/reports", abp_tags=[Tag(name="Reports")])

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}
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


class PeriodQuery(BaseModel):
    """A period of the centre's days, both included."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]


@api.get("/month", responses={200: MonthReturn})
@needs(Permission.READ_REPORTS)
def month(query: MonthQuery) -> Response:
    """The monthly return: by field and channel, carried over + received = resolved + pending."""
    return reply(_ask(_of_month(query)))


@api.get("/month.csv", responses=file_of("text/csv"))
@needs(Permission.READ_REPORTS)
def month_csv(query: MonthQuery) -> Response:
    """The monthly return as CSV."""
    return _file(_of_month(query), "csv", query.lang)


@api.get("/month.xlsx", responses=file_of(_MEDIA["xlsx"]))
@needs(Permission.READ_REPORTS)
def month_xlsx(query: MonthQuery) -> Response:
    """The monthly return as a workbook."""
    return _file(_of_month(query), "xlsx", query.lang)


@api.get("/months", responses={200: MonthsReturn})
@needs(Permission.READ_REPORTS)
def months(query: MonthsQuery) -> Response:
    """Several months, such as half a year: dossiers, visits and ratings by month, and the return of the whole."""
    return reply(_ask(_of_months(query)))


@api.get("/months.csv", responses=file_of("text/csv"))
@needs(Permission.READ_REPORTS)
def months_csv(query: MonthsQuery) -> Response:
    """Several months as CSV."""
    return _file(_of_months(query), "csv", query.lang)


@api.get("/months.xlsx", responses=file_of(_MEDIA["xlsx"]))
@needs(Permission.READ_REPORTS)
def months_xlsx(query: MonthsQuery) -> Response:
    """Several months as a workbook."""
    return _file(_of_months(query), "xlsx", query.lang)


@api.get("/months/plot.svg", responses=file_of(_MEDIA["svg"]))
@needs(Permission.READ_REPORTS)
def months_svg(query: MonthsPlotQuery) -> Response:
    """A picture of the months: dossiers by month, or results by field."""
    return _file(_of_months(query), "svg", query.lang, query.kind)


@api.get("/months/plot.png", responses=file_of(_MEDIA["png"]))
@needs(Permission.READ_REPORTS)
def months_png(query: MonthsPlotQuery) -> Response:
    """A picture of the months."""
    return _file(_of_months(query), "png", query.lang, query.kind)


@api.get("/due", responses={200: Due})
@needs(Permission.READ_REPORTS)
def due(query: DueQuery) -> Response:
    """Everything late or due within so many working days, by field, department and officer."""
    return reply(_ask({"kind": "due", "days": query.days}))


@api.get("/satisfaction", responses={200: Satisfaction})
@needs(Permission.READ_REPORTS)
def satisfaction(query: PeriodQuery) -> Response:
    """Ratings by day, officer, counter and field, and the indicators of TT 01/2018 art. 13."""
    check_period(query.first, query.last)
    period = {"from": query.first.isoformat(), "to": query.last.isoformat()}
    return reply(_ask({"kind": "satisfaction", **period}))


def _of_month(query: MonthQuery) -> dict[str, Any]:
    today = book().clock().astimezone(look.zone(book().centre)).date()
    wanted = query.month or f"{today:%Y-%m}"
    monthly_return.month_of(wanted)
    return {"kind": "month", "month": wanted}


def _of_months(query: MonthsQuery) -> dict[str, Any]:
    first, last = monthly_return.month_of(query.first), monthly_return.month_of(query.last)
    monthly_return.months_of(first, last)
    return {"kind": "months", "from": first.isoformat(), "to": last.isoformat()}


def _ask(asked: dict[str, Any]) -> dict[str, Any]:
    return ask_worker("office_report", {**asked, "now": to_ms(book().clock()), "file": "json"})[0]


def _file(asked: dict[str, Any], file: str, lang: str, plot: str = "") -> Response:
    payload = {**asked, "now": to_ms(book().clock()), "file": file, "lang": lang, "plot": plot}
    span = asked.get("month") or f"{asked['from'][:7]}--{asked['to'][:7]}"
    name = f"{plot or 'bao-cao'}-{span}.{file}"
    return from_worker("office_report", payload, _MEDIA[file], name, save=file in ("csv", "xlsx"))
