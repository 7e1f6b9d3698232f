"""What happens to a dossier after its intake: departments, hand-overs, supplements, a new date, corrections, the register."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from queue_server.centre.deeds import people
from queue_server.configuration.values import Configuration
from queue_server.dossiers.deeds import extend
from queue_server.ledger.actor import Actor
from queue_server.ledger.tables import dossiers
from tests.integration.house import House, Token

JUSTICE, LAND = "Phòng Tư pháp", "Phòng Tài nguyên và Môi trường"
CARD = "022185001234"
APPLICANT = {"name": "Nguyễn Thị Ngọc Ánh", "id_type": "cccd", "id_number": CARD, "phone": "0912 345 678"}
MARITAL = {"procedure": "xac-nhan-tinh-trang-hon-nhan", "applicant": APPLICANT}
BIRTH = {"procedure": "dang-ky-khai-sinh", "applicant": APPLICANT}


def department_token(house: House, department: str, *counters: int) -> Token:
    """An officer of a department."""
    made: list[str] = []
    name = f"cán bộ {department}"
    house.book.perform(
        Actor("test", "admin", principal="test"),
        lambda deed: made.append(people.create_token(deed, "officer", name, counters, department)),
    )
    return Token(name, made[0])


def taken_in(house: House, body: dict[str, Any] = MARITAL, **more: Any) -> Any:
    """A new dossier at counter 1."""
    officer = house.token("officer", 1)
    # Open already, but for the first visitor of a day.
    house.ask("POST", "/counters/1/open", by=officer)
    house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=officer)
    house.do(f"/tickets/{ticket['id']}/start", by=officer)
    made = house.do(f"/tickets/{ticket['id']}/dossiers", {**body, **more}, by=officer)
    house.do(f"/tickets/{ticket['id']}/finish", by=officer)
    return made


def moved(house: House, code: str, *moves: str, by: Token | None = None, **body: Any) -> Any:
    for move in moves:
        done = house.do(f"/dossiers/{code}/{move}", body, by=by or house.supervisor)
    return done


def at(house: House, text: str) -> None:
    """Sets the house's clock to a local moment."""
    house.now = house.now.fromisoformat(f"{text}+07:00")


def test_a_dossier_goes_to_its_department_and_its_result_comes_back(house: House) -> None:
    justice, officer = department_token(house, JUSTICE), house.token("officer", 1)
    code = taken_in(house)["code"]
    house.later(hours=2)
    given = moved(house, code, "forward", by=officer, note="Đủ giấy tờ")
    assert (given["status"], given["department"], given["awaited"]) == (
        4,
        JUSTICE,
        {
            "to": JUSTICE,
            "giver": officer.name,
            "given_at": "2026-06-15T10:00:00.000+07:00",
            "due_at": "2026-06-15T17:00:00.000+07:00",
        },
    )
    house.later(hours=1)
    received = moved(house, code, "receive", by=justice)
    assert (received["awaited"], received["assigned_to"], received["version"]) == (None, justice.name, 3)
    at(house, "2026-06-17T15:30:00")
    done = moved(house, code, "complete", by=justice)
    assert (done["status"], done["department"], done["assigned_to"]) == (9, None, None)
    at(house, "2026-06-18T08:30:00")
    moved(house, code, "receive", by=officer)
    returned = moved(house, code, "return-result", by=officer)
    assert [(step["status"], step["move"]) for step in returned["history"]] == [
        (1, None),
        (2, None),
        (4, "forward"),
        (4, "receive"),
        (9, "complete"),
        (9, "receive"),
        (10, "return-result"),
    ]
    centre = house.centre.centre.name
    slip = house.get(f"/dossiers/{code}/hand-overs", house.supervisor)
    assert slip == {
        "code": code,
        "items": [
            {
                "from": None,
                "from_name": centre,
                "to": JUSTICE,
                "to_name": JUSTICE,
                "given_at": "2026-06-15T10:00:00.000+07:00",
                "giver": officer.name,
                "due_at": "2026-06-15T17:00:00.000+07:00",
                "received_at": "2026-06-15T11:00:00.000+07:00",
                "receiver": justice.name,
                "timeliness": "on_time",
                "timeliness_name": "Đúng hạn",
                "note": "Đủ giấy tờ",
            },
            {
                "from": JUSTICE,
                "from_name": JUSTICE,
                "to": None,
                "to_name": centre,
                "given_at": "2026-06-17T15:30:00.000+07:00",
                "giver": justice.name,
                # After three o'clock: the start of the next working day, and an hour's grace.
                "due_at": "2026-06-18T07:00:00.000+07:00",
                "received_at": "2026-06-18T08:30:00.000+07:00",
                "receiver": officer.name,
                "timeliness": "late",
                "timeliness_name": "Quá hạn",
                "note": None,
            },
        ],
    }
    veiled = house.get(f"/dossiers/{code}/hand-overs", house.token("integration"))
    assert [line["note"] for line in veiled["items"]] == [None, None]


