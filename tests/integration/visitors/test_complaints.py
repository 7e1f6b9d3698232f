"""Complaints and ratings over HTTP, on each engine."""

from typing import Any

from tests.integration.house import House

PERSON = {"name": "Lê Văn Bình", "phone": "0912 345 678", "address": "tổ 4, khu 2"}
MATTER = "Chờ hai tiếng mà không được gọi."


def served(house: House) -> dict[str, Any]:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    ticket = house.issue("ho-tich", follow_secret=house.secret)
    house.do("/counters/1/call-next", by=officer)
    house.do(f"/tickets/{ticket['id']}/start", by=officer)
    house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=officer)
    return dict(ticket)


def returned(house: House) -> tuple[str, str]:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=officer)
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Trần Thị Mai"}}
    made = house.do(f"/tickets/{ticket['id']}/dossiers", body, by=officer)
    return made["code"], made["public_url"].split("secret=")[1]


def test_a_complaint_is_taken_down_answered_once_and_counted_overdue(house: House) -> None:
    ticket, by = served(house), house.supervisor
    made = house.do("/complaints", {"person": PERSON, "matter": MATTER, "ticket": ticket["id"]}, by=by)
    assert (made["code"], made["person"], made["matter"], made["ticket"]["number"]) == (
        "PA-2026-0001",
        PERSON,
        MATTER,
        ticket["number"],
    )
    # Fifteen working days after Monday, 15 June 2026, at closing.
    assert made["due_at"] == "2026-07-06T17:00:00.000+07:00"
    (listed,) = house.get("/complaints?state=open", by)["items"]
    assert (listed["person"], listed["overdue"]) == (
        {"name": "Lê Văn Bình", "phone": "•••••••••678"},
        False,
    )
    assert house.get("/complaints?state=overdue", by)["total"] == 0
    house.later(days=30)
    assert house.get("/complaints?state=overdue", by)["total"] == 1
    answered = house.do(f"/complaints/{made['code']}/answer", {"answer": "Đã xin lỗi."}, by=by)
    assert (answered["answer"], answered["answered_by"], answered["overdue"], answered["late"]) == (
        "Đã xin lỗi.",
        "supervisor",
        False,
        True,
    )
    path = f"/complaints/{made['code']}/answer"
    assert house.refused(path, {"answer": "Lại"}, by=by) == (409, "already_answered")
    assert [house.get(f"/complaints?state={s}", by)["total"] for s in ("all", "open", "answered")] == [
        1,
        0,
        1,
    ]


def test_complaints_are_numbered_by_year_and_name_what_they_are_about(house: House) -> None:
    code, _ = returned(house)
    made = house.do("/complaints", {"matter": MATTER, "dossier": code}, by=house.supervisor)
    assert (made["dossier"], made["ticket"], made["person"]) == (code, None, None)
    assert house.do("/complaints", {"matter": MATTER}, by=house.supervisor)["code"] == "PA-2026-0002"
    for body in ({"matter": MATTER, "dossier": "không có"}, {"matter": MATTER, "ticket": 999_999}):
        assert house.refused("/complaints", body, by=house.supervisor) == (422, "invalid")
    # A refused one takes no number.
    assert house.do("/complaints", {"matter": MATTER}, by=house.supervisor)["code"] == "PA-2026-0003"


def test_a_served_visit_is_rated_once_by_whoever_holds_the_ticket(house: House) -> None:
    ticket = house.issue("chung-thuc", follow_secret=f"{house.secret}2")
    path = f"/follow/{house.secret}2/rating"
    assert house.ask("POST", path, {"score": 3}, key="").body["code"] == "not_served_yet"
    assert ticket["state"] == "waiting"
    served(house)
    path = f"/follow/{house.secret}/rating"
    done = house.ask("POST", path, {"score": 1, "reason": "Chờ lâu"}, key="")
    assert (done.status, done.body["score"]) == (201, 1)
    again = house.ask("POST", path, {"score": 3}, key="")
    assert (again.status, again.body["code"]) == (409, "already_rated")
    assert house.ask("POST", f"/follow/{'x' * 24}/rating", {"score": 3}, key="").status == 404
    for body in ({"score": 4}, {"score": 0}, {}, {"score": 2, "indicators": {"5": 2}}):
        assert house.ask("POST", path, body, key="").status == 422
    (reason,) = house.get("/ratings?from=2026-06-15&to=2026-06-15", house.supervisor)["items"]
    assert (reason["number"], reason["score"], reason["reason"], reason["officer"]) == (
        "A001",
        1,
        "Chờ lâu",
        "officer-1",
    )


def test_a_dossier_is_rated_after_its_end_with_the_indicators_of_the_circular(house: House) -> None:
    code, secret = returned(house)
    body = {"score": 3, "indicators": {"1": 2, "2": 1, "3": 2, "4": 2, "6": 0, "7": 2}}
    path = f"/public/dossiers/{code}/rating?secret={secret}"
    assert house.ask("POST", path, body, key="").body["code"] == "not_returned_yet"
    for move in ("complete", "return-result"):
        house.do(f"/dossiers/{code}/{move}", by=house.supervisor)
    wrong = house.ask("POST", f"/public/dossiers/{code}/rating?secret=nobody", body, key="")
    assert (wrong.status, wrong.body["code"]) == (404, "not_found")
    assert house.ask("POST", path, body, key="").status == 201
    assert house.ask("POST", path, body, key="").body["code"] == "already_rated"


def test_ratings_from_one_address_are_limited(house: House) -> None:
    limit = house.application.parts.limits.rating
    limit.clock = lambda: 0.0
    answers = [house.ask("POST", f"/follow/{'x' * 24}/rating", {"score": 1}, key="") for _ in range(31)]
    assert [answer.status for answer in answers[-2:]] == [404, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
