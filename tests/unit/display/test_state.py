"""Messages from outside make the display's state, and none of them can break it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from display.announcements import Announcements
from display.slides import Slide, Slides, step
from display.state import Message, Settings, State, at, start, take
from display.view import LinkState
from tests.unit.display.hall import NOW, Hall

HERE = NOW.astimezone(UTC)


def _connected(hall: Hall, at: datetime = HERE) -> State:
    state = take(start(at), Message("snapshot", at, hall.snapshot()))
    return take(state, Message("status", at, "connected"))


def _fact(state: State, fact: dict[str, Any] | None) -> State:
    return take(state, Message("fact", HERE, fact))


def test_a_call_reaches_board_and_announcements_together() -> None:
    hall = Hall()
    hall.issue()
    state = _fact(_connected(hall), hall.call(1, 2))
    assert state.board is not None
    assert state.announcements.waiting == state.board.calls
    assert [call.number for call in state.board.calls] == ["A001"]


def test_a_clock_that_is_wrong_here_shows_the_servers_time() -> None:
    hall = Hall()
    wrong = HERE - timedelta(minutes=11)
    state = _connected(hall, wrong)
    assert state.local(wrong) == NOW.replace(microsecond=250_000)
    cut = take(state, Message("status", wrong + timedelta(minutes=1), "disconnected"))
    assert cut.link == LinkState("disconnected", NOW + timedelta(minutes=1))


def test_an_unknown_zone_falls_back_to_vietnams() -> None:
    hall = Hall(centre={"timezone": "Mars/Olympus"})
    assert _connected(hall).local(HERE).utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    "message",
    [
        Message("snapshot", HERE, {}),
        Message("snapshot", HERE, None),
        Message("fact", HERE, {"seq": 1}),
        Message("centre", HERE, {"nope": 1}),
        Message("centre", HERE, []),
        Message("settings", HERE, {"settings": {"volume": "laut"}}),
        Message("wake", HERE),
    ],
)
def test_a_message_that_nobody_understands_changes_nothing(message: Message) -> None:
    state = _connected(Hall(seq=5))
    assert take(state, message) == state


def test_before_the_snapshot_facts_and_centre_are_passed_over() -> None:
    state = start(HERE)
    assert _fact(state, Hall().hide()) == state
    assert take(state, Message("centre", HERE, {"name": "x"})) == state


def test_yesterdays_calls_leave_the_board_at_midnight_without_any_fact() -> None:
    hall = Hall()
    hall.issue()
    hall.call(1, 1)
    state = _connected(hall)
    assert at(state, HERE) is state
    assert state.board is not None
    tomorrow = at(state, HERE + timedelta(days=1))
    assert tomorrow.board is not None
    assert (len(state.board.calls), len(tomorrow.board.calls)) == (1, 0)


def test_settings_restrict_the_board_at_the_next_snapshot() -> None:
    hall = Hall()
    settings = {"settings": {"queues": ["dat-dai"], "volume": 140, "voice": ""}}
    state = take(_connected(hall), Message("settings", HERE, settings))
    assert state.settings == Settings(("dat-dai",), 100, "")
    assert state.wants_snapshot
    state = take(state, Message("snapshot", HERE, hall.snapshot()))
    assert not state.wants_snapshot
    assert state.board is not None
    assert state.board.shown == frozenset({"dat-dai"})


@pytest.mark.parametrize("settings", [{}, {"settings": {}}, {"settings": {"queues": ["ho-tich", "dat-dai"]}}])
def test_a_display_without_restriction_needs_no_new_snapshot(settings: dict[str, Any]) -> None:
    assert not take(_connected(Hall()), Message("settings", HERE, settings)).wants_snapshot


def test_an_emergency_silences_what_waits_and_what_comes() -> None:
    hall = Hall()
    hall.issue()
    hall.issue()
    state = _fact(_connected(hall), hall.call(1, 1))
    state = take(state, Message("centre", HERE, {"name": "Trung tâm", "emergency": "Cháy"}))
    assert state.emergency
    state = _fact(state, hall.call(2, 2))
    assert (state.announcements.waiting, state.announcements.showing) == ((), None)
    assert state.announcements != Announcements(), (
        "what was heard is remembered, and not called out afterwards"
    )


def test_the_volume_follows_the_centres_hours_and_zone() -> None:
    hours = [
        {"days": [5], "start": 9 * 60, "end": 10 * 60, "volume": 30},
        {"days": [1, 2, 3, 4, 5, 6, 7], "start": 17 * 60, "end": 7 * 60, "volume": 0},
    ]
    settings = {"settings": {"volume": 90, "sound_hours": hours, "voice": "vi+en", "layout": "portrait"}}
    state = take(_connected(Hall()), Message("settings", HERE, settings))
    # Friday, 12 June 2026 in Việt Nam is seven hours earlier in UTC.
    at_hours = [datetime(2026, 6, 12, hour, 30, tzinfo=UTC) - state.behind for hour in (0, 2, 3, 11, 23)]
    assert [state.volume(moment) for moment in at_hours] == [90, 30, 90, 0, 0]
    assert (state.settings.layout, state.settings.voice) == ("portrait", "vi+en")


def test_a_layout_of_a_newer_server_shows_calls() -> None:
    state = take(_connected(Hall()), Message("settings", HERE, {"settings": {"layout": "hologram"}}))
    assert state.settings.layout == "calls"


def test_a_strip_speaks_for_its_own_counter_only() -> None:
    hall = Hall()
    for _ in range(2):
        hall.issue()
    settings = {"settings": {"layout": "strip", "counter": 2}}
    state = take(_connected(hall), Message("settings", HERE, settings))
    for ident, counter in ((1, 1), (2, 2)):
        state = take(state, Message("fact", HERE, hall.call(ident, counter)))
    assert [call.number for call in state.announcements.waiting] == ["A002"]


@pytest.mark.parametrize("settings", [{"layout": "strip"}, {"layout": "calls", "counter": 2}])
def test_a_strip_without_a_counter_and_a_whole_board_with_one_speak_for_all(settings: dict[str, Any]) -> None:
    hall = Hall()
    hall.issue()
    state = take(_connected(hall), Message("settings", HERE, {"settings": settings}))
    state = _fact(state, hall.call(1, 1))
    assert [call.number for call in state.announcements.waiting] == ["A001"]


def test_before_anything_came_in_the_clock_is_vietnams_and_the_link_is_told() -> None:
    state = start(HERE)
    assert state == State(LinkState("connecting", NOW))
    assert state.link.since.utcoffset() == timedelta(hours=7)
    cut = take(state, Message("status", HERE, "refused"))
    assert cut.link == LinkState("refused", NOW)
    assert cut.link.since.utcoffset() == timedelta(hours=7)


def test_a_centre_elsewhere_has_its_own_clock() -> None:
    state = _connected(Hall(centre={"timezone": "Asia/Tokyo"}))
    assert state.local(HERE).utcoffset() == timedelta(hours=9)
    assert state.link.since.utcoffset() == timedelta(hours=9)


def test_settings_that_say_nothing_are_the_usual_ones() -> None:
    for data in (
        {},
        {"settings": None},
        {"settings": {"queues": None, "counter": None, "sound_hours": None}},
    ):
        assert take(_connected(Hall()), Message("settings", HERE, data)).settings == Settings()


@pytest.mark.parametrize(("told", "volume"), [(-5, 0), (0, 0), (1, 1), (100, 100), (101, 100)])
def test_a_volume_lies_between_nothing_and_all(told: int, volume: int) -> None:
    state = take(_connected(Hall()), Message("settings", HERE, {"settings": {"volume": told}}))
    assert state.settings.volume == volume


def test_the_volume_changes_in_the_minute_that_the_centre_says() -> None:
    hours = [{"days": [5], "start": 17 * 60, "end": 18 * 60, "volume": 0}]
    state = take(_connected(Hall()), Message("settings", HERE, {"settings": {"sound_hours": hours}}))
    found = []
    for clock in ("09:59", "10:00", "10:59", "11:00"):
        moment = datetime.fromisoformat(f"2026-06-12T{clock}+00:00") - state.behind
        found.append(state.volume(moment))
    assert found == [80, 0, 0, 80]


def test_of_what_was_called_while_the_link_was_down_the_newest_is_said() -> None:
    hall = Hall()
    hall.issue()
    state = _connected(hall)
    hall.call(1, 1)
    state = take(state, Message("snapshot", HERE, hall.snapshot()))
    assert [call.number for call in state.announcements.waiting] == ["A001"]


def test_new_pictures_come_without_taking_the_one_away_that_is_shown() -> None:
    red, blue = Slide("r", "/r.png", 10), Slide("b", "/b.png", 20)
    state = take(_connected(Hall()), Message("slides", HERE, (red,)))
    assert state.slides == Slides((red,))
    showing = replace(state, slides=step(state.slides, 0.0, NOW.date(), free=True))
    after = take(showing, Message("slides", HERE, (red, blue)))
    assert after == replace(showing, slides=replace(showing.slides, every=(red, blue)))
    assert after.slides.shown == red


def test_pictures_have_the_place_only_while_nothing_else_needs_it() -> None:
    hall = Hall()
    hall.issue()
    empty = take(start(HERE), Message("settings", HERE, {"settings": {"layout": "calls-media"}}))
    assert not empty.free_for_slides, "nothing is known of the centre yet"
    state = take(_connected(hall), Message("settings", HERE, {"settings": {"layout": "calls-media"}}))
    assert state.free_for_slides
    assert not take(state, Message("settings", HERE, {"settings": {"layout": "calls"}})).free_for_slides
    assert not take(state, Message("status", HERE, "refused")).free_for_slides
    assert take(state, Message("status", HERE, "disconnected")).free_for_slides
    for centre in ({"open_now": False}, {"emergency": "Cháy"}):
        closed = take(state, Message("centre", HERE, {"name": "Trung tâm", **centre}))
        assert not closed.free_for_slides, centre
    assert not _fact(state, hall.call(1, 1)).free_for_slides