def test_whoever_only_forwards_and_completes_goes_on_working(house: House) -> None:
    code = taken_in(house)["code"]
    returned = moved(house, code, "forward", "complete", "return-result", by=house.token("officer", 1))
    assert (returned["status"], returned["department"], returned["awaited"]) == (10, None, None)
    first, second = house.get(f"/dossiers/{code}/hand-overs", house.supervisor)["items"]
    # Nobody signed for the first one; whoever hands the result out has it in hand.
    assert (first["receiver"], first["timeliness"]) == (None, None)
    assert (second["receiver"], second["timeliness"]) == ("officer-1", "on_time")


def test_a_departments_officer_works_on_what_lies_there_and_on_nothing_else(house: House) -> None:
    justice, land = department_token(house, JUSTICE), department_token(house, LAND)
    code = taken_in(house)["code"]
    assert house.refused(f"/dossiers/{code}/withdraw", by=justice) == (403, "not_your_department")
    moved(house, code, "forward")
    assert house.refused(f"/dossiers/{code}/receive", by=land) == (403, "not_your_department")
    assert house.refused(f"/dossiers/{code}/receive", by=house.token("officer", 1)) == (
        403,
        "not_your_department",
    )
    assert house.refused(f"/dossiers/{code}/complete", by=land) == (403, "not_your_department")
    moved(house, code, "receive", by=justice)
    assert house.refused(f"/dossiers/{code}/receive", by=justice) == (409, "nothing_to_receive")
    # Papers that the citizen brings to the counter are taken there for every department.
    moved(house, code, "request-supplement", by=justice, note="Thiếu tờ khai")
    assert moved(house, code, "supplement", by=house.token("officer", 1))["department"] == JUSTICE
    assert moved(house, code, "complete", by=justice)["department"] is None
    assert house.refused(f"/dossiers/{code}/receive", by=justice) == (403, "not_your_department")
    assert house.refused(f"/dossiers/{code}/return-result", by=justice) == (403, "not_your_department")


def test_a_dossier_is_handed_on_between_departments_once_it_was_signed_for(house: House) -> None:
    justice, land = department_token(house, JUSTICE), department_token(house, LAND)
    code = taken_in(house)["code"]
    path = f"/dossiers/{code}/hand-over"
    assert house.refused(path, {"to": LAND}, by=house.supervisor) == (409, "illegal_move")
    moved(house, code, "forward")
    assert house.refused(path, {"to": LAND}, by=justice) == (409, "not_received")
    moved(house, code, "receive", by=justice)
    assert house.refused(path, {"to": JUSTICE}, by=justice) == (422, "same_place")
    assert house.refused(path, {"to": "Phòng Y tế xã"}, by=justice) == (422, "unknown_department")
    given = house.do(path, {"to": LAND, "note": "Xác minh thửa đất"}, by=justice)
    assert (given["status"], given["department"], given["assigned_to"]) == (4, LAND, None)
    moved(house, code, "receive", by=land)
    assert house.do(path, {"to": None}, by=land)["department"] is None
    assert [line["to"] for line in house.get(f"/dossiers/{code}/hand-overs", land)["items"]] == [
        JUSTICE,
        LAND,
        None,
    ]


def test_a_supervisor_may_forward_elsewhere_and_reopening_goes_back_to_who_finished(house: House) -> None:
    code = taken_in(house)["code"]
    assert house.refused(f"/dossiers/{code}/forward", {"to": "x"}, by=house.supervisor)[1] == (
        "unknown_department"
    )
    assert moved(house, code, "forward", to=LAND)["department"] == LAND
    moved(house, code, "complete")
    again = moved(house, code, "reopen", note="Sai tên đệm")
    assert (again["status"], again["department"]) == (4, LAND)


