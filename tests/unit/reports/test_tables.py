"""Reports as files for spreadsheets: nothing in them is ever run."""

import io
from typing import Any

from openpyxl import load_workbook

from queue_server.reports.drawing.tables import (
    APPOINTMENTS,
    COUNTS,
    DOSSIERS,
    STATS,
    TIMES,
    to_csv,
    to_workbook,
)

EVIL = "=cmd|'/c calc'!A1"


def figures() -> dict[str, Any]:
    return {**dict.fromkeys(COUNTS, 0), **{time: dict.fromkeys(STATS) for time in TIMES}}


def report() -> dict[str, Any]:
    return {
        "centre": "Trung tâm Phục vụ hành chính công",
        "from": "2026-06-10",
        "to": "2026-06-10",
        "generated_at": "2026-06-10T17:05:00+07:00",
        "total": figures(),
        "by_queue": [{"queue": "ho-tich", "name": "Hộ tịch", **figures()}],
        "by_counter": [{"counter": 1, "name": "Hộ tịch 1", **figures()}],
        "by_hour": [{"hour": 9, **figures()}],
        "by_officer": [{"officer": EVIL, **figures()}],
        "dossiers": dict.fromkeys(DOSSIERS, 0),
        "appointments": {**dict.fromkeys(APPOINTMENTS, 0), "by_queue": []},
        "told": {"count": 0, "within": 0, "within_percent": None, "by_queue": []},
        "checklists": {"count": 1, "by_procedure": [{"procedure": "x", "name": EVIL, "count": 1}]},
    }


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    cell = load_workbook(io.BytesIO(to_workbook(report())))["Cán bộ"]["A6"]
    assert (cell.value, cell.data_type) == (EVIL, "s")
    assert f"officer,'{EVIL}," in to_csv(report()).decode()
    assert f"checklists,x,'{EVIL},1" in to_csv(report()).decode()


def test_the_workbook_speaks_english_where_asked() -> None:
    book = load_workbook(io.BytesIO(to_workbook(report(), "en")))
    assert (book.sheetnames[0], book["Summary"]["A2"].value) == ("Summary", "Report of 10/06/2026")
    assert book["Summary"]["A3"].value == "Made at 17:05 10/06/2026. Times are in minutes."


def test_hours_are_written_as_people_say_them() -> None:
    assert load_workbook(io.BytesIO(to_workbook(report())))["Giờ"]["A6"].value == "9 giờ"
