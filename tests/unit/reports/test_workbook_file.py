"""Workbooks are made in memory: what is in them never lies in plain in a temporary folder."""

import io
import tempfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from queue_server.forms.views.papers import RegisterPaper
from queue_server.reports.drawing import cash_tables, register_table, sections, tables
from tests.unit.reports.test_cash_tables import CASH
from tests.unit.reports.test_tables import REPORT

REGISTER = RegisterPaper(
    **dict.fromkeys(
        ("office", "title", "subtitle", "place_and_day", "head_of_office", "span", "closed"), "Sổ"
    ),
    year=2026,
    volume=1,
    volumes=1,
    rows=(),
)
SECTION = sections.Section("Trang", ("Tên",), [["Nguyễn Thị Ngọc Ánh"]])


@pytest.mark.parametrize("kind", ["days", "cash", "register", "returns"])
def test_a_workbook_needs_no_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is none"))
    made = {
        "days": lambda: tables.to_workbook(REPORT),
        "cash": lambda: cash_tables.to_workbook(CASH),
        "register": lambda: register_table.to_workbook(REGISTER),
        "returns": lambda: sections.to_workbook(
            "Trung tâm", "2026-06-15T08:00:00+07:00", "Báo cáo", [SECTION], "vi"
        ),
    }[kind]()
    assert load_workbook(io.BytesIO(made)).worksheets[0].max_row > 1
