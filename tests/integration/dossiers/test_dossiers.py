"""Dossiers over HTTP: taken in at the counter, moved along, found, and shown to the receipt's holder."""

import unicodedata
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.integration.halls import ADDRESS, Hall

APPLICANT = {
    "name": "Nguyễn Thị Ngọc Ánh",
    "id_type": "cccd",
    "id_number": "022185001234",
    "phone": "0912 345 678",
    "address": "Số 12, ngõ 3, đường Lê Thánh Tông",
}
BIRTH = {"procedure": "dang-ky-khai-sinh", "applicant": APPLICANT}
MARITAL = {"procedure": "xac-nhan-tinh-trang-hon-nhan", "applicant": APPLICANT}


def created(hall: Hall, ticket: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    response = hall.post(f"/tickets/{ticket['id']}/dossiers", body)
    assert response.status_code == 201, response.text
    value: dict[str, Any] = response.json
    return value


def moved(hall: Hall, code: str, move: str, **body: Any) -> dict[str, Any]:
    response = hall.post(f"/dossiers/{code}/{move}", body)
    assert response.status_code == 200, response.text
    value: dict[str, Any] = response.json
    return value


def test_a_dossier_is_born_accepted_with_its_code_and_due_date(either_hall: Hall) -> None:
    hall = either_hall
    ticket = hall.serve(procedures=["dang-ky-khai-sinh"])
    documents = [{"name": "Tờ khai đăng ký khai sinh theo mẫu", "form": "original", "copies": 1}]
    made = created(hall, ticket, {**BIRTH, "documents": documents, "note": "Nhận đủ"})
    secret = made.pop("public_url").partition("?secret=")[2]
    assert len(secret) >= 22
    assert made == {
        "code": "H49.77-260610-0001",
        "procedure": "dang-ky-khai-sinh",
        "procedure_name": "Thủ tục đăng ký khai sinh",
        "field": "ho-tich",
        "status": 2,
        "status_name": "Được tiếp nhận",
        "standing": "accepted",
        "department": None,
        "assigned_to": None,
        "awaited": None,
        "applicant": APPLICANT,
        "submitter": None,
        "receiver": None,
        "documents": documents,
        "sets": 1,
        "received_at": "2026-06-10T09:00:00.000+07:00",
        "due_at": "2026-06-10T17:00:00.000+07:00",
        "due_basis": "Thời hạn của thủ tục",
        "first_due_at": "2026-06-10T17:00:00.000+07:00",
        "finished_at": None,
        "returned_at": None,
        "overdue": False,
        "due_soon": True,
        "extended_from": None,
        "apology_at": None,
        "verdict": None,
        "verdict_from_zero": None,
        "paused_minutes": 0,
        "supplement_requests": 0,
        "supplement_by": "2026-06-15T17:00:00.000+07:00",
        "warnings": [],
        "register_no": {"year": 2026, "no": 1, "text": "01/2026"},
        "tickets": [ticket["id"]],
        "external": None,
        "note": "Nhận đủ",
        "created_by": "the officer",
        "anonymised_at": None,
        "moves": [
            {"move": "forward", "name": "Chuyển phòng chuyên môn"},
            {"move": "request-supplement", "name": "Yêu cầu bổ sung"},
            {"move": "withdraw", "name": "Rút hồ sơ"},
            {"move": "complete", "name": "Xử lý xong"},
        ],
        "allowed": ["forward", "request-supplement", "withdraw", "complete", "extend", "correct"],
        "next": "forward",
        "needs_reason": ["request-supplement", "withdraw"],
        "ends": ["withdraw"],
        "at_counter": None,
        "has_receipt": True,
        "receipt_url": "/api/v1/dossiers/H49.77-260610-0001/receipt.pdf",
        "version": 1,
        "history": [
            {
                "at": "2026-06-10T09:00:00.000+07:00",
                "status": 1,
                "status_name": "Mới đăng ký",
                "by": "the officer",
                "note": None,
                "move": None,
                "move_name": None,
                "changed": [],
            },
            {
                "at": "2026-06-10T09:00:00.000+07:00",
                "status": 2,
                "status_name": "Được tiếp nhận",
                "by": "the officer",
                "note": "Nhận đủ",
                "move": None,
                "move_name": None,
                "changed": [],
            },
        ],
    }
    assert hall.get(f"/tickets/{ticket['id']}").json["dossiers"] == ["H49.77-260610-0001"]
    assert hall.finish(ticket)["state"] == "done"


def test_same_day_work_taken_after_three_is_due_on_the_next_working_day(hall: Hall) -> None:
    hall.clock.to("2026-06-12T15:30")
    hall.open()
    assert created(hall, hall.serve(), BIRTH)["due_at"] == "2026-06-15T17:00:00.000+07:00"


def test_without_a_published_limit_the_officer_sets_date_and_basis(hall: Hall) -> None:
    ticket = hall.serve()
    limitless = {"procedure": "chung-thuc-hop-dong-giao-dich", "applicant": APPLICANT}
    procedures = hall.get("/procedures?limit=200").json["items"]
    limitless["procedure"] = next(
        p["id"] for p in procedures if p["time_limit"] is None and not p["same_day"]
    )
    nothing = created(hall, ticket, limitless)
    assert (nothing["due_at"], nothing["due_basis"]) == (None, None)
    promised = created(
        hall, ticket, {**limitless, "due_at": "2026-06-18", "due_basis": "Theo lịch đo đạc ngày 16/6"}
    )
    assert (promised["due_at"], promised["due_basis"]) == (
        "2026-06-18T17:00:00.000+07:00",
        "Theo lịch đo đạc ngày 16/6",
    )
    past = hall.post(
        f"/tickets/{ticket['id']}/dossiers", {**limitless, "due_at": "2026-06-09T10:00:00+07:00"}
    )
    assert (past.status_code, past.json["code"]) == (422, "due_in_past")


@pytest.mark.parametrize(
    ("outcome", "status", "due"),
    [("accept", 2, "2026-06-15T17:00:00.000+07:00"), ("request-supplement", 5, None), ("refuse", 3, None)],
)
def test_the_outcome_of_the_intake_decides_the_status(
    hall: Hall, outcome: str, status: int, due: str | None
) -> None:
    made = created(hall, hall.serve(), {**MARITAL, "outcome": outcome, "note": "Thiếu giấy"})
    assert (made["status"], made["due_at"], [line["status"] for line in made["history"]]) == (
        status,
        due,
        [1, status],
    )


def test_one_ticket_carries_several_dossiers_and_codes_count_the_day(hall: Hall) -> None:
    ticket = hall.serve()
    codes = [created(hall, ticket, BIRTH)["code"], created(hall, ticket, MARITAL)["code"]]
    hall.finish(ticket)
    hall.clock.to("2026-06-11T08:00")
    hall.open()
    codes.append(created(hall, hall.serve(), BIRTH)["code"])
    assert codes == ["H49.77-260610-0001", "H49.77-260610-0002", "H49.77-260611-0001"]
    assert hall.get(f"/tickets/{ticket['id']}").json["dossiers"] == codes[:2]


def test_a_repeated_request_makes_no_second_dossier(hall: Hall) -> None:
    path = f"/tickets/{hall.serve()['id']}/dossiers"
    first, second = hall.post(path, BIRTH, key="k"), hall.post(path, BIRTH, key="k")
    assert (second.status_code, second.headers["Idempotent-Replayed"], second.json) == (
        201,
        "true",
        first.json,
    )
    assert hall.get("/dossiers").json["total"] == 1


def test_only_the_officer_who_serves_the_ticket_may_take_in(hall: Hall) -> None:
    hall.open(2)
    elsewhere = hall.serve(2)
    path = f"/tickets/{elsewhere['id']}/dossiers"
    refused = hall.post(path, BIRTH)
    assert (refused.status_code, refused.json["code"]) == (403, "not_your_counter")
    assert hall.post(path, BIRTH, role="supervisor").status_code == 201
    assert hall.post(path, BIRTH, role="kiosk").status_code == 403


def test_a_ticket_that_waits_has_no_dossier_yet(hall: Hall) -> None:
    waiting = hall.take()
    response = hall.post(f"/tickets/{waiting['id']}/dossiers", BIRTH, role="supervisor")
    assert (response.status_code, response.json["code"]) == (409, "ticket_not_served")
    assert hall.post("/tickets/999999/dossiers", BIRTH).status_code == 404


def test_what_was_sent_wrongly_is_said_and_not_repeated(hall: Hall) -> None:
    path = f"/tickets/{hall.serve()['id']}/dossiers"
    card = {**BIRTH, "applicant": {**APPLICANT, "id_number": "12345"}}
    for body in ({}, {"procedure": "dang-ky-khai-sinh"}, {**BIRTH, "colour": "red"}, card):
        response = hall.post(path, body)
        assert (response.status_code, response.json["code"]) == (422, "invalid")
        assert "12345" not in response.text
    unknown = hall.post(path, {**BIRTH, "procedure": "khong-co"})
    assert (unknown.status_code, unknown.json["code"]) == (422, "invalid")


def test_an_outside_code_is_tied_by_one_scan_and_only_once(hall: Hall) -> None:
    outside = {"external": {"system": "Hệ thống tỉnh", "code": "000.00.20.H49-260610-00077"}}
    ticket = hall.serve()
    first = created(hall, ticket, outside)
    assert (first["status"], first["external"], first["applicant"], first["due_at"]) == (
        2,
        outside["external"],
        None,
        None,
    )
    hall.finish(ticket)
    again = hall.serve()
    second = created(hall, again, outside)
    assert (second["code"], second["tickets"]) == (first["code"], [ticket["id"], again["id"]])
    assert hall.get("/dossiers/000.00.20.H49-260610-00077").json == second
    system = unicodedata.normalize("NFD", "HỆ  THỐNG tỉnh")
    third = created(hall, again, {"external": {**outside["external"], "system": system}})
    assert (third["code"], third["external"]) == (first["code"], outside["external"])


def test_a_new_ticket_can_carry_a_known_dossier(hall: Hall) -> None:
    ticket = hall.serve()
    code = created(hall, ticket, BIRTH)["code"]
    hall.finish(ticket)
    later = hall.take(queue="ho-tich", purpose="collect", dossiers=[code])
    assert hall.get(f"/tickets/{later['id']}").json["dossiers"] == [code]
    assert hall.get(f"/dossiers/{code}").json["tickets"] == [ticket["id"], later["id"]]


def test_the_way_to_the_returned_result(either_hall: Hall) -> None:
    hall = either_hall
    code = created(hall, hall.serve(), MARITAL)["code"]
    hall.clock.wait(hours=1)
    version = moved(hall, code, "forward", version=1)["version"]
    hall.clock.to("2026-06-12T10:00")
    asked = moved(hall, code, "request-supplement", version=version, note="Thiếu tờ khai")
    hall.clock.to("2026-06-16T10:00")
    back = moved(hall, code, "supplement", version=asked["version"])
    # Three days again from zero; the four days of waiting are kept for the other way of counting.
    assert (back["status"], back["due_at"], back["first_due_at"], back["paused_minutes"]) == (
        4,
        "2026-06-19T17:00:00.000+07:00",
        "2026-06-15T17:00:00.000+07:00",
        4 * 24 * 60,
    )
    hall.clock.to("2026-06-18T10:00")
    done = moved(hall, code, "complete")
    assert (done["status"], done["verdict"], done["verdict_from_zero"]) == (9, "early", "early")
    returned = moved(hall, code, "return-result")
    assert (returned["status"], returned["moves"]) == (10, [])
    assert [line["status"] for line in returned["history"]] == [1, 2, 4, 5, 4, 9, 10]


def test_a_stale_version_overwrites_nothing(hall: Hall) -> None:
    code = created(hall, hall.serve(), MARITAL)["code"]
    moved(hall, code, "forward", version=1)
    stale = hall.post(f"/dossiers/{code}/complete", {"version": 1})
    assert (stale.status_code, stale.json["code"], stale.json["version"]) == (409, "changed_meanwhile", 2)
    assert hall.get(f"/dossiers/{code}").json["status"] == 4


def test_a_move_that_the_status_forbids_is_said_in_words(hall: Hall) -> None:
    code = created(hall, hall.serve(), MARITAL)["code"]
    refused = hall.post(f"/dossiers/{code}/pay").json
    assert (refused["status"], refused["code"], refused["from"], refused["to"], refused["title"]) == (
        409,
        "illegal_move",
        2,
        4,
        "Hồ sơ đang ở trạng thái “Được tiếp nhận” nên không thể “Đã nộp tiền”.",
    )
    assert hall.post(f"/dossiers/{code}/dance").status_code == 404
    assert hall.post("/dossiers/H49.77-260610-9999/pay").status_code == 404


def test_reopening_needs_a_reason(hall: Hall) -> None:
    code = created(hall, hall.serve(), MARITAL)["code"]
    moved(hall, code, "complete")
    silent = hall.post(f"/dossiers/{code}/reopen", {"note": " "})
    assert (silent.status_code, silent.json["code"]) == (422, "reason_required")
    assert moved(hall, code, "reopen", note="Sai tên đệm")["status"] == 4


def test_lists_find_by_code_name_phone_and_identity_and_mask_the_last(hall: Hall) -> None:
    ticket = hall.serve()
    code = created(hall, ticket, BIRTH)["code"]
    created(hall, ticket, {**MARITAL, "applicant": {"name": "Trần Văn Hùng"}})
    for words in (code[-6:], "ngoc anh", "Ánh", "0912345678", "022185001234", code.lower()):
        found = hall.get(f"/dossiers?q={words}").json
        assert [item["code"] for item in found["items"]] == [code], words
    assert found["items"][0]["applicant"]["id_number"] == "•••••••••234"
    assert hall.get("/dossiers?q=%25").json["total"] == 0
    assert hall.get("/dossiers?q=name").json["total"] == 0
    assert hall.get("/dossiers?limit=1&offset=1").json["total"] == 2
    assert [item["code"] for item in hall.get("/dossiers?limit=1&offset=1").json["items"]] == [code]


SPELLINGS = ("0912 345 678", "+84912345678", "+84 (0)912345678", "0084912345678", "912345678")


def test_a_telephone_is_one_persons_however_it_was_written_and_is_searched(either_hall: Hall) -> None:
    hall = either_hall
    ticket = hall.serve()
    codes = {
        created(hall, ticket, {**MARITAL, "applicant": {"name": "Trần Văn Hùng", "phone": phone}})["code"]
        for phone in SPELLINGS
    }
    for searched in SPELLINGS:
        items = hall.get(f"/dossiers?q={quote(searched)}").json["items"]
        assert {item["code"] for item in items} == codes, searched
    kept = [hall.get(f"/dossiers/{code}").json["applicant"]["phone"] for code in sorted(codes)]
    assert kept == ["0912 345 678", *["0912345678"] * 4]


def found_by(hall: Hall, typed: str) -> list[str]:
    return sorted(item["applicant"]["name"] for item in hall.get(f"/dossiers?q={typed}").json["items"])


def test_a_name_is_found_while_one_types_it_and_whatever_letter_d_it_is_written_with(
    either_hall: Hall,
) -> None:
    hall = either_hall
    ticket = hall.serve()
    names = [
        "Lê Quyết Thắng",
        "Nguyễn Thị Quỳnh",
        "Phan Việt Anh",
        "Trần Lý Quý",
        "Vũ Lynh Vy",
        "\u00d0ỗ Văn \u0189ức",
    ]
    for name in names:
        created(hall, ticket, {**MARITAL, "applicant": {"name": name}})
    thang, quynh, viet, ly, vy, duc = names
    for beginning in ("qu", "Quy", "Quý"):
        assert found_by(hall, beginning) == [thang, quynh, ly], beginning
    assert found_by(hall, "Quyê") == [thang]
    assert found_by(hall, "Ly") == [ly, vy]
    assert found_by(hall, "Vy") == [vy]
    assert found_by(hall, "Vi") == [viet, vy]
    for typed in (
        "Đỗ Văn Đức",
        "do duc",
        "\u00d0ỗ",
        "\u00f0ức",
        "\u0256uc",
        unicodedata.normalize("NFD", "đỗ văn đức"),
    ):
        assert found_by(hall, typed) == [duc], typed


def test_lists_by_status_and_by_what_is_late(hall: Hall) -> None:
    ticket = hall.serve()
    late = created(hall, ticket, BIRTH)["code"]
    done = created(hall, ticket, BIRTH)["code"]
    moved(hall, done, "complete")
    hall.clock.to("2026-06-11T08:00")
    assert [item["code"] for item in hall.get("/dossiers?overdue=true").json["items"]] == [late]
    assert hall.get("/dossiers?overdue=true&status=9").json == {
        "items": [],
        "total": 0,
        "total_exact": True,
    }
    assert [item["code"] for item in hall.get("/dossiers?status=9").json["items"]] == [done]
    assert hall.get("/dossiers?status=11").status_code == 422


def test_the_receipts_holder_sees_status_and_date_and_nothing_personal(hall: Hall) -> None:
    made = created(hall, hall.serve(), BIRTH)
    address = urlsplit(made["public_url"])
    assert made["public_url"].startswith(ADDRESS)
    shown = hall.client.get(f"{address.path}?{address.query}")
    assert shown.json == {
        "code": made["code"],
        "procedure_name": "Thủ tục đăng ký khai sinh",
        "status": 2,
        "status_name": "Được tiếp nhận",
        "standing": "accepted",
        "received_at": made["received_at"],
        "due_at": made["due_at"],
        "finished_at": None,
        "returned_at": None,
        "overdue": False,
        "asked": None,
        "owed": 0,
        "ready": False,
        "counters": [1, 2, 3, 5],
        "closed": False,
        "rated": False,
    }
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    scanned = hall.client.get(f"{address.path}?{address.query}", headers=browser)
    assert (scanned.status_code, scanned.headers["Location"]) == (303, f"/d/{made['code']}?{address.query}")
    wrong = hall.client.get(f"{address.path}?secret=wrong")
    missing = hall.client.get("/api/v1/public/dossiers/H49.77-260610-9999?secret=wrong")
    assert (wrong.status_code, wrong.json) == (404, missing.json)


def test_dossiers_are_for_staff_only(hall: Hall) -> None:
    code = created(hall, hall.serve(), BIRTH)["code"]
    for path in ("/dossiers", f"/dossiers/{code}", f"/dossiers/{code}/receipt.pdf"):
        answers = [hall.get(path, role).status_code for role in (None, "kiosk", "display")]
        assert answers == [401, 403, 403], path


def test_facts_about_dossiers_carry_codes_and_nothing_personal(hall: Hall) -> None:
    ticket = hall.serve()
    code = created(hall, ticket, BIRTH)["code"]
    moved(hall, code, "forward")
    facts = [e for e in hall.get("/events?limit=1000").json["events"] if e["type"].startswith("dossier_")]
    assert [(fact["type"], fact["data"]) for fact in facts] == [
        (
            "dossier_received",
            {
                "code": code,
                "procedure": "dang-ky-khai-sinh",
                "field": "ho-tich",
                "ticket": ticket["id"],
                "tickets": [ticket["id"]],
                "status": 2,
                "version": 1,
                "department": None,
                "due_at": "2026-06-10T17:00:00.000+07:00",
            },
        ),
        (
            "dossier_changed",
            {
                "code": code,
                "move": "forward",
                "from": 2,
                "status": 4,
                "tickets": [ticket["id"]],
                "version": 2,
                "field": "ho-tich",
                "department": "Phòng Tư pháp",
                "due_at": "2026-06-10T17:00:00.000+07:00",
                "from_place": None,
            },
        ),
    ]