def test_a_dossier_is_given_to_one_person_of_its_place(house: House, hashed: str) -> None:
    for name, department in (("hoa", JUSTICE), ("minh", None)):
        house.book.perform(
            Actor("test", "admin", principal="test"),
            lambda deed, name=name, department=department: people.create_person(
                deed, name, "officer", (), hashed, department=department
            ),
        )
    code = taken_in(house)["code"]
    moved(house, code, "forward")
    assert house.get(f"/dossiers/{code}/colleagues", house.supervisor) == {"items": ["hoa"]}
    path = f"/dossiers/{code}/assign"
    for typed in ("hoa", "HOA"):
        assert house.do(path, {"to": typed}, by=house.supervisor)["assigned_to"] == "hoa"
    assert house.refused(path, {"to": "minh"}, by=house.supervisor) == (422, "unknown_person")
    assert house.refused(path, {"to": "ai đó"}, by=house.supervisor) == (422, "unknown_person")
    assert house.do(path, {"to": None}, by=house.supervisor)["assigned_to"] is None


@pytest.fixture(scope="session")
def hashed() -> str:
    """Nobody signs in with it."""
    return "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$0000"


def test_people_and_tokens_belong_to_departments_of_the_catalogue(house: House) -> None:
    admin = house.token("admin")
    body = {"name": "hoa", "role": "officer", "password": "mot-mat-khau", "department": JUSTICE}
    shown = {"name": "hoa", "role": "officer", "counters": [], "department": JUSTICE, "works_at": "named"}
    assert house.do("/people", body, by=admin) == shown
    assert house.get("/people", admin) == [shown]
    assert house.refused("/people", {**body, "name": "ha", "department": "Phòng"}, by=admin) == (
        422,
        "unknown_department",
    )
    login = {"name": "hoa", "password": "mot-mat-khau"}
    assert house.ask("POST", "/session", login, key="").body["department"] == JUSTICE
    house.do("/tokens", {"name": "phong-tp", "role": "officer", "department": JUSTICE}, by=admin)
    assert house.get("/tokens", admin)[-1]["department"] == JUSTICE
    house.do("/tokens", {"name": "kiosk-9", "role": "kiosk"}, by=admin)
    house.do("/tokens", {"name": "truong-phong", "role": "supervisor"}, by=admin)
    assert [token["works_at"] for token in house.get("/tokens", admin)[-2:]] == ["none", "every"]
    departments = house.get("/departments", admin)
    assert departments[0] == {"name": JUSTICE, "fields": ["ho-tich", "chung-thuc"]}


# Supplements


def test_supplements_are_asked_for_once(house: House) -> None:
    officer = house.token("officer", 1)
    code = taken_in(house)["code"]
    moved(house, code, "forward")
    moved(house, code, "request-supplement", by=officer, note="Thiếu tờ khai")
    moved(house, code, "supplement", by=officer)
    path = f"/dossiers/{code}/request-supplement"
    for same in ({}, {"note": "thiếu  tờ khai"}):
        assert house.refused(path, same, by=officer) == (409, "already_asked")
    again = house.do(path, {"note": "Thẩm tra: cần giấy xác nhận cư trú"}, by=officer)
    assert [warning["code"] for warning in again["warnings"]] == ["asked_again"]
    house.do(f"/dossiers/{code}/supplement", by=officer)
    # A supervisor answers for it.
    assert house.do(path, by=house.supervisor)["supplement_requests"] == 3
    house.do(f"/dossiers/{code}/supplement", by=officer)
    done = moved(house, code, "complete")
    # Both ways of counting, side by side.
    assert (done["verdict"], done["verdict_from_zero"]) == ("late", "early")


