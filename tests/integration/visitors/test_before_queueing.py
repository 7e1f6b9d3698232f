"""Before a number is taken, over HTTP: lists of missing papers, busy hours, and papers printed for a greeter."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from queue_server.configuration.values import Configuration, Hours
from queue_server.hall.rules.estimate import through_breaks
from queue_server.hall.views import estimates
from queue_server.hall.views import load as load_view
from queue_server.ledger.audiences import render
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.tables import tickets
from queue_server.reports.drawing import tables
from queue_server.reports.views import visits as visit_report
from queue_server.upkeep.housekeeping import Housekeeping
from tests.integration.house import MONDAY, House, with_centre
from tests.integration.svg_codes import read_code

BIRTH = "dang-ky-khai-sinh"
FORM = "Tờ khai đăng ký khai sinh theo mẫu"
PROOF = "Giấy chứng sinh"


@pytest.fixture
def house(new_house: Callable[..., House]) -> House:
    return new_house()


@pytest.fixture
def working(tmp_path: Path, shipped_centre: Configuration, ready_worker: None) -> Iterator[House]:
    """A house with a worker and opening hours, on SQLite."""
    centre = replace(shipped_centre, centre=replace(shipped_centre.centre))
    made = House(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path, centre, worker=True)
    yield made
    made.stop()


def _ready(house: House, **detail: Any) -> None:
    """Has kiosk-1 report, and counts it as connected."""
    told = {"paper": "ok", "printer": "ready", "kind": "virtual", **detail}
    answer = house.ask("PUT", "/devices/me/status", {"state": "ok", "detail": told}, by=house.kiosk)
    assert answer.status in (200, 204), answer
    house.application.parts.hub.connected_names = lambda: {"kiosk-1"}  # type: ignore[method-assign]


def test_a_list_of_missing_papers_is_counted_once_and_keeps_no_typed_words(house: House) -> None:
    body = {"procedure": BIRTH, "missing": [PROOF, "Nguyễn Văn A, 0912345678"]}
    known = house.get(f"/procedures/{BIRTH}")["documents"]
    assert any(PROOF in line for line in known)
    made = house.do("/checklists", body, by=house.kiosk, key="k1")
    assert made == {"id": made["id"], "procedure": BIRTH, "missing": [PROOF], "day": "2026-06-15"}
    assert house.do("/checklists", body, by=house.kiosk, key="k1") == made
    facts = [fact for fact in house.facts() if fact["type"] == "checklist_given"]
    assert [fact["data"] for fact in facts] == [
        {"id": made["id"], "procedure": BIRTH, "missing": 1, "kiosk": "kiosk-1", "day": "2026-06-15"}
    ]
    assert house.ask("POST", "/checklists", {"procedure": "none"}, by=house.kiosk).status == 422
    assert house.ask("POST", "/checklists", body).status == 401


def test_a_list_given_while_the_server_was_away_counts_for_its_day(house: House) -> None:
    at = (MONDAY - timedelta(days=1)).isoformat()
    made = house.do("/checklists", {"procedure": BIRTH, "given_at": at}, by=house.kiosk)
    assert made["day"] == "2026-06-14"
    later = (MONDAY + timedelta(days=3)).isoformat()
    assert (
        house.do("/checklists", {"procedure": BIRTH, "given_at": later}, by=house.kiosk)["day"]
        == "2026-06-15"
    )
    old = (MONDAY - timedelta(days=30)).isoformat()
    assert house.refused("/checklists", {"procedure": BIRTH, "given_at": old}, by=house.kiosk) == (
        422,
        "invalid",
    )
    # A person's is given now, whatever the body says.
    assert (
        house.do("/checklists", {"procedure": BIRTH, "given_at": at}, by=house.supervisor)["day"]
        == "2026-06-15"
    )


def test_reports_show_the_trips_avoided_by_procedure(house: House) -> None:
    for procedure in (BIRTH, BIRTH, "chung-thuc-ban-sao-tu-ban-chinh"):
        house.do("/checklists", {"procedure": procedure}, by=house.kiosk)
    named = {item["id"]: item["short_name"] for item in house.get("/procedures?limit=200")["items"]}
    with house.book.engine.connect() as connection:
        report = visit_report.period(connection, house.centre, MONDAY.date(), MONDAY.date(), house.now)
        before = visit_report.period(connection, house.centre, date(2026, 6, 1), date(2026, 6, 14), house.now)
    assert before.checklists.as_json() == {"count": 0, "by_procedure": []}
    assert report.checklists.as_json() == {
        "count": 3,
        "by_procedure": [
            {"procedure": BIRTH, "name": named[BIRTH], "count": 2},
            {
                "procedure": "chung-thuc-ban-sao-tu-ban-chinh",
                "name": named["chung-thuc-ban-sao-tu-ban-chinh"],
                "count": 1,
            },
        ],
    }
    text = tables.to_csv(report).decode()
    assert "checklists,total,,3\r\n" in text
    assert f"checklists,{BIRTH},{named[BIRTH]},2\r\n" in text


def test_a_kiosk_prints_what_a_greeter_asks_for_and_no_other_kiosk_can_fetch_it(house: House) -> None:
    _ready(house)
    ticket = house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)
    officer = house.token("officer", 1)
    assert house.get("/kiosks", officer) == [
        {"name": "kiosk-1", "title": "Kiosk 1, sảnh chính", "ready": True, "trouble": None},
        {"name": "kiosk-2", "title": "Kiosk 2, lối vào phụ", "ready": False, "trouble": "away"},
    ]
    asked = house.do("/kiosks/kiosk-1/papers", {"ticket": ticket["id"]}, by=officer)
    wanted = house.get(f"/kiosk/papers/{asked['paper']}", house.kiosk)
    assert (wanted["ticket"]["number"], wanted["checklist"], wanted["again"]) == (
        ticket["number"],
        None,
        False,
    )
    assert wanted["ticket"]["follow_url"].startswith("http://so.example/f/")
    second = house.do("/kiosks/kiosk-1/papers", {"ticket": ticket["id"]}, by=officer)
    assert house.get(f"/kiosk/papers/{second['paper']}", house.kiosk)["again"] is True
    other = house.token("kiosk", name="kiosk-2")
    assert house.ask("GET", f"/kiosk/papers/{asked['paper']}", by=other).status == 404
    assert house.ask("GET", f"/kiosk/papers/{asked['paper'] - 1}", by=house.kiosk).status == 404
    house.later(minutes=3)
    assert house.ask("GET", f"/kiosk/papers/{asked['paper']}", by=house.kiosk).status == 404
    # The number on the paper is the only one: nothing was given again.
    assert len(house.get("/tickets", house.supervisor)) == 1


def test_the_hall_hears_which_kiosk_is_meant_and_nothing_else(house: House) -> None:
    _ready(house)
    ticket = house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)
    house.do("/kiosks/kiosk-1/papers", {"ticket": ticket["id"]}, by=house.supervisor)
    house.do("/checklists", {"procedure": BIRTH}, by=house.supervisor)
    wanted, given = house.facts()[-2:]
    assert render(wanted, "hall")["data"] == {"kiosk": "kiosk-1", "lang": "vi"}
    assert render(given, "hall") == {"seq": given["seq"], "type": "hidden"}


def test_a_list_printed_for_a_greeter_counts_and_an_unready_kiosk_is_refused(house: House) -> None:
    _ready(house)
    body = {"checklist": {"procedure": BIRTH, "missing": [PROOF]}, "lang": "en"}
    asked = house.do("/kiosks/kiosk-1/papers", body, by=house.supervisor)
    wanted = house.get(f"/kiosk/papers/{asked['paper']}", house.kiosk)
    assert wanted == {
        "ticket": None,
        "checklist": {"procedure": BIRTH, "missing": [PROOF]},
        "lang": "en",
        "again": False,
        "slip": False,
    }
    assert [fact["type"] for fact in house.facts()][-2:] == ["checklist_given", "paper_wanted"]
    _ready(house, paper="out")
    assert house.refused("/kiosks/kiosk-1/papers", body, by=house.supervisor) == (409, "kiosk_cannot_print")
    assert house.refused("/kiosks/kiosk-2/papers", body, by=house.supervisor) == (409, "kiosk_cannot_print")
    assert house.refused("/kiosks/none/papers", body, by=house.supervisor) == (404, "not_found")
    assert house.refused("/kiosks/kiosk-1/papers", {}, by=house.supervisor) == (422, "invalid")


def test_codes_to_photograph_are_pictures_of_public_addresses(house: House) -> None:
    ticket = house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)
    code = house.ask("GET", f"/tickets/{ticket['id']}/follow.svg", by=house.supervisor)
    assert (code.status, code.headers["content-type"]) == (200, "image/svg+xml")
    assert read_code(code.body) == ticket["follow_url"]
    assert house.ask("GET", f"/tickets/{ticket['id']}/follow.svg").status == 401
    officer = house.token("officer", 1)
    mine = house.do("/tickets", {"queue": "ho-tich"}, by=officer)
    assert house.ask("GET", f"/tickets/{mine['id']}/follow.svg", by=officer).status == 200
    # Who waits is nobody's to pick: of another's number an officer has no code.
    assert house.ask("GET", f"/tickets/{ticket['id']}/follow.svg", by=officer).status == 404
    papers = house.ask("GET", f"/procedures/{BIRTH}/papers.svg?missing=0.2")
    assert (papers.status, read_code(papers.body)) == (200, f"http://so.example/papers/{BIRTH}?missing=0.2")
    assert house.ask("GET", f"/procedures/{BIRTH}/papers.svg?missing=x").status == 422
    assert house.ask("GET", "/procedures/none/papers.svg").status == 404


def _past(house: House, weeks: int, hour: int, count: int, waited: int = 600_000) -> None:
    """Numbers given at that hour on the last Mondays, as a month of work leaves them."""
    rows = []
    for week in range(1, weeks + 1):
        at = MONDAY.replace(hour=hour) - timedelta(weeks=week)
        for place in range(count):
            ms = to_ms(at) + place * 1000
            value = hour * 100 + place
            rows.append(
                {
                    "centre": house.centre.centre.id,
                    "day": at.date().isoformat(),
                    "queue": "ho-tich",
                    "number": f"A{value}",
                    "number_value": value,
                    "state": "done",
                    "purpose": "submit",
                    "lang": "vi",
                    "arrival": ms,
                    "issued_at": ms,
                    "stop_since": ms,
                    "first_called_at": ms + waited,
                    "procedures": "[]",
                    "documents": "[]",
                    "follow_secret": f"{week}-{hour}-{place}",
                }
            )
    with house.book.engine.connect().execution_options(writes=True) as connection:
        connection.execute(insert(tickets), rows)
        connection.commit()


def test_busy_hours_come_from_the_same_weekdays_and_only_from_four_weeks_on(
    tmp_path: Path, shipped_centre: Configuration
) -> None:
    house = House(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path, shipped_centre)
    _past(house, 3, 8, 8)

    def today() -> Any:
        with house.book.engine.connect() as connection:
            return load_view.compute(connection, house.centre, MONDAY)["ho-tich"].days[0].as_json()

    assert today() == {"day": "2026-06-15", "weekday": 1, "weeks": 3, "enough": False, "hours": []}
    _past(house, 4, 10, 2)
    assert today() == {
        "day": "2026-06-15",
        "weekday": 1,
        "weeks": 4,
        "enough": True,
        "hours": [
            {"hour": 8, "tickets": 6.0, "wait_minutes": 10.0, "level": "busy"},
            {"hour": 9, "tickets": 0.0, "wait_minutes": None, "level": "quiet"},
            {"hour": 10, "tickets": 2.0, "wait_minutes": 10.0, "level": "quiet"},
        ],
    }
    house.stop()


def test_the_load_is_asked_of_the_worker_once_a_day(working: House) -> None:
    first = working.get("/queues/ho-tich/load")
    assert (first["queue"], first["least_weeks"], len(first["days"])) == ("ho-tich", 4, 7)
    assert [day["enough"] for day in first["days"]] == [False] * 7
    working.application.parts.worker.close()  # type: ignore[union-attr]  # the fixture has one
    assert working.get("/queues/chung-thuc/load")["queue"] == "chung-thuc"
    assert working.ask("GET", "/queues/none/load").status == 404


def _office_hours(centre: Configuration, **changes: Any) -> Configuration:
    spans = (Hours((1, 2, 3, 4, 5), 7 * 60, 11 * 60 + 30), Hours((1, 2, 3, 4, 5), 13 * 60 + 30, 17 * 60))
    return with_centre(centre, hours=spans, **changes)


def _at(house: House, hour: int, minute: int) -> None:
    house.now = MONDAY.replace(hour=hour, minute=minute)


def test_tickets_survive_lunch_and_nobody_becomes_absent_in_it(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(_office_hours(shipped_centre, last_ticket_minutes=30))
    house.do("/counters/1/open", {}, by=house.supervisor)
    _at(house, 11, 25)
    called, waiting = house.issue("ho-tich"), house.issue("ho-tich")
    house.do("/counters/1/call-next", {}, by=house.supervisor)
    house.do(f"/tickets/{waiting['id']}/hold", {"reason": "chờ giấy"}, by=house.supervisor)
    _at(house, 11, 29)
    late = house.issue("ho-tich")
    before = house.seq()
    _at(house, 12, 30)
    assert house.refused("/tickets", {"queue": "ho-tich"}, by=house.kiosk) == (409, "queue_closed")
    keeping = Housekeeping(house.book, lambda: None, lambda: None, lambda seconds: None, threading.Event())
    keeping.end_day()
    assert house.seq() == before
    states = {row["id"]: row["state"] for row in house.get("/tickets", house.supervisor)}
    assert states == {called["id"]: "called", waiting["id"]: "held", late["id"]: "waiting"}
    _at(house, 13, 31)
    assert house.do(f"/tickets/{called['id']}/recall", {}, by=house.supervisor)["state"] == "called"
    assert house.do(f"/tickets/{waiting['id']}/check-in", {}, by=house.kiosk)["state"] == "waiting"


def test_the_centre_says_until_when_a_same_day_matter_is_due_today(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(_office_hours(shipped_centre, same_day_until=14 * 60 + 30))
    assert house.get("/centre")["same_day_until"] == "14:30"


def test_the_last_minutes_of_the_day_give_no_numbers_but_people_of_the_house_may(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(_office_hours(shipped_centre, last_ticket_minutes=30))
    assert house.get("/centre")["last_ticket_minutes"] == 30
    _at(house, 16, 29)
    house.issue("ho-tich")
    _at(house, 16, 31)
    assert house.get("/centre")["open_now"] is True
    assert house.refused("/tickets", {"queue": "ho-tich"}, by=house.kiosk) == (409, "queue_closed")
    assert house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)["number"] == "A002"


def test_estimates_pass_over_lunch(shipped_centre: Configuration) -> None:
    centre = _office_hours(shipped_centre)
    breaks = estimates.closed_times(centre, MONDAY.replace(hour=11, minute=20))
    assert breaks == [(10.0, 130.0)]
    assert [through_breaks(wait, breaks) for wait in (5.0, 15.0)] == [5.0, 135.0]
    assert estimates.closed_times(centre, MONDAY.replace(hour=14)) == []


def test_a_kiosks_second_request_under_one_key_is_the_same_number(house: House) -> None:
    body = {"queue": "ho-tich", "follow_secret": house.secret}
    first = house.do("/tickets", body, by=house.kiosk, key="wish-1")
    assert house.do("/tickets", body, by=house.kiosk, key="wish-1") == first
    assert [row["number"] for row in house.get("/tickets", house.supervisor)] == [first["number"]]


def test_a_procedures_papers_are_told_with_their_marks_read(house: House) -> None:
    papers = house.get(f"/procedures/{BIRTH}/papers")
    assert (papers["id"], papers["title"], papers["queue"]) == (BIRTH, "Đăng ký khai sinh", "ho-tich")
    assert papers["documents"][0] == {
        "name": FORM,
        "note": None,
        "show_only": False,
        "conditional": False,
    }
    assert [paper["conditional"] for paper in papers["documents"]] == [False] * 3 + [True] * 4
    assert papers["hours"] == {
        "vi": [{"days": "Hằng ngày", "spans": "cả ngày"}],
        "en": [{"days": "Every day", "spans": "all day"}],
    }
    assert house.ask("GET", "/procedures/none/papers").status == 404
