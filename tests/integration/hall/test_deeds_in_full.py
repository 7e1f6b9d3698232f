"""Each deed in full: exactly what it changes of the ticket or the counter, and exactly what it tells of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from queue_server.reports.views import estimate_accuracy
from queue_server.reports.views import visits as visit_report
from tests.integration.house import House, Token, with_centre, with_queue

Json = dict[str, Any]
SUMMARY = ("id", "number", "queue", "counter", "state", "calls", "priority", "purpose")
"""What every fact about a ticket says of it, as it is after the deed."""


def minute(number: int) -> str:
    """A moment of the played morning, which begins at eight."""
    return f"2026-06-15T08:{number:02}:00.000+07:00"


def _told(ticket: Json) -> Json:
    """The ticket without what differs by speaker: what they may do next (test_allowed.py), and the follow page's address."""
    return {key: value for key, value in ticket.items() if key not in ("allowed", "follow_url")}


class Visit:
    """One citizen's number, to which things are done minute by minute; counter 1 is open."""

    def __init__(self, house: House, **more: object) -> None:
        self.house = house
        self.officer = house.token("officer", 1)
        house.do("/counters/1/open", by=self.officer)
        self.ticket = house.issue("ho-tich", **more)
        self.path = f"/tickets/{self.ticket['id']}"

    def look(self) -> Json:
        return _told(self.house.get(self.path, self.house.supervisor))

    def do(self, path: str, body: Json | None = None, by: Token | None = None) -> tuple[Json, str, Json]:
        """A minute later: what the deed changed of the ticket, its one fact, and what this tells beside the ticket."""
        self.house.later(minutes=1)
        before, seq = self.look(), self.house.seq()
        whole = path if path.startswith("/") else f"{self.path}/{path}"
        answer = _told(self.house.do(whole, body, by=by or self.officer))
        after = self.look()
        assert answer == after, "the answer is the ticket as it is now"
        (fact,) = self.house.diary(seq)
        assert {key: fact["data"].get(key) for key in SUMMARY} == {key: after[key] for key in SUMMARY}
        changed = {key: value for key, value in after.items() if before[key] != value}
        return changed, fact["type"], {key: fact["data"][key] for key in fact["data"] if key not in SUMMARY}

    def call(self) -> None:
        self.do("/counters/1/call-next")


@pytest.fixture
def visit(house: House) -> Visit:
    return Visit(house, lang="en", priority="elderly")


def test_calls_and_recalls_tell_when_by_whom_in_which_language_and_why_this_one(visit: Visit) -> None:
    assert visit.do("/counters/1/call-next") == (
        {"state": "called", "counter": 1, "calls": 1, "called_at": minute(1)},
        "ticket_called",
        {"order": "priority", "reason": None, "by": "officer-1", "at": minute(1), "lang": "en"},
    )
    assert visit.do("recall") == ({"calls": 2}, "ticket_called", {"at": minute(2), "lang": "en"})
    assert visit.do("put-back") == (
        {"state": "waiting", "counter": None},
        "ticket_waiting",
        {"why": "put_back", "from_counter": 1},
    )
    assert visit.do("/counters/1/call", {"ticket": visit.ticket["id"], "reason": "gấp"}) == (
        {"state": "called", "counter": 1, "calls": 3, "called_at": minute(4)},
        "ticket_called",
        {"order": "chosen", "reason": "gấp", "by": "officer-1", "at": minute(4), "lang": "en"},
    )


def test_a_hold_keeps_reason_and_end_and_a_resume_goes_back_to_where_it_was(visit: Visit) -> None:
    assert visit.do("hold", {"reason": "ảnh"}) == (
        {"state": "held", "held_reason": "ảnh"},
        "ticket_held",
        {"reason": "ảnh", "by": "officer-1"},
    )
    assert visit.do("resume") == (
        {"state": "waiting", "held_reason": None},
        "ticket_waiting",
        {"why": "resumed"},
    )
    visit.call()
    visit.do("hold", {"reason": "ảnh", "until": "2026-06-15T02:30:00Z"})
    assert visit.do("resume") == (
        {"state": "called", "calls": 2, "held_reason": None, "held_until": None},
        "ticket_called",
        {"at": minute(5), "lang": "en"},
    )
    assert visit.do("start") == ({"state": "serving", "started_at": minute(6)}, "ticket_serving", {})
    assert visit.do("hold", {"reason": "ảnh", "until": "2026-06-15T08:30:00"}) == (
        {"state": "held", "held_reason": "ảnh", "held_until": minute(30)},
        "ticket_held",
        {"reason": "ảnh", "by": "officer-1"},
    )
    assert visit.do("resume") == (
        {"state": "serving", "held_reason": None, "held_until": None},
        "ticket_serving",
        {},
    )
    assert visit.house.get("/counters", visit.house.supervisor)[0]["ticket"]["id"] == visit.ticket["id"]