def test_a_notice_after_appraisal_is_due_within_three_working_days_of_the_intake(house: House) -> None:
    land = {"procedure": "chuyen-nhuong-thua-ke-tang-cho-dat", "applicant": APPLICANT}
    soon, late = taken_in(house, land), taken_in(house, land)
    assert soon["supplement_by"] == "2026-06-18T17:00:00.000+07:00"
    for made in (soon, late):
        moved(house, made["code"], "forward", "receive")
    at(house, "2026-06-18T16:59:00")
    in_time = moved(house, soon["code"], "request-supplement", note="Thiếu sơ đồ")
    at(house, "2026-06-18T17:01:00")
    too_late = moved(house, late["code"], "request-supplement", note="Thiếu sơ đồ")
    assert [w["code"] for w in in_time["warnings"]] == []
    assert too_late["warnings"] == [
        {
            "code": "supplement_late",
            "text": "Yêu cầu bổ sung được gửi sau 3 ngày làm việc kể từ khi tiếp nhận.",
        }
    ]
    assert too_late["supplement_by"] is None


# The one postponement, and apologies


def test_a_date_is_put_off_once_and_in_time(house: House) -> None:
    made = taken_in(house)
    code, path = made["code"], f"/dossiers/{made['code']}/extend"
    assert made["due_at"] == "2026-06-18T17:00:00.000+07:00"
    wish = {"due_at": "2026-06-22", "reason": "Chờ xác minh của công an phường"}
    for wrong, said in (
        ({"due_at": "2026-06-17"}, (422, "due_not_later")),
        ({"due_at": "2026-06-20"}, (422, "due_on_day_off")),
        ({"due_at": "2026-06-22T20:00:00+07:00"}, (422, "due_on_day_off")),
        ({"reason": " "}, (422, "invalid")),
        ({"version": 9}, (409, "changed_meanwhile")),
    ):
        assert house.refused(path, {**wish, **wrong}, by=house.supervisor) == said
    put_off = house.do(path, wish, by=house.supervisor)
    kept = {name: put_off[name] for name in ("due_at", "first_due_at", "extended_from", "version")}
    assert kept == {
        "due_at": "2026-06-22T17:00:00.000+07:00",
        "first_due_at": "2026-06-18T17:00:00.000+07:00",
        "extended_from": "2026-06-18T17:00:00.000+07:00",
        "version": 2,
    }
    assert put_off["history"][-1]["note"] == wish["reason"]
    assert house.refused(path, {**wish, "due_at": "2026-06-24"}, by=house.supervisor) == (
        409,
        "already_extended",
    )
    at(house, "2026-06-19T10:00:00")
    done = moved(house, code, "complete")
    # Late by the law's own limit, early by the date in force.
    assert (done["verdict"], done["verdict_from_zero"]) == ("late", "early")


def test_what_is_late_or_not_at_work_is_not_put_off(house: House) -> None:
    late, done = taken_in(house)["code"], taken_in(house)["code"]
    moved(house, done, "complete")
    wish = {"due_at": "2026-06-25", "reason": "Chờ xác minh"}
    assert house.refused(f"/dossiers/{done}/extend", wish, by=house.supervisor) == (409, "illegal_move")
    at(house, "2026-06-18T17:00:01")
    assert house.refused(f"/dossiers/{late}/extend", wish, by=house.supervisor) == (409, "due_passed")


def letters(house: House) -> list[str]:
    found = house.get("/dossiers?apology=due&order=due", house.supervisor)["items"]
    return [item["code"] for item in found]


def test_letters_of_apology_are_drafted_the_day_before_once(house: House) -> None:
    slow, quick, put_off = (taken_in(house)["code"] for _ in range(3))
    same_day = taken_in(house, BIRTH)["code"]
    moved(house, quick, "complete")
    at(house, "2026-06-17T13:59:00")
    # Same-day work of Monday is late: it is owed an apology already.
    assert (extend.draft_apologies(house.book), letters(house)) == (1, [same_day])
    at(house, "2026-06-17T14:00:00")
    seq = house.seq()
    assert [extend.draft_apologies(house.book) for _ in range(2)] == [2, 0]
    assert letters(house) == [same_day, slow, put_off]
    facts = [(f["data"]["move"], f["data"]["code"], f["data"]["version"]) for f in house.facts(seq)]
    assert facts == [("apology", slow, 1), ("apology", put_off, 1)]
    shown = house.get(f"/dossiers/{slow}", house.supervisor)
    assert shown["apology_at"] == "2026-06-17T14:00:00.000+07:00"
    assert [warning["code"] for warning in shown["warnings"]] == ["apology_due"]
    wish = {"due_at": "2026-06-23", "reason": "Chờ xác minh"}
    house.do(f"/dossiers/{put_off}/extend", wish, by=house.supervisor)
    moved(house, same_day, "complete")
    assert letters(house) == [slow]
    at(house, "2026-06-24T09:00:00")
    assert (extend.draft_apologies(house.book), letters(house)) == (0, [slow])


