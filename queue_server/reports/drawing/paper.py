"""A report on paper: its tables and pictures as the values of the template `common/report`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from queue_server.configuration.values import Configuration
from queue_server.forms.drawing import form as form_drawing
from queue_server.forms.rows import COMMON, Folders
from queue_server.forms.views import values as say_on
from queue_server.forms.views.papers import ReportPaper, ReportTable, Span
from queue_server.reports.drawing import plots, return_plots, return_tables
from queue_server.reports.drawing.sections import Section
from queue_server.reports.drawing.tables import (
    DOSSIERS,
    TIMES,
    Group,
    GroupRow,
    Value,
    before_and_after,
    day_of,
    dossiers,
    groups,
    times,
)
from queue_server.reports.views.office import OfficeReport
from shared.text.messages import say
from shared.wire.reports import Figures, MonthReturn, MonthsReturn, Report

_COUNTS: dict[Group, tuple[str, ...]] = {
    "queue": ("issued", "served", "no_show", "left"),
    "hour": ("issued", "served", "no_show", "left"),
    # A number is given for a queue, not for a counter.
    "counter": ("served",),
    "officer": ("served",),
}
_STATS = ("mean", "p50", "p90")
_MOST_ROWS = 2_000
"""Lines of one table on paper; all of them are in the workbook."""


def of_days(folders: Folders, empty: Path, centre: Configuration, report: Report, lang: str) -> bytes:
    """The report of a day or a period as a PDF."""
    first, last = day_of(report.first), day_of(report.last)
    title = say(f"report.title.{'day' if first == last else 'period'}", lang, from_day=first, to_day=last)
    pictures = [plots.plot(report, kind, "svg", lang) for kind in ("waits", "counts")]
    tables = of_groups(report, lang)
    return _made(folders, empty, paper(centre, report.generated_at, title, tables, pictures, lang))


def of_office(folders: Folders, empty: Path, centre: Configuration, report: OfficeReport, lang: str) -> bytes:
    """The monthly return, several months with their pictures, what is due, or satisfaction as a PDF."""
    pictures: list[bytes] = []
    if isinstance(report, MonthsReturn):
        pictures = [return_plots.plot(report, kind, "svg", lang) for kind in ("dossiers", "fields")]
    title, tables = return_tables.title(report, lang), return_tables.sections(report, lang)
    balanced = isinstance(report, MonthReturn | MonthsReturn)
    made = paper(centre, report.generated_at, title, tables, pictures, lang, balanced=balanced)
    return _made(folders, empty, made)


def paper(
    centre: Configuration,
    made_at: str,
    title: str,
    sections: Sequence[Section],
    pictures: Sequence[bytes],
    lang: str,
    *,
    balanced: bool = False,
) -> ReportPaper:
    """What the template says: the letterhead, and every figure as people write it.

    A `balanced` report also says that what was carried over and received is what was resolved and is pending.
    """
    made = datetime.fromisoformat(made_at)
    return ReportPaper(
        **dict(say_on.of_office(centre, made)),
        title=title,
        made=say("returns.paper.made", lang, at=f"{made:%H:%M %d/%m/%Y}"),
        identity=say("returns.paper.identity", lang) if balanced else None,
        drawn_up_by=say("returns.paper.drawn_up_by", lang),
        empty=say("returns.paper.empty", lang),
        pictures=[picture.decode() for picture in pictures],
        tables=[_table(section, lang) for section in sections],
    )


def of_groups(report: Report, lang: str) -> list[Section]:
    """A day's or a period's figures: dossiers, visits by queue, counter, hour and officer, and what counts beside them."""
    found = [
        Section(
            say("report.sheet.dossiers", lang),
            [say(f"report.dossier.{name}", lang) for name in DOSSIERS],
            [dossiers(report.dossiers)],
            keys=0,
        )
    ]
    spans = [(say(f"report.time.{name}", lang), len(_STATS)) for name in TIMES]
    for group, members in groups(report).items():
        counts = _COUNTS[group]
        heads = [say(f"returns.paper.{name}", lang) for name in counts]
        heads += [say(f"returns.paper.{stat}", lang) for _ in TIMES for stat in _STATS]
        rows = [[_named(group, row, lang), *_figures(row.figures, counts)] for row in members]
        rows.append([say("report.column.total", lang), *_figures(report.total, counts)])
        title = say(f"report.sheet.{group}", lang)
        found.append(Section(title, [title, *heads], rows, total=True, groups=[("", len(counts)), *spans]))
    # A table of nothing but its sum is not worth a place on paper.
    found += [
        Section(title, heads, rows, total=True)
        for title, heads, rows in before_and_after(report, lang)
        if len(rows) > 1
    ]
    return found


def _named(group: Group, row: GroupRow, lang: str) -> Value:
    if group == "hour":
        return say("report.plot.hour", lang, hour=row.key)
    if group == "counter":
        return f"{row.key}. {row.name}"
    return row.key if row.name is None else row.name


def _figures(row: Figures, counts: Sequence[str]) -> list[Value]:
    counted = {
        "issued": row.issued,
        "served": row.served,
        "no_show": row.no_show,
        "left": row.cancelled + row.expired,
    }
    found: list[Value] = [counted[name] for name in counts]
    for time in times(row):
        found += [time.mean, time.p50, time.p90]
    return found


def _table(section: Section, lang: str) -> ReportTable:
    shown = section.rows[:_MOST_ROWS]
    return ReportTable(
        title=section.title,
        headings=section.headings,
        groups=[Span(text=text, span=span) for text, span in section.groups],
        keys=len(section.headings) if section.texts else section.keys,
        total=section.total,
        rows=[[written(value, lang) for value in row] for row in shown],
        more=say("returns.paper.more", lang, count=len(section.rows) - len(shown))
        if len(shown) < len(section.rows)
        else None,
    )


def written(value: Value, lang: str) -> str:
    """A figure as people write it: a comma before the decimals in Vietnamese, a dash for what is not known."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    text = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def _made(folders: Folders, empty: Path, made: ReportPaper) -> bytes:
    values = made.values()
    try:
        return form_drawing.form(form_drawing.sources(folders, COMMON, "report"), empty, values, "pdf")[0]
    except form_drawing.TemplateBroken:
        return form_drawing.form(form_drawing.shipped(folders, COMMON, "report"), empty, values, "pdf")[0]
