"""An officer needs help at once: who may say so, who sees it, who ends it."""

from queue_server.ledger.audiences import render
from tests.integration.house import House


def test_an_alarm_is_seen_by_supervisors_until_somebody_ends_it(house: House) -> None:
    officer = house.token("officer", 3)

    made = house.do("/alarms", {"counter": 3}, by=officer)
    again = house.do("/alarms", {"counter": 3}, by=officer)

    assert again == made
    assert house.get("/alarms", house.supervisor) == [made]
    assert (made["counter"], made["by"], made["ended_at"]) == (3, officer.name, None)
    done = house.do(f"/alarms/{made['id']}/end", by=house.supervisor)
    assert (done["ended_by"], done["ended_at"] is None) == ("supervisor", False)
    assert house.get("/alarms", house.supervisor) == []
    assert house.do(f"/alarms/{made['id']}/end", by=house.supervisor) == done
    about = {"id": made["id"], "counter": 3, "counter_name": made["counter_name"]}
    assert [(fact["type"], fact["data"]) for fact in house.facts()] == [
        ("alarm_raised", {**about, "by": officer.name}),
        ("alarm_ended", {**about, "by": "supervisor"}),
    ]


def test_an_officer_raises_sees_and_ends_alarms_of_the_own_counters_only(house: House) -> None:
    officer, colleague = house.token("officer", 3), house.token("officer", 4)
    made = house.do("/alarms", {"counter": 3}, by=officer)

    assert house.refused("/alarms", {"counter": 3}, by=colleague) == (403, "not_your_counter")
    assert house.refused(f"/alarms/{made['id']}/end", by=colleague) == (403, "not_your_counter")
    assert house.get("/alarms", colleague) == []
    assert house.get("/alarms", officer) == [made]
    house.do(f"/alarms/{made['id']}/end", by=officer)
    assert house.get("/alarms", officer) == []


def test_an_alarm_without_a_counter_is_about_the_person(house: House) -> None:
    officer = house.token("officer", 3)
    made = house.do("/alarms", {}, by=officer)
    assert (made["counter"], made["counter_name"], made["by"]) == (None, None, officer.name)
    assert house.do("/alarms", {}, by=officer) == made
    assert house.get("/alarms", officer) == [made]
    assert house.refused("/alarms/999999/end", by=officer) == (404, "not_found")


def test_neither_the_hall_nor_colleagues_hear_of_an_alarm(house: House) -> None:
    house.do("/alarms", {"counter": 3}, by=house.token("officer", 3))
    fact = house.facts()[-1]
    hidden = {"seq": fact["seq"], "type": "hidden"}
    assert [render(fact, audience) for audience in ("staff", "desk", "hall")] == [fact, hidden, hidden]