def test_a_transfer_begins_a_new_stop_and_tells_from_where_to_where(visit: Visit) -> None:
    visit.call()
    visit.do("recall")
    visit.do("start")
    assert visit.do("transfer", {"queue": "chung-thuc", "note": "sao y", "place": "last"}) == (
        {
            "state": "waiting",
            "queue": "chung-thuc",
            "counters": [2, 3, 4, 5],
            "counter": None,
            "calls": 0,
            "called_at": None,
            "started_at": None,
            "note": "sao y",
        },
        "ticket_transferred",
        {
            "why": "transferred",
            "from_queue": "ho-tich",
            "to_queue": "chung-thuc",
            "from_counter": 1,
            "to_counter": None,
            "place": "last",
            "reason": "sao y",
            "by": "officer-1",
        },
    )
    visit.house.do("/counters/4/open", by=visit.house.supervisor)
    changed, _, told_of_it = visit.do("transfer", {"counter": 4}, by=visit.house.supervisor)
    assert changed == {"counters": [4], "note": None}
    assert told_of_it == {
        "why": "transferred",
        "from_queue": "chung-thuc",
        "to_queue": "chung-thuc",
        "from_counter": None,
        "to_counter": 4,
        "place": "arrival",
        "reason": None,
        "by": "supervisor",
    }


def test_no_show_and_cancel_are_undone_or_restored_and_each_says_why(visit: Visit) -> None:
    visit.call()
    assert visit.do("no-show") == ({"state": "no_show"}, "ticket_no_show", {})
    assert visit.do("undo") == (
        {"state": "waiting", "counters": [1], "counter": None, "calls": 0},
        "ticket_waiting",
        {"why": "undone"},
    )
    assert visit.do("/counters/1/call-next")[2]["order"] == "sent_first"
    visit.do("no-show")
    assert visit.do("restore", {"place": "last"}) == (
        {"state": "waiting", "counter": None, "calls": 0},
        "ticket_waiting",
        {"why": "restored"},
    )
    assert visit.do("cancel", {"reason": "về"}) == (
        {"state": "cancelled", "note": "về"},
        "ticket_cancelled",
        {"reason": "về", "by": "officer-1"},
    )
    assert visit.do("undo") == ({"state": "waiting"}, "ticket_waiting", {"why": "undone"})


def test_whoever_was_sent_first_and_is_put_back_is_not_first_any_more(house: House) -> None:
    visit = Visit(house)
    for _ in range(2):
        house.issue("ho-tich")
    last = house.issue("ho-tich")
    visit.do("/counters/1/call-next")
    visit.do("cancel", {"reason": "về"})
    house.do(f"/tickets/{last['id']}/transfer", {"queue": "ho-tich", "place": "first"}, by=house.supervisor)
    assert house.do("/counters/1/call-next", by=visit.officer)["id"] == last["id"]
    house.do(f"/tickets/{last['id']}/put-back", by=visit.officer)
    house.later(minutes=3)
    line = house.get("/queues/ho-tich/waiting", house.supervisor)
    assert [ticket["number"] for ticket in line] == ["A002", "A003", "A004"]


def test_a_service_that_came_to_nothing_does_not_lengthen_the_next_one(visit: Visit) -> None:
    visit.call()
    visit.do("start")
    visit.do("hold", {"reason": "ảnh"})
    visit.do("cancel", {"reason": "về"})
    visit.do("restore", {"place": "arrival"})
    assert visit.do("/counters/1/call-next")[0] == {
        "state": "called",
        "counter": 1,
        "calls": 1,
        "called_at": minute(6),
        "started_at": None,
    }


def test_a_finish_keeps_its_outcome_and_an_undone_one_forgets_it(visit: Visit) -> None:
    visit.call()
    assert visit.do("finish", {"outcome": "advised"}) == (
        {"state": "done", "finished_at": minute(2), "outcome": "advised"},
        "ticket_done",
        {},
    )
    assert visit.do("undo") == (
        {"state": "serving", "started_at": minute(1), "finished_at": None, "outcome": None},
        "ticket_serving",
        {"why": "undone"},
    )
    assert visit.house.get("/counters", visit.house.supervisor)[0]["ticket"]["id"] == visit.ticket["id"]