# Corrections


def test_a_correction_names_what_changed_and_not_what_stood_there(house: House) -> None:
    submitter = {"name": "Trần Văn Hùng", "relation": "con"}
    code = taken_in(house, submitter=submitter)["code"]
    path = f"/dossiers/{code}/correct"
    right = {**APPLICANT, "name": "Nguyễn Thị Ngọc Anh", "phone": "0987654321"}
    body = {
        "version": 1,
        "applicant": right,
        "submitter": None,
        "receiver": {"name": "Lê Thị Hoa", "id_type": "passport", "id_number": "C1234567"},
        "documents": [{"name": "Tờ khai", "form": "original", "copies": 1}],
        "sets": 2,
        "note": "Gõ nhầm tên",
    }
    fixed = house.do(path, body, by=house.token("officer", 1))
    people_now = {name: fixed[name] for name in ("applicant", "submitter", "receiver", "sets", "version")}
    assert people_now == {
        "applicant": right,
        "submitter": None,
        "receiver": body["receiver"],
        "sets": 2,
        "version": 2,
    }
    changed = ["applicant.name", "applicant.phone", "submitter.name", "submitter.relation"]
    changed += ["receiver.id_number", "receiver.id_type", "receiver.name", "documents", "sets"]
    step = fixed["history"][-1]
    assert (step["move"], step["note"], step["changed"]) == ("correct", "Gõ nhầm tên", changed)
    fact = house.facts()[-1]["data"]
    assert (fact["changed"], "Hùng" in str(fact), "0987654321" in str(fact)) == (changed, False, False)
    found = {
        words: house.get(f"/dossiers?q={words}", house.supervisor)["total"]
        for words in ("0912345678", "0987654321", "tran van hung", "ngoc anh", "c1234567", "le thi")
    }
    assert found == {
        "0912345678": 0,
        "0987654321": 1,
        "tran van hung": 0,
        "ngoc anh": 1,
        "c1234567": 1,
        "le thi": 1,
    }


def test_nobody_overwrites_what_somebody_else_corrected(house: House) -> None:
    code = taken_in(house)["code"]
    path, note = f"/dossiers/{code}/correct", {"note": "Sửa"}
    house.do(path, {**note, "version": 1, "sets": 2}, by=house.supervisor)
    stale = house.ask("POST", path, {**note, "version": 1, "sets": 3}, by=house.supervisor)
    assert (stale.status, stale.body["code"], stale.body["version"]) == (409, "changed_meanwhile", 2)
    assert house.refused(path, {**note, "version": 2, "sets": 2}, by=house.supervisor) == (
        422,
        "nothing_to_correct",
    )
    assert house.refused(path, {"sets": 2, **note}, by=house.supervisor) == (422, "invalid")
    moved(house, code, "complete", "return-result")
    assert house.refused(path, {**note, "version": 4, "sets": 3}, by=house.supervisor) == (
        409,
        "illegal_move",
    )


def test_a_catalogue_that_changes_later_changes_nothing_on_an_old_dossier(house: House) -> None:
    made = taken_in(house)
    centre = house.book.centre
    procedures = tuple(
        replace(p, name="Tên mới", time_limit=30, documents=()) if p.id == MARITAL["procedure"] else p
        for p in centre.procedures
    )
    fields = tuple(replace(f, department=LAND) if f.id == "ho-tich" else f for f in centre.fields)
    house.book.centre = replace(centre, procedures=procedures, fields=fields)
    moved(house, made["code"], "forward")
    moved(house, made["code"], "request-supplement", note="Thiếu tờ khai")
    after = moved(house, made["code"], "supplement")
    assert (after["procedure_name"], after["department"], after["due_at"]) == (
        made["procedure_name"],
        JUSTICE,
        made["due_at"],
    )


# Same-day work, and the register


