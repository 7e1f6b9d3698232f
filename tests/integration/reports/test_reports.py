"""The figures of a day: a played morning gives numbers that can be counted by hand."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from tests.integration.halls import Hall

NONE = {"count": 0, "mean": None, "p50": None, "p90": None}


def exactly(*minutes: float) -> dict[str, float | int]:
    ordered = sorted(minutes)
    return {
        "count": len(ordered),
        "mean": round(sum(ordered) / len(ordered), 1),
        "p50": ordered[-(-len(ordered) // 2) - 1],
        "p90": ordered[-(-len(ordered) * 9 // 10) - 1],
    }


def play_a_morning(hall: Hall) -> None:
    """Three tickets at 9:00. A001: called 9:10, started 9:12, done 9:20. A002: called 9:20, done at 9:25
    without a start. A003: called 9:25, missed at 9:31. A004, taken 10:05, waits."""
    hall.clock.to("09:00")
    for _ in range(3):
        hall.take(procedures=["dang-ky-khai-sinh"])
    hall.clock.to("09:10")
    first = hall.call_next()
    hall.clock.to("09:12")
    hall.post(f"/tickets/{first['id']}/start")
    applicant = {"name": "Nguyễn Thị Ngọc Ánh"}
    body = {"procedure": "dang-ky-khai-sinh", "applicant": applicant}
    code = hall.post(f"/tickets/{first['id']}/dossiers", body).json["code"]
    hall.post(f"/tickets/{first['id']}/dossiers", body)
    hall.clock.to("09:20")
    hall.finish(first)
    second = hall.call_next()
    hall.clock.to("09:25")
    hall.finish(second, outcome="advised")
    third = hall.call_next()
    for minute in ("09:27", "09:29"):
        hall.clock.to(minute)
        hall.post(f"/tickets/{third['id']}/recall")
    hall.clock.to("09:31")
    assert hall.post(f"/tickets/{third['id']}/no-show").status_code == 200
    for move in ("complete", "return-result"):
        assert hall.post(f"/dossiers/{code}/{move}").status_code == 200
    hall.clock.to("10:05")
    hall.take(procedures=["dang-ky-khai-sinh"])


def figures(row: dict[str, Any], *names: str) -> list[Any]:
    return [row[name] for name in names]


def test_a_day_is_counted_by_queue_counter_hour_and_officer(either_hall: Hall) -> None:
    hall = either_hall
    play_a_morning(hall)
    hall.clock.to("18:00")
    response = hall.get("/reports/day?date=2026-06-10")
    assert response.status_code == 200, response.text
    report = response.json
    assert figures(report, "from", "to", "timezone", "generated_at") == [
        "2026-06-10",
        "2026-06-10",
        "Asia/Ho_Chi_Minh",
        "2026-06-10T18:00:00+07:00",
    ]
    counted = {
        "issued": 4,
        "waiting": 1,
        "called": 0,
        "serving": 0,
        "held": 0,
        "done": 2,
        "no_show": 1,
        "cancelled": 0,
        "expired": 0,
        "served": 2,
        "waiting_time": exactly(10, 20, 25),
        "walking_time": exactly(2),
        "service_time": exactly(8),
    }
    assert report["total"] == counted
    queue = next(row for row in report["by_queue"] if row["queue"] == "ho-tich")
    assert queue == {"queue": "ho-tich", "name": "Hộ tịch", **counted}
    counter = next(row for row in report["by_counter"] if row["counter"] == 1)
    assert figures(counter, "name", "served", "waiting_time", "walking_time", "service_time") == [
        "Hộ tịch 1",
        2,
        exactly(10, 20, 25),
        exactly(2),
        exactly(8),
    ]
    assert [figures(row, "hour", "issued", "served", "waiting_time") for row in report["by_hour"]] == [
        [9, 3, 2, exactly(10, 20, 25)],
        [10, 1, 0, NONE],
    ]
    assert [figures(row, "officer", "served") for row in report["by_officer"]] == [["the supervisor", 2]]
    assert report["dossiers"] == {
        "received": 2,
        "returned": 1,
        "returned_early": 0,
        "returned_on_time": 1,
        "returned_late": 0,
        "overdue": 1,
    }


def test_a_period_adds_its_days_up_and_leaves_others_out(hall: Hall) -> None:
    play_a_morning(hall)
    hall.clock.to("2026-06-11T08:00")
    hall.open()
    hall.take()
    hall.clock.to("2026-06-12T08:00")
    whole = hall.get("/reports/period?from=2026-06-10&to=2026-06-11").json
    assert figures(whole["total"], "issued", "done", "expired", "waiting") == [5, 2, 1, 1]
    assert hall.get("/reports/day?date=2026-06-11").json["total"]["issued"] == 1
    assert hall.get("/reports/day").json["total"]["issued"] == 0


def test_an_empty_day_says_nothing_was_measured(hall: Hall) -> None:
    report = hall.get("/reports/day?date=2026-06-01").json
    assert figures(report["total"], "issued", "waiting_time", "service_time") == [0, NONE, NONE]
    assert (len(report["by_queue"]), len(report["by_counter"])) == (12, 18)
    assert (report["by_hour"], report["by_officer"]) == ([], [])


def test_the_same_figures_come_as_csv(hall: Hall) -> None:
    play_a_morning(hall)
    response = hall.get("/reports/day.csv?date=2026-06-10")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="bao-cao-2026-06-10.csv"'
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    total = rows[0]
    assert figures(total, "group", "issued", "served", "waiting_time_count", "waiting_time_mean") == [
        "total",
        "4",
        "2",
        "3",
        "18.3",
    ]
    assert ("dossiers", "received", "2") in [(r["group"], r["key"], r["issued"]) for r in rows]
    assert [r["group"] for r in rows].count("queue") == 12


def test_the_same_figures_come_as_a_workbook_in_vietnamese(hall: Hall) -> None:
    play_a_morning(hall)
    response = hall.get("/reports/period.xlsx?from=2026-06-01&to=2026-06-10")
    assert (
        response.headers["Content-Disposition"]
        == 'attachment; filename="bao-cao-2026-06-01--2026-06-10.xlsx"'
    )
    book = load_workbook(io.BytesIO(response.data))
    assert book.sheetnames == [
        "Tổng hợp",
        "Hàng đợi",
        "Quầy",
        "Giờ",
        "Cán bộ",
        "Hồ sơ",
        "Lượt đi lại tránh được",
        "Ước tính chờ",
        "Lịch hẹn",
    ]
    summary = book["Tổng hợp"]
    assert summary["A2"].value == "Báo cáo từ 01/06/2026 đến 10/06/2026"
    assert [summary.cell(5, 2).value, summary.cell(6, 2).value] == ["Đã cấp số", 4]
    assert [cell.value for cell in book["Hàng đợi"][6]][:2] == ["Hộ tịch", 4]
    assert [cell.value for cell in book["Hồ sơ"][6]] == ["Tiếp nhận", 2]


@pytest.mark.parametrize("kind", ["waits", "counts"])
def test_the_day_comes_as_pictures(hall: Hall, kind: str) -> None:
    play_a_morning(hall)
    drawn = hall.get(f"/reports/day/plot.svg?date=2026-06-10&kind={kind}")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    assert drawn.text.lstrip().startswith("<?xml")
    painted = hall.get(f"/reports/day/plot.png?date=2026-06-10&kind={kind}")
    assert Image.open(io.BytesIO(painted.data)).width == 1152


def test_a_period_that_runs_backwards_or_too_far_is_refused(hall: Hall) -> None:
    for query in ("from=2026-06-10&to=2026-06-09", "from=2020-01-01&to=2026-01-01"):
        response = hall.get(f"/reports/period?{query}")
        assert (response.status_code, response.json["code"]) == (422, "bad_period")
    for path in ("/reports/period", "/reports/day?date=hôm nay", "/reports/day/plot.svg?kind=pie"):
        assert hall.get(path).status_code == 422, path


def test_reports_are_for_supervisors_and_integrators(hall: Hall) -> None:
    roles = (None, "officer", "kiosk", "display", "supervisor", "integration")
    assert [hall.get("/reports/day", role).status_code for role in roles] == [401, 403, 403, 403, 200, 200]


def test_the_reports_day_is_the_centres_and_not_utc(hall: Hall) -> None:
    hall.clock.to("2026-06-11T00:30")
    assert hall.get("/reports/day").json["from"] == date(2026, 6, 11).isoformat()
