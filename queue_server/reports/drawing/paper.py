"""A report on paper: its tables and pictures as the values of the template `common/report`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from queue_server.configuration.values import Configuration
from queue_server.forms.drawing import form as form_drawing
from queue_server.forms.rows import COMMON, Folders
from queue_server.forms.views import values as say_on
from queue_server.reports.drawing import plots, return_plots, return_tables
from queue_server.reports.drawing.sections import Section
from queue_server.reports.drawing.tables import (
    DOSSIERS,
    GROUPS,
    TIMES,
    Report,
    Value,
    before_and_after,
    day_of,
)
from shared.text.messages import say

Json = dict[str, Any]
_COUNTS = {
    "queue": ("issued", "served", "no_show", "left"),
    "hour": ("issued", "served", "no_show", "left"),
    # A number is given for a queue, not for a counter.
    "counter": ("served",),
    "officer": ("served",),
}
_LEFT = ("cancelled", "expired")
_STATS = ("mean", "p50", "p90")
_MOST_ROWS = 2_000
"""Lines of one table on paper; all of them are in the workbook."""


def of_days(folders: Folders, empty: Path, centre: Configuration, report: Report, lang: str) -> bytes:
    """The report of a day or a period as a PDF."""
    first, last = day_of(report["from"]), day_of(report["to"])
    title = say(f"report.title.{'day' if first == last else 'period'}", lang, from_day=first, to_day=last)
    pictures = [plots.plot(report, kind, "svg", lang) for kind in ("waits", "counts")]
    return _made(folders, empty, values(centre, report, title, of_groups(report, lang), pictures, lang))


def of_office(folders: Folders, empty: Path, centre: Configuration, report: Report, lang: str) -> bytes:
    """The monthly return, several months with their pictures, what is due, or satisfaction as a PDF."""
    pictures = (
        [return_plots.plot(report, kind, "svg", lang) for kind in ("dossiers", "fields")]
        if "by_month" in report
        else []
    )
    title = return_tables.title(report, lang)
    tables = return_tables.sections(report, lang)
    return _made(folders, empty, values(centre, report, title, tables, pictures, lang))


def values(
    centre: Configuration,
    report: Report,
    title: str,
    sections: Sequence[Section],
    pictures: Sequence[bytes],
    lang: str,
) -> Json:
    """What the template says: the letterhead, and every figure as people write it."""
    made = datetime.fromisoformat(report["generated_at"])
    return {
        **say_on.of_office(centre, made),
        "title": title,
        "made": say("returns.paper.made", lang, at=f"{made:%H:%M %d/%m/%Y}"),
        "identity": say("returns.paper.identity", lang) if "rows" in report else None,
        "drawn_up_by": say("returns.paper.drawn_up_by", lang),
        "empty": say("returns.paper.empty", lang),
        "pictures": [picture.decode() for picture in pictures],
        "tables": [_table(section, lang) for section in sections],
    }


def of_groups(report: Report, lang: str) -> list[Section]:
    """A day's or a period's figures: dossiers, visits by queue, counter, hour and officer, and what counts beside them."""
    found = [
        Section(
            say("report.sheet.dossiers", lang),
            [say(f"report.dossier.{name}", lang) for name in DOSSIERS],
            [[report["dossiers"][name] for name in DOSSIERS]],
            keys=0,
        )
    ]
    times = [(say(f"report.time.{name}", lang), len(_STATS)) for name in TIMES]
    for group in GROUPS:
        counts = _COUNTS[group]
        groups = [("", len(counts)), *times]
        heads = [say(f"returns.paper.{name}", lang) for name in counts]
        heads += [say(f"returns.paper.{stat}", lang) for _ in TIMES for stat in _STATS]
        rows = [[_named(group, row, lang), *_figures(row, counts)] for row in report[f"by_{group}"]]
        rows.append([say("report.column.total", lang), *_figures(report["total"], counts)])
        title = say(f"report.sheet.{group}", lang)
        found.append(Section(title, [title, *heads], rows, total=True, groups=groups))
    # A table of nothing but its sum is not worth a place on paper.
    found += [
        Section(title, heads, rows, total=True)
        for title, heads, rows in before_and_after(report, lang)
        if len(rows) > 1
    ]
    return found


def _named(group: str, row: Report, lang: str) -> Value:
    if group == "hour":
        return say("report.plot.hour", lang, hour=row["hour"])
    if group == "counter":
        return f"{row['counter']}. {row['name']}"
    name: str = row["name"] if group == "queue" else row["officer"]
    return name


def _figures(row: Report, counts: Sequence[str]) -> list[Value]:
    left = sum(row[state] for state in _LEFT)
    found = [left if name == "left" else row[name] for name in counts]
    return [*found, *(row[time][stat] for time in TIMES for stat in _STATS)]


def _table(section: Section, lang: str) -> Json:
    shown = section.rows[:_MOST_ROWS]
    return {
        "title": section.title,
        "headings": section.headings,
        "groups": [{"text": text, "span": span} for text, span in section.groups],
        "keys": len(section.headings) if section.texts else section.keys,
        "total": section.total,
        "rows": [[written(value, lang) for value in row] for row in shown],
        "more": say("returns.paper.more", lang, count=len(section.rows) - len(shown))
        if len(shown) < len(section.rows)
        else None,
    }


def written(value: Value, lang: str) -> str:
    """A figure as people write it: a comma before the decimals in Vietnamese, a dash for what is not known."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    text = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def _made(folders: Folders, empty: Path, told: Json) -> bytes:
    try:
        return form_drawing.form(form_drawing.sources(folders, COMMON, "report"), empty, told, "pdf")[0]
    except form_drawing.TemplateBroken:
        return form_drawing.form(form_drawing.shipped(folders, COMMON, "report"), empty, told, "pdf")[0]