def test_same_day_work_is_one_deed_from_creation_to_return(house: House) -> None:
    seq = house.seq()
    made = taken_in(house, BIRTH, outcome="return")
    assert (made["status"], made["verdict"], made["version"], made["moves"]) == (10, "on_time", 3, [])
    assert [step["status"] for step in made["history"]] == [1, 2, 9, 10]
    facts = [f["data"]["status"] for f in house.facts(seq) if f["type"].startswith("dossier_")]
    assert facts == [2, 9, 10]
    assert made["register_no"] == {"year": 2026, "no": 1, "text": "01/2026"}


def test_several_dossiers_of_one_visitor_come_under_one_ticket(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=officer)
    codes = [
        house.do(f"/tickets/{ticket['id']}/dossiers", {**BIRTH, "applicant": {"name": name}}, by=officer)[
            "code"
        ]
        for name in ("Công ty TNHH Hạ Long", "Công ty Than Hòn Gai", "Trần Văn Hùng")
    ]
    assert house.get(f"/tickets/{ticket['id']}", officer)["dossiers"] == codes


def test_the_register_runs_through_the_year_and_is_closed_for_good(house: House) -> None:
    refused = taken_in(house, outcome="refuse", note="Không thuộc thẩm quyền")
    sent_back = taken_in(house, outcome="request-supplement", note="Thiếu")
    first = taken_in(house)
    late = moved(house, sent_back["code"], "supplement", "accept")
    assert [d["register_no"] and d["register_no"]["text"] for d in (refused, first, late)] == [
        None,
        "01/2026",
        "02/2026",
    ]
    close = "/registers/2026/close"

    def told() -> tuple[int, bool]:
        found = house.get("/registers/2026", house.supervisor)
        return found["volumes"], found["closable"]

    assert told() == (1, False)
    assert house.refused(close, by=house.supervisor) == (409, "year_not_over")
    assert house.refused(close, by=house.token("officer", 1)) == (403, "forbidden")
    at(house, "2027-01-02T08:00:00")
    assert told() == (1, True)
    closed = house.do(close, by=house.supervisor)
    assert closed == {
        "year": 2026,
        "last": 2,
        "closed_at": "2027-01-02T08:00:00.000+07:00",
        "closed_by": "supervisor",
    }
    house.later(days=1)
    assert house.do(close, by=house.supervisor) == closed
    assert told() == (1, False)
    assert taken_in(house)["register_no"]["text"] == "01/2027"
    # A clock that was put back: the closed year stays as it is.
    at(house, "2026-12-31T10:00:00")
    assert taken_in(house)["register_no"]["text"] == "02/2027"
    page = house.get("/registers/2026?limit=1&offset=1", house.supervisor)
    assert (page["total"], page["last"], page["closed_by"]) == (2, 2, "supervisor")
    (row,) = page["items"]
    assert (row["no"], row["code"], row["applicant"]["id_number"]) == (2, late["code"], "•••••••••234")
    empty = house.get("/registers/2031", house.supervisor)
    assert (empty["items"], empty["volumes"], empty["closable"]) == ([], 0, False)


def test_a_register_with_whole_people_is_a_look_at_each_of_them(house: House) -> None:
    code = taken_in(house)["code"]
    path = "/registers/2026?people=whole"
    assert house.ask("GET", path, by=house.token("integration")).status == 403
    (row,) = house.get(path, house.token("officer", 1))["items"]
    assert row["applicant"] == APPLICANT
    looks = house.get(f"/dossiers/{code}/looks", house.supervisor)["items"]
    assert [(seen["by"], seen["what"]) for seen in looks] == [("officer-1", "opened")]


# Diễn biến


