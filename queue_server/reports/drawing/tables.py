"""A report as a table file: CSV for programs, a workbook for people."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from queue_server.reports.drawing.workbook_file import saved
from shared.text.messages import say
from shared.wire.appointments import AppointmentCounts
from shared.wire.reports import DossierFigures, Figures, Report, Times

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
Group = Literal["queue", "counter", "hour", "officer"]

_HEAD = PatternFill("solid", fgColor="EAF2FA")
_LINE = Border(bottom=Side(style="thin", color="D6DEE5"))
FONT = "Be Vietnam Pro"


class GroupRow(NamedTuple):
    """A row of figures: what it is about, its name (None where the key is the name), and the figures."""

    key: str | int
    name: str | None
    figures: Figures


def groups(report: Report) -> dict[Group, list[GroupRow]]:
    """The report's rows by what they are about, in the order in which the tables show them."""
    return {
        "queue": [GroupRow(row.queue, row.name, row) for row in report.by_queue],
        "counter": [GroupRow(row.counter, row.name, row) for row in report.by_counter],
        "hour": [GroupRow(row.hour, None, row) for row in report.by_hour],
        "officer": [GroupRow(row.officer, None, row) for row in report.by_officer],
    }


def to_csv(report: Report) -> bytes:
    """UTF-8 with a mark that Excel needs for accents: one row a group, then one a figure about dossiers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["group", "key", "name", *COUNTS, *(f"{t}_{s}" for t in TIMES for s in STATS)])
    writer.writerow(["total", "", "", *_figures(report.total)])
    for group, rows in groups(report).items():
        for row in rows:
            writer.writerow([group, harmless(row.key), harmless(row.name or ""), *_figures(row.figures)])
    for name, count in zip(DOSSIERS, dossiers(report.dossiers), strict=True):
        writer.writerow(["dossiers", name, "", count])
    writer.writerow(["checklists", "total", "", report.checklists.count])
    for given in report.checklists.by_procedure:
        writer.writerow(["checklists", harmless(given.procedure), harmless(given.name), given.count])
    for name, count in zip(APPOINTMENTS, _appointments(report.appointments), strict=True):
        writer.writerow(["appointments", name, "", count])
    for told in _told(report):
        writer.writerow(["told", *map(harmless, told)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def dossiers(found: DossierFigures) -> list[int]:
    """The figures about dossiers, in the order of `DOSSIERS`."""
    return [
        found.received,
        found.returned,
        found.returned_early,
        found.returned_on_time,
        found.returned_late,
        found.overdue,
    ]


def _appointments(found: AppointmentCounts) -> list[int]:
    return [found.booked, found.kept, found.late, found.missed, found.cancelled, found.open]


def _told(report: Report) -> Iterator[list[Value]]:
    """How well the told ranges of the wait held: queue, name, told, within, per cent; the total last."""
    told = report.told
    for row in told.by_queue:
        yield [row.queue, row.name, row.count, row.within, row.within_percent]
    yield ["total", "", told.count, told.within, told.within_percent]


def _figures(row: Figures) -> Iterator[Value]:
    yield from (row.issued, row.waiting, row.called, row.serving, row.held)
    yield from (row.done, row.no_show, row.cancelled, row.expired, row.served)
    for time in times(row):
        yield from (time.count, time.mean, time.p50, time.p90)


def times(row: Figures) -> tuple[Times, ...]:
    """The times of a row, in the order of `TIMES`."""
    return row.waiting_time, row.walking_time, row.service_time


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
        [[say("report.column.total", lang), *_figures(report.total)]],
    )
    for group, rows in groups(report).items():
        sheet = book.create_sheet(say(f"report.sheet.{group}", lang))
        _title(sheet, report, lang)
        keys = [say("report.column.name" if group == "queue" else f"report.column.{group}", lang)]
        if group == "counter":
            keys.append(say("report.column.name", lang))
        lines = [[*_named(group, row, lang), *_figures(row.figures)] for row in rows]
        table(sheet, [*keys, *_headings(lang)], lines, frozen=len(keys))
    sheet = book.create_sheet(say("report.sheet.dossiers", lang))
    _title(sheet, report, lang)
    table(
        sheet,
        [say("report.column.measure", lang), say("report.column.value", lang)],
        [
            [say(f"report.dossier.{name}", lang), count]
            for name, count in zip(DOSSIERS, dossiers(report.dossiers), strict=True)
        ],
    )
    for title, headings, lines in before_and_after(report, lang):
        sheet = book.create_sheet(title)
        _title(sheet, report, lang)
        table(sheet, headings, lines)
    return saved(book)


def _named(group: Group, row: GroupRow, lang: str) -> list[Value]:
    """What a row of a sheet begins with: a queue by its name, a counter by its number and name."""
    if group == "hour":
        return [say("report.plot.hour", lang, hour=row.key)]
    if group == "counter":
        return [row.key, row.name]
    return [row.key if row.name is None else row.name]


def before_and_after(report: Report, lang: str) -> Iterator[tuple[str, list[str], list[list[Value]]]]:
    """What is counted beside the visits, each with its title, headings and rows, of which the last sums the others up:
    lists of missing papers, how well the told waits held, and appointments.
    """
    name, total = say("report.column.name", lang), say("report.column.total", lang)
    given, booked = report.checklists, report.appointments
    yield (
        say("report.sheet.checklists", lang),
        [say("report.column.procedure", lang), say("report.column.checklists", lang)],
        [
            [of, count]
            for of, count in (*((row.name, row.count) for row in given.by_procedure), (total, given.count))
        ],
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
            [of, *_appointments(row)]
            for of, row in (*((row.name, row) for row in booked.by_queue), (total, booked))
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
    first, last = day_of(report.first), day_of(report.last)
    kind = "day" if first == last else "period"
    put(sheet.cell(1, 1), report.centre).font = Font(name=FONT, size=11)
    put(sheet.cell(2, 1), say(f"report.title.{kind}", lang, from_day=first, to_day=last)).font = Font(
        name=FONT, size=14, bold=True
    )
    made_line(sheet, report.generated_at, lang)


def made_line(sheet: Worksheet, made_at: str, lang: str) -> None:
    """The third line of a sheet: when the report was made."""
    made = datetime.fromisoformat(made_at)
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
