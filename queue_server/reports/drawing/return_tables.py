"""The office's reports as tables: the monthly return, several months, what is due, satisfaction."""

import csv
import io
from collections.abc import Iterator, Sequence

from queue_server.reports.drawing.sections import Section
from queue_server.reports.drawing.tables import Value, day_of, harmless
from queue_server.reports.views.office import OfficeReport
from shared.text.messages import say
from shared.wire.reports import (
    Due,
    DueDossier,
    DueSum,
    MonthReturn,
    MonthsReturn,
    MonthVisits,
    RatingFigures,
    RatingSums,
    ReturnLine,
    Satisfaction,
)

COLUMNS = (
    "carried_over",
    "received",
    "resolved",
    "resolved_early",
    "resolved_on_time",
    "resolved_late",
    "pending",
    "pending_in_time",
    "pending_overdue",
)
RATINGS = ("count", "score_3", "score_2", "score_1", "satisfied_percent", "officer_grade_percent")
_DUE = ("code", "procedure_name", "status_name", "received_at", "due_at", "overdue", "apologised_at")
_PLACES = ("field", "department", "officer")


def title(report: OfficeReport, lang: str) -> str:
    """What the report is called: its month, or its days."""
    match report:
        case MonthReturn():
            return say("returns.title.month", lang, month=_month(report.month))
        case Due():
            return say("returns.title.due", lang, days=report.days)
        case Satisfaction():
            kind = "satisfaction"
        case MonthsReturn():
            kind = "months"
    first, last = day_of(report.first), day_of(report.last)
    return say(f"returns.title.{kind}", lang, from_day=first, to_day=last)


def sections(report: OfficeReport, lang: str) -> list[Section]:
    """The report's tables, the most important first."""
    match report:
        case Due():
            return _due(report, lang)
        case Satisfaction():
            return _satisfaction(report, lang)
        case MonthReturn() | MonthsReturn():
            return _returned(report, lang)


def to_csv(report: OfficeReport) -> bytes:
    """UTF-8 with a mark that Excel needs for accents: a row for each line, named by its group."""
    match report:
        case Due():
            rows = _due_rows(report)
        case Satisfaction():
            rows = _rated(report)
        case MonthReturn() | MonthsReturn():
            rows = _counted(report)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _returned(report: MonthReturn | MonthsReturn, lang: str) -> list[Section]:
    rows: list[list[Value]] = [[row.name, row.channel_name, *_figures(row)] for row in report.rows]
    rows.append([_total(lang), "", *_figures(report.total)])
    found = [_lines("month", ["field", "channel"], rows, lang, total=True)]
    if isinstance(report, MonthsReturn):
        rows = [[_month(row.month), *_figures(row)] for row in report.by_month]
        found.append(_lines("by_month", ["month"], rows, lang))
    fields = [[row.name, *_figures(row)] for row in report.by_field]
    channels = [[row.name, *_figures(row)] for row in report.by_channel]
    found += [
        _lines("by_field", ["field"], fields, lang),
        _lines("by_channel", ["channel"], channels, lang),
    ]
    if isinstance(report, MonthsReturn):
        ratings = _faces("ratings", "officer", _by_officer(report.satisfaction), report.satisfaction, lang)
        found += [_visits(report.visits, lang), ratings]
    return found


def _counted(report: MonthReturn | MonthsReturn) -> Iterator[list[Value]]:
    yield ["group", "field", "name", "channel", "month", *COLUMNS]
    for row in report.rows:
        yield ["line", row.field or "", row.name, row.channel, "", *_figures(row)]
    for of_field in report.by_field:
        yield ["field", of_field.field or "", of_field.name, "", "", *_figures(of_field)]
    for channel in report.by_channel:
        yield ["channel", "", channel.name, channel.channel, "", *_figures(channel)]
    for month in report.by_month if isinstance(report, MonthsReturn) else ():
        yield ["month", "", "", "", month.month, *_figures(month)]
    yield ["total", "", "", "", "", *_figures(report.total)]


def _due_rows(report: Due) -> Iterator[list[Value]]:
    yield [*_DUE, *_PLACES]
    for row in report.items:
        yield [
            row.code,
            row.procedure_name or "",
            row.status_name,
            row.received_at,
            row.due_at,
            int(row.overdue),
            row.apologised_at or "",
            row.field or "",
            row.department or "",
            row.officer,
        ]


def _rated(report: Satisfaction) -> Iterator[list[Value]]:
    yield ["group", "key", "name", *RATINGS, "points"]
    for group, found in (
        ("total", report.total),
        ("tickets", report.tickets),
        ("dossiers", report.dossiers),
    ):
        yield [group, "", "", *_ratings(found), ""]
    for day in report.by_day:
        yield ["day", day.day, "", *_ratings(day), ""]
    for officer in report.by_officer:
        yield ["officer", officer.officer, "", *_ratings(officer), ""]
    for counter in report.by_counter:
        yield ["counter", counter.counter, "", *_ratings(counter), ""]
    for of_field in report.by_field:
        yield ["field", of_field.field, of_field.name, *_ratings(of_field), ""]
    for asked in report.indicators:
        counts: list[Value] = [asked.count, "", "", "", asked.percent, ""]
        yield ["indicator", asked.indicator, asked.name, *counts, asked.points]
    for picked in report.choices:
        yield ["choice", picked.choice, picked.name, picked.count, *[""] * len(RATINGS)]


