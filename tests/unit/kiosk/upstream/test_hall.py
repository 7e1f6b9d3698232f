"""What the kiosk knows of the hall: hours, queues, and counters that follow the facts."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.upstream.hall import Hall
from kiosk.upstream.server_clock import ServerClock
from shared.wire.centre import Centre
from tests.unit.kiosk.answers import centre_json, fact, queue, queue_json, shown, snapshot_json

CENTRE = centre_json(
    now="2026-06-12T09:12:00+07:00",
    hours=[{"days": [1, 2, 3, 4, 5], "from": "07:00", "to": "11:30"}],
    guide_queue="ho-tich",
)
COUNTERS = [
    {"number": 1, "name": "Quầy 1", "state": "open"},
    {"number": 2, "name": "Quầy 2", "state": "closed"},
]
SNAPSHOT = snapshot_json(CENTRE, [queue_json()], COUNTERS)
# The kiosk's own clock is ten minutes slow: the server's counts.
KIOSK_CLOCK = datetime(2026, 6, 12, 2, 2, tzinfo=UTC)


def _hall() -> Hall:
    hall = Hall(ServerClock(wall=lambda: KIOSK_CLOCK, steady=lambda: 0.0))
    hall.take_snapshot(SNAPSHOT)
    return hall


def test_the_page_sees_the_servers_clock_hours_and_figures() -> None:
    state = shown(_hall().state())
    assert (state["clock"], state["date"]["vi"], state["centre"]["until"]) == (
        "09:12",
        "Thứ Sáu, 12/6/2026",
        "11:30",
    )
    assert (state["waiting"], state["counters_open"]) == (5, 1)
    assert state["queues"]["ho-tich"]["estimate"] == {"vi": "15–25 phút", "en": "15–25 minutes"}
    assert state["queues"]["ho-tich"]["counters_open"] == [1]


def test_no_estimate_stays_none_and_a_spent_quota_is_full() -> None:
    hall = _hall()
    hall.take_queues([queue(estimate=None, quota_left=0)])
    row = hall.state().queues["ho-tich"]
    assert (row.estimate, row.full) == (None, True)


def test_facts_move_counters_at_once_and_ask_for_fresh_figures() -> None:
    hall = _hall()
    hall.stale.clear()
    hall.take_fact(fact(1, "hidden", {}))
    assert not hall.stale.is_set()
    hall.take_fact(fact(2, "counter_opened", {"number": 2, "name": "Quầy 2", "state": "open"}))
    assert hall.state().counters_open == 2
    assert hall.stale.is_set()


def _at(now: str, **centre: object) -> dict[str, Any]:
    """What the page is told of the centre at that time by the server's clock."""
    hall = _hall()
    hall.take_centre(Centre.model_validate({**CENTRE, **centre, "now": now}))
    return shown(hall.state().centre)


def test_outside_the_hours_it_says_when_it_opens_again() -> None:
    centre = _at("2026-06-12T11:30:00+07:00")
    assert (centre["open"], centre["reopens"]) == (
        False,
        {"time": "07:00", "vi": "thứ Hai, 15/6/2026", "en": "Monday, 15 June 2026"},
    )


def test_a_day_off_is_closed_and_passed_over() -> None:
    centre = _at("2026-06-12T09:12:00+07:00", days_off=["2026-06-12", "2026-06-15"])
    assert (centre["open"], centre["until"], centre["reopens"]["vi"]) == (False, None, "thứ Ba, 16/6/2026")


def test_it_opens_and_closes_by_the_clock_while_the_server_is_away() -> None:
    moments = [0.0]
    hall = Hall(ServerClock(wall=lambda: KIOSK_CLOCK, steady=lambda: moments[-1]))
    hall.take_snapshot({**SNAPSHOT, "centre": {**CENTRE, "now": "2026-06-12T11:29:59+07:00"}})
    hall.take_link("disconnected")
    assert hall.state().centre.open
    moments.append(1.0)
    assert not hall.state().centre.open


def test_a_clock_that_the_server_doubts_closes_nothing_with_the_server_or_without() -> None:
    hall = _hall()
    hall.take_centre(
        Centre.model_validate({**CENTRE, "now": "2026-06-13T03:00:00+07:00", "clock_doubted": True})
    )
    again = Hall(ServerClock(timedelta(hours=18), wall=lambda: KIOSK_CLOCK))
    again.restore(json.loads(json.dumps(hall.copy())))
    for one in (hall, again):
        centre = one.state().centre
        assert (one.open(), centre.open, centre.reopens, centre.until) == (True, True, None, None)
        assert not one.state().queues["ho-tich"].late
    hall.take_centre(Centre.model_validate({**CENTRE, "now": "2026-06-13T03:00:00+07:00"}))
    assert not hall.open()