def test_a_finish_with_a_dossier_needs_no_outcome(visit: Visit) -> None:
    visit.call()
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Ngọc Ánh"}}
    visit.house.do(f"{visit.path}/dossiers", body, by=visit.officer)
    assert visit.do("finish") == ({"state": "done", "finished_at": minute(2)}, "ticket_done", {})


def test_whoever_came_to_collect_and_has_it_all_has_collected_without_being_asked(house: House) -> None:
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Ngọc Ánh"}}
    first = Visit(house)
    first.call()
    codes = [
        house.do(f"{first.path}/dossiers", {**body, "outcome": outcome}, by=first.officer)["code"]
        for outcome in ("return", "accept")
    ]
    first.do("finish")
    for carried, told in ((codes[:1], {"outcome": "collected"}), (codes, {})):
        again = Visit(house, purpose="collect", dossiers=carried)
        again.call()
        assert again.do("finish")[0] == {"state": "done", "finished_at": again.look()["finished_at"], **told}


def test_a_visit_goes_on_where_this_counter_does_not_serve_and_not_where_it_does(house: House) -> None:
    stops = ["dang-ky-khai-sinh", "dang-ky-ket-hon", "chung-thuc-ban-sao-tu-ban-chinh"]
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    ticket = house.do("/tickets", {"procedures": stops}, by=house.kiosk)
    house.later(minutes=1)
    house.do("/counters/1/call-next", by=officer)
    seq = house.seq()
    onward = house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=officer)
    assert (onward["state"], onward["queue"], onward["stop"], onward["outcome"]) == (
        "waiting",
        "chung-thuc",
        2,
        None,
    )
    (fact,) = house.facts(seq)
    assert {key: fact["data"][key] for key in ("why", "from_queue", "to_queue", "to_counter", "place")} == {
        "why": "next_stop",
        "from_queue": "ho-tich",
        "to_queue": "chung-thuc",
        "to_counter": None,
        "place": "arrival",
    }


def test_a_change_of_priority_tells_the_reason(visit: Visit) -> None:
    assert visit.do("priority", {"group": None, "reason": "nhầm"}) == (
        {"priority": None},
        "ticket_priority",
        {"reason": "nhầm", "by": "officer-1"},
    )


def test_a_paper_that_is_scanned_again_brings_its_number_back_and_says_how(visit: Visit) -> None:
    kiosk = visit.house.kiosk

    def check_in() -> tuple[Json, str, Json]:
        before, seq = visit.look(), visit.house.seq()
        visit.house.do(f"{visit.path}/check-in", by=kiosk)
        after = visit.look()
        changed = {key: value for key, value in after.items() if before[key] != value}
        (fact,) = visit.house.facts(seq) or [{"type": "", "data": {}}]
        return changed, fact["type"], {k: fact["data"][k] for k in fact["data"] if k not in SUMMARY}

    assert check_in() == ({}, "", {}), "it waits already"
    visit.do("hold", {"reason": "ảnh", "until": minute(30)})
    back = {"state": "waiting", "held_reason": None, "held_until": None}
    assert check_in() == (back, "ticket_waiting", {"why": "resumed"})
    visit.call()
    assert check_in() == ({}, "", {}), "it is being called"
    visit.do("hold", {"reason": "ảnh", "until": minute(30)})
    assert check_in() == ({"held_until": minute(3)}, "ticket_held", {"why": "back"})
    visit.do("resume")
    visit.do("no-show")
    restored = {"state": "waiting", "counter": None, "calls": 0}
    assert check_in() == (restored, "ticket_waiting", {"why": "checked_in"})
    visit.call()
    visit.do("no-show")
    assert check_in() == (restored, "ticket_waiting", {"why": "checked_in"})
    secret = visit.ticket["follow_url"].rpartition("/")[2]
    assert visit.house.ask("POST", f"/follow/{secret}/delay", {}).status == 200
    assert check_in() == ({"delayed_until": None}, "ticket_waiting", {"why": "back"})


def test_a_paper_scanned_when_the_ten_minutes_are_over_changes_nothing(visit: Visit) -> None:
    secret = visit.ticket["follow_url"].rpartition("/")[2]
    visit.house.ask("POST", f"/follow/{secret}/delay", {})
    seq = visit.house.seq()
    visit.house.later(minutes=10)
    visit.house.do(f"{visit.path}/check-in", by=visit.house.kiosk)
    assert visit.house.facts(seq) == []