def test_the_story_of_a_dossier_tells_every_step_with_its_reason(house: House) -> None:
    officer = house.token("officer", 1)
    made = taken_in(house, note="Nhận đủ")
    code, (ticket,) = made["code"], made["tickets"]
    house.later(minutes=5)
    moved(house, code, "forward", by=officer)
    house.later(minutes=5)
    moved(house, code, "receive")
    house.later(minutes=5)
    body = {"version": 3, "applicant": {**APPLICANT, "phone": "0987654321"}, "note": "Đổi số điện thoại"}
    house.do(f"/dossiers/{code}/correct", body, by=officer)
    house.later(minutes=5)
    moved(house, code, "request-supplement", note="Thiếu tờ khai")
    house.later(minutes=5)
    house.get(f"/dossiers/{code}", officer)
    story = house.get(f"/dossiers/{code}/timeline", house.supervisor)["items"]
    assert [(step["at"][11:16], step["text"], step["by"], step["reason"]) for step in story] == [
        ("08:00", "Lấy số A001", "kiosk-1", None),
        ("08:00", "Gọi số A001 đến quầy 1", "officer-1", None),
        ("08:00", "Quầy 1 bắt đầu phục vụ", "officer-1", None),
        ("08:00", "Đăng ký hồ sơ", "officer-1", None),
        ("08:00", "Được tiếp nhận; hẹn trả: 17:00 18/06/2026", "officer-1", "Nhận đủ"),
        ("08:00", "Phục vụ xong tại quầy 1", "officer-1", None),
        ("08:05", f"Bàn giao cho {JUSTICE}", "officer-1", None),
        ("08:10", f"{JUSTICE} ký nhận hồ sơ", "supervisor", None),
        ("08:15", "Sửa thông tin: người nộp: điện thoại", "officer-1", "Đổi số điện thoại"),
        ("08:20", "Yêu cầu bổ sung giấy tờ", "supervisor", "Thiếu tờ khai"),
        ("08:25", "Mở xem hồ sơ", "officer-1", None),
    ]
    assert (story[0]["kind"], story[0]["ticket"], story[6]["dossier"]) == ("ticket", ticket, code)
    seen_by_officer = house.get(f"/dossiers/{code}/timeline", officer)["items"]
    assert [step["what"] for step in seen_by_officer] == [step["what"] for step in story[:-1]]
    assert "0987654321" not in str(story)