def test_a_kept_copy_starts_the_hall_without_the_server_and_without_old_figures() -> None:
    copy = json.loads(json.dumps(_hall().copy()))
    again = Hall(ServerClock(timedelta(minutes=10), wall=lambda: KIOSK_CLOCK))
    again.restore(copy)
    state = shown(again.state())
    assert (state["clock"], state["centre"]["name"], state["waiting"]) == ("09:12", "Trung tâm", 0)
    assert (state["queues"]["ho-tich"]["counters"], state["queues"]["ho-tich"]["estimate"]) == ([1, 2], None)
    assert again.copy() == copy


@pytest.mark.parametrize(
    "copy", [None, [], {}, {"centre": {"hours": [{}]}, "queues": [], "counters": []}, {"centre": 1}]
)
def test_a_copy_that_cannot_be_read_is_left(copy: object) -> None:
    hall = Hall()
    hall.restore(copy)
    assert hall.copy() == Hall().copy()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([{"days": [5], "from": "07:00", "to": "11:30"}], "11:30"),
        ([{"days": [5], "from": "00:00", "to": "24:00"}], None),
        ([{"days": [6], "from": "07:00", "to": "11:30"}], None),
        ([], None),
    ],
)
def test_the_end_of_the_hours_that_hold_now(hours: list[dict[str, object]], expected: str | None) -> None:
    assert _at("2026-06-12T09:12:00+07:00", hours=hours)["until"] == expected


def test_before_the_first_answer_the_page_still_gets_a_state() -> None:
    assert Hall().state().link == "starting"


def _with(**centre: Any) -> dict[str, Any]:
    return {**SNAPSHOT, "centre": {**CENTRE, **centre}}


@pytest.mark.parametrize(("p50", "late"), [(138, False), (139, True)])
def test_a_wait_beyond_the_days_last_closing_is_too_late(p50: int, late: bool) -> None:
    hall = _hall()  # at 09:12, open until 11:30
    hall.take_queues([queue(estimate={"p50_minutes": p50, "p90_minutes": p50 + 30})])
    assert hall.state().queues["ho-tich"].late is late


def test_in_the_last_minutes_of_the_day_no_numbers_are_given_and_the_page_says_why() -> None:
    hall = _hall()
    hall.take_snapshot(_with(last_ticket_minutes=138))
    centre = shown(hall.state().centre)
    assert (hall.open(), centre["open"], centre["no_more_today"], centre["until"]) == (
        False,
        False,
        True,
        "11:30",
    )
    hall.take_snapshot(_with(last_ticket_minutes=137))
    assert (hall.open(), hall.state().centre.no_more_today) == (True, False)


def test_the_page_learns_from_the_server_until_when_a_same_day_matter_is_due_today() -> None:
    hall = _hall()
    assert hall.state().centre.same_day_until == "15:00", "an older server does not say it"
    hall.take_snapshot(_with(same_day_until="14:30"))
    assert hall.state().centre.same_day_until == "14:30"


@pytest.mark.parametrize(
    ("kind", "place"), [("notice_changed", "notice"), ("emergency_started", "emergency")]
)
def test_what_supervisors_tell_everyone_is_shown_with_its_fact(kind: str, place: str) -> None:
    hall = _hall()
    hall.take_fact(fact(9, kind, {"text": "Mời ra cửa chính."}))
    assert shown(hall.state().centre)[place] == "Mời ra cửa chính."
    ended = {"notice_changed": {"text": None}, "emergency_started": {}}[kind]
    hall.take_fact(fact(10, kind.replace("started", "ended"), ended))
    assert shown(hall.state().centre)[place] is None


def test_a_copy_of_an_older_kiosk_is_opened_with_what_it_knew() -> None:
    kept = json.loads(json.dumps(_hall().copy()))
    for unknown_then in ("days_off", "emergency", "emergency_at", "waiting_minutes"):
        del kept["centre"][unknown_then]
    kept["centre"]["gone_since"] = True
    again = Hall()
    again.restore(kept)
    assert (again.centre().name, again.centre().days_off, again.centre().emergency) == ("Trung tâm", [], None)
    assert again.copy()["counters"] == kept["counters"]


@pytest.mark.parametrize("wrong", [{}, {"centre": []}, {"queues": [{"id": "x"}]}, {"counters": None}])
def test_a_snapshot_that_does_not_fit_is_told_in_the_log_and_changes_nothing(
    wrong: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    hall = _hall()
    before = hall.copy()
    hall.take_snapshot({**SNAPSHOT, **wrong} if wrong else {})
    assert hall.copy() == before
    assert "the server told no Snapshot: " in caplog.text


def test_hours_that_are_no_times_are_told_in_the_log_and_the_known_ones_stay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert _at("2026-06-12T09:12:00+07:00", hours=[{"days": [5], "from": "7h", "to": "11h"}])["open"]
    assert "the centre's hours cannot be read" in caplog.text


def test_a_snapshot_of_a_newer_server_is_read(caplog: pytest.LogCaptureFixture) -> None:
    hall = Hall()
    hall.take_snapshot({**SNAPSHOT, "weather": "rain", "centre": {**CENTRE, "floor": 2}})
    assert (hall.centre().name, caplog.text) == ("Trung tâm", "")