def test_yesterdays_number_is_told_that_its_day_is_over(visit: Visit) -> None:
    visit.call()
    visit.do("no-show")
    visit.house.later(days=1)
    answer = visit.house.ask("POST", f"{visit.path}/check-in", by=visit.house.kiosk)
    assert (answer.status, answer.body["code"], answer.body["title"]) == (
        409,
        "another_day",
        "Số A001 là của ngày khác.",
    )
    answer = visit.house.ask("POST", f"{visit.path}/restore", {"place": "first"}, by=visit.officer)
    assert (answer.status, answer.body["title"]) == (409, "Số A001 là của ngày khác.")


def test_a_call_by_hand_lets_in_those_put_back_who_were_sent_to_this_counter(house: House) -> None:
    officer = house.token("officer", 4)
    house.do("/counters/4/open", by=officer)
    sent, chosen = house.issue("chung-thuc"), house.issue("chung-thuc")
    house.do(f"/tickets/{sent['id']}/transfer", {"counter": 4}, by=house.supervisor)
    house.do("/counters/4/call-next", by=officer)
    house.do(f"/tickets/{sent['id']}/put-back", by=officer)
    house.do("/counters/4/call", {"ticket": chosen["id"], "reason": "gấp"}, by=officer)
    house.do(f"/tickets/{chosen['id']}/finish", {"outcome": "advised"}, by=officer)
    house.issue("chung-thuc")
    assert house.do("/counters/4/call-next", by=officer)["id"] == sent["id"]


def test_a_counter_tells_its_name_queues_officer_and_why_it_rests(house: House) -> None:
    officer = house.token("officer", 1)
    counter = {"number": 1, "name": "Hộ tịch 1", "queues": ["ho-tich"]}

    def do(path: str, body: Json | None = None, by: Token = officer) -> tuple[Json, list[tuple[str, Json]]]:
        seq = house.seq()
        answer = house.do(f"/counters/1/{path}", body, by=by)
        return answer, [(fact["type"], fact["data"]) for fact in house.facts(seq)]

    opened = {**counter, "state": "open", "reason": None, "officer": "officer-1"}
    answer, facts = do("open")
    assert answer == {**opened, "ticket": None, **{key: answer[key] for key in answer.keys() - opened.keys()}}
    assert facts == [("counter_opened", opened)]
    assert do("open") == (answer, []), "it is open already"
    paused = {**opened, "state": "paused", "reason": "họp"}
    assert do("pause", {"reason": "họp"}) == (
        {**answer, **paused, "allowed": ["open", "pause", "close"]},
        [("counter_paused", paused)],
    )
    assert do("open", by=house.supervisor) == (answer, [("counter_opened", opened)]), (
        "the officer keeps the place"
    )
    assert do("pause", {"reason": "họp"}, by=house.supervisor)[1] == [("counter_paused", paused)]
    closed = {**counter, "state": "closed", "reason": None, "officer": None}
    shut = {**answer, **closed, "allowed": ["open"], "receives": False}
    assert do("close") == (shut, [("counter_closed", closed)])
    assert do("close") == (shut, [])
    theirs = {**opened, "officer": "supervisor"}
    assert do("open", by=house.supervisor)[1] == [("counter_opened", theirs)]


def test_a_supervisor_stops_a_counter_and_says_what_becomes_of_its_ticket(house: House) -> None:
    officer = house.token("officer", 1)
    found = {}
    for choice in ("put_back", "finish", "hold"):
        for started in (False, True):
            house.do("/counters/1/open", by=officer)
            ticket = house.issue("ho-tich")
            house.do("/counters/1/call-next", by=officer)
            if started:
                house.do(f"/tickets/{ticket['id']}/start", by=officer)
            body = {"reason": "họp", "ticket": choice}
            assert house.refused("/counters/1/pause", body, by=officer) == (409, "counter_busy")
            assert house.refused("/counters/1/pause", {"reason": "họp"}, by=house.supervisor) == (
                409,
                "counter_busy",
            )
            assert house.do("/counters/1/pause", body, by=house.supervisor)["ticket"] is None
            after = house.get(f"/tickets/{ticket['id']}", house.supervisor)
            found[choice, started] = tuple(after[key] for key in ("state", "outcome", "held_reason"))
            if after["state"] != "done":
                house.do(f"/tickets/{ticket['id']}/cancel", {"reason": "dọn"}, by=house.supervisor)
    held = ("held", None, found["hold", True][2])
    assert held[2]
    assert found == {
        ("put_back", False): ("waiting", None, None),
        ("put_back", True): held,
        ("finish", False): ("done", "other", None),
        ("finish", True): ("done", "other", None),
        ("hold", False): held,
        ("hold", True): held,
    }


