"""What the holder of a ticket may do alone: ten more minutes, once, and giving the number up."""

from datetime import date

import pytest

from queue_server.reports.views import estimate_accuracy
from tests.integration.house import House

UNTIL = "2026-06-15T08:10:00.000+07:00"


@pytest.fixture
def open_house(house: House) -> House:
    """A house whose counter 4 (chung-thuc) calls."""
    house.do("/counters/4/open", by=house.supervisor)
    return house


def path(house: House, deed: str = "") -> str:
    return f"/follow/{house.secret}{deed}"


def call(house: House) -> str | None:
    answer = house.ask("POST", "/counters/4/call-next", {}, by=house.supervisor)
    return answer.body["number"] if answer.status == 200 else None


def test_ten_more_minutes_leave_the_number_out_and_keep_its_place(open_house: House) -> None:
    house = open_house
    mine = house.issue(follow_secret=house.secret)
    others = [house.issue()["number"] for _ in range(2)]
    seen = house.ask("POST", path(house, "/delay"), {})
    assert (seen.status, seen.body["state"], seen.body["delayed_until"], seen.body["can_delay"]) == (
        200,
        "waiting",
        UNTIL,
        False,
    )
    assert seen.body["order_text"] == "Ông/bà đã xin lùi tới 08:10. Từ lúc đó số được gọi theo giờ đã lấy."
    # Its holder sees the place that it will have again; the others are called before it for now.
    assert (seen.body["ahead"], house.get(path(house))["ahead"]) == (0, 0)
    rows = house.get("/queues/chung-thuc/waiting", house.supervisor)
    assert [(row["number"], row["order"]["text"]) for row in rows][-1] == (
        mine["number"],
        "Xin lùi tới 08:10",
    )
    panel = house.get("/counters/4/panel", house.supervisor)["waiting"]
    assert panel[-1]["order"] == {"reason": "delayed", "text": "Xin lùi tới 08:10"}
    assert panel[-1]["delayed_until"] == UNTIL

    assert call(house) == others[0]
    house.do(f"/tickets/{rows[0]['id']}/finish", {"outcome": "other"}, by=house.supervisor)
    house.later(minutes=10)
    house.issue()
    assert call(house) == mine["number"]


def test_a_holder_is_told_whether_the_number_can_still_be_given_up(open_house: House) -> None:
    house = open_house
    house.issue(follow_secret=house.secret)
    told = [house.get(path(house))["can_cancel"]]
    house.ask("POST", path(house, "/cancel"), {})
    assert [*told, house.get(path(house))["can_cancel"]] == [True, False]


def test_a_kiosk_is_told_what_a_holder_can_do_there_and_when_the_visit_is_over(open_house: House) -> None:
    house = open_house
    mine = house.issue(follow_secret=house.secret)

    def told() -> tuple[str, list[str], bool]:
        followed = house.get(path(house))
        return followed["state"], followed["at_kiosk"], followed["ended"]

    seen = [told()]
    call(house)
    seen.append(told())
    house.do(f"/tickets/{mine['id']}/no-show", {}, by=house.supervisor)
    seen.append(told())
    house.do(f"/tickets/{mine['id']}/check-in", {}, by=house.kiosk)
    house.ask("POST", path(house, "/cancel"), {})
    seen.append(told())
    assert seen == [
        ("waiting", ["cancel", "print-again"], False),
        ("called", ["print-again"], False),
        ("no_show", ["check-in", "print-again"], False),
        ("cancelled", [], True),
    ]


def test_an_otherwise_empty_line_does_not_call_a_delayed_number_early(open_house: House) -> None:
    house = open_house
    mine = house.issue(follow_secret=house.secret)
    house.ask("POST", path(house, "/delay"), {})
    assert call(house) is None
    house.later(minutes=9, seconds=59)
    assert call(house) is None
    house.later(seconds=1)
    assert call(house) == mine["number"]


