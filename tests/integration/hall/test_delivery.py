"""The paper wins: numbers that a kiosk printed without an answer, delivered later (docs/adr/the-kiosk-goes-on-alone.md)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.house import House, with_centre, with_queue

QUEUE = "chung-thuc"


def delivery(house: House, number: str, minutes_ago: float = 0, **more: object) -> dict[str, Any]:
    printed_at = (house.now - timedelta(minutes=minutes_ago)).isoformat()
    return {"queue": QUEUE, "printed_number": number, "printed_at": printed_at, **more}


def numbers(house: House) -> list[str]:
    """The queue's numbers in the order in which they would be called now."""
    return [ticket["number"] for ticket in house.get(f"/queues/{QUEUE}/waiting", house.supervisor)]


def test_a_printed_number_becomes_a_ticket_with_the_time_of_its_printing(house: House) -> None:
    ticket = house.do("/tickets", delivery(house, "B800", minutes_ago=5), by=house.kiosk)
    assert (ticket["number"], ticket["state"], ticket["offline"]) == ("B800", "waiting", True)
    assert ticket["issued_at"] == "2026-06-15T07:55:00.000+07:00"


def test_delivering_twice_gives_one_ticket(house: House) -> None:
    body = delivery(house, "B800")
    first = house.ask("POST", "/tickets", body, by=house.kiosk, key="paper-1")
    again = house.ask("POST", "/tickets", body, by=house.kiosk, key="paper-1")
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert again.headers["idempotent-replayed"] == "true"
    assert numbers(house) == ["B800"]


def test_a_printed_number_stands_in_line_by_its_time_of_printing(house: House) -> None:
    house.do("/tickets", {"queue": QUEUE}, by=house.token("integration"))
    house.later(minutes=10)
    house.do("/tickets", delivery(house, "B801", minutes_ago=3), by=house.kiosk)
    house.do("/tickets", delivery(house, "B802", minutes_ago=20), by=house.token("kiosk", name="kiosk-1"))
    assert numbers(house) == ["B001", "B801", "B802"]


def test_a_clock_that_ran_back_does_not_overtake_the_kiosks_own_earlier_ticket(house: House) -> None:
    house.issue(QUEUE)
    house.later(minutes=1)
    house.do("/tickets", delivery(house, "B800", minutes_ago=300), by=house.kiosk)
    assert numbers(house) == ["B001", "B800"]


def test_a_clock_that_runs_ahead_counts_as_now(house: House) -> None:
    ticket = house.do("/tickets", delivery(house, "B800", minutes_ago=-60), by=house.kiosk)
    assert ticket["issued_at"] == "2026-06-15T08:00:00.000+07:00"


def test_a_clock_that_knows_no_year_counts_as_now(house: House) -> None:
    body = {**delivery(house, "B800"), "printed_at": "1970-01-01T00:00:10Z"}
    ticket = house.do("/tickets", body, by=house.kiosk)
    assert (ticket["state"], ticket["issued_at"]) == ("waiting", "2026-06-15T08:00:00.000+07:00")


def test_a_local_printing_time_without_an_offset_is_the_centres(house: House) -> None:
    body = {**delivery(house, "B800"), "printed_at": "2026-06-15T07:30:00"}
    assert house.do("/tickets", body, by=house.kiosk)["issued_at"] == "2026-06-15T07:30:00.000+07:00"


def test_yesterdays_paper_belongs_to_yesterday_and_has_expired(house: House) -> None:
    ticket = house.do("/tickets", delivery(house, "B800", minutes_ago=12 * 60), by=house.kiosk)
    assert (ticket["state"], numbers(house)) == ("expired", [])
    today = house.do("/tickets", delivery(house, "B800"), by=house.kiosk)
    assert (today["state"], today["number"]) == ("waiting", "B800")
    found = house.get("/tickets?number=B800&date=2026-06-14", house.supervisor)
    assert [t["id"] for t in found] == [ticket["id"]]