def _due(report: Due, lang: str) -> list[Section]:
    groups: dict[str, list[tuple[str, DueSum]]] = {
        "field": [(row.name, row) for row in report.by_field],
        "department": [(row.name, row) for row in report.by_department],
        "officer": [(row.name, row) for row in report.by_officer],
    }
    heads = [say(f"returns.due.{name}", lang) for name in ("overdue", "soon")]
    found = []
    for kind, sums in groups.items():
        rows: list[list[Value]] = [
            [name, row.overdue, row.soon] for name, row in (*sums, (_total(lang), report.total))
        ]
        headings = [say(f"returns.due.{kind}", lang), *heads]
        found.append(Section(say(f"returns.due.by_{kind}", lang), headings, rows, total=True))
    names = ("code", "procedure_name", "received_at", "due_at", "state", "department", "officer")
    heads = [say(f"returns.due.{name}", lang) for name in names]
    items = [_due_item(row, lang) for row in report.items]
    return [*found, Section(say("returns.due.items", lang), heads, items, texts=True)]


def _due_item(row: DueDossier, lang: str) -> list[Value]:
    return [
        row.code,
        row.procedure_name or "",
        day_of(row.received_at[:10]),
        day_of(row.due_at[:10]),
        say(f"returns.due.{'overdue' if row.overdue else 'soon'}", lang),
        row.department or say("returns.at_the_centre", lang),
        row.officer,
    ]


def _satisfaction(report: Satisfaction, lang: str) -> list[Section]:
    groups: dict[str, list[tuple[Value, RatingFigures]]] = {
        "officer": _by_officer(report),
        "field": [(row.name, row) for row in report.by_field],
        "counter": [(row.counter, row) for row in report.by_counter],
        "day": [(day_of(row.day), row) for row in report.by_day],
    }
    found = [_faces(f"by_{kind}", kind, rows, report, lang) for kind, rows in groups.items()]
    heads = [say(f"returns.column.{name}", lang) for name in ("indicator", "asked", "points", "reached")]
    asked: list[list[Value]] = [
        [f"{row.indicator}. {row.name}", row.count, row.points, row.percent] for row in report.indicators
    ]
    found.append(Section(say("returns.sheet.indicators", lang), heads, asked))
    heads = [say(f"returns.column.{name}", lang) for name in ("choice", "picked")]
    picked: list[list[Value]] = [
        [say(f"waiting.choice.{row.choice}", lang), row.count] for row in report.choices
    ]
    return [*found, Section(say("returns.sheet.choices", lang), heads, picked)]


def _visits(months: Sequence[MonthVisits], lang: str) -> Section:
    heads = [say(f"returns.column.{name}", lang) for name in ("month", "issued", "served", "wait")]
    rows = [[_month(row.month), row.issued, row.served, row.wait] for row in months]
    return Section(say("returns.sheet.visits", lang), heads, rows)


def _by_officer(found: RatingSums) -> list[tuple[Value, RatingFigures]]:
    return [(row.officer, row) for row in found.by_officer]


def _faces(
    sheet: str, kind: str, groups: Sequence[tuple[Value, RatingFigures]], found: RatingSums, lang: str
) -> Section:
    """What citizens thought by officer, field, counter or day, and in all."""
    rows = [[key, *_ratings(row)] for key, row in (*groups, (_total(lang), found.total))]
    heads = [say(f"returns.column.{kind}", lang), *(say(f"report.rating.{name}", lang) for name in RATINGS)]
    return Section(say(f"returns.sheet.{sheet}", lang), heads, rows, total=True)


def _ratings(row: RatingFigures) -> list[Value]:
    """The figures in the order of `RATINGS`."""
    return [
        row.count,
        row.score_3,
        row.score_2,
        row.score_1,
        row.satisfied_percent,
        row.officer_grade_percent,
    ]


def _lines(
    name: str, keys: Sequence[str], rows: Sequence[Sequence[Value]], lang: str, *, total: bool = False
) -> Section:
    heads = [say(f"returns.column.{column}", lang) for column in (*keys, *COLUMNS)]
    return Section(say(f"returns.sheet.{name}", lang), heads, rows, len(keys), total)


def _figures(row: ReturnLine) -> list[Value]:
    """The figures in the order of `COLUMNS`."""
    return [
        row.carried_over,
        row.received,
        row.resolved,
        row.resolved_early,
        row.resolved_on_time,
        row.resolved_late,
        row.pending,
        row.pending_in_time,
        row.pending_overdue,
    ]


def _total(lang: str) -> str:
    return say("returns.column.total", lang)


def _month(text: str) -> str:
    year, month = text.split("-")
    return f"{int(month)}/{year}"
