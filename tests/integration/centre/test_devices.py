"""What kiosks report reaches supervisors once a change, and so does a number that was served under another one."""

from typing import Any

from queue_server.ledger.reading import reading
from queue_server.realtime import snapshot
from tests.integration.house import House

READY = {"paper": "ok", "printer": "ready", "kind": "tcp", "confirms": True, "page": True}
QUEUE = "chung-thuc"
SERVED = (("start", {}), ("finish", {"outcome": "other"}))


def put(house: House, state: str, **detail: object) -> None:
    body = {"state": state, "detail": {**READY, **detail}}
    assert house.ask("PUT", "/devices/me/status", body, by=house.kiosk).status == 204


def changes(house: House, after: int) -> list[tuple[str, str, str]]:
    return [
        (fact["data"]["state"], fact["data"]["detail"]["paper"], fact["data"]["detail"]["printer"])
        for fact in house.facts(after)
        if fact["type"] == "device_changed"
    ]


def test_each_change_of_a_printer_is_one_fact_and_nothing_new_is_none(house: House) -> None:
    seq = house.seq()
    for _ in range(3):
        put(house, "ok")
        house.later(seconds=10)
    put(house, "warning", paper="low")
    for _ in range(2):
        put(house, "fault", paper="out")
    put(house, "fault", printer="cover_open")
    put(house, "fault", printer="offline")
    put(house, "ok")
    assert changes(house, seq) == [
        ("ok", "ok", "ready"),
        ("warning", "low", "ready"),
        ("fault", "out", "ready"),
        ("fault", "ok", "cover_open"),
        ("fault", "ok", "offline"),
        ("ok", "ok", "ready"),
    ]


def test_a_report_without_news_still_says_that_the_kiosk_is_there(house: House) -> None:
    put(house, "ok")
    house.later(minutes=3)
    seq = house.seq()
    put(house, "ok")
    (device,) = [d for d in house.get("/devices", house.supervisor) if d["name"] == house.kiosk.name]
    assert (device["state"], device["last_seen"]) == ("ok", "2026-06-15T08:03:00.000+07:00")
    assert house.facts(seq) == []


def renumbered(house: House) -> list[dict[str, Any]]:
    """What a supervisor who comes now is told of papers with other numbers."""
    with reading(house.book) as now:
        found: list[dict[str, Any]] = snapshot.take(now, "staff").as_json()["renumbered"]
        return found


def settled_then_delivered(house: House, *deeds: tuple[str, dict[str, str]]) -> dict[str, Any]:
    """A number whose answer the kiosk never got is called and settled; then the paper that it printed is delivered."""
    body = {"queue": QUEUE}
    ticket: dict[str, Any] = house.do("/tickets", body, by=house.kiosk, key="visit-1")
    officer = house.token("officer", 4)
    house.do("/counters/4/open", by=officer)
    house.do("/counters/4/call-next", by=officer)
    for deed, said in deeds:
        house.do(f"/tickets/{ticket['id']}/{deed}", said, by=officer)
    printed = {**body, "printed_number": "B800", "printed_at": house.now.isoformat()}
    assert house.ask("POST", "/tickets", printed, by=house.kiosk, key="visit-1").status == 201
    return ticket


def test_staff_are_told_of_a_paper_that_was_served_under_another_number(house: House) -> None:
    ticket = settled_then_delivered(house, *SERVED)
    (fact,) = renumbered(house)
    told = {key: fact["data"][key] for key in ("id", "old", "new", "served", "counter", "state")}
    assert (fact["type"], told) == (
        "ticket_renumbered",
        {"id": ticket["id"], "old": "B001", "new": "B800", "served": True, "counter": 4, "state": "done"},
    )
    with reading(house.book) as now:
        assert all(
            "renumbered" not in snapshot.take(now, audience).as_json() for audience in ("desk", "hall")
        )


def test_staff_are_told_of_a_paper_that_was_called_in_vain_under_another_number(house: House) -> None:
    ticket = settled_then_delivered(house, ("recall", {}), ("recall", {}), ("no-show", {}))
    (fact,) = renumbered(house)
    told = {key: fact["data"][key] for key in ("old", "new", "served", "state")}
    assert told == {"old": "B001", "new": "B800", "served": False, "state": "no_show"}
    house.do(f"/tickets/{ticket['id']}/restore", {"place": "arrival"}, by=house.supervisor)
    assert renumbered(house) == []


def test_a_paper_in_time_and_one_of_yesterday_trouble_nobody(house: House) -> None:
    body = {"queue": QUEUE}
    house.do("/tickets", body, by=house.kiosk, key="visit-1")
    printed = {**body, "printed_number": "B800", "printed_at": house.now.isoformat()}
    house.do("/tickets", printed, by=house.kiosk, key="visit-1")
    assert renumbered(house) == []
    house.later(days=1)
    assert renumbered(house) == []


def test_yesterdays_served_papers_are_over(house: House) -> None:
    settled_then_delivered(house, *SERVED)
    house.later(days=1)
    assert renumbered(house) == []
