"""Returns and their sums as table files: CSV for programs, a workbook for people. Computes nothing."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from queue_server.worker.tables import Value, day_of, harmless, made_line, put, table
from shared.text.messages import say

Report = Mapping[str, Any]
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
_FONT = "Be Vietnam Pro"


def to_csv(report: Report) -> bytes:
    """UTF-8 with a mark that Excel needs for accents: a row for each line, named by its group."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["group", "field", "name", "channel", "month", *COLUMNS])
    for group, rows in _groups(report):
        for row in rows:
            writer.writerow(
                [
                    group,
                    harmless(row.get("field") or ""),
                    harmless(row.get("name", "")),
                    row.get("channel", ""),
                    row.get("month", ""),
                    *(row[name] for name in COLUMNS),
                ]
            )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _groups(report: Report) -> Iterator[tuple[str, Sequence[Report]]]:
    yield "line", report["rows"]
    yield "field", report["by_field"]
    yield "channel", report["by_channel"]
    yield "month", report.get("by_month", [])
    yield "total", [report["total"]]


def to_workbook(report: Report, lang: str = "vi") -> bytes:
    """An XLSX file: the return, its sums, and for several months also visits and ratings."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _sheet(
        first,
        report,
        "month",
        [say("returns.column.field", lang), say("returns.column.channel", lang)],
        [[row["name"], row["channel_name"], *_figures(row)] for row in report["rows"]]
        + [[say("returns.column.total", lang), "", *_figures(report["total"])]],
        lang,
    )
    if "by_month" in report:
        rows = [[row["month"], *_figures(row)] for row in report["by_month"]]
        _sheet(book.create_sheet(), report, "by_month", [say("returns.column.month", lang)], rows, lang)
    for group, heading in (("field", "field"), ("channel", "channel")):
        rows = [[row["name"], *_figures(row)] for row in report[f"by_{group}"]]
        _sheet(
            book.create_sheet(), report, f"by_{group}", [say(f"returns.column.{heading}", lang)], rows, lang
        )
    if "visits" in report:
        _visits(book.create_sheet(), report, lang)
        _ratings(book.create_sheet(), report, lang)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figures(row: Report) -> list[Value]:
    return [row[name] for name in COLUMNS]


def _visits(sheet: Worksheet, report: Report, lang: str) -> None:
    headings = [say(f"returns.column.{name}", lang) for name in ("month", "issued", "served", "wait")]
    rows = [[row["month"], row["issued"], row["served"], row["wait"]] for row in report["visits"]]
    _titled(sheet, report, "visits", lang)
    table(sheet, headings, rows)


def _ratings(sheet: Worksheet, report: Report, lang: str) -> None:
    headings = [say("report.column.officer", lang), *(say(f"report.rating.{name}", lang) for name in RATINGS)]
    found = report["satisfaction"]
    rows = [[row["officer"], *(row[name] for name in RATINGS)] for row in found["by_officer"]]
    rows.append([say("returns.column.total", lang), *(found["total"][name] for name in RATINGS)])
    _titled(sheet, report, "ratings", lang)
    table(sheet, headings, rows)


def _sheet(
    sheet: Worksheet,
    report: Report,
    name: str,
    keys: Sequence[str],
    rows: Sequence[Sequence[Value]],
    lang: str,
) -> None:
    _titled(sheet, report, name, lang)
    table(sheet, [*keys, *(say(f"returns.column.{column}", lang) for column in COLUMNS)], rows, len(keys))


def _titled(sheet: Worksheet, report: Report, name: str, lang: str) -> None:
    sheet.title = say(f"returns.sheet.{name}", lang)
    put(sheet.cell(1, 1), report["centre"]).font = Font(name=_FONT, size=11)
    put(sheet.cell(2, 1), title(report, lang)).font = Font(name=_FONT, size=14, bold=True)
    made_line(sheet, report, lang)


def title(report: Report, lang: str) -> str:
    """What the return is called: its month, or its days."""
    if "month" in report:
        year, month = report["month"].split("-")
        return say("returns.title.month", lang, month=f"{int(month)}/{year}")
    return say("returns.title.months", lang, from_day=day_of(report["from"]), to_day=day_of(report["to"]))
