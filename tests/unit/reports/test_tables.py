"""Reports as files for spreadsheets: nothing in them is ever run."""

import io

from openpyxl import load_workbook

from queue_server.reports.drawing.tables import to_csv, to_workbook
from shared.wire.reports import (
    ChecklistFigure,
    ChecklistFigures,
    CounterFigures,
    HourFigures,
    OfficerFigures,
    QueueFigures,
)
from tests.unit.reports.empty import NO_FIGURES, NOTHING

EVIL = "=cmd|'/c calc'!A1"
REPORT = NOTHING.model_copy(
    update={
        "by_queue": [QueueFigures(queue="ho-tich", name="Hộ tịch", **dict(NO_FIGURES))],
        "by_counter": [CounterFigures(counter=1, name="Hộ tịch 1", **dict(NO_FIGURES))],
        "by_hour": [HourFigures(hour=9, **dict(NO_FIGURES))],
        "by_officer": [OfficerFigures(officer=EVIL, **dict(NO_FIGURES))],
        "checklists": ChecklistFigures(
            count=1, by_procedure=[ChecklistFigure(procedure="x", name=EVIL, count=1)]
        ),
    }
)


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    cell = load_workbook(io.BytesIO(to_workbook(REPORT)))["Cán bộ"]["A6"]
    assert (cell.value, cell.data_type) == (EVIL, "s")
    assert f"officer,'{EVIL}," in to_csv(REPORT).decode()
    assert f"checklists,x,'{EVIL},1" in to_csv(REPORT).decode()


def test_the_workbook_speaks_english_where_asked() -> None:
    book = load_workbook(io.BytesIO(to_workbook(REPORT, "en")))
    assert (book.sheetnames[0], book["Summary"]["A2"].value) == ("Summary", "Report of 10/06/2026")
    assert book["Summary"]["A3"].value == "Made at 17:05 10/06/2026. Times are in minutes."


def test_hours_are_written_as_people_say_them() -> None:
    assert load_workbook(io.BytesIO(to_workbook(REPORT)))["Giờ"]["A6"].value == "9 giờ"