def test_a_number_outside_the_kiosks_ranges_is_set_aside(house: House) -> None:
    other = house.token("kiosk", name="kiosk-2")
    strange = house.token("kiosk", name="kiosk-9")
    refused = (422, "number_not_yours")
    assert house.refused("/tickets", delivery(house, "B001"), by=house.kiosk) == refused
    assert house.refused("/tickets", delivery(house, "B850"), by=house.kiosk) == refused
    assert house.refused("/tickets", delivery(house, "A800"), by=house.kiosk) == refused
    assert house.refused("/tickets", delivery(house, "B0800"), by=house.kiosk) == refused
    assert house.refused("/tickets", delivery(house, "B800"), by=other) == refused
    assert house.refused("/tickets", delivery(house, "B800"), by=strange) == refused
    assert house.refused("/tickets", delivery(house, "B800"), by=house.supervisor) == refused
    without_time = {"queue": QUEUE, "printed_number": "B800"}
    assert house.refused("/tickets", without_time, by=house.kiosk) == refused
    assert numbers(house) == []


def test_a_number_that_is_used_already_is_set_aside(house: House) -> None:
    house.do("/tickets", delivery(house, "B800"), by=house.kiosk)
    assert house.refused("/tickets", delivery(house, "B800"), by=house.kiosk) == (409, "number_taken")


def test_a_delivery_is_never_refused_on_policy(new_house: Callable[..., House], shipped_centre: Any) -> None:
    closed = with_centre(with_queue(shipped_centre, QUEUE, quota=1), hours=())
    house = new_house(closed)
    assert house.refused("/tickets", {"queue": QUEUE}, by=house.kiosk) == (409, "queue_closed")
    for value in range(800, 850):
        house.do("/tickets", delivery(house, f"B{value}"), by=house.kiosk)
    assert len(numbers(house)) == 50


def test_a_delivered_number_counts_into_the_quota(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_queue(shipped_centre, QUEUE, quota=2))
    house.do("/tickets", delivery(house, "B800"), by=house.kiosk)
    house.issue(QUEUE)
    assert house.refused("/tickets", {"queue": QUEUE}, by=house.kiosk) == (409, "quota_reached")
    quotas = {queue["id"]: queue["quota_left"] for queue in house.get("/queues")}
    assert (quotas[QUEUE], quotas["ho-tich"]) == (0, None)


def test_what_the_server_no_longer_knows_does_not_refuse_a_paper(house: House) -> None:
    body = delivery(house, "B800", priority="gone", dossiers=["no-such-dossier"])
    body = {**body, "queue": None, "procedures": ["gone", "chung-thuc-ban-sao-tu-ban-chinh"]}
    ticket = house.do("/tickets", body, by=house.kiosk)
    assert (ticket["queue"], ticket["priority"], ticket["dossiers"], ticket["procedures"]) == (
        QUEUE,
        None,
        [],
        ["chung-thuc-ban-sao-tu-ban-chinh"],
    )


def test_a_paper_with_another_tickets_secret_gets_a_secret_of_its_own(house: House) -> None:
    secret = house.secret
    first = house.issue(QUEUE, follow_secret=secret)
    paper = house.do("/tickets", delivery(house, "B800", follow_secret=secret), by=house.kiosk)
    assert first["follow_url"] == f"http://so.example/f/{secret}"
    assert paper["follow_url"] != first["follow_url"]
    body = {"queue": QUEUE, "follow_secret": secret}
    assert house.refused("/tickets", body, by=house.kiosk) == (422, "invalid")


def asked_then_printed(house: House, number: str = "B800") -> tuple[dict[str, Any], Callable[[], Any]]:
    """A ticket whose answer the kiosk never got, and the delivery of what it printed instead."""
    body = {"queue": QUEUE, "priority": "elderly"}
    lost = house.do("/tickets", body, by=house.kiosk, key="visit-1")
    printed_at = house.now.isoformat()

    def deliver() -> Any:
        printed = {**body, "printed_number": number, "printed_at": printed_at}
        return house.ask("POST", "/tickets", printed, by=house.kiosk, key="visit-1")

    return lost, deliver


def test_the_number_on_paper_replaces_the_one_that_never_arrived(house: House) -> None:
    lost, deliver = asked_then_printed(house)
    seq = house.seq()
    house.later(seconds=4)
    answer = deliver()
    assert (answer.status, "idempotent-replayed" in answer.headers) == (201, False)
    assert (answer.body["id"], answer.body["number"]) == (lost["id"], "B800")
    (fact,) = house.facts(seq)
    data = {key: fact["data"][key] for key in ("id", "old", "new", "number", "state", "served")}
    assert (fact["type"], data) == (
        "ticket_renumbered",
        {
            "id": lost["id"],
            "old": "B001",
            "new": "B800",
            "number": "B800",
            "state": "waiting",
            "served": False,
        },
    )
    assert numbers(house) == ["B800"]


