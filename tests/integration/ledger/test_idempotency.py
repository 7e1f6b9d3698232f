"""Every deed is safe to repeat: the same key gives the same answer, once."""

import threading
from collections.abc import Callable
from typing import Any

from tests.integration.house import House

ASK = {"queue": "chung-thuc"}


def numbers(house: House) -> list[str]:
    return [ticket["number"] for ticket in house.get("/queues/chung-thuc/waiting", house.supervisor)]


def test_a_repeat_answers_as_the_first_time_and_says_so(house: House) -> None:
    first = house.ask("POST", "/tickets", ASK, by=house.kiosk, key="k")
    house.later(minutes=5)
    again = house.ask("POST", "/tickets", ASK, by=house.kiosk, key="k")
    assert (again.status, again.body) == (first.status, first.body)
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert numbers(house) == ["B001"]


def test_an_answer_without_a_body_is_repeated_too(house: House) -> None:
    house.do("/counters/4/open", by=house.supervisor)
    house.do("/counters/4/call-next", by=house.supervisor, key="nobody")
    house.issue()
    again = house.ask("POST", "/counters/4/call-next", by=house.supervisor, key="nobody")
    assert (again.status, again.body, again.headers["idempotent-replayed"]) == (204, None, "true")
    assert numbers(house) == ["B001"]


def test_the_same_key_for_something_else_is_refused(house: House) -> None:
    ticket = house.do("/tickets", ASK, by=house.supervisor, key="k")
    for path, body in (
        ("/tickets", {"queue": "ho-tich"}),
        ("/tickets", {**ASK, "lang": "en"}),
        (f"/tickets/{ticket['id']}/cancel", {"reason": "x"}),
        ("/counters/4/open", None),
    ):
        answer = house.ask("POST", path, body, by=house.supervisor, key="k")
        assert (answer.status, answer.body["code"]) == (422, "idempotency_key_reused"), path
    assert numbers(house) == ["B001"]


def test_the_order_of_a_bodys_keys_is_no_difference(house: House) -> None:
    first = house.do("/tickets", {"queue": "chung-thuc", "lang": "vi"}, by=house.kiosk, key="k")
    assert house.do("/tickets", {"lang": "vi", "queue": "chung-thuc"}, by=house.kiosk, key="k") == first


def test_a_key_belongs_to_its_speaker(house: House) -> None:
    first = house.do("/tickets", ASK, by=house.kiosk, key="k")
    second = house.do("/tickets", ASK, by=house.token("kiosk", name="kiosk-2"), key="k")
    assert (first["number"], second["number"]) == ("B001", "B002")


def test_a_deed_without_a_key_or_with_a_strange_one_is_refused(house: House) -> None:
    for key in ("", "x" * 201):
        headers = {"Idempotency-Key": key} if key else {}
        answer = house.ask("POST", "/tickets", ASK, by=house.kiosk, key="", headers=headers)
        assert (answer.status, answer.body["code"]) == (400, "idempotency_key_required")
    assert numbers(house) == []


def test_a_refusal_is_not_kept(house: House) -> None:
    house.issue()
    refused = house.ask("POST", "/counters/4/call-next", by=house.supervisor, key="k")
    house.do("/counters/4/open", by=house.supervisor)
    then = house.ask("POST", "/counters/4/call-next", by=house.supervisor, key="k")
    assert (refused.status, then.status, then.body["number"]) == (409, 200, "B001")


def test_keys_are_kept_for_a_week_at_least(house: House) -> None:
    first = house.do("/tickets", ASK, by=house.kiosk, key="k")
    for _ in range(7):
        house.later(days=1)
        house.issue()
    assert house.do("/tickets", ASK, by=house.kiosk, key="k") == first


def at_the_same_time(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `count` threads answered that began together."""
    begin, answers = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        begin.wait()
        answers[index] = work(index)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_twins_that_race_give_one_ticket(house: House) -> None:
    kiosk = house.kiosk
    answers = at_the_same_time(8, lambda _: house.ask("POST", "/tickets", ASK, by=kiosk, key="twin"))
    assert [answer.status for answer in answers] == [201] * 8
    assert len({answer.body["id"] for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 7
    assert numbers(house) == ["B001"]


def test_many_that_race_get_a_number_each_and_the_diary_has_no_gap(house: House) -> None:
    integration = house.token("integration")
    answers = at_the_same_time(
        6, lambda _: [house.do("/tickets", ASK, by=integration)["number"] for _ in range(5)]
    )
    assert sorted(number for numbers in answers for number in numbers) == [
        f"B{value:03d}" for value in range(1, 31)
    ]
    events = house.get("/events?limit=1000", house.supervisor)
    assert [event["seq"] for event in events["events"]] == list(range(1, events["last_seq"] + 1))


def test_counters_that_race_for_one_ticket_call_it_once(house: House) -> None:
    for number in (3, 4, 5):
        house.do(f"/counters/{number}/open", by=house.supervisor)
    house.issue()
    supervisor = house.supervisor
    answers = at_the_same_time(
        3, lambda index: house.ask("POST", f"/counters/{index + 3}/call-next", by=supervisor)
    )
    assert sorted(answer.status for answer in answers) == [200, 204, 204]


def test_two_processes_on_one_database_give_every_number_once(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    """Two servers, each with its own memory of the waiting lines, take turns."""
    one, two = new_house(), new_house()
    two.book.centre = one.book.centre
    two.application.parts.identities.centre = one.centre.centre.id
    given = []
    for round_ in range(6):
        for house in (one, two):
            ticket = house.do("/tickets", {**ASK, "priority": "merit" if round_ % 2 else None}, by=one.kiosk)
            given.append(ticket["number"])
            line = {t["id"]: t["ahead"] for t in house.get("/queues/chung-thuc/waiting", one.supervisor)}
            assert ticket["ahead"] == line[ticket["id"]]
    assert given == [f"B{value:03d}" for value in range(1, 13)]
    one.do("/counters/4/open", by=one.supervisor)
    called = []
    for house in (one, two, two, one, two, one):
        ticket = house.do("/counters/4/call-next", by=one.supervisor)
        house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=one.supervisor)
        called.append(ticket["number"])
    assert called == ["B003", "B004", "B001", "B007", "B008", "B002"]
