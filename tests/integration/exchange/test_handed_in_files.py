"""Files as people have them, through the API: read whole, bounded, and named where they are refused."""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from queue_server.exchange.api import imports
from queue_server.exchange.deeds.upload_task import Upload
from queue_server.http.worker import child
from tests.integration.exchange.sending import send
from tests.integration.halls import WORKER_BY_ITS_COMMAND, Hall

CASES = Path(__file__).parents[2] / "unit" / "configuration" / "cases"


@pytest.mark.parametrize("name", ["dimension-A1-J11", "dimension-A1"])
def test_thirty_rows_are_thirty_dossiers_whatever_the_sheet_says_of_its_size(admin: Hall, name: str) -> None:
    data = (CASES / f"register-30-rows-{name}.xlsx").read_bytes()
    assert send(admin, "dossiers?dry_run=false", data).json["imported"] == 30


def test_zeros_that_a_spreadsheet_lost_do_not_hide_a_person(admin: Hall) -> None:
    data = (CASES / "lost-zeros.xlsx").read_bytes()
    assert send(admin, "dossiers?dry_run=false", data).json["imported"] == 1
    for number in ("0912345678", "001090012345"):
        assert admin.get(f"/dossiers?q={number}").json["total"] == 1, number


def test_the_answer_names_the_sheet_that_was_read(admin: Hall) -> None:
    looked = send(admin, "dossiers", (CASES / "hidden-first-sheet.xlsx").read_bytes()).json
    assert [row["applicant"] for row in looked["sample"]] == ["Người Đúng"]
    assert looked["notes"] == ["Đã đọc trang tính “Sổ 2026”."]


@pytest.mark.parametrize("name", ["sparse-one-bold-cell-at-the-end.xlsx", "sep-line.csv"])
def test_a_file_is_read_whatever_excel_put_around_its_rows(admin: Hall, name: str) -> None:
    assert send(admin, "dossiers?dry_run=false", (CASES / name).read_bytes()).json["imported"] == 1


def test_a_damaged_workbook_is_a_problem_of_the_file_and_not_of_the_server(admin: Hall) -> None:
    damaged, good = io.BytesIO(), CASES / "lost-zeros.xlsx"
    with zipfile.ZipFile(good) as read, zipfile.ZipFile(damaged, "w") as written:
        for name in read.namelist():
            cut = name == "xl/worksheets/sheet1.xml"
            written.writestr(name, read.read(name)[:500] if cut else read.read(name))
    for kind in ("dossiers", "catalogue"):
        response = send(admin, kind, damaged.getvalue(), name="sổ hỏng.xlsx")
        assert response.status_code == 200, kind
        assert [problem["line"] for problem in response.json["problems"]] == [1], kind


@pytest.mark.parametrize("bound", ["memory", "time"])
def test_a_file_that_needs_too_much_is_named_and_the_worker_goes_on(
    admin: Hall, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    rows = b"code,received,note\n" + b"".join(b"H%d,1/6/2026,%s\n" % (at, b"x" * 60) for at in range(19_000))
    if bound == "time":
        monkeypatch.setattr(imports, "_MOST_SECONDS", 0.1)
    else:
        # As if every file were as heavy: what the worker is told is written into the task.
        monkeypatch.setattr(Upload, "most_memory", 4 * 1024 * 1024)
    refused = send(admin, "dossiers", rows, name="sổ năm 2026.csv")
    assert (refused.status_code, refused.json["code"]) == (422, "file_too_heavy")
    assert "“sổ năm 2026.csv”" in refused.json["detail"]
    assert admin.application.parts.failing() == []
    monkeypatch.undo()
    assert send(admin, "dossiers", rows, key="again").json["rows"] == 19_000


@pytest.mark.parametrize("how", ["it does not start", "it ends at once"])
def test_a_worker_that_fails_by_itself_is_not_blamed_on_the_file(
    admin: Hall, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(child, "launched", WORKER_BY_ITS_COMMAND)
    monkeypatch.setattr(sys, "executable", "/nowhere/python" if how == "it does not start" else "/bin/false")
    refused = send(admin, "dossiers", b"code,received\nH1,1/6/2026\n", name="sổ năm 2026.csv")
    assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
    assert admin.application.parts.failing() == ["worker"]


def test_the_file_itself_goes_to_the_worker_as_it_came(admin: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written as JSON, ten megabytes take the server's loop a third of a second, in which nobody is called."""
    rows = b"code,received\nH1,1/6/2026\n" + b"," * 10_000
    asked: list[tuple[int, object]] = []
    really = child.Child.ask

    def ask(self: child.Child, message: dict[str, object], *more: Any) -> Any:
        asked.append((len(json.dumps(message)), more[-1]))
        return really(self, message, *more)

    monkeypatch.setattr(child.Child, "ask", ask)
    assert send(admin, "dossiers", rows).json["rows"] == 1
    assert [(length < 1_000, file) for length, file in asked] == [(True, rows)]


def test_an_upload_of_more_rows_than_are_read_is_refused_before_it_is_read(admin: Hall) -> None:
    rows = b"code,received\n" + b"".join(b"H%d,1/6/2026\n" % at for at in range(20_001))
    assert send(admin, "dossiers", rows).json["problems"] == [
        {"line": 20_002, "text": "Tệp có hơn 20000 dòng: chia thành nhiều tệp."}
    ]


def test_a_thousand_problems_are_told_and_the_rest_counted(admin: Hall) -> None:
    rows = b"code,received\n" + b"".join(b"H%d,\n" % at for at in range(1_200))
    problems = send(admin, "dossiers", rows).json["problems"]
    assert len(problems) == 1_001
    assert problems[-1] == {"line": 1_002, "text": "Còn 200 lỗi nữa không liệt kê ở đây."}
