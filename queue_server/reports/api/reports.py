"""`/reports`: the figures of a day or a period as JSON, CSV, workbook and pictures, made by the worker."""

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
from queue_server.reports.views import visits as visit_report
from shared.wire.reports import Report

api = ApiBlueprint("reports", __name__, url_prefix="/api/v1/reports", abp_tags=[Tag(name="Reports")])


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


@api.get("/period", responses={200: Report})
@needs(Permission.READ_REPORTS)
def period(query: PeriodQuery) -> Response:
    """The same figures over several days."""
    return reply(_report(query.first, query.last))


def _of_day(query: DayQuery) -> tuple[date, date]:
    day = query.date_ or book().clock().astimezone(local_time.zone(book().centre)).date()
    return day, day


def _payload(first: date, last: date, **more: str) -> dict[str, Any]:
    visit_report.check_period(first, last)
    return {"from": first.isoformat(), "to": last.isoformat(), "now": to_ms(book().clock()), **more}


def _report(first: date, last: date) -> dict[str, Any]:
    return ask_worker("report", _payload(first, last, file="json"))[0]


def _table(first: date, last: date, ending: str, lang: str) -> Response:
    payload = _payload(first, last, file=ending, lang=lang)
    return from_worker("report", payload, f"bao-cao-{_name(first, last)}", ending)


def _plot(first: date, last: date, kind: str, ending: str, lang: str) -> Response:
    payload = _payload(first, last, kind=kind, file=ending, lang=lang)
    return from_worker("plot", payload, f"{kind}-{_name(first, last)}", ending)


def _name(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}--{last.isoformat()}"


def _day_file(query: DayQuery, ending: str) -> Response:
    return _table(*_of_day(query), ending, query.lang)


def _day_picture(query: DayPlotQuery, ending: str) -> Response:
    return _plot(*_of_day(query), query.kind, ending, query.lang)


def _period_file(query: PeriodQuery, ending: str) -> Response:
    return _table(query.first, query.last, ending, query.lang)


def _period_picture(query: PeriodPlotQuery, ending: str) -> Response:
    return _plot(query.first, query.last, query.kind, ending, query.lang)


serve_files(api, "/day", DayQuery, TABLES, _day_file, "The day's figures as a file")
serve_files(api, "/day/plot", DayPlotQuery, PICTURES, _day_picture, "A picture of the day")
serve_files(api, "/period", PeriodQuery, TABLES, _period_file, "The period's figures as a file")
serve_files(api, "/period/plot", PeriodPlotQuery, PICTURES, _period_picture, "A picture of the period")
