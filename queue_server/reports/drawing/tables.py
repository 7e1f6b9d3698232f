"""A report as a table file: CSV for programs, a workbook for people."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shared.text.messages import say

Report = Mapping[str, Any]
Value = str | int | float | None

COUNTS = (
    "issued",
    "waiting",
    "called",
    "serving",
    "held",
    "done",
    "no_show",
    "cancelled",
    "expired",
    "served",
)
TIMES = ("waiting_time", "walking_time", "service_time")
STATS = ("count", "mean", "p50", "p90")
DOSSIERS = ("received", "returned", "returned_early", "returned_on_time", "returned_late", "overdue")
APPOINTMENTS = ("booked", "kept", "late", "missed", "cancelled", "open")
TOLD = ("count", "within", "within_percent")
GROUPS = ("queue", "counter", "hour", "officer")

_HEAD = PatternFill("solid", fgColor="EAF2FA")
_LINE = Border(bottom=Side(style="thin", color="D6DEE5"))
FONT = "Be Vietnam Pro"


def to_csv(report: Report) -> bytes:
    """UTF-8 with a mark that Excel needs for accents: one row a group, then one a figure about dossiers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["group", "key", "name", *COUNTS, *(f"{t}_{s}" for t in TIMES for s in STATS)])
    writer.writerow(["total", "", "", *_figures(report["total"])])
    for group in GROUPS:
        for row in report[f"by_{group}"]:
            writer.writerow([group, harmless(row[group]), harmless(row.get("name", "")), *_figures(row)])
    for name in DOSSIERS:
        writer.writerow(["dossiers", name, "", report["dossiers"][name]])
    writer.writerow(["checklists", "total", "", report["checklists"]["count"]])
    for row in report["checklists"]["by_procedure"]:
        writer.writerow(["checklists", harmless(row["procedure"]), harmless(row["name"]), row["count"]])
    for name in APPOINTMENTS:
        writer.writerow(["appointments", name, "", report["appointments"][name]])
    for row in _told(report):
        writer.writerow(["told", *map(harmless, row)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _told(report: Report) -> Iterator[list[Value]]:
    """How well the told ranges of the wait held: queue, name, told, within, per cent; the total last."""
    told = report["told"]
    for row in (*told["by_queue"], {"queue": "total", "name": "", **told}):
        yield [row["queue"], row["name"], row["count"], row["within"], row["within_percent"]]


def _figures(row: Report) -> Iterator[Value]:
    for name in COUNTS:
        yield row[name]
    for time in TIMES:
        for stat in STATS:
            yield row[time][stat]


def harmless(value: Value) -> Value:
    """A name that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def to_workbook(report: Report, lang: str = "vi") -> bytes:
    """An XLSX file with a sheet for the whole, one for each way of grouping, and one for dossiers."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)
    summary.title = say("report.sheet.summary", lang)
    _title(summary, report, lang)
    table(
        summary,
        ["", *_headings(lang)],
        [[say("report.column.total", lang), *_figures(report["total"])]],
    )
    for group in GROUPS:
        sheet = book.create_sheet(say(f"report.sheet.{group}", lang))
        _title(sheet, report, lang)
        named = group in ("queue", "counter")
        keys = (
            [say("report.column.name", lang)] if group == "queue" else [say(f"report.column.{group}", lang)]
        )
        if group == "counter":
            keys.append(say("report.column.name", lang))
        rows = []
        for row in report[f"by_{group}"]:
            first = [row["name"]] if group == "queue" else [row[group], *([row["name"]] if named else [])]
            if group == "hour":
                first = [say("report.plot.hour", lang, hour=row["hour"])]
            rows.append([*first, *_figures(row)])
        table(sheet, [*keys, *_headings(lang)], rows, frozen=len(keys))
    sheet = book.create_sheet(say("report.sheet.dossiers", lang))
    _title(sheet, report, lang)
    table(
        sheet,
        [say("report.column.measure", lang), say("report.column.value", lang)],
        [[say(f"report.dossier.{name}", lang), report["dossiers"][name]] for name in DOSSIERS],
    )
    for title, headings, lines in before_and_after(report, lang):
        sheet = book.create_sheet(title)
        _title(sheet, report, lang)
        table(sheet, headings, lines)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def before_and_after(report: Report, lang: str) -> Iterator[tuple[str, list[str], list[list[Value]]]]:
    """What is counted beside the visits, each with its title, headings and rows, of which the last sums the others up:
    lists of missing papers, how well the told waits held, and appointments.
    """
    name, total = say("report.column.name", lang), say("report.column.total", lang)
    given, booked = report["checklists"], report["appointments"]
    yield (
        say("report.sheet.checklists", lang),
        [say("report.column.procedure", lang), say("report.column.checklists", lang)],
        [*([row["name"], row["count"]] for row in given["by_procedure"]), [total, given["count"]]],
    )
    yield (
        say("report.sheet.told", lang),
        [name, *(say(f"report.told.{figure}", lang) for figure in TOLD)],
        [[queue or total, *figures] for _, queue, *figures in _told(report)],
    )
    yield (
        say("report.sheet.appointments", lang),
        [name, *(say(f"report.appointment.{figure}", lang) for figure in APPOINTMENTS)],
        [
            *([row["name"], *(row[figure] for figure in APPOINTMENTS)] for row in booked["by_queue"]),
            [total, *(booked[figure] for figure in APPOINTMENTS)],
        ],
    )


def _headings(lang: str) -> list[str]:
    counts = [say(f"report.column.{name}", lang) for name in COUNTS]
    times = [
        f"{say(f'report.time.{time}', lang)}: {say(f'report.stat.{stat}', lang)}"
        for time in TIMES
        for stat in STATS
    ]
    return counts + times


def _title(sheet: Worksheet, report: Report, lang: str) -> None:
    first, last = day_of(report["from"]), day_of(report["to"])
    kind = "day" if first == last else "period"
    put(sheet.cell(1, 1), report["centre"]).font = Font(name=FONT, size=11)
    put(sheet.cell(2, 1), say(f"report.title.{kind}", lang, from_day=first, to_day=last)).font = Font(
        name=FONT, size=14, bold=True
    )
    made_line(sheet, report, lang)


def made_line(sheet: Worksheet, report: Report, lang: str) -> None:
    """The third line of a sheet: when the report was made."""
    made = datetime.fromisoformat(report["generated_at"])
    put(sheet.cell(3, 1), say("report.title.made", lang, at=f"{made:%H:%M %d/%m/%Y}")).font = Font(
        name=FONT, size=9, color="5B6770"
    )


def day_of(text: str) -> str:
    """An ISO day as people write it."""
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def table(
    sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[Value]], frozen: int = 1
) -> None:
    """Headings from the fifth line on and the rows below them; the first columns stay in sight."""
    top = 5
    for column, heading in enumerate(headings, 1):
        cell = put(sheet.cell(top, column), heading)
        cell.font = Font(name=FONT, size=10, bold=True)
        cell.fill = _HEAD
        cell.border = _LINE
        cell.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="left" if column <= frozen else "right"
        )
        longest = max((len(str(row[column - 1] or "")) for row in rows), default=0)
        widest = max(longest, *(len(word) for word in heading.split())) if heading else longest
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(9, widest * 1.15 + 3))
    sheet.row_dimensions[top].height = 46
    for line, row in enumerate(rows, top + 1):
        for column, value in enumerate(row, 1):
            cell = put(sheet.cell(line, column), value)
            cell.font = Font(name=FONT, size=10)
            cell.border = _LINE
            if isinstance(value, float):
                cell.number_format = "0.0"
    sheet.freeze_panes = sheet.cell(top + 1, frozen + 1).coordinate


def put(cell: Cell, value: Value) -> Cell:
    """Writes a value; a text stays a text even when it looks like a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
