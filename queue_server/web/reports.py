"""`/reports`: the figures of a day or a period as JSON, CSV, workbook and pictures, made by the worker."""

from datetime import date
from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from queue_server.auth.permissions import Permission
from queue_server.service import context as look
from queue_server.service import reports
from queue_server.store.times import to_ms
from queue_server.web.files import ask_worker, file_of, from_worker
from queue_server.web.guard import book, needs, reply
from shared.dossier_messages import Report

api = APIBlueprint("reports", __name__, url_prefix="/api/v1/reports", abp_tags=[Tag(name="Reports")])

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA = {"svg": "image/svg+xml", "png": "image/png"}


class DayQuery(BaseModel):
    """A day of the centre; without one, today."""

    date_: Annotated[date | None, Field(alias="date")] = None
    lang: Literal["vi", "en"] = "vi"


class PeriodQuery(BaseModel):
    """A period of the centre's days, both included."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    lang: Literal["vi", "en"] = "vi"


class DayPlotQuery(DayQuery):
    """Which picture of the day."""

    kind: Literal["waits", "counts"] = "waits"


class PeriodPlotQuery(PeriodQuery):
    """Which picture of the period."""

    kind: Literal["waits", "counts"] = "waits"


@api.get("/day", responses={200: Report})
@needs(Permission.READ_REPORTS)
def day(query: DayQuery) -> Response:
    """Counts and waiting, walking and service times of one day by queue, counter, hour and officer."""
    return reply(_report(*_of_day(query)))


@api.get("/day.csv", responses=file_of("text/csv"))
@needs(Permission.READ_REPORTS)
def day_csv(query: DayQuery) -> Response:
    """The day's figures as CSV."""
    return _table(*_of_day(query), "csv", _CSV, query.lang)


@api.get("/day.xlsx", responses=file_of(_XLSX))
@needs(Permission.READ_REPORTS)
def day_xlsx(query: DayQuery) -> Response:
    """The day's figures as a workbook."""
    return _table(*_of_day(query), "xlsx", _XLSX, query.lang)


@api.get("/day/plot.svg", responses=file_of(_MEDIA["svg"]))
@needs(Permission.READ_REPORTS)
def day_svg(query: DayPlotQuery) -> Response:
    """A picture of the day: waits by hour, or visits by queue."""
    return _plot(*_of_day(query), query.kind, "svg", query.lang)


@api.get("/day/plot.png", responses=file_of(_MEDIA["png"]))
@needs(Permission.READ_REPORTS)
def day_png(query: DayPlotQuery) -> Response:
    """A picture of the day: waits by hour, or visits by queue."""
    return _plot(*_of_day(query), query.kind, "png", query.lang)


@api.get("/period", responses={200: Report})
@needs(Permission.READ_REPORTS)
def period(query: PeriodQuery) -> Response:
    """The same figures over several days."""
    return reply(_report(query.first, query.last))


@api.get("/period.csv", responses=file_of("text/csv"))
@needs(Permission.READ_REPORTS)
def period_csv(query: PeriodQuery) -> Response:
    """The period's figures as CSV."""
    return _table(query.first, query.last, "csv", _CSV, query.lang)


@api.get("/period.xlsx", responses=file_of(_XLSX))
@needs(Permission.READ_REPORTS)
def period_xlsx(query: PeriodQuery) -> Response:
    """The period's figures as a workbook."""
    return _table(query.first, query.last, "xlsx", _XLSX, query.lang)


@api.get("/period/plot.svg", responses=file_of(_MEDIA["svg"]))
@needs(Permission.READ_REPORTS)
def period_svg(query: PeriodPlotQuery) -> Response:
    """A picture of the period."""
    return _plot(query.first, query.last, query.kind, "svg", query.lang)


@api.get("/period/plot.png", responses=file_of(_MEDIA["png"]))
@needs(Permission.READ_REPORTS)
def period_png(query: PeriodPlotQuery) -> Response:
    """A picture of the period."""
    return _plot(query.first, query.last, query.kind, "png", query.lang)


def _of_day(query: DayQuery) -> tuple[date, date]:
    day = query.date_ or book().clock().astimezone(look.zone(book().centre)).date()
    return day, day


def _payload(first: date, last: date, **more: str) -> dict[str, Any]:
    reports.check_period(first, last)
    return {"from": first.isoformat(), "to": last.isoformat(), "now": to_ms(book().clock()), **more}


def _report(first: date, last: date) -> dict[str, Any]:
    return ask_worker("report", _payload(first, last, file="json"))[0]


def _table(first: date, last: date, file: str, media: str, lang: str) -> Response:
    payload = _payload(first, last, file=file, lang=lang)
    return from_worker("report", payload, media, f"bao-cao-{_name(first, last)}.{file}", save=True)


def _plot(first: date, last: date, kind: str, file: str, lang: str) -> Response:
    payload = _payload(first, last, kind=kind, file=file, lang=lang)
    return from_worker("plot", payload, _MEDIA[file], f"{kind}-{_name(first, last)}.{file}")


def _name(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}--{last.isoformat()}"
