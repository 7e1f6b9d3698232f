"""Registers and catalogues brought in through the page's API and the command; everything taken out; the portal's codes."""

import csv
import io
import sys
import tempfile
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import Workbook, load_workbook

from queue_server.commands import main as commands
from queue_server.exchange.deeds import import_dossiers
from queue_server.exchange.rules import Entry
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage import catalogue_rows
from shared.text.messages import say
from tests.integration.exchange.sending import send
from tests.integration.halls import Hall
from tests.integration.reports.test_returns import play

PERSON, PHONE = "Nguyễn Thị Ngọc Ánh", "0912345678"
REGISTER = (
    "Mã hồ sơ;Thủ tục;Họ tên;Điện thoại;Ngày nhận;Ngày hẹn trả;Ngày trả\r\n"
    f"CU-0001;Đăng ký khai sinh;{PERSON};{PHONE};4/5/2026;8/5/2026;7/5/2026\r\n"
    "CU-0002;Đăng ký khai sinh;Lê Văn Bình;;5/5/2026;8/5/2026;\r\n"
).encode()


def workbook(*rows: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def test_a_register_is_looked_at_and_then_saved_whole(admin: Hall) -> None:
    looked = send(admin, "dossiers", REGISTER).json
    assert (looked["rows"], looked["imported"], looked["problems"]) == (2, 0, [])
    assert looked["sample"][0]["status_name"] == "Đã trả kết quả"
    english = send(admin, "dossiers?lang=en", REGISTER, key="in English").json
    assert english["sample"][0]["status_name"] == say("dossier.status.10", "en")
    assert admin.get("/dossiers").json["total"] == 0
    saved = send(admin, "dossiers?dry_run=false", REGISTER).json
    assert (saved["rows"], saved["imported"]) == (2, 2)
    again = send(admin, "dossiers?dry_run=false", REGISTER)
    assert again.headers["Idempotent-Replayed"] == "true"
    found = admin.get("/dossiers/CU-0001").json
    assert (found["status"], found["verdict"], found["applicant"]["name"]) == (10, "early", PERSON)
    assert [step["status"] for step in found["history"]] == [1, 2, 9, 10]
    # Found by name and number like any other, late where it is late, and counted in its month.
    assert admin.get(f"/dossiers?q={quote('ngoc anh')}").json["total"] == 1
    assert admin.get(f"/dossiers?q={PHONE}").json["total"] == 1
    assert admin.get("/dossiers/CU-0002").json["overdue"] is True
    total = admin.get("/reports/month?month=2026-05").json["total"]
    assert (total["received"], total["resolved_early"], total["pending_overdue"]) == (2, 1, 1)


def test_one_bad_line_imports_nothing(admin: Hall) -> None:
    send(admin, "dossiers?dry_run=false", REGISTER)
    more = REGISTER + "CU-0003;Không có;;;40/5/2026;;\r\n".encode()
    problems = send(admin, "dossiers", more).json["problems"]
    assert [problem["line"] for problem in problems] == [2, 3, 4, 4]
    refused = send(admin, "dossiers?dry_run=false", more, key="bad")
    assert (refused.status_code, refused.json["code"], len(refused.json["problems"])) == (
        422,
        "import_problems",
        4,
    )
    assert admin.get("/dossiers").json["total"] == 2
    for data in (b"PK\x03\x04 no workbook", b"\xff\xfe\x00", "không có cột nào".encode()):
        assert send(admin, "dossiers", data, key=str(len(data))).json["problems"] != []


def test_a_code_that_is_here_already_is_known_in_every_spelling(admin: Hall) -> None:
    send(
        admin,
        "dossiers?dry_run=false",
        "code,received,system\n12/Hs-Đđ,1/6/2026,\n7-a,1/6/2026,Cổng tỉnh\n".encode(),
    )
    again = "code,received\n12/HS-\u00d0Đ,1/6/2026\n12/hs-đđ,1/6/2026\n7-A,1/6/2026\n8-a,1/6/2026\n"
    problems = send(admin, "dossiers", again.encode()).json["problems"]
    assert [problem["line"] for problem in problems] == [2, 3, 3, 4]


def test_of_two_who_import_one_register_at_the_same_time_the_second_saves_nothing(admin: Hall) -> None:
    """Both files were read and found good before either was saved."""
    book = admin.application.parts.book

    def read(text: str) -> list[Entry]:
        with book.engine.connect() as connection:
            found = import_dossiers.check(connection, book.centre, text.encode(), book.clock())
        assert found.problems == []
        return found.entries

    first = read("code,received\nH1,1/6/2026\n")
    second = read("code,received\nH2,1/6/2026\nh1,1/6/2026\n")
    book.perform(SYSTEM, lambda deed: import_dossiers.save(deed, first))
    with pytest.raises(RuleBroken) as refused:
        book.perform(SYSTEM, lambda deed: import_dossiers.save(deed, second))
    assert (refused.value.code, refused.value.status) == ("import_problems", 409)
    assert [found["code"] for found in admin.get("/dossiers").json["items"]] == ["H1"]


def test_workbooks_are_read_like_csv(admin: Hall) -> None:
    data = workbook(
        ["STT", "Số hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Hệ thống"],
        [1, "000.00.1", datetime(2026, 5, 4), datetime(2026, 5, 8, 11, 30), "Cổng tỉnh"],  # noqa: DTZ001 - a sheet has no zone
    )
    assert send(admin, "dossiers?dry_run=false", data).json["imported"] == 1
    found = admin.get("/dossiers/000.00.1").json
    assert (found["due_at"], found["external"]) == (
        "2026-05-08T11:30:00.000+07:00",
        {"system": "Cổng tỉnh", "code": "000.00.1"},
    )
    names = workbook(["name", "field"], ["Cấp bản sao trích lục", "Hộ tịch"], ["", "Hộ tịch"])
    assert [p["line"] for p in send(admin, "catalogue", names).json["problems"]] == [3]
    gap = workbook(["name", "field"], ["Một", "Hộ tịch"], [None, None], ["Hai", "Hộ tịch"])
    assert [row["line"] for row in send(admin, "catalogue", gap).json["sample"]] == [2, 4]
    names = workbook(["name", "field"], ["Cấp bản sao trích lục", "Hộ tịch"])
    assert send(admin, "catalogue?dry_run=false", names).json["imported"] == 1
    book = admin.application.parts.book
    with book.engine.connect() as connection:
        _, procedures = catalogue_rows.load(connection, book.centre.centre.id)
    assert [procedure.name for procedure in procedures] == ["Cấp bản sao trích lục"]


def test_a_procedure_is_known_by_its_name_in_any_spelling(admin: Hall) -> None:
    rows = [
        "\u00d0ăng ký khai sinh",
        "\u0189ĂNG  KÝ KHAI SINH",
        unicodedata.normalize("NFD", "Đăng ký khai sinh"),
    ]
    lines = [f"CU-{number};{name};4/5/2026" for number, name in enumerate(rows)]
    register = "\r\n".join(["Mã hồ sơ;Thủ tục;Ngày nhận", *lines])
    assert send(admin, "dossiers?dry_run=false", register.encode()).json["problems"] == []
    found = [admin.get(f"/dossiers/CU-{number}").json["procedure"] for number in range(len(rows))]
    assert found == ["dang-ky-khai-sinh"] * len(rows)


def test_only_administrators_import(admin: Hall) -> None:
    for role in ("supervisor", "officer", "integration"):
        assert send(admin, "dossiers", REGISTER, role=role).status_code == 403


def test_the_commands_import_and_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["motcua", *arguments, "--data-dir", str(tmp_path / "data")])
        code = 0
        try:
            commands.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    good, bad = tmp_path / "so.csv", tmp_path / "hong.csv"
    good.write_bytes(REGISTER)
    bad.write_bytes(REGISTER + b"CU-0003;;;;;;\r\n")
    assert run("dossiers", "import", str(bad)) == (
        2,
        "Tệp có 1 lỗi nên chưa nhập dòng nào:\n  dòng 4: Ô “Ngày tiếp nhận” không được để trống.\n",
    )
    assert run("dossiers", "import", str(good), "--dry-run")[1].startswith("Tệp đúng: 2 hồ sơ.")
    assert run("dossiers", "import", str(good)) == (0, "Đã nhập 2 hồ sơ.\n")
    assert run("export", str(tmp_path / "plain"))[0] == 0
    assert run("export", str(tmp_path / "plain"))[0] == 2
    elsewhere = tempfile.gettempdir()
    code, said = run("export", str(tmp_path / "people"), "--with-people")
    assert (code, "CHÚ Ý" in said, tempfile.gettempdir()) == (0, True, elsewhere)

    def text_of(folder: str) -> str:
        return "".join(file.read_text("utf-8-sig") for file in sorted((tmp_path / folder).glob("*.csv")))

    plain, whole = text_of("plain"), text_of("people")
    assert [word in plain for word in (PERSON, PHONE, "ngoc anh", "s1:", "CU-0001")] == [False] * 4 + [True]
    assert [word in whole for word in (PERSON, PHONE, "ngoc anh", "s1:", "CU-0001")] == [
        True,
        True,
        True,
        False,
        True,
    ]
    with (tmp_path / "plain" / "dossiers.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["code"] for row in csv.DictReader(file)] == ["CU-0001", "CU-0002"]
    book = load_workbook(tmp_path / "plain" / "motcua.xlsx", read_only=True)
    assert len(list(book["dossiers"].iter_rows())) == 3
    book.close()


def test_the_portal_gets_codes_and_dates_page_by_page_and_no_person(hall: Hall) -> None:
    play(hall)
    seen: dict[str, int] = {}
    after: int | None = 0
    while after is not None:
        page = hall.get(f"/portal/dossiers?limit=2&after={after}", "integration").json
        assert PERSON not in str(page)
        seen |= {item["code"]: item["status"] for item in page["items"]}
        after = page["next"]
    assert sorted(seen.values()) == [2, 3, 5, 7, 9, 10]
    since = quote("2026-06-01T00:00:00+07:00")
    page = hall.get(f"/portal/dossiers?changed_since={since}", "integration").json
    assert [(item["status"], item["verdict"]) for item in page["items"]] == [(2, None), (9, "late")]
    response = hall.get(f"/portal/dossiers.csv?changed_since={since}&limit=1", "integration")
    (row,) = csv.DictReader(io.StringIO(response.data.decode("utf-8-sig")))
    assert (row["status"], row["procedure"], "X-Next" in response.headers) == ("2", "dang-ky-khai-sinh", True)
    assert hall.get("/portal/dossiers?changed_since=2026-06-01", "integration").status_code == 422
    assert hall.get("/portal/dossiers", "officer").status_code == 403