def test_tickets_that_a_closing_counter_gives_back_say_so(house: House) -> None:
    officer = house.token("officer", 4)
    house.do("/counters/4/open", by=officer)
    ticket = house.issue("chung-thuc")
    house.do(f"/tickets/{ticket['id']}/transfer", {"counter": 4, "place": "first"}, by=house.supervisor)
    seq = house.seq()
    house.do("/counters/4/close", by=officer)
    waiting, closed = house.facts(seq)
    assert (waiting["type"], waiting["data"]["id"], waiting["data"]["why"], closed["type"]) == (
        "ticket_waiting",
        ticket["id"],
        "counter_closed",
        "counter_closed",
    )


def test_every_number_that_is_given_counts_towards_the_quota(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_queue(shipped_centre, "ho-tich", quota=4))
    for number in ("A800", "A801"):
        house.issue("ho-tich")
        printed = {"queue": "ho-tich", "printed_number": number, "printed_at": "2026-06-15T07:58:00+07:00"}
        house.do("/tickets", printed, by=house.kiosk)
    assert house.refused("/tickets", {"queue": "ho-tich"}, by=house.kiosk) == (409, "quota_reached")


def test_the_end_of_the_day_says_why_it_ends_what_is_open(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    called, waiting, held = (house.issue("ho-tich") for _ in range(3))
    house.do("/counters/1/call-next", by=officer)
    house.do(f"/tickets/{held['id']}/hold", {"reason": "ảnh"}, by=officer)
    seq = house.seq()
    house.later(days=1)
    house.issue("chung-thuc")
    facts = [fact for fact in house.facts(seq) if fact["type"] != "ticket_issued"]
    closed = {"number": 1, "name": "Hộ tịch 1", "state": "closed", "reason": None, "queues": ["ho-tich"]}
    assert {(fact["type"], fact["data"].get("id"), fact["data"].get("why")) for fact in facts[:-1]} == {
        ("ticket_no_show", called["id"], "day_end"),
        ("ticket_expired", waiting["id"], "day_end"),
        ("ticket_expired", held["id"], "day_end"),
    }
    assert (facts[-1]["type"], facts[-1]["data"]) == ("counter_closed", {**closed, "officer": None})


def test_a_new_number_is_told_with_its_kiosk_and_whether_it_was_printed_alone(house: House) -> None:
    seq = house.seq()
    ticket = house.issue(
        "chung-thuc", priority="elderly", purpose="collect", documents=["Đơn"], phone="0912345678"
    )
    printed = house.do(
        "/tickets",
        {"queue": "ho-tich", "printed_number": "A800", "printed_at": "2026-06-15T07:58:00+07:00"},
        by=house.kiosk,
    )
    by_hand = house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)
    facts = house.facts(seq)
    waiting = {"counter": None, "state": "waiting", "calls": 0, "appointment_at": None}
    waiting["waits_since"] = "2026-06-15T08:00:00.000+07:00"
    plain = {**waiting, "queue": "ho-tich", "priority": None, "purpose": "submit"}
    assert [(fact["type"], fact["data"]) for fact in facts] == [
        (
            "ticket_issued",
            {
                **waiting,
                "id": ticket["id"],
                "number": "B001",
                "queue": "chung-thuc",
                "priority": "elderly",
                "purpose": "collect",
                "kiosk": "kiosk-1",
                "offline": False,
            },
        ),
        (
            "ticket_issued",
            {**plain, "id": printed["id"], "number": "A800", "kiosk": "kiosk-1", "offline": True}
            | {"waits_since": "2026-06-15T07:58:00.000+07:00"},
        ),
        (
            "ticket_issued",
            {**plain, "id": by_hand["id"], "number": "A001", "kiosk": None, "offline": False},
        ),
    ]
    assert (ticket["documents"], printed["issued_at"]) == (["Đơn"], "2026-06-15T07:58:00.000+07:00")


