"""The office's reports as tables: the monthly return, several months, what is due, satisfaction."""

import csv
import io
from collections.abc import Iterator, Sequence

from queue_server.reports.drawing.sections import Section
from queue_server.reports.drawing.tables import Report, Value, day_of, harmless
from shared.text.messages import say

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


def title(report: Report, lang: str) -> str:
    """What the report is called: its month, or its days."""
    if "month" in report:
        return say("returns.title.month", lang, month=_month(report["month"]))
    if "days" in report:
        return say("returns.title.due", lang, days=report["days"])
    kind = "satisfaction" if "indicators" in report else "months"
    return say(f"returns.title.{kind}", lang, from_day=day_of(report["from"]), to_day=day_of(report["to"]))


def sections(report: Report, lang: str) -> list[Section]:
    """The report's tables, the most important first."""
    if "days" in report:
        return _due(report, lang)
    if "indicators" in report:
        return _satisfaction(report, lang)
    found = [
        _lines(
            "month",
            ["field", "channel"],
            [[row["name"], row["channel_name"], *_figures(row)] for row in report["rows"]]
            + [[_total(lang), "", *_figures(report["total"])]],
            lang,
            total=True,
        )
    ]
    if "by_month" in report:
        rows = [[_month(row["month"]), *_figures(row)] for row in report["by_month"]]
        found.append(_lines("by_month", ["month"], rows, lang))
    for group in ("field", "channel"):
        rows = [[row["name"], *_figures(row)] for row in report[f"by_{group}"]]
        found.append(_lines(f"by_{group}", [group], rows, lang))
    if "visits" in report:
        found += [_visits(report, lang), _faces("ratings", "officer", report["satisfaction"], lang)]
    return found


def to_csv(report: Report) -> bytes:
    """UTF-8 with a mark that Excel needs for accents: a row for each line, named by its group."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (
        _due_rows(report)
        if "days" in report
        else _rated(report)
        if "indicators" in report
        else _counted(report)
    ):
        writer.writerow([harmless(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _counted(report: Report) -> Iterator[list[Value]]:
    yield ["group", "field", "name", "channel", "month", *COLUMNS]
    groups: list[tuple[str, Sequence[Report]]] = [
        ("line", report["rows"]),
        ("field", report["by_field"]),
        ("channel", report["by_channel"]),
        ("month", report.get("by_month", [])),
        ("total", [report["total"]]),
    ]
    for group, rows in groups:
        for row in rows:
            keys = [row.get(key) or "" for key in ("field", "name", "channel", "month")]
            yield [group, *keys, *_figures(row)]


def _due_rows(report: Report) -> Iterator[list[Value]]:
    yield [*_DUE, *_PLACES]
    for row in report["items"]:
        yield [int(row[name]) if name == "overdue" else row[name] or "" for name in (*_DUE, *_PLACES)]


def _rated(report: Report) -> Iterator[list[Value]]:
    yield ["group", "key", "name", *RATINGS, "points"]
    for group in ("total", "tickets", "dossiers"):
        yield [group, "", "", *(report[group][name] for name in RATINGS), ""]
    for group in ("day", "officer", "counter", "field"):
        for row in report[f"by_{group}"]:
            yield [group, row[group], row.get("name", ""), *(row[name] for name in RATINGS), ""]
    for row in report["indicators"]:
        yield [
            "indicator",
            row["indicator"],
            row["name"],
            row["count"],
            "",
            "",
            "",
            row["percent"],
            "",
            row["points"],
        ]
    for row in report["choices"]:
        yield ["choice", row["choice"], row["name"], row["count"], *[""] * len(RATINGS)]


def _due(report: Report, lang: str) -> list[Section]:
    heads = [say(f"returns.due.{name}", lang) for name in ("overdue", "soon")]
    sums = [report["total"]["overdue"], report["total"]["soon"]]
    found = [
        Section(
            say(f"returns.due.by_{kind}", lang),
            [say(f"returns.due.{kind}", lang), *heads],
            [[row["name"], row["overdue"], row["soon"]] for row in report[f"by_{kind}"]]
            + [[_total(lang), *sums]],
            total=True,
        )
        for kind in _PLACES
    ]
    names = ("code", "procedure_name", "received_at", "due_at", "state", "department", "officer")
    rows: list[list[Value]] = [
        [
            row["code"],
            row["procedure_name"] or "",
            day_of(row["received_at"][:10]),
            day_of(row["due_at"][:10]),
            say(f"returns.due.{'overdue' if row['overdue'] else 'soon'}", lang),
            row["department"] or say("returns.at_the_centre", lang),
            row["officer"] or "",
        ]
        for row in report["items"]
    ]
    heads = [say(f"returns.due.{name}", lang) for name in names]
    return [*found, Section(say("returns.due.items", lang), heads, rows, texts=True)]


def _satisfaction(report: Report, lang: str) -> list[Section]:
    found = [_faces(f"by_{kind}", kind, report, lang) for kind in ("officer", "field", "counter", "day")]
    heads = [say(f"returns.column.{name}", lang) for name in ("indicator", "asked", "points", "reached")]
    rows = [
        [f"{row['indicator']}. {row['name']}", row["count"], row["points"], row["percent"]]
        for row in report["indicators"]
    ]
    found.append(Section(say("returns.sheet.indicators", lang), heads, rows))
    heads = [say(f"returns.column.{name}", lang) for name in ("choice", "picked")]
    picked = [[say(f"waiting.choice.{row['choice']}", lang), row["count"]] for row in report["choices"]]
    return [*found, Section(say("returns.sheet.choices", lang), heads, picked)]


def _visits(report: Report, lang: str) -> Section:
    heads = [say(f"returns.column.{name}", lang) for name in ("month", "issued", "served", "wait")]
    rows = [[_month(row["month"]), row["issued"], row["served"], row["wait"]] for row in report["visits"]]
    return Section(say("returns.sheet.visits", lang), heads, rows)


def _faces(sheet: str, kind: str, found: Report, lang: str) -> Section:
    """What citizens thought by officer, field, counter or day, and in all."""

    def key(row: Report) -> Value:
        return day_of(row["day"]) if kind == "day" else row.get("name") or row[kind]

    rows = [[key(row), *(row[name] for name in RATINGS)] for row in found[f"by_{kind}"]]
    rows.append([_total(lang), *(found["total"][name] for name in RATINGS)])
    heads = [say(f"returns.column.{kind}", lang), *(say(f"report.rating.{name}", lang) for name in RATINGS)]
    return Section(say(f"returns.sheet.{sheet}", lang), heads, rows, total=True)


def _lines(
    name: str, keys: Sequence[str], rows: Sequence[Sequence[Value]], lang: str, *, total: bool = False
) -> Section:
    heads = [say(f"returns.column.{column}", lang) for column in (*keys, *COLUMNS)]
    return Section(say(f"returns.sheet.{name}", lang), heads, rows, len(keys), total)


def _figures(row: Report) -> list[Value]:
    return [row[name] for name in COLUMNS]


def _total(lang: str) -> str:
    return say("returns.column.total", lang)


def _month(text: str) -> str:
    year, month = text.split("-")
    return f"{int(month)}/{year}"
