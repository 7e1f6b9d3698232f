"""What officers do with tickets and counters, deed by deed: what comes of it, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.wire.vocabulary import TicketState as S
from tests.integration.house import House, Token, with_centre, with_queue

Refused = tuple[int, str]


def desk(house: House, number: int = 1) -> Token:
    """An officer at an open counter (counter 1 serves `ho-tich`, 4 `chung-thuc`)."""
    officer = house.token("officer", number)
    house.do(f"/counters/{number}/open", by=officer)
    return officer


def called(house: House, officer: Token, **more: object) -> Any:
    """A fresh ticket, called to counter 1."""
    house.issue("ho-tich", **more)
    return house.do("/counters/1/call-next", by=officer)


def state(house: House, ticket: dict[str, Any]) -> str:
    return str(house.get(f"/tickets/{ticket['id']}", house.supervisor)["state"])


def waiting(house: House, queue: str = "ho-tich") -> list[str]:
    return [ticket["number"] for ticket in house.get(f"/queues/{queue}/waiting", house.supervisor)]


def reach(house: House, officer: Token, wanted: S, paper: str) -> Any:
    """A ticket in any state; `paper` is the number for one that expired."""
    if wanted is S.WAITING:
        return house.issue("ho-tich")
    if wanted is S.EXPIRED:
        printed_at = "2026-06-14T10:00:00+07:00"
        body = {"queue": "ho-tich", "printed_number": paper, "printed_at": printed_at}
        return house.do("/tickets", body, by=house.kiosk)
    ticket = called(house, officer)
    path = f"/tickets/{ticket['id']}"
    if wanted in (S.SERVING, S.DONE):
        ticket = house.do(f"{path}/start", by=officer)
    if wanted is S.DONE:
        ticket = house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)
    if wanted is S.HELD:
        ticket = house.do(f"{path}/hold", {"reason": "về lấy giấy"}, by=officer)
    if wanted is S.NO_SHOW:
        ticket = house.do(f"{path}/no-show", by=officer)
    if wanted is S.CANCELLED:
        ticket = house.do(f"{path}/cancel", {"reason": "về"}, by=officer)
    assert ticket["state"] == wanted.value
    return ticket


# Each deed: the states from which it is allowed, its body, and the state that it leads to.
DEEDS: dict[str, tuple[set[S], dict[str, Any] | None, str]] = {
    "recall": ({S.CALLED}, None, "called"),
    "start": ({S.CALLED}, None, "serving"),
    "finish": ({S.CALLED, S.SERVING}, {"outcome": "advised"}, "done"),
    "no-show": ({S.CALLED}, None, "no_show"),
    "hold": ({S.WAITING, S.CALLED, S.SERVING}, {"reason": "về lấy giấy"}, "held"),
    "resume": ({S.HELD}, None, "called"),
    "put-back": ({S.CALLED}, None, "waiting"),
    "cancel": ({S.WAITING, S.CALLED, S.HELD}, {"reason": "về"}, "cancelled"),
    "restore": ({S.NO_SHOW, S.CANCELLED}, {"place": "arrival"}, "waiting"),
    "transfer": ({S.WAITING, S.CALLED, S.SERVING}, {"queue": "chung-thuc"}, "waiting"),
    "undo": ({S.DONE, S.NO_SHOW, S.CANCELLED}, None, ""),
}


def test_each_deed_from_each_state_does_what_the_table_says_or_is_an_illegal_move(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_centre(shipped_centre, tickets_per_minute=1000))
    officer = desk(house)
    found, expected = {}, {}
    for index, (name, (allowed, body, leads_to)) in enumerate(DEEDS.items()):
        for origin in S:
            ticket = reach(house, officer, origin, f"A{800 + index}")
            seq = house.seq()
            answer = house.ask("POST", f"/tickets/{ticket['id']}/{name}", body, by=house.supervisor)
            if origin in allowed:
                # What an undo leads to depends on what it takes back.
                to = leads_to or {"done": "serving"}.get(origin.value, "waiting")
                expected[name, origin] = (200, to, True)
                found[name, origin] = (answer.status, answer.body.get("state"), house.seq() > seq)
            else:
                expected[name, origin] = (409, "illegal_move", origin.value, False)
                code, came_from = answer.body.get("code"), answer.body.get("from")
                found[name, origin] = (answer.status, code, came_from, house.seq() > seq)
            if state(house, ticket) in ("called", "serving"):
                house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=house.supervisor)
    assert found == expected


def test_a_visit_from_number_to_finish_tells_its_facts(house: House) -> None:
    officer = desk(house)
    seq = house.seq()
    ticket = called(house, officer)
    path = f"/tickets/{ticket['id']}"
    house.later(seconds=20)
    house.do(f"{path}/recall", by=officer)
    house.later(seconds=10)
    house.do(f"{path}/start", by=officer)
    house.later(minutes=5)
    done = house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)
    assert [(f["type"], f["data"]["calls"]) for f in house.facts(seq)] == [
        ("ticket_issued", 0),
        ("ticket_called", 1),
        ("ticket_called", 2),
        ("ticket_serving", 2),
        ("ticket_done", 2),
    ]
    assert {
        key: done[key] for key in ("state", "calls", "outcome", "called_at", "started_at", "finished_at")
    } == {
        "state": "done",
        "calls": 2,
        "outcome": "advised",
        "called_at": "2026-06-15T08:00:00.000+07:00",
        "started_at": "2026-06-15T08:00:30.000+07:00",
        "finished_at": "2026-06-15T08:05:30.000+07:00",
    }


def test_finishing_without_a_dossier_needs_an_outcome(house: House) -> None:
    officer = desk(house)
    ticket = called(house, officer)
    assert house.refused(f"/tickets/{ticket['id']}/finish", by=officer) == (422, "outcome_required")
    assert house.refused(f"/tickets/{ticket['id']}/finish", {"outcome": "party"}, by=officer) == (
        422,
        "invalid",
    )
    assert state(house, ticket) == "called"


def test_a_counter_serves_one_number_at_a_time_and_names_it(house: House) -> None:
    officer = desk(house)
    ticket = called(house, officer)
    other = house.issue("ho-tich")
    answer = house.ask("POST", "/counters/1/call-next", by=officer)
    assert (answer.status, answer.body["code"], answer.body["number"]) == (409, "counter_busy", "A001")
    body = {"ticket": other["id"], "reason": "gấp"}
    assert house.refused("/counters/1/call", body, by=officer) == (409, "counter_busy")
    house.do(f"/tickets/{ticket['id']}/start", by=officer)
    assert house.refused("/counters/1/call-next", by=officer) == (409, "counter_busy")


def test_opening_is_never_implicit(house: House) -> None:
    house.issue("ho-tich")
    officer = house.token("officer", 1)
    assert house.refused("/counters/1/call-next", by=officer) == (409, "counter_closed")
    house.do("/counters/1/open", by=officer)
    house.do("/counters/1/pause", {"reason": "Nghỉ trưa"}, by=officer)
    assert house.refused("/counters/1/call-next", by=officer) == (409, "counter_closed")
    assert house.do("/counters/1/open", by=officer)["state"] == "open"


def test_opening_twice_is_one_opening_and_a_second_officer_is_told_who_sits_there(house: House) -> None:
    officer = desk(house)
    seq = house.seq()
    house.do("/counters/1/open", by=officer)
    assert house.facts(seq) == []
    colleague = house.token("officer", 1, name="hoa")
    answer = house.ask("POST", "/counters/1/open", by=colleague)
    assert (answer.status, answer.body["code"]) == (409, "counter_taken")
    assert answer.body["title"] == "officer-1 đang ngồi quầy 1."
    house.do("/counters/1/close", by=officer)
    assert house.do("/counters/1/open", by=colleague)["officer"] == "hoa"


def test_a_paused_counter_cannot_be_paused_while_closed(house: House) -> None:
    answer = house.ask("POST", "/counters/1/pause", {"reason": "x"}, by=house.supervisor)
    assert (answer.status, answer.body["code"], answer.body["from"], answer.body["to"]) == (
        409,
        "illegal_move",
        "closed",
        "paused",
    )


def test_stopping_with_a_ticket_names_it_unless_a_supervisor_says_what_becomes_of_it(house: House) -> None:
    officer = desk(house)
    for choice, becomes in (("put_back", "waiting"), ("hold", "held"), ("finish", "done")):
        ticket = called(house, officer)
        for path, body in (("pause", {"reason": "họp"}), ("close", {}), ("close", {"ticket": choice})):
            answer = house.ask("POST", f"/counters/1/{path}", body, by=officer)
            said = (answer.status, answer.body["code"], answer.body["number"])
            assert said == (409, "counter_busy", ticket["number"])
        house.do("/counters/1/close", {"ticket": choice}, by=house.supervisor)
        assert state(house, ticket) == becomes
        house.do("/counters/1/open", by=officer)
        if becomes == "waiting":
            house.do(f"/tickets/{ticket['id']}/cancel", {"reason": "dọn"}, by=officer)


def test_a_number_that_was_put_back_waits_for_one_other_call(house: House) -> None:
    officer = desk(house)
    first, second = house.issue("ho-tich"), house.issue("ho-tich")
    house.do("/counters/1/call-next", by=officer)
    house.do(f"/tickets/{first['id']}/put-back", by=officer)
    line = house.get("/queues/ho-tich/waiting", house.supervisor)
    assert [(t["number"], t["order"]["reason"]) for t in line] == [("A002", "arrival"), ("A001", "put_back")]
    assert house.do("/counters/1/call-next", by=officer)["id"] == second["id"]
    house.do(f"/tickets/{second['id']}/finish", {"outcome": "other"}, by=officer)
    house.issue("ho-tich")
    assert house.do("/counters/1/call-next", by=officer)["id"] == first["id"]


def test_a_call_by_hand_is_the_other_call_that_those_put_back_wait_for(house: House) -> None:
    officer = desk(house)
    first, second, third = (house.issue("ho-tich") for _ in range(3))
    house.do("/counters/1/call-next", by=officer)
    house.do(f"/tickets/{first['id']}/put-back", by=officer)
    house.do("/counters/1/call", {"ticket": third["id"], "reason": "gấp"}, by=officer)
    assert waiting(house) == [first["number"], second["number"]]


def test_when_only_numbers_that_were_put_back_wait_one_call_lets_all_of_them_in(house: House) -> None:
    one, two = desk(house, 1), desk(house, 2)
    first, second = house.issue("ho-tich"), house.issue("ho-tich")
    house.do("/counters/1/call-next", by=one)
    house.do("/counters/2/call-next", by=two)
    house.do(f"/tickets/{first['id']}/put-back", by=one)
    house.do(f"/tickets/{second['id']}/put-back", by=two)
    assert house.do("/counters/1/call-next", by=one)["id"] == first["id"]
    house.issue("ho-tich")
    assert waiting(house)[0] == second["number"]


def test_a_call_out_of_turn_needs_a_reason_and_a_waiting_ticket(house: House) -> None:
    officer = desk(house)
    ticket = called(house, officer)
    house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=officer)
    body = {"ticket": ticket["id"], "reason": "gấp"}
    assert house.refused("/counters/1/call", body, by=officer) == (409, "not_waiting")
    assert house.refused("/counters/1/call", {"ticket": ticket["id"]}, by=officer) == (422, "invalid")
    elsewhere = house.issue("chung-thuc")
    body = {"ticket": elsewhere["id"], "reason": "gấp"}
    assert house.refused("/counters/1/call", body, by=officer) == (403, "not_your_counter")
    assert house.do("/counters/1/call", body, by=house.supervisor)["counter"] == 1


def test_the_turn_is_kept_between_calls_and_begins_anew_each_day(house: House) -> None:
    officer = desk(house)

    def next_number() -> str:
        ticket = house.do("/counters/1/call-next", by=officer)
        house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=officer)
        return str(ticket["number"])

    for priority in (None, "merit", "merit", "merit", None):
        house.issue("ho-tich", priority=priority)
    assert [next_number() for _ in range(2)] == ["A002", "A003"]
    house.later(days=1)
    house.do("/counters/1/open", by=officer)
    for priority in (None, "merit", "merit", "merit"):
        house.issue("ho-tich", priority=priority)
    assert [next_number() for _ in range(4)] == ["A002", "A003", "A001", "A004"]


def test_a_held_ticket_goes_back_to_where_it_came_from(house: House) -> None:
    officer = desk(house)
    hold = {"reason": "photo", "until": "2026-06-15T08:30:00+07:00"}
    kept = house.issue("chung-thuc")
    held = house.do(f"/tickets/{kept['id']}/hold", hold, by=house.supervisor)
    assert (held["state"], held["held_reason"], held["held_until"]) == (
        "held",
        "photo",
        "2026-06-15T08:30:00.000+07:00",
    )
    assert house.do(f"/tickets/{kept['id']}/resume", by=house.supervisor)["state"] == "waiting"
    ticket = called(house, officer)
    path = f"/tickets/{ticket['id']}"
    house.do(f"{path}/start", by=officer)
    house.do(f"{path}/hold", hold, by=officer)
    other = called(house, officer)
    answer = house.ask("POST", f"{path}/resume", by=officer)
    assert (answer.status, answer.body["code"], answer.body["number"]) == (
        409,
        "counter_busy",
        other["number"],
    )
    house.do(f"/tickets/{other['id']}/no-show", by=officer)
    assert house.do(f"{path}/resume", by=officer)["state"] == "serving"


def test_transfers_move_the_visit_and_keep_the_number(house: House) -> None:
    officer = desk(house)
    desk(house, 4)
    house.issue("chung-thuc")
    house.later(minutes=1)
    ticket = called(house, officer)
    house.later(minutes=1)
    house.issue("chung-thuc")
    house.do(f"/tickets/{ticket['id']}/start", by=officer)
    seq = house.seq()
    moved = house.do(
        f"/tickets/{ticket['id']}/transfer", {"queue": "chung-thuc", "note": "sao y"}, by=officer
    )
    assert (moved["number"], moved["queue"], moved["state"], moved["calls"], moved["note"]) == (
        "A001",
        "chung-thuc",
        "waiting",
        0,
        "sao y",
    )
    (fact,) = house.facts(seq)
    assert fact["type"] == "ticket_transferred"
    assert [fact["data"][key] for key in ("from_queue", "to_queue", "from_counter", "to_counter")] == [
        "ho-tich",
        "chung-thuc",
        1,
        None,
    ]
    assert waiting(house, "chung-thuc") == ["B001", "A001", "B002"]
    house.later(minutes=1)
    house.do(
        f"/tickets/{ticket['id']}/transfer", {"queue": "chung-thuc", "place": "last"}, by=house.supervisor
    )
    assert waiting(house, "chung-thuc") == ["B001", "B002", "A001"]
    house.do(
        f"/tickets/{ticket['id']}/transfer", {"queue": "chung-thuc", "place": "first"}, by=house.supervisor
    )
    assert waiting(house, "chung-thuc") == ["A001", "B001", "B002"]


def test_a_ticket_sent_to_a_counter_waits_there_only(house: House) -> None:
    officer, other = desk(house, 4), desk(house, 5)
    ticket = house.issue("chung-thuc")
    sent = house.do(f"/tickets/{ticket['id']}/transfer", {"counter": 5}, by=house.supervisor)
    assert (sent["counters"], waiting(house, "chung-thuc")) == ([5], [])
    assert house.ask("POST", "/counters/4/call-next", by=officer).status == 204
    assert house.do("/counters/5/call-next", by=other)["id"] == ticket["id"]


def test_transfers_that_lead_nowhere_are_refused(house: House) -> None:
    officer = desk(house)
    ticket = called(house, officer)
    path = f"/tickets/{ticket['id']}/transfer"
    answers = {
        str(body): house.refused(path, body, by=officer)
        for body in (
            {},
            {"queue": "chung-thuc", "counter": 4},
            {"queue": "no-such-queue"},
            {"counter": 99},
            {"counter": 4},
            {"counter": 1},
        )
    }
    assert list(answers.values()) == [
        (422, "invalid"),
        (422, "invalid"),
        (422, "invalid"),
        (404, "not_found"),
        (409, "counter_closed"),
        (422, "invalid"),
    ]
    assert state(house, ticket) == "called"


def test_a_counter_that_closes_gives_its_tickets_back_to_their_queue(house: House) -> None:
    officer = desk(house, 4)
    tickets = [house.issue("chung-thuc") for _ in range(3)]
    for ticket in tickets:
        house.do(f"/tickets/{ticket['id']}/transfer", {"counter": 4, "place": "first"}, by=house.supervisor)
    held = tickets[2]
    house.do(f"/tickets/{held['id']}/hold", {"reason": "photo"}, by=house.supervisor)
    house.do("/counters/4/close", by=officer)
    assert waiting(house, "chung-thuc") == ["B001", "B002"]
    house.do(f"/tickets/{held['id']}/resume", by=house.supervisor)
    assert sorted(waiting(house, "chung-thuc")) == ["B001", "B002", "B003"]


def test_no_more_than_the_waiting_tickets_that_were_sent_there_are_given_back(house: House) -> None:
    officer = desk(house, 4)
    for _ in range(3):
        house.issue("chung-thuc")
    seq = house.seq()
    house.do("/counters/4/close", by=officer)
    assert [fact["type"] for fact in house.facts(seq)] == ["counter_closed"]


def test_a_missed_number_is_restored_where_staff_say(house: House) -> None:
    officer = desk(house)
    places = {}
    for place in ("arrival", "first", "last"):
        missed = called(house, officer)
        house.do(f"/tickets/{missed['id']}/no-show", by=officer)
        others = [house.issue("ho-tich") for _ in range(2)]
        house.later(minutes=1)
        restored = house.do(f"/tickets/{missed['id']}/restore", {"place": place}, by=officer)
        places[place] = waiting(house).index(missed["number"])
        assert (restored["state"], restored["calls"], restored["counter"]) == ("waiting", 0, None)
        for ticket in (missed, *others):
            house.do(f"/tickets/{ticket['id']}/cancel", {"reason": "dọn"}, by=officer)
    assert places == {"arrival": 0, "first": 0, "last": 2}


def test_a_citizen_who_comes_back_waits_after_the_next_two_once_and_then_last(house: House) -> None:
    officer = desk(house)
    missed = called(house, officer)
    house.do(f"/tickets/{missed['id']}/no-show", by=officer)
    for _ in range(4):
        house.later(minutes=1)
        house.issue("ho-tich")
    kiosk2 = house.token("kiosk", name="kiosk-2")
    assert house.do(f"/tickets/{missed['id']}/check-in", by=kiosk2)["ahead"] == 2
    assert house.do(f"/tickets/{missed['id']}/check-in", by=kiosk2)["ahead"] == 2
    house.do("/counters/1/call", {"ticket": missed["id"], "reason": "đã quay lại"}, by=officer)
    house.do(f"/tickets/{missed['id']}/no-show", by=officer)
    house.later(minutes=1)
    assert house.do(f"/tickets/{missed['id']}/check-in", by=kiosk2)["ahead"] == 4


def test_a_no_show_needs_as_many_calls_as_the_centre_asks_for(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_centre(shipped_centre, no_show_after_calls=3, recall_seconds=10))
    officer = desk(house)
    ticket = called(house, officer)
    path = f"/tickets/{ticket['id']}"
    assert house.refused(f"{path}/no-show", by=officer) == (409, "call_again_first")
    answer = house.ask("POST", f"{path}/recall", by=officer)
    assert (answer.status, answer.body["code"], answer.headers["retry-after"]) == (409, "too_soon", "10")
    for _ in range(2):
        house.later(seconds=10)
        house.do(f"{path}/recall", by=officer)
    assert house.do(f"{path}/no-show", by=officer)["state"] == "no_show"


def test_a_finish_can_be_taken_back_for_a_minute_unless_the_counter_is_busy(house: House) -> None:
    officer = desk(house)
    ticket = called(house, officer)
    path = f"/tickets/{ticket['id']}"
    house.do(f"{path}/start", by=officer)
    done = house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)
    other = called(house, officer)
    assert house.refused(f"{path}/undo", by=officer) == (409, "counter_busy")
    house.do(f"/tickets/{other['id']}/no-show", by=officer)
    house.later(seconds=60)
    undone = house.do(f"{path}/undo", by=officer)
    assert (undone["state"], undone["outcome"], undone["started_at"]) == ("serving", None, done["started_at"])
    house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)
    house.later(seconds=61)
    assert house.refused(f"{path}/undo", by=officer) == (409, "too_late_to_undo")


def test_an_undone_no_show_is_next_at_its_counter_or_first_in_line_where_that_closed(house: House) -> None:
    officer = desk(house)
    house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=officer)
    house.issue("ho-tich")
    path = f"/tickets/{ticket['id']}"
    house.do(f"{path}/no-show", by=officer)
    assert house.do(f"{path}/undo", by=officer)["counters"] == [1]
    house.do("/counters/1/call-next", by=officer)
    house.do(f"{path}/no-show", by=officer)
    house.do("/counters/1/close", by=officer)
    assert house.do(f"{path}/undo", by=officer)["counters"] == [1, 2, 3, 5]
    assert waiting(house) == ["A001", "A002"]


def test_an_ended_ticket_whose_number_was_given_again_does_not_come_back(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_queue(shipped_centre, "ho-tich", first=1, last=2))
    officer = desk(house)
    done = called(house, officer)
    house.do(f"/tickets/{done['id']}/finish", {"outcome": "other"}, by=officer)
    missed = called(house, officer)
    house.do(f"/tickets/{missed['id']}/no-show", by=officer)
    assert [house.issue("ho-tich")["number"] for _ in range(2)] == ["A001", "A002"]
    taken = (409, "number_taken")
    assert house.refused(f"/tickets/{done['id']}/undo", by=officer) == taken
    assert house.refused(f"/tickets/{missed['id']}/undo", by=officer) == taken
    assert house.refused(f"/tickets/{missed['id']}/restore", by=officer) == taken
    assert house.refused(f"/tickets/{missed['id']}/check-in", by=house.kiosk) == taken


def test_a_visit_with_several_stops_goes_on_with_its_number(house: House) -> None:
    officer = desk(house)
    stops = ["dang-ky-khai-sinh", "chung-thuc-ban-sao-tu-ban-chinh"]
    house.do("/tickets", {"procedures": stops}, by=house.kiosk)
    ticket = house.do("/counters/1/call-next", by=officer)
    seq = house.seq()
    onward = house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=officer)
    assert (onward["state"], onward["queue"], onward["number"], onward["stop"]) == (
        "waiting",
        "chung-thuc",
        "A001",
        1,
    )
    assert [fact["type"] for fact in house.facts(seq)] == ["ticket_transferred"]
    two = desk(house, 4)
    house.do("/counters/4/call-next", by=two)
    assert house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=two)["state"] == "done"


BIRTH, COPY = "dang-ky-khai-sinh", "chung-thuc-ban-sao-tu-ban-chinh"


@pytest.mark.parametrize("where", [{"queue": "chung-thuc"}, {"counter": 4}])
def test_whoever_is_sent_to_the_second_procedures_place_by_hand_is_served_for_that_and_then_for_the_first(
    house: House, where: dict[str, Any]
) -> None:
    officer, two = desk(house), desk(house, 4)
    given = house.issue(None, procedures=[BIRTH, COPY])
    path = f"/tickets/{given['id']}"
    house.do("/counters/1/call-next", by=officer)
    house.do(f"{path}/transfer", where, by=officer)
    there = house.do("/counters/4/call-next", by=two)
    assert there["procedures"][there["stop"]] == COPY
    # What the phone names is what the number waits for now, too.
    secret = given["follow_url"].rpartition("/")[2]
    shown = house.get(f"/follow/{secret}")["procedure"]
    assert shown == house.get(f"/procedures/{COPY}")["short_name"]
    onward = house.do(f"{path}/finish", {"outcome": "advised"}, by=two)
    assert (onward["state"], onward["queue"]) == ("waiting", "ho-tich")
    back = house.do("/counters/1/call-next", by=officer)
    assert back["procedures"][back["stop"]] == BIRTH
    assert house.do(f"{path}/finish", {"outcome": "advised"}, by=officer)["state"] == "done"


def test_a_procedure_that_was_begun_before_the_transfer_is_over(house: House) -> None:
    officer, two = desk(house), desk(house, 4)
    path = f"/tickets/{house.issue(None, procedures=[BIRTH, COPY])['id']}"
    house.do("/counters/1/call-next", by=officer)
    house.do(f"{path}/start", by=officer)
    moved = house.do(f"{path}/transfer", {"queue": "chung-thuc"}, by=officer)
    assert (moved["procedures"], moved["stop"]) == ([BIRTH, COPY], 1)
    house.do("/counters/4/call-next", by=two)
    assert house.do(f"{path}/finish", {"outcome": "advised"}, by=two)["state"] == "done"


def test_a_change_of_priority_needs_a_known_group_and_a_reason(house: House) -> None:
    officer = desk(house)
    first, second = house.issue("ho-tich"), house.issue("ho-tich")
    path = f"/tickets/{second['id']}/priority"
    assert house.refused(path, {"group": "elderly"}, by=officer) == (422, "invalid")
    assert house.refused(path, {"group": "rich", "reason": "x"}, by=officer) == (422, "invalid")
    house.do(path, {"group": "elderly", "reason": "thẻ căn cước"}, by=officer)
    assert waiting(house) == [second["number"], first["number"]]
    house.do(path, {"group": None, "reason": "nhầm"}, by=officer)
    assert waiting(house) == [first["number"], second["number"]]


def test_officers_work_at_their_own_counters_only(house: House) -> None:
    officer, stranger = desk(house), desk(house, 6)
    ticket = called(house, officer)
    refused = (403, "not_your_counter")
    for name, (_, body, _) in DEEDS.items():
        assert house.refused(f"/tickets/{ticket['id']}/{name}", body, by=stranger) == refused, name
    for path, body in (("open", None), ("pause", {"reason": "x"}), ("close", None), ("call-next", None)):
        assert house.refused(f"/counters/1/{path}", body, by=stranger) == refused, path
    assert state(house, ticket) == "called"
