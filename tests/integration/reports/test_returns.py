"""Returns over HTTP: a month played by hand, the months beside each other, what is due, and their files."""

import csv
import io
import re
from typing import Any

from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from tests.integration.halls import Hall

LINE = ("carried_over", "received", "resolved", "pending")
PARTS = ("resolved_early", "resolved_on_time", "resolved_late", "pending_in_time", "pending_overdue")


def take_in(hall: Hall, day: str, procedure: str = "dang-ky-khai-sinh", **more: Any) -> str:
    hall.clock.to(f"{day}T09:00")
    hall.open()
    hall.take(procedures=["dang-ky-khai-sinh"])
    ticket = hall.call_next()
    hall.post(f"/tickets/{ticket['id']}/start")
    body = {"procedure": procedure, "applicant": {"name": "Nguyễn Thị Ngọc Ánh"}, **more}
    made = hall.post(f"/tickets/{ticket['id']}/dossiers", body)
    assert made.status_code == 201, made.text
    hall.finish(ticket)
    return str(made.json["code"])


def move(hall: Hall, code: str, *moves: str, **body: Any) -> None:
    for name in moves:
        assert hall.post(f"/dossiers/{code}/{name}", body or None).status_code == 200, name


def play(hall: Hall) -> None:
    """May: one returned early, one kept waiting for the citizen, one refused at the counter, one left late; June: one more.

    Every date given by the officer: 20 May and 3 June.
    """
    may = {"due_at": "2026-05-20T17:00:00+07:00"}
    early = take_in(hall, "2026-05-04", **may)
    late = take_in(hall, "2026-05-05", **may)
    asked = take_in(hall, "2026-05-06", **may)
    take_in(hall, "2026-05-07", outcome="refuse")
    withdrawn = take_in(hall, "2026-05-08", **may)
    hall.clock.to("2026-05-12T10:00")
    move(hall, early, "complete", "return-result")
    move(hall, asked, "request-supplement")
    move(hall, withdrawn, "withdraw")
    take_in(hall, "2026-06-01", due_at="2026-06-03T17:00:00+07:00")
    hall.clock.to("2026-06-02T10:00")
    move(hall, late, "complete")
    hall.clock.to("2026-06-10T09:00")


def line(found: dict[str, Any]) -> tuple[list[int], list[int]]:
    return [found[name] for name in LINE], [found[name] for name in PARTS]


def test_a_month_is_counted_by_field_and_channel(either_hall: Hall) -> None:
    hall = either_hall
    play(hall)
    may = hall.get("/reports/month?month=2026-05").json
    assert (may["from"], may["to"], may["month"]) == ("2026-05-01", "2026-05-31", "2026-05")
    # One refused at the counter was never received; one that waits for its citizen is late with nobody.
    assert line(may["total"]) == ([0, 4, 2, 2], [2, 0, 0, 1, 1])
    june = hall.get("/reports/month?month=2026-06").json
    assert line(june["total"]) == ([2, 1, 1, 2], [0, 0, 1, 1, 1])
    assert [(row["name"], row["channel_name"], *line(row)) for row in june["rows"]] == [
        ("Hộ tịch", "Trực tiếp", [2, 1, 1, 2], [0, 0, 1, 1, 1])
    ]
    assert [row["name"] for row in june["by_channel"]] == ["Trực tiếp", "Trực tuyến", "Bưu chính"]
    assert hall.get("/reports/month").json == june


def test_several_months_stand_beside_each_other_and_as_one(hall: Hall) -> None:
    play(hall)
    report = hall.get("/reports/months?from=2026-01&to=2026-06").json
    assert [(row["month"], *line(row)) for row in report["by_month"]][3:] == [
        ("2026-04", [0, 0, 0, 0], [0, 0, 0, 0, 0]),
        ("2026-05", [0, 4, 2, 2], [2, 0, 0, 1, 1]),
        ("2026-06", [2, 1, 1, 2], [0, 0, 1, 1, 1]),
    ]
    assert line(report["total"]) == ([0, 5, 3, 2], [2, 0, 1, 1, 1])
    assert report["visits"][4:] == [
        {"month": "2026-05", "issued": 5, "served": 5, "wait": 0.0},
        {"month": "2026-06", "issued": 1, "served": 1, "wait": 0.0},
    ]
    assert report["satisfaction"]["total"]["count"] == 0