def test_a_newcomer_is_told_a_place_among_those_who_are_there(open_house: House) -> None:
    house = open_house
    house.issue(follow_secret=house.secret)
    house.issue()
    house.ask("POST", path(house, "/delay"), {})
    assert house.issue()["ahead"] == 1


def test_time_is_given_once_and_a_repeat_answers_as_before(open_house: House) -> None:
    house = open_house
    house.issue(follow_secret=house.secret)
    first = house.ask("POST", path(house, "/delay"), {}, key="k1")
    again = house.ask("POST", path(house, "/delay"), {}, key="k1")
    assert (again.status, again.body, again.headers["idempotent-replayed"]) == (200, first.body, "true")
    second = house.ask("POST", path(house, "/delay"), {}, key="k2")
    assert (second.status, second.body["code"]) == (409, "already_delayed")
    facts = [fact for fact in house.facts() if fact["data"].get("why") == "delayed"]
    assert [(f["type"], f["data"]["until"], f["data"]["by"], f["data"]["state"]) for f in facts] == [
        ("ticket_waiting", UNTIL, "citizen", "waiting")
    ]


def test_a_called_number_is_not_delayed_and_a_stranger_delays_nothing(open_house: House) -> None:
    house = open_house
    house.issue(follow_secret=house.secret)
    assert house.ask("POST", path(house, "/delay"), {}, key="").body["code"] == "idempotency_key_required"
    assert house.ask("POST", f"/follow/{'x' * 24}/delay", {}).status == 404
    call(house)
    answer = house.ask("POST", path(house, "/delay"), {})
    assert (answer.status, answer.body["code"], answer.body["from"]) == (409, "illegal_move", "called")


def test_a_delayed_number_may_still_be_called_by_hand_and_is_then_in_line_as_usual(open_house: House) -> None:
    house = open_house
    mine = house.issue(follow_secret=house.secret)
    house.ask("POST", path(house, "/delay"), {})
    house.do("/counters/4/call", {"ticket": mine["id"], "reason": "đã quay lại"}, by=house.supervisor)
    house.do(f"/tickets/{mine['id']}/put-back", by=house.supervisor)
    assert house.get(path(house))["delayed_until"] is None
    assert call(house) == mine["number"]


def test_whoever_scans_the_paper_again_is_back_before_the_time_is_over(open_house: House) -> None:
    house = open_house
    mine = house.issue(follow_secret=house.secret)
    house.ask("POST", path(house, "/delay"), {})
    back = house.do(f"/tickets/{mine['id']}/check-in", by=house.kiosk)
    assert (back["state"], back["delayed_until"]) == ("waiting", None)
    assert call(house) == mine["number"]


def test_a_number_given_up_leaves_the_line_and_staff_can_restore_it(open_house: House) -> None:
    house = open_house
    mine = house.issue(follow_secret=house.secret)
    gone = house.ask("POST", path(house, "/cancel"), {}, by=house.kiosk)
    assert (gone.status, gone.body["state"]) == (200, "cancelled")
    assert house.ask("POST", path(house, "/cancel"), {}).body["state"] == "cancelled"
    assert call(house) is None
    (fact,) = [fact for fact in house.diary() if fact["type"] == "ticket_cancelled"]
    assert (fact["data"]["by"], fact["data"]["reason"]) == ("kiosk-1", "Người lấy số báo không cần nữa")
    house.later(minutes=5)
    house.do(f"/tickets/{mine['id']}/restore", {"place": "arrival"}, by=house.supervisor)
    assert call(house) == mine["number"]


