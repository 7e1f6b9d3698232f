"""The service day ends at midnight in the centre's zone, by itself or before the next day's first deed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from queue_server.housekeeping import Housekeeping
from tests.integration.house import House

EVENING = datetime(2026, 6, 15, 16, 59, 59, tzinfo=UTC)  # one second before midnight in Việt Nam


def leave_open(house: House) -> dict[str, Any]:
    """One ticket in each state that a day may end with; counters 1, 2 and 5 are open."""
    for number in (1, 2, 5):
        house.do(f"/counters/{number}/open", by=house.supervisor)
    found = {"called": house.issue("ho-tich"), "serving": house.issue("ho-tich")}
    house.do("/counters/1/call-next", by=house.supervisor)
    house.do("/counters/2/call-next", by=house.supervisor)
    house.do(f"/tickets/{found['serving']['id']}/start", by=house.supervisor)
    found["held"] = house.issue("ho-tich")
    house.do(f"/tickets/{found['held']['id']}/hold", {"reason": "photo"}, by=house.supervisor)
    found["waiting"] = house.issue("ho-tich")
    return found


def states(house: House, tickets: dict[str, Any]) -> dict[str, str]:
    return {
        was: house.get(f"/tickets/{ticket['id']}", house.supervisor)["state"]
        for was, ticket in tickets.items()
    }


@pytest.fixture
def evening(house: House) -> dict[str, Any]:
    house.now = EVENING
    return leave_open(house)


def test_nothing_ends_before_midnight(house: House, evening: dict[str, Any]) -> None:
    house.later(milliseconds=999)
    assert house.issue("ho-tich")["number"] == "A005"
    assert states(house, evening) == {was: was for was in evening}


def test_the_next_days_first_deed_ends_the_day_before(house: House, evening: dict[str, Any]) -> None:
    seq = house.seq()
    house.later(seconds=1)
    first = house.issue("ho-tich")
    assert (first["number"], first["issued_at"], first["ahead"]) == (
        "A001",
        "2026-06-16T00:00:00.000+07:00",
        0,
    )
    assert states(house, evening) == {
        "called": "no_show",
        "serving": "serving",
        "held": "expired",
        "waiting": "expired",
    }
    told = [(fact["type"], fact["data"].get("number")) for fact in house.facts(seq)]
    assert told == [
        ("ticket_no_show", "A001"),
        ("ticket_expired", "A003"),
        ("ticket_expired", "A004"),
        ("counter_closed", 1),
        ("counter_closed", 5),
        ("ticket_issued", "A001"),
    ]
    counters = {c["number"]: c["state"] for c in house.get("/counters", house.supervisor)}
    assert (counters[1], counters[2], counters[5]) == ("closed", "open", "closed")


def test_the_days_end_is_nobodys_deed(house: House, evening: dict[str, Any]) -> None:
    house.later(seconds=1)
    house.issue("ho-tich")
    history = house.get(f"/tickets/{evening['waiting']['id']}/history", house.supervisor)
    assert (history[-1]["type"], history[-1]["by"], history[-1]["data"]["why"]) == (
        "ticket_expired",
        "system",
        "day_end",
    )


def test_the_day_ends_once(house: House, evening: dict[str, Any]) -> None:
    house.later(seconds=1)
    house.issue("ho-tich")
    seq = house.seq()
    house.issue("ho-tich")
    assert [fact["type"] for fact in house.facts(seq)] == ["ticket_issued"]


def test_a_refused_first_deed_leaves_the_end_to_the_next(house: House, evening: dict[str, Any]) -> None:
    house.later(seconds=1)
    seq = house.seq()
    path = f"/tickets/{evening['waiting']['id']}/recall"
    assert house.refused(path, by=house.supervisor) == (409, "illegal_move")
    assert house.facts(seq) == []
    house.issue("ho-tich")
    assert states(house, evening)["waiting"] == "expired"


def test_the_clockwork_ends_the_day_without_any_deed(house: House, evening: dict[str, Any]) -> None:
    house.later(seconds=1)
    parts = house.application.parts
    clockwork = Housekeeping(house.book, lambda: None, lambda: None, lambda seconds: None, parts.stopping)
    clockwork.end_day()
    assert states(house, evening)["waiting"] == "expired"
    seq = house.seq()
    clockwork.end_day()
    assert house.facts(seq) == []


def test_a_new_day_shows_empty_queues_even_before_its_end_was_written(
    house: House, evening: dict[str, Any]
) -> None:
    house.later(seconds=1)
    queue = house.get("/queues")[0]
    assert (queue["waiting"], queue["called"], house.get("/centre")["day"]) == (0, 0, "2026-06-16")
    assert house.get("/queues/ho-tich/waiting", house.supervisor) == []


def test_a_service_that_goes_on_after_midnight_is_finished_on_its_own_day(
    house: House, evening: dict[str, Any]
) -> None:
    house.later(seconds=1)
    path = f"/tickets/{evening['serving']['id']}"
    away = house.refused(f"{path}/transfer", {"queue": "chung-thuc"}, by=house.supervisor)
    assert away == (409, "another_day")
    done = house.do(f"{path}/finish", {"outcome": "advised"}, by=house.supervisor)
    assert (done["state"], done["finished_at"]) == ("done", "2026-06-16T00:00:00.000+07:00")
    yesterday = house.get("/tickets?date=2026-06-15", house.supervisor)
    assert done["id"] in [ticket["id"] for ticket in yesterday]


def test_a_visit_with_another_stop_ends_where_midnight_finds_it(house: House) -> None:
    house.now = EVENING
    stops = ["dang-ky-khai-sinh", "chung-thuc-ban-sao-tu-ban-chinh"]
    house.do("/tickets", {"procedures": stops}, by=house.kiosk)
    house.do("/counters/1/open", by=house.supervisor)
    ticket = house.do("/counters/1/call-next", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/start", by=house.supervisor)
    house.later(seconds=1)
    done = house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=house.supervisor)
    assert done["state"] == "done"


def test_yesterdays_tickets_do_not_come_back(house: House, evening: dict[str, Any]) -> None:
    house.later(seconds=1)
    house.issue("ho-tich")
    another_day = (409, "another_day")
    missed = f"/tickets/{evening['called']['id']}"
    assert house.refused(f"{missed}/restore", {"place": "last"}, by=house.supervisor) == another_day
    assert house.refused(f"{missed}/undo", by=house.supervisor) == another_day
    assert house.refused(f"{missed}/check-in", by=house.kiosk) == another_day
    gone = f"/tickets/{evening['waiting']['id']}"
    assert house.refused(f"{gone}/check-in", by=house.kiosk) == (409, "illegal_move")


def test_a_clock_that_is_put_back_does_not_bring_yesterday_back(house: House) -> None:
    house.later(days=1)
    house.issue("ho-tich")
    house.later(days=-1)
    assert house.issue("ho-tich")["number"] == "A002"
    assert house.get("/centre")["day"] == "2026-06-16"