def test_returns_come_as_csv_workbook_and_pictures(hall: Hall) -> None:
    play(hall)
    response = hall.get("/reports/month.csv?month=2026-05")
    assert response.headers["Content-Disposition"] == 'attachment; filename="bao-cao-2026-05.csv"'
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [(row["group"], row["received"], row["pending_overdue"]) for row in rows] == [
        ("line", "4", "1"),
        ("field", "4", "1"),
        ("channel", "4", "1"),
        ("channel", "0", "0"),
        ("channel", "0", "0"),
        ("total", "4", "1"),
    ]
    book = load_workbook(io.BytesIO(hall.get("/reports/months.xlsx?from=2026-05&to=2026-06").data))
    assert book.sheetnames == [
        "Theo lĩnh vực, cách nộp",
        "Theo tháng",
        "Theo lĩnh vực",
        "Theo cách nộp",
        "Lượt phục vụ",
        "Hài lòng",
    ]
    assert [cell.value for cell in book["Theo tháng"][7]] == ["6/2026", 2, 1, 1, 0, 0, 1, 2, 1, 1]
    assert (
        load_workbook(io.BytesIO(hall.get("/reports/month.xlsx?month=2026-05&lang=en").data))
        .active["A2"]  # type: ignore[index]
        .value
        == "Dossiers received and resolved, 5/2026"
    )
    for kind in ("dossiers", "fields"):
        drawn = hall.get(f"/reports/months/plot.svg?from=2026-05&to=2026-06&kind={kind}")
        assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    painted = hall.get("/reports/months/plot.png?from=2026-05&to=2026-06")
    assert Image.open(io.BytesIO(painted.data)).width == 1152


def test_what_is_late_or_about_to_be_is_named_by_place(either_hall: Hall) -> None:
    hall = either_hall
    late = take_in(hall, "2026-06-01", due_at="2026-06-09T17:00:00+07:00")
    soon = take_in(hall, "2026-06-02", due_at="2026-06-11T17:00:00+07:00")
    take_in(hall, "2026-06-02", due_at="2026-06-30T17:00:00+07:00")
    hall.clock.to("2026-06-10T09:00")
    due = hall.get("/reports/due?days=2").json
    assert due["total"] == {"overdue": 1, "soon": 1}
    assert [(item["code"], item["overdue"]) for item in due["items"]] == [(late, True), (soon, False)]
    assert due["by_field"] == [{"field": "ho-tich", "name": "Hộ tịch", "overdue": 1, "soon": 1}]
    assert [(row["name"], row["overdue"], row["soon"]) for row in due["by_officer"]] == [
        ("the officer", 1, 1)
    ]
    assert "Ngọc Ánh" not in str(due)
    assert hall.get("/reports/due?days=0").json["total"] == {"overdue": 1, "soon": 0}


def test_months_that_are_none_or_too_many_are_refused(hall: Hall) -> None:
    for query, code in (
        ("month?month=2026-13", "bad_month"),
        ("months?from=2026-06&to=2026-05", "bad_months"),
        ("months?from=2025-01&to=2026-06", "bad_months"),
        ("months?from=9999-12&to=9999-12", "bad_month"),
    ):
        response = hall.get(f"/reports/{query}")
        assert (response.status_code, response.json["code"]) == (422, code), query


def paper(hall: Hall, path: str) -> str:
    """The words of a printed report, and that it stands on A4 with our letters only."""
    response = hall.get(f"/reports/{path}")
    assert (response.status_code, response.mimetype) == (200, "application/pdf"), response.text
    assert response.headers["Content-Disposition"].startswith('inline; filename="')
    pages = PdfReader(io.BytesIO(response.data)).pages
    assert {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in pages} == {(842, 595)}
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_returns_are_printed_with_their_identity_and_places_to_sign(hall: Hall) -> None:
    play(hall)
    text = paper(hall, "month.pdf?month=2026-06")
    assert "BÁO CÁO TÌNH HÌNH TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ 6/2026" in text
    assert "Hộ tịch Trực tiếp 2 1 1 0 0 1 2 1 1 Tổng số 2 1 1 0 0 1 2 1 1" in text
    assert "Kỳ trước chuyển sang + Tiếp nhận trong kỳ = Đã giải quyết + Đang giải quyết." in text
    assert "NGƯỜI LẬP BÁO CÁO" in text
    months = paper(hall, "months.pdf?from=2026-01&to=2026-06")
    assert "5/2026 0 4 2 2 0 0 2 1 1 6/2026 2 1 1 0 0 1 2 1 1" in months
    assert "5/2026 5 5 0,0 6/2026 1 1 0,0" in months
    assert "Dossiers received and resolved".upper() in paper(
        hall, "months.pdf?from=2026-05&to=2026-06&lang=en"
    )


def test_six_months_are_printed_with_their_pictures(hall: Hall) -> None:
    play(hall)
    plain, drawn = (
        hall.get(f"/reports/{path}").data
        for path in ("month.pdf?month=2026-06", "months.pdf?from=2026-01&to=2026-06")
    )
    blue, green = (11, 92, 173), (27, 110, 60)
    assert (colours(plain) & {blue, green}, colours(drawn) & {blue, green}) == (set(), {blue, green})


def colours(pdf: bytes) -> set[tuple[int, ...]]:
    """What anything on the pages is filled with."""
    pages = [page.get_contents().get_data().decode("latin-1") for page in PdfReader(io.BytesIO(pdf)).pages]
    found = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) scn", " ".join(pages))
    return {tuple(round(float(part) * 255) for part in colour) for colour in found}