def test_the_panel_shows_what_can_be_taken_back_and_what_is_usual_here(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    for _ in range(3):
        ticket = house.issue("ho-tich")
        house.do("/counters/1/call-next", by=officer)
        house.do(f"/tickets/{ticket['id']}/start", by=officer)
        house.later(minutes=4)
        house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=officer)
    kept = house.issue("ho-tich")
    house.do(f"/tickets/{kept['id']}/hold", {"reason": "ảnh"}, by=officer)
    seq = house.seq()
    panel = house.get("/counters/1/panel", officer)
    assert panel["undo"] == {
        "ticket": ticket["id"],
        "number": "A003",
        "state": "done",
        "label": panel["undo"]["label"],
        "until": "2026-06-15T08:13:00+07:00",
        "blocked": False,
    }
    assert "A003" in panel["undo"]["label"]
    assert [row["number"] for row in panel["held"]] == ["A004"]
    assert [row["number"] for row in panel["recent"]] == ["A003", "A002", "A001"]
    assert (panel["seq"], panel["ticket"], panel["waiting"]) == (seq, None, [])
    assert panel["counter"]["officer"] == "officer-1"
    assert panel["policy"]
    assert panel["usual_minutes"] == 4
    house.later(seconds=61)
    assert house.get("/counters/1/panel", officer)["undo"] is None


def refusal(house: House, path: str, body: Json | None, by: Token) -> Json:
    """The problem document of a refused deed, without what is the same in all of them."""
    answer = house.ask("POST", path, body, by=by)
    assert answer.headers["content-type"].startswith("application/problem+json"), answer
    return {key: value for key, value in answer.body.items() if key not in ("type", "instance", "detail")}


def test_a_refusal_is_a_sentence_that_names_number_and_counter(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_centre(shipped_centre, recall_seconds=30, no_show_after_calls=2))
    officer, other = house.token("officer", 1), house.token("officer", 1, name="other")
    said = {}

    def refuse(name: str, path: str, body: Json | None = None, by: Token = officer) -> None:
        found = refusal(house, path, body, by)
        said[name] = (found["status"], found["code"], found["title"])

    refuse("closed", "/counters/1/call-next")
    refuse("pause_closed", "/counters/1/pause", {"reason": "họp"})
    house.do("/counters/1/open", by=officer)
    refuse("taken", "/counters/1/open", by=other)
    refuse("taken_from", "/counters/1/open", by=house.supervisor)
    house.do("/counters/1/pause", {"reason": "họp"}, by=officer)
    refuse("taken_pause", "/counters/1/open", by=other)
    refuse("paused", "/counters/1/call-next")
    house.do("/counters/1/open", by=officer)
    ticket = house.issue("ho-tich")
    path = f"/tickets/{ticket['id']}"
    refuse("illegal", f"{path}/recall")
    house.do("/counters/1/call-next", by=officer)
    refuse("busy", "/counters/1/call-next")
    refuse("busy_pause", "/counters/1/pause", {"reason": "họp"})
    house.do("/counters/2/open", by=house.supervisor)
    refuse("not_waiting", "/counters/2/call", {"ticket": ticket["id"], "reason": "gấp"}, by=house.supervisor)
    house.later(seconds=8)
    refuse("too_soon", f"{path}/recall")
    refuse("call_again", f"{path}/no-show")
    refuse("outcome", f"{path}/finish")
    refuse("nowhere", f"{path}/transfer", {})
    refuse("here", f"{path}/transfer", {"counter": 1})
    refuse("closed_there", f"{path}/transfer", {"counter": 4})
    refuse("group", f"{path}/priority", {"group": "rich", "reason": "x"})
    refuse("no_ticket", "/tickets/99999/recall")
    refuse("no_counter", "/counters/99/open", by=house.supervisor)
    refuse("stranger", f"{path}/recall", by=house.token("officer", 6, 7))
    refuse("nobody", f"{path}/recall", by=house.token("officer"))
    house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)
    house.later(seconds=61)
    refuse("too_late", f"{path}/undo")
    assert said == {
        "closed": (409, "counter_closed", "Quầy 1 đang đóng. Mở quầy trước đã."),
        "pause_closed": (409, "illegal_move", "Quầy 1 đang ở trạng thái không làm được việc này (closed)."),
        "taken": (409, "counter_taken", "officer-1 đang ngồi quầy 1."),
        "taken_from": (409, "counter_taken", "officer-1 đang ngồi quầy 1."),
        "taken_pause": (409, "counter_taken", "officer-1 đang ngồi quầy 1."),
        "paused": (409, "counter_closed", "Quầy 1 đang tạm dừng. Mở lại quầy trước đã."),
        "illegal": (409, "illegal_move", "Số A001 đang ở trạng thái không làm được việc này (waiting)."),
        "busy": (409, "counter_busy", "Đang giữ A001. Kết thúc hoặc tạm giữ trước khi gọi."),
        "busy_pause": (409, "counter_busy", "Đang giữ A001. Kết thúc hoặc tạm giữ trước khi gọi."),
        "not_waiting": (409, "not_waiting", "Quầy 1 vừa gọi số A001."),
        "too_soon": (409, "too_soon", "Vừa gọi xong. Xin đợi 22 giây rồi gọi lại."),
        "call_again": (409, "call_again_first", "Mới gọi A001 1 lần; cần gọi 2 lần trước khi ghi vắng mặt."),
        "outcome": (422, "outcome_required", "Số A001 chưa có hồ sơ: xin chọn kết quả trước khi kết thúc."),
        "nowhere": (422, "invalid", "Cần chọn một hàng đợi, hoặc một quầy, không cả hai."),
        "here": (422, "invalid", "Số này đang ở quầy 1 rồi."),
        "closed_there": (409, "counter_closed", "Quầy 4 đang đóng. Mở quầy trước đã."),
        "group": (422, "invalid", "Không có diện ưu tiên rich."),
        "no_ticket": (404, "not_found", "Không tìm thấy."),
        "no_counter": (404, "not_found", "Không tìm thấy."),
        "stranger": (403, "not_your_counter", "Việc này thuộc quầy khác, không phải quầy của ông/bà."),
        "nobody": (403, "not_your_counter", "Việc này thuộc quầy khác, không phải quầy của ông/bà."),
        "too_late": (409, "too_late_to_undo", "Quá 60 giây, không hoàn tác được nữa."),
    }