def test_a_called_number_given_up_frees_the_counter_and_a_served_one_stays(open_house: House) -> None:
    house = open_house
    mine = house.issue(follow_secret=house.secret)
    other = house.issue(follow_secret=f"{house.secret}2")
    call(house)
    assert house.ask("POST", path(house, "/cancel"), {}).status == 200
    assert call(house) == other["number"]
    house.do(f"/tickets/{other['id']}/start", by=house.supervisor)
    answer = house.ask("POST", f"/follow/{house.secret}2/cancel", {})
    assert (answer.status, answer.body["code"], answer.body["from"]) == (409, "illegal_move", "serving")
    assert mine["number"] != other["number"]


def test_a_session_in_the_same_browser_neither_helps_nor_hinders(open_house: House) -> None:
    house = open_house
    house.issue(follow_secret=house.secret)
    answer = house.ask("POST", path(house, "/delay"), {}, by=house.token("display"))
    assert answer.status == 200


def test_the_holders_deeds_from_one_address_are_limited(house: House) -> None:
    house.application.parts.limits.holding.clock = lambda: 0.0
    answers = [house.ask("POST", f"/follow/{'x' * 24}/cancel", {}) for _ in range(61)]
    assert [answer.status for answer in answers[-2:]] == [404, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_what_a_ticket_was_told_is_kept_whatever_comes_of_it(open_house: House) -> None:
    house = open_house
    house.book.estimates.update({"chung-thuc": [(5, 9), (11, 19)]})
    first, second = house.issue(), house.issue()
    assert (first["told"], second["told"]) == (
        {"p50_minutes": 5, "p90_minutes": 9},
        {"p50_minutes": 11, "p90_minutes": 19},
    )
    house.book.estimates.clear()
    call(house)
    seen = house.get(f"/tickets/{first['id']}", house.supervisor)
    assert (seen["state"], seen["estimate"], seen["told"]) == ("called", None, first["told"])
    assert house.issue()["told"] is None


def test_the_report_says_how_well_the_told_ranges_held(open_house: House) -> None:
    """Told 19 minutes at the most: the first waits five, the second twenty; who asked for more time is left out."""
    house = open_house
    house.book.estimates.update({"chung-thuc": [(5, 19)]})
    tickets = [house.issue(), house.issue(), house.issue(follow_secret=house.secret)]
    house.ask("POST", path(house, "/delay"), {})
    for minutes, ticket in zip((5, 15, 1), tickets, strict=True):
        house.later(minutes=minutes)
        house.do("/counters/4/call", {"ticket": ticket["id"], "reason": "thử"}, by=house.supervisor)
        house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=house.supervisor)
    day = date(2026, 6, 15)
    with house.book.engine.connect() as connection:
        found = estimate_accuracy.figures(connection, house.centre, day, day).as_json()
    share = {"count": 2, "within": 1, "within_percent": 50.0}
    assert found == {**share, "by_queue": [{"queue": "chung-thuc", "name": "Chứng thực", **share}]}


def test_an_integration_reads_no_secret_with_which_it_could_cancel_other_peoples_numbers(
    open_house: House,
) -> None:
    house = open_house
    for number in range(20):
        house.issue(follow_secret=f"{house.secret}{number:02}")
    integration = house.token("integration")
    own = house.ask("POST", "/tickets", {"queue": "chung-thuc"}, by=integration, key="given-1")
    again = house.ask("POST", "/tickets", {"queue": "chung-thuc"}, by=integration, key="given-1")
    # Whoever gives a number hands its code on, and gets the same answer to a repeat.
    assert own.body["follow_url"].startswith("http://so.example/f/")
    assert (again.body, again.headers["idempotent-replayed"]) == (own.body, "true")
    tickets = [
        *house.get("/tickets?limit=100", integration),
        *house.get("/queues/chung-thuc/waiting", integration),
        house.get(f"/tickets/{own.body['id']}", integration),
    ]
    assert (len(tickets), {ticket["follow_url"] for ticket in tickets}) == (43, {None})
    codes = [house.ask("GET", f"/tickets/{ticket['id']}/follow.svg", by=integration) for ticket in tickets]
    assert {answer.status for answer in codes} == {403}