def test_a_day_and_a_period_are_printed(hall: Hall) -> None:
    play(hall)
    day = paper(hall, "day.pdf?date=2026-06-01")
    assert "BÁO CÁO NGÀY 01/06/2026" in day
    # Handed out were none; the dossier of that day is late by now, and so is one of May.
    assert "Tiếp nhận Đã trả kết quả Trả trước hạn Trả đúng hạn Trả quá hạn Đang quá hạn 1 0 0 0 0" in day
    assert "Hộ tịch 1 1 0 0 0,0 0,0 0,0" in day
    assert "1. Hộ tịch 1 1 0,0 0,0 0,0" in day
    # What is counted beside the visits has a table where there is something to count.
    assert "Lượt đi lại tránh được" not in day
    given = hall.post("/checklists", {"procedure": "dang-ky-khai-sinh"}, role="kiosk")
    assert given.status_code == 201, given.text
    period = paper(hall, "period.pdf?from=2026-05-01&to=2026-06-10")
    assert "BÁO CÁO TỪ 01/05/2026 ĐẾN 10/06/2026" in period
    assert "Thủ tục Danh sách giấy tờ đã in thay cho số Đăng ký khai sinh 1 Toàn trung tâm 1" in period


def test_what_is_due_and_satisfaction_come_as_files_too(hall: Hall) -> None:
    late = take_in(hall, "2026-06-01", due_at="2026-06-09T17:00:00+07:00")
    hall.clock.to("2026-06-10T09:00")
    rows = list(csv.DictReader(io.StringIO(hall.get("/reports/due.csv").data.decode("utf-8-sig"))))
    assert [(row["code"], row["overdue"], row["field"]) for row in rows] == [(late, "1", "ho-tich")]
    assert "Ngọc Ánh" not in str(rows)
    book = load_workbook(io.BytesIO(hall.get("/reports/due.xlsx?days=2").data))
    assert [cell.value for cell in book["Theo lĩnh vực"][6]] == ["Hộ tịch", 1, 0]
    assert next(cell.value for cell in book["Danh sách hồ sơ"][6]) == late
    assert f"{late} Thủ tục đăng ký khai sinh 01/06/2026 09/06/2026 Quá hạn" in paper(hall, "due.pdf?days=2")

    secret = "s" * 40
    hall.open()
    hall.take(queue="ho-tich", follow_secret=secret)
    ticket = hall.call_next()
    hall.post(f"/tickets/{ticket['id']}/start")
    hall.finish(ticket, outcome="advised")
    said = {"score": 3, "indicators": {"1": 2, "7": 1}, "choices": ["quick", "kind"]}
    rated = hall.post(f"/follow/{secret}/rating", said, role="kiosk")
    assert rated.status_code == 201, rated.text
    span = "from=2026-06-01&to=2026-06-30"
    lines = list(
        csv.DictReader(io.StringIO(hall.get(f"/reports/satisfaction.csv?{span}").data.decode("utf-8-sig")))
    )
    assert [(row["group"], row["key"], row["count"], row["points"]) for row in lines] == [
        ("total", "", "1", ""),
        ("tickets", "", "1", ""),
        ("dossiers", "", "0", ""),
        ("day", "2026-06-10", "1", ""),
        ("officer", "the supervisor", "1", ""),
        ("counter", "1", "1", ""),
        ("field", "ho-tich", "1", ""),
        ("indicator", "1", "1", "2"),
        ("indicator", "7", "1", "1"),
        ("choice", "kind", "1", ""),
        ("choice", "quick", "1", ""),
    ]
    book = load_workbook(io.BytesIO(hall.get(f"/reports/satisfaction.xlsx?{span}").data))
    assert [cell.value for cell in book["Theo cán bộ"][6]][:5] == ["the supervisor", 1, 1, 0, 0]
    assert [
        [cell.value for cell in row[:2]] for row in book["Câu trả lời chọn nhanh"].iter_rows(min_row=5)
    ] == [
        ["Câu trả lời", "Lượt chọn"],
        ["Thái độ tốt", 1],
        ["Nhanh chóng", 1],
    ]
    assert "Câu trả lời Lượt chọn Thái độ tốt 1 Nhanh chóng 1" in paper(hall, f"satisfaction.pdf?{span}")
    assert "7. Thái độ phục vụ 1 1 50,0" in paper(hall, f"satisfaction.pdf?{span}")
    facts = hall.get("/events?after=0&limit=1000").json["events"]
    told = [fact["data"] for fact in facts if fact["data"].get("what") == "rated"]
    assert [(fact["ticket"], fact["score"], fact["indicators"]) for fact in told] == [
        (ticket["id"], 3, {"1": 2, "7": 1})
    ]