def test_the_story_of_a_ticket_speaks_both_languages(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    ticket = house.issue("ho-tich")["id"]
    house.do("/counters/1/call-next", by=officer)
    house.later(seconds=30)
    house.do(f"/tickets/{ticket}/recall", by=officer)
    house.later(minutes=1)
    house.do(f"/tickets/{ticket}/put-back", by=officer)
    house.later(minutes=1)
    house.do(f"/tickets/{ticket}/cancel", {"reason": "Xin về"}, by=officer)
    story = house.get(f"/tickets/{ticket}/timeline?lang=en", officer)["items"]
    assert [(step["text"], step["reason"]) for step in story] == [
        ("Took number A001", None),
        ("Number A001 was called to counter 1", None),
        ("Number A001 was called to counter 1 again, call 2", None),
        ("Put back into the line", None),
        ("The number was cancelled", "Xin về"),
    ]
    assert house.ask("GET", "/tickets/999999/timeline", by=officer).status == 404


def test_money_that_was_taken_stands_in_the_story(house: House) -> None:
    from sqlalchemy import insert, select

    from queue_server.ledger.tables import payments

    made = taken_in(house)
    with house.book.engine.connect().execution_options(writes=True) as connection:
        ident = connection.execute(select(dossiers.c.id).where(dossiers.c.code == made["code"])).scalars()
        row = {
            "centre": house.centre.centre.id,
            "year": 2026,
            "receipt_no": 7,
            "dossier_id": max(ident),
            "day": "2026-06-15",
            "at": int(house.now.timestamp() * 1000) + 1,
            "by": "thu ngân",
            "method": "cash",
            "amount": 15000,
            "lines": "[]",
            "voided_at": int(house.now.timestamp() * 1000) + 2,
            "voided_by": "lan",
            "void_reason": "Ghi nhầm",
        }
        connection.execute(insert(payments).values(**row))
        connection.commit()
    story = house.get(f"/dossiers/{made['code']}/timeline", house.supervisor)["items"]
    assert [(step["text"], step["by"], step["reason"]) for step in story if step["kind"] == "money"] == [
        ("Thu 15.000 đồng, biên lai 07/2026", "thu ngân", None),
        ("Hủy biên lai 07/2026", "lan", "Ghi nhầm"),
    ]


# Lists


def test_lists_are_narrowed_and_ordered_by_date(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(shipped_centre)
    marital, birth = taken_in(house)["code"], taken_in(house, BIRTH)["code"]
    at(house, "2026-06-17T08:00:00")
    land = taken_in(house, {"procedure": "chuyen-nhuong-thua-ke-tang-cho-dat", "applicant": APPLICANT})[
        "code"
    ]
    for code in (marital, land):
        moved(house, code, "forward")
    justice = department_token(house, JUSTICE)
    moved(house, marital, "receive", by=justice)

    def listed(query: str) -> list[str]:
        return [item["code"] for item in house.get(f"/dossiers?{query}", house.supervisor)["items"]]

    assert listed("") == [land, birth, marital]
    assert listed("order=due") == [birth, marital, land]
    assert listed(f"department={JUSTICE}&order=due") == [marital]
    assert listed(f"assigned_to={justice.name}") == [marital]
    assert listed("field=ho-tich") == [birth, marital]
    assert listed("procedure=dang-ky-khai-sinh&q=ngoc") == [birth]
    assert listed("received_from=2026-06-16") == [land]
    assert listed("received_to=2026-06-15") == [birth, marital]
    assert listed("due=overdue") == [birth]
    assert listed("due=soon") == []
    at(house, "2026-06-17T17:00:00")
    assert listed("due=soon") == [marital]
    assert listed("q=ngoc&due=soon") == [marital]
    moved(house, birth, "complete")
    assert listed("order=due") == [marital, land]
    assert listed("order=due&status=9") == [birth]
    counts = house.get("/dossiers/due-counts", house.supervisor)
    assert counts == {
        "overdue": 0,
        "soon": 1,
        "by_field": [{"key": "ho-tich", "name": "Hộ tịch", "overdue": 0, "soon": 1}],
        "by_department": [{"key": JUSTICE, "name": JUSTICE, "overdue": 0, "soon": 1}],
        "by_officer": [{"key": justice.name, "name": justice.name, "overdue": 0, "soon": 1}],
    }


def test_a_departments_officer_is_told_the_one_place_and_what_waits_there(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(shipped_centre)
    stages = ["receive", "work", "citizen"]
    assert house.get("/dossiers/places", department_token(house, JUSTICE)) == {
        "items": [{"place": JUSTICE, "stages": stages}],
        "own": JUSTICE,
    }
    every = house.get("/dossiers/places", house.supervisor)
    assert every["items"][0] == {"place": None, "stages": [*stages, "result"]}
    assert (every["own"], {"place": JUSTICE, "stages": stages} in every["items"]) == (None, True)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("anh", True),
        ("Ngoc Anh", True),
        ("ng th", True),
        ("anh nguyen", True),
        ("nguyen van", False),
        ("gọc", False),
        ("260615-0001", True),
        ("0001", True),
        ("h49.77", True),
        ("_", False),
        ("0%", False),
        ("   ", True),
    ],
)
def test_names_are_found_by_beginnings_of_words_and_codes_by_any_part(
    house: House, words: str, found: bool
) -> None:
    taken_in(house)
    query = house.ask(
        "GET", f"/dossiers?q={words.replace('%', '%25').replace(' ', '+')}", by=house.supervisor
    )
    assert len(query.body["items"]) == int(found)


def test_counting_ends_where_it_would_read_everything(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from queue_server.dossiers.rows import lists

    codes = [taken_in(house)["code"] for _ in range(4)]
    monkeypatch.setattr(lists, "COUNTED", 2)
    for query in ("", "q=ngoc", "q=ngoc&status=2"):
        found = house.get(f"/dossiers?{query}&limit=2", house.supervisor)
        assert ([item["code"] for item in found["items"]], found["total"], found["total_exact"]) == (
            codes[:1:-1],
            2,
            False,
        )


def test_the_story_of_a_dossier_names_no_other_dossier_of_the_visit(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    ticket = house.issue("ho-tich")["id"]
    house.do("/counters/1/call-next", by=officer)
    body = {"procedure": "dang-ky-khai-sinh", "applicant": APPLICANT, "documents": []}
    first, second = (house.do(f"/tickets/{ticket}/dossiers", body, by=officer)["code"] for _ in range(2))
    assert second not in str(house.get(f"/dossiers/{first}/timeline", house.supervisor))
    assert {first, second} <= {
        step["dossier"] for step in house.get(f"/tickets/{ticket}/timeline", officer)["items"]
    }