def test_what_cannot_be_done_in_this_state_says_from_where_to_where(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    ticket = house.issue("ho-tich")
    path = f"/tickets/{ticket['id']}"
    bodies: dict[str, Json] = {
        "recall": {},
        "start": {},
        "no-show": {},
        "resume": {},
        "put-back": {},
        "undo": {},
        "restore": {"place": "first"},
        "finish": {"outcome": "advised"},
        "hold": {"reason": "ảnh"},
        "cancel": {"reason": "về"},
        "transfer": {"queue": "chung-thuc"},
        "priority": {"group": None, "reason": "nhầm"},
    }

    def refused() -> dict[str, tuple[str, str]]:
        found = {}
        for name, body in bodies.items():
            answer = house.ask("POST", f"{path}/{name}", body, by=officer)
            if answer.status != 200:
                assert answer.body["code"] == "illegal_move", answer
                found[name] = (answer.body["from"], answer.body["to"])
        return found

    waiting = {name: bodies.pop(name) for name in ("hold", "cancel", "transfer", "priority")}
    assert refused() == {
        "recall": ("waiting", "called"),
        "start": ("waiting", "serving"),
        "no-show": ("waiting", "no_show"),
        "resume": ("waiting", "waiting"),
        "put-back": ("waiting", "waiting"),
        "undo": ("waiting", "serving"),
        "restore": ("waiting", "waiting"),
        "finish": ("waiting", "done"),
    }
    house.do("/counters/1/call-next", by=officer)
    house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)
    bodies.update(waiting)
    bodies.pop("undo")
    assert refused() == {
        "recall": ("done", "called"),
        "start": ("done", "serving"),
        "no-show": ("done", "no_show"),
        "resume": ("done", "waiting"),
        "put-back": ("done", "waiting"),
        "restore": ("done", "waiting"),
        "finish": ("done", "done"),
        "hold": ("done", "held"),
        "cancel": ("done", "cancelled"),
        "transfer": ("done", "waiting"),
        "priority": ("done", "done"),
    }


