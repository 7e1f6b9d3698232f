"""The service day ends at midnight in the centre's zone; and what holds when the machine's clock jumps."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.ledger.service_day import service_day
from queue_server.upkeep.housekeeping import Housekeeping
from tests.integration.house import House, shipped, with_centre

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


def test_whoever_comes_after_the_clock_was_put_back_waits_behind(house: House) -> None:
    first = [house.issue("ho-tich")["number"] for _ in range(3)]
    other = house.issue("chung-thuc")["number"]
    house.later(hours=-2)
    late = house.issue("ho-tich")
    assert late["ahead"] == 3
    line = [row["number"] for row in house.get("/queues/ho-tich/waiting", house.supervisor)]
    assert line == [*first, late["number"]]
    house.do("/counters/1/open", by=house.supervisor)
    called = []
    for _ in range(4):
        ticket = house.do("/counters/1/call-next", by=house.supervisor)
        called.append(ticket["number"])
        house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=house.supervisor)
    assert called == line
    assert other not in called
    seqs = [event["seq"] for event in house.get("/events?limit=1000", house.supervisor)["events"]]
    assert seqs == list(range(1, len(seqs) + 1))


def test_spans_that_were_running_do_not_run_for_hours_when_the_clock_is_put_back(
    new_house: Callable[..., House],
) -> None:
    house = new_house(with_centre(shipped(), recall_seconds=5))
    house.do("/counters/1/open", by=house.supervisor)
    ticket = house.issue("ho-tich")
    other = house.issue("ho-tich")
    path = f"/tickets/{ticket['id']}"
    house.do("/counters/1/call-next", by=house.supervisor)
    house.later(hours=-3)
    # The cool-down between two calls, the pause of a number put back, and the minute for taking something back.
    assert house.do(f"{path}/recall", by=house.supervisor)["calls"] == 2
    house.later(hours=2)
    house.do(f"{path}/put-back", by=house.supervisor)
    house.later(hours=-2)
    called = house.do("/counters/1/call-next", by=house.supervisor)
    assert called["id"] == ticket["id"]
    house.do(f"{path}/finish", {"outcome": "other"}, by=house.supervisor)
    house.later(hours=-1)
    assert house.refused(f"{path}/undo", by=house.supervisor) == (409, "too_late_to_undo")
    assert house.do("/counters/1/call-next", by=house.supervisor)["id"] == other["id"]


def test_keys_are_known_after_a_jump_in_either_direction(house: House) -> None:
    given = house.ask("POST", "/tickets", {"queue": "ho-tich"}, by=house.kiosk, key="mot-lan")
    for hours in (5, -9, 26, -26):
        house.later(hours=hours)
        again = house.ask("POST", "/tickets", {"queue": "ho-tich"}, by=house.kiosk, key="mot-lan")
        assert (again.status, again.body, again.headers["idempotent-replayed"]) == (201, given.body, "true")


def test_a_sign_in_ends_by_the_clock_and_a_token_does_not(house: House) -> None:
    kiosk = house.kiosk
    for hours in (30, -60, 24 * 40):
        house.later(hours=hours)
        assert house.ask("GET", "/devices/me", by=kiosk).status == 200


def test_a_server_that_slept_through_midnight_ends_the_day_when_it_wakes(
    new_house: Callable[..., House],
) -> None:
    house = new_house()
    house.now = EVENING
    tickets = leave_open(house)
    house.stop()
    # Another process on the same database, two mornings later.
    again = house.beside(EVENING + timedelta(hours=33))
    keeping = Housekeeping(again.book, lambda: None, lambda: None, lambda _: None, threading.Event())
    keeping.end_day()
    assert states(again, tickets) == {
        "called": "no_show",
        "serving": "serving",
        "held": "expired",
        "waiting": "expired",
    }
    seq = again.seq()
    keeping.end_day()
    assert again.facts(seq) == []
    assert again.issue("ho-tich")["number"] == "A001"
    again.stop()


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Asia/Ho_Chi_Minh", datetime(2026, 3, 28, 17, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),  # that night has 23 hours
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (
            "America/Santiago",
            datetime(2026, 9, 6, 4, 0, tzinfo=UTC),
        ),  # there is no midnight: it becomes one o'clock
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, 0, tzinfo=UTC)),  # half an hour is repeated
    ],
)
def test_the_day_ends_at_the_zones_own_midnight(
    new_house: Callable[..., House], zone: str, midnight: datetime
) -> None:
    house = new_house(with_centre(shipped(), timezone=zone))
    house.now = midnight - timedelta(milliseconds=1)
    yesterday = house.issue("ho-tich")
    house.later(milliseconds=1)
    assert house.issue("ho-tich")["number"] == "A001"
    assert house.get(f"/tickets/{yesterday['id']}", house.supervisor)["state"] == "expired"


@given(st.dates(date(2020, 1, 1), date(2120, 1, 1)), st.integers(-40_000, 40_000))
def test_the_service_day_never_goes_back_by_a_step_and_always_comes_back_from_a_leap(
    today: date, away: int
) -> None:
    known = today + timedelta(days=away)
    day = service_day(known.isoformat(), today.isoformat())
    assert day == (known if away == 1 else today).isoformat()