def test_a_paper_of_another_queue_than_was_asked_for_is_not_this_kiosks_word(house: House) -> None:
    lost, deliver = asked_then_printed(house, "A800")
    answer = deliver()
    assert (answer.status, answer.body["code"]) == (422, "number_not_yours")
    assert "A800" in answer.body["title"]
    assert numbers(house) == [lost["number"]]


def test_the_replaced_answer_is_what_every_repeat_gets(house: House) -> None:
    _, deliver = asked_then_printed(house)
    first, again = deliver(), deliver()
    late_twin = house.ask(
        "POST", "/tickets", {"queue": QUEUE, "priority": "elderly"}, by=house.kiosk, key="visit-1"
    )
    assert [again.body, late_twin.body] == [first.body, first.body]
    assert again.headers["idempotent-replayed"] == late_twin.headers["idempotent-replayed"] == "true"
    assert [f["type"] for f in house.facts()] == ["ticket_issued", "ticket_renumbered"]


def test_the_servers_own_number_is_voided_and_never_given_again(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    small = with_queue(shipped_centre, QUEUE, first=1, last=3)
    house = new_house(small)
    _, deliver = asked_then_printed(house)
    deliver()
    given = []
    for _ in range(6):
        ticket = house.issue(QUEUE)
        given.append(ticket["number"])
        house.do(f"/tickets/{ticket['id']}/cancel", {"reason": "thử"}, by=house.supervisor)
    assert given == ["B002", "B003", "B002", "B003", "B002", "B003"]


def test_a_number_that_two_tickets_bore_can_be_voided_for_both(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_queue(shipped_centre, QUEUE, first=1, last=2))
    body = {"queue": QUEUE}
    given = []
    for visit in range(3):
        ticket = house.do("/tickets", body, by=house.kiosk, key=f"visit-{visit}")
        given.append(ticket["number"])
        house.do(f"/tickets/{ticket['id']}/cancel", {"reason": "về"}, by=house.supervisor)
    assert given == ["B001", "B002", "B001"]
    for visit, number in ((0, "B800"), (2, "B801")):
        ticket = house.do("/tickets", delivery(house, number), by=house.kiosk, key=f"visit-{visit}")
        assert (ticket["number"], ticket["state"]) == (number, "cancelled")


def test_a_called_number_is_called_again_under_the_number_on_paper(house: House) -> None:
    lost, deliver = asked_then_printed(house)
    officer = house.token("officer", 4)
    house.do("/counters/4/open", by=officer)
    house.do("/counters/4/call-next", by=officer)
    seq = house.seq()
    answer = deliver()
    assert (answer.body["number"], answer.body["state"], answer.body["calls"]) == ("B800", "called", 2)
    renumbered, called = house.facts(seq)
    assert (renumbered["type"], called["type"]) == ("ticket_renumbered", "ticket_called")
    said = {key: called["data"][key] for key in ("id", "number", "counter", "queue", "calls")}
    assert said == {"id": lost["id"], "number": "B800", "counter": 4, "queue": QUEUE, "calls": 2}
    held = house.get("/counters", house.supervisor)[3]["ticket"]
    assert held["number"] == "B800"


def test_a_served_number_is_marked_for_the_supervisor_and_nobody_is_called(house: House) -> None:
    lost, deliver = asked_then_printed(house)
    officer = house.token("officer", 4)
    house.do("/counters/4/open", by=officer)
    house.do("/counters/4/call-next", by=officer)
    house.do(f"/tickets/{lost['id']}/start", by=officer)
    seq = house.seq()
    assert deliver().body["state"] == "serving"
    (fact,) = house.facts(seq)
    assert (fact["type"], fact["data"]["served"]) == ("ticket_renumbered", True)


def move_on(house: House, ticket: int, state: str) -> None:
    """Brings a waiting ticket into a state, by the deeds of officer, supervisor and clock."""
    officer = house.token("officer", 4)
    if state in ("cancelled", "held"):
        reason = {"reason": "thử"}
        deed = "cancel" if state == "cancelled" else "hold"
        house.do(f"/tickets/{ticket}/{deed}", reason, by=house.supervisor)
    elif state == "transferred":
        house.do(f"/tickets/{ticket}/transfer", {"queue": "ho-tich"}, by=house.supervisor)
    elif state == "expired":
        house.later(days=1)
    else:
        house.do("/counters/4/open", by=officer)
        house.do("/counters/4/call-next", by=officer)
    if state in ("serving", "done"):
        house.do(f"/tickets/{ticket}/start", by=officer)
    if state == "done":
        house.do(f"/tickets/{ticket}/finish", {"outcome": "advised"}, by=officer)
    if state == "no_show":
        house.do(f"/tickets/{ticket}/no-show", by=officer)


@pytest.mark.parametrize(
    ("state", "after", "calls", "served"),
    [
        ("waiting", "waiting", 0, False),
        ("held", "held", 0, False),
        ("transferred", "waiting", 0, False),
        ("called", "called", 2, False),
        ("serving", "serving", 1, True),
        ("done", "done", 1, True),
        ("no_show", "no_show", 1, False),
        ("cancelled", "cancelled", 0, False),
        ("expired", "expired", 0, False),
    ],
)
def test_whatever_became_of_the_servers_number_the_one_on_paper_takes_its_place(
    house: House, state: str, after: str, calls: int, served: bool
) -> None:
    lost, deliver = asked_then_printed(house)
    if state != "waiting":
        move_on(house, lost["id"], state)
    seq = house.seq()
    answer = deliver()
    ticket = answer.body
    assert (
        answer.status,
        ticket["id"],
        ticket["number"],
        ticket["state"],
        ticket["calls"],
        ticket["offline"],
    ) == (
        201,
        lost["id"],
        "B800",
        after,
        calls,
        True,
    )
    facts = [fact for fact in house.facts(seq) if fact["type"] != "ticket_expired"]
    kinds = ["ticket_renumbered", "ticket_called"] if state == "called" else ["ticket_renumbered"]
    assert [fact["type"] for fact in facts if fact["data"].get("id") == lost["id"]] == kinds
    (renumbered,) = [fact for fact in facts if fact["type"] == "ticket_renumbered"]
    told = {key: renumbered["data"][key] for key in ("old", "new", "state", "served")}
    assert told == {"old": "B001", "new": "B800", "state": after, "served": served}
    found = house.get("/tickets?number=B800&date=2026-06-15", house.supervisor)
    assert [one["id"] for one in found] == [lost["id"]]
    assert house.get("/tickets?number=B001&date=2026-06-15", house.supervisor) == []
    if state != "expired":
        assert house.issue(QUEUE)["number"] == "B002"  # the server's own number is not given again


def test_yesterdays_answer_and_yesterdays_paper_stay_yesterdays(house: House) -> None:
    lost, deliver = asked_then_printed(house)
    house.later(days=1)
    first = house.issue(QUEUE)
    answer = deliver()
    assert (answer.body["id"], answer.body["state"], first["number"]) == (lost["id"], "expired", "B001")
    assert [one["number"] for one in house.get("/tickets?date=2026-06-15", house.supervisor)] == ["B800"]
    # Today's B800 is another paper.
    assert house.do("/tickets", delivery(house, "B800"), by=house.kiosk)["state"] == "waiting"
    assert numbers(house) == ["B001", "B800"]


def test_a_request_that_lay_in_a_hung_server_does_not_push_the_citizen_back(house: House) -> None:
    printed_at = house.now.isoformat()
    body = {"queue": QUEUE}
    house.later(minutes=1)
    other = house.token("kiosk", name="kiosk-2")
    meanwhile = {
        **body,
        "printed_number": "B850",
        "printed_at": (house.now - timedelta(seconds=30)).isoformat(),
    }
    house.do("/tickets", meanwhile, by=other)
    house.do("/tickets", body, by=house.kiosk, key="visit-1")  # read only now
    printed = {**body, "printed_number": "B800", "printed_at": printed_at}
    answer = house.ask("POST", "/tickets", printed, by=house.kiosk, key="visit-1")
    assert answer.body["issued_at"] == "2026-06-15T08:00:00.000+07:00"
    assert numbers(house) == ["B800", "B850"]


def test_renumbering_keeps_the_order_of_the_kiosks_own_papers(house: House) -> None:
    house.issue(QUEUE)
    house.later(minutes=1)
    body = {"queue": QUEUE}
    house.do("/tickets", body, by=house.kiosk, key="visit-1")
    long_ago = {**body, "printed_number": "B800", "printed_at": (house.now - timedelta(hours=1)).isoformat()}
    house.ask("POST", "/tickets", long_ago, by=house.kiosk, key="visit-1")
    assert numbers(house) == ["B001", "B800"]


def test_a_place_that_was_given_since_is_not_changed_by_the_paper(house: House) -> None:
    first = house.token("integration")
    lost, deliver = asked_then_printed(house)
    house.later(minutes=1)
    house.do("/tickets", {"queue": QUEUE, "priority": "elderly"}, by=first)
    move_on(house, lost["id"], "held")
    house.later(minutes=1)
    house.do(f"/tickets/{lost['id']}/resume", by=house.supervisor)
    house.do(f"/tickets/{lost['id']}/transfer", {"queue": QUEUE, "place": "last"}, by=house.supervisor)
    assert deliver().body["number"] == "B800"
    assert numbers(house) == ["B002", "B800"]


def test_a_procedure_whose_field_has_changed_does_not_refuse_a_paper(house: House) -> None:
    body = {**delivery(house, "B800"), "queue": None, "procedures": ["dang-ky-khai-sinh"]}
    ticket = house.do("/tickets", body, by=house.kiosk)
    assert (ticket["number"], ticket["queue"], ticket["procedures"]) == ("B800", QUEUE, ["dang-ky-khai-sinh"])


def test_a_second_paper_under_the_same_key_is_refused_not_swapped(house: House) -> None:
    house.do("/tickets", delivery(house, "B800"), by=house.kiosk, key="visit-1")
    second = {**delivery(house, "B801")}
    answer = house.ask("POST", "/tickets", second, by=house.kiosk, key="visit-1")
    assert (answer.status, answer.body["code"]) == (422, "idempotency_key_reused")
    assert numbers(house) == ["B800"]


def test_a_renumbering_to_a_used_number_changes_nothing(house: House) -> None:
    house.do("/tickets", delivery(house, "B800"), by=house.kiosk)
    lost, deliver = asked_then_printed(house)
    answer = deliver()
    assert (answer.status, answer.body["code"]) == (409, "number_taken")
    assert house.get(f"/tickets/{lost['id']}", house.supervisor)["number"] == "B001"


def test_a_number_asked_for_before_midnight_and_printed_after_it_waits_on_the_new_day(house: House) -> None:
    house.now = house.now.replace(hour=23, minute=59, second=58)
    body = {"queue": QUEUE}
    lost = house.do("/tickets", body, by=house.kiosk, key="visit-1")
    house.later(seconds=5)
    printed = {**body, "printed_number": "B800", "printed_at": house.now.isoformat()}
    house.later(minutes=1)
    answer = house.ask("POST", "/tickets", printed, by=house.kiosk, key="visit-1")
    assert (answer.body["id"], answer.body["state"]) == (lost["id"], "waiting")
    assert numbers(house) == ["B800"]
    assert house.get("/tickets?date=2026-06-16", house.supervisor)[0]["number"] == "B800"


def test_a_renewed_token_still_delivers_under_its_keys(house: House) -> None:
    lost = house.do("/tickets", {"queue": QUEUE}, by=house.kiosk, key="visit-1")
    del house.tokens["kiosk-1"]
    house.do("/tickets", delivery(house, "B800"), by=house.kiosk, key="visit-1")
    assert house.get(f"/tickets/{lost['id']}", house.supervisor)["number"] == "B800"


def test_every_kiosk_number_is_passed_over_by_the_server(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    kiosks = tuple(
        replace(k, offline_ranges=tuple(replace(r, first=2, last=3) for r in k.offline_ranges[:2]))
        for k in shipped_centre.kiosks[:1]
    )
    house = new_house(replace(shipped_centre, kiosks=kiosks))
    given = [house.issue("ho-tich")["number"] for _ in range(3)]
    assert given == ["A001", "A004", "A005"]