def test_nobody_is_sent_to_a_queue_that_no_counter_serves(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    counters = tuple(one for one in shipped_centre.counters if one.number == 1)
    house = new_house(replace(shipped_centre, counters=counters))
    visit = Visit(house)
    answer = house.ask("POST", f"{visit.path}/transfer", {"queue": "chung-thuc"}, by=house.supervisor)
    assert (answer.status, answer.body["code"]) == (409, "queue_closed")


def test_whoever_is_resumed_at_a_counter_that_stopped_is_told_which(visit: Visit) -> None:
    visit.call()
    visit.do("hold", {"reason": "ảnh"})
    visit.house.do("/counters/1/close", by=visit.officer)
    answer = visit.house.ask("POST", f"{visit.path}/resume", by=visit.officer)
    assert (answer.status, answer.body["code"], answer.body["title"]) == (
        409,
        "counter_closed",
        "Quầy 1 đang đóng. Mở quầy trước đã.",
    )


def test_the_wait_is_frozen_at_the_first_call_however_often_a_number_is_called_again(house: House) -> None:
    """Told nine minutes at the most, called after five; recalled, put back, called again and served, all much later."""
    house.book.estimates.update({"ho-tich": [(5, 9)]})
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    ticket, missed = house.issue("ho-tich"), house.issue("ho-tich")
    path = f"/tickets/{ticket['id']}"
    house.later(minutes=5)
    house.do("/counters/1/call-next", by=officer)
    house.later(minutes=10)
    house.do(f"{path}/recall", by=officer)
    house.later(minutes=10)
    house.do(f"{path}/put-back", by=officer)
    house.later(minutes=10)
    house.do("/counters/1/call", {"ticket": ticket["id"], "reason": "đã quay lại"}, by=officer)
    house.later(minutes=10)
    house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)
    day = date(2026, 6, 15)

    def waits() -> Json:
        with house.book.engine.connect() as connection:
            found = visit_report.period(connection, house.centre, day, day, house.now)
        return found.total.waiting_time.as_json()

    assert waits() == {"count": 1, "mean": 5.0, "p50": 5.0, "p90": 5.0}
    with house.book.engine.connect() as connection:
        share = estimate_accuracy.figures(connection, house.centre, day, day)
    assert (share.count, share.within) == (1, 1)
    # One that is called in vain counts too: also a second call after it was restored changes nothing.
    house.do("/counters/1/call-next", by=officer)
    house.later(minutes=1)
    house.do(f"/tickets/{missed['id']}/no-show", by=officer)
    house.do(f"/tickets/{missed['id']}/restore", {"place": "first"}, by=officer)
    house.later(minutes=30)
    house.do("/counters/1/call-next", by=officer)
    assert waits() == {"count": 2, "mean": 25.0, "p50": 5.0, "p90": 45.0}


def test_a_service_counts_for_its_queue_counter_and_officer_with_its_walk_and_its_length(
    house: House,
) -> None:
    visit = Visit(house)
    house.do("/counters/2/open", by=house.supervisor)
    visit.call()
    visit.do("start")
    visit.do("finish", {"outcome": "advised"})
    other, third = house.issue("ho-tich"), house.issue("ho-tich")
    house.do("/counters/2/call-next", by=house.supervisor)
    house.do(f"/tickets/{other['id']}/no-show", by=house.supervisor)
    # A supervisor who calls for an officer does the officer's work.
    house.do("/counters/1/call-next", by=house.supervisor)
    house.do(f"/tickets/{third['id']}/finish", {"outcome": "advised"}, by=house.supervisor)
    day = date(2026, 6, 15)
    with house.book.engine.connect() as connection:
        found = visit_report.period(connection, house.centre, day, day, house.now).as_json()

    def counted(kind: str, key: str) -> Json:
        return {
            row[key]: tuple(
                (row[name]["count"], row[name]["mean"])
                for name in ("waiting_time", "walking_time", "service_time")
            )
            for row in found[kind]
            if row["waiting_time"]["count"]
        }

    one, none = (1, 1.0), (0, None)
    assert counted("by_queue", "queue") == {"ho-tich": ((3, 0.3), one, one)}
    assert counted("by_counter", "counter") == {1: ((2, 0.5), one, one), 2: ((1, 0.0), none, none)}
    assert counted("by_officer", "officer") == {
        "officer-1": ((2, 0.5), one, one),
        "supervisor": ((1, 0.0), none, none),
    }


def test_each_stop_of_a_visit_has_a_wait_of_its_own(house: House) -> None:
    officer, next_door = house.token("officer", 1), house.token("officer", 4)
    house.do("/counters/1/open", by=officer)
    house.do("/counters/4/open", by=next_door)
    ticket = house.issue("ho-tich")
    path = f"/tickets/{ticket['id']}"
    house.later(minutes=5)
    house.do("/counters/1/call-next", by=officer)
    house.do(f"{path}/start", by=officer)
    house.later(minutes=20)
    house.do(f"{path}/transfer", {"queue": "chung-thuc"}, by=officer)
    house.later(minutes=2)
    house.do("/counters/4/call-next", by=next_door)
    house.later(minutes=3)
    house.do(f"{path}/finish", {"outcome": "advised"}, by=next_door)
    day = date(2026, 6, 15)
    with house.book.engine.connect() as connection:
        rows = {
            row.queue: row.waiting_time.p50
            for row in visit_report.period(connection, house.centre, day, day, house.now).by_queue
            if row.waiting_time.count
        }
    assert rows == {"ho-tich": 5.0, "chung-thuc": 2.0}
