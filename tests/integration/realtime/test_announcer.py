"""What comes round by the clock, with a clock that the test moves: heartbeats, looks into the diary, who may still speak."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from queue_server.access import identity
from queue_server.centre.deeds import people
from queue_server.ledger.actor import SYSTEM
from queue_server.realtime.announcer import Announcer
from queue_server.upkeep.housekeeping import Housekeeping
from shared.wire.facts.base import AUDIENCES, Audience
from tests.integration.house import House


class Rounds(threading.Event):
    """The announcer's sleep: time passes at once, and at chosen seconds something happens that nobody tells it of."""

    def __init__(self, until: float, events: dict[float, Callable[[], object]]) -> None:
        super().__init__()
        self.now, self.until, self.events = 0.0, until, events
        self.stop: Callable[[], None] = lambda: None

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.now += timeout
        for moment in [moment for moment in self.events if moment < self.now]:
            self.events.pop(moment)()
        if self.now >= self.until:
            self.stop()
        return False


def test_a_heartbeat_comes_every_two_seconds_and_what_nobody_told_of_within_one(house: House) -> None:
    house.issue()
    said: list[tuple[float, str, Audience, Any]] = []
    rounds = Rounds(9.0, {3.5: house.issue, 6.9: house.issue})
    announcer = Announcer(
        house.book,
        lambda event, audience, message: said.append((rounds.now, event, audience, message())),
        lambda: rounds.now,
    )
    rounds.stop = announcer.stop
    announcer._woken = rounds
    announcer.begin()
    start = announcer.seq
    announcer.run()
    beats = [(at, audience) for at, event, audience, _ in said if event == "heartbeat"]
    assert beats == [(at, audience) for at in (0.0, 2.0, 4.0, 6.0, 8.0) for audience in AUDIENCES]
    facts = [
        (at, fact["seq"]) for at, event, audience, fact in said if (event, audience) == ("fact", "staff")
    ]
    assert facts == [(4.0, start + 1), (7.0, start + 2)]
    # A heartbeat never knows of a fact that was not told before it.
    numbers = [what["seq"] for _, event, audience, what in said if audience == "staff"]
    assert numbers == sorted(numbers)


def test_a_token_that_was_revoked_beside_the_server_is_believed_for_less_than_a_second(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(identity, "time", SimpleNamespace(monotonic=lambda: now))
    token, admin = house.token("integration", name="tinh"), house.token("admin")
    (known,) = [row["id"] for row in house.get("/tokens", admin) if row["name"] == token.name]
    assert house.ask("GET", "/counters", by=token).status == 200
    # As the command does it: nobody tells this process.
    house.book.perform(SYSTEM, lambda deed: people.revoke_token(deed, known))
    now += identity.MEMORY_SECONDS - 0.001
    assert house.ask("GET", "/counters", by=token).status == 200
    now += 0.001
    assert house.ask("GET", "/counters", by=token).status == 401
    assert identity.MEMORY_SECONDS <= 1.0


def test_whose_time_is_over_is_let_go_each_second_and_everyone_is_looked_up_twice_a_minute(
    house: House,
) -> None:
    stopping, seconds = threading.Event(), 0.0
    ended: list[float] = []
    looked_up: list[float] = []

    def sleep(span: float) -> None:
        nonlocal seconds
        seconds += span
        if seconds >= 60:
            stopping.set()

    Housekeeping(
        house.book,
        lambda: looked_up.append(seconds),
        lambda: None,
        sleep,
        stopping,
        end_overdue=lambda: ended.append(seconds),
    ).run()
    assert (ended, looked_up) == ([float(second) for second in range(60)], [11.0, 41.0])


COUNTER_DEEDS: tuple[tuple[str, object], ...] = (
    ("/counters/1/open", None),
    ("/counters/1/pause", {"reason": "Họp"}),
    ("/counters/1/open", None),
    ("/rearrangements", {"counter": 1, "queues": ["ho-tich", "chung-thuc"]}),
    ("/counters/1/close", None),
)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in this process", "in another process"])
def test_whatever_changes_a_counter_makes_estimates_and_proposal_anew_at_once(
    house: House, elsewhere: bool
) -> None:
    parts = house.application.parts
    parts.announcer.begin()
    if elsewhere:
        parts.book.announce = lambda events: None
    found = []
    for path, body in COUNTER_DEEDS:
        parts.counters_changed.clear()
        parts.advice.proposal = SimpleNamespace()  # type: ignore[assignment]  # any proposal is out of date now
        house.do(path, body, by=house.supervisor)
        if elsewhere:
            parts.announcer.poke()
        parts.announcer.announce()
        found.append((parts.counters_changed.is_set(), parts.advice.proposal))
    assert found == [(True, None)] * len(COUNTER_DEEDS)


def test_estimates_are_made_again_as_soon_as_a_counter_has_changed_and_not_by_the_clock_alone(
    house: House,
) -> None:
    parts, stopping = house.application.parts, threading.Event()
    parts.announcer.begin()
    made: list[int] = []
    slept: list[int] = []

    def sleep(seconds: float) -> None:
        slept.append(len(made))
        if len(slept) == 1:
            house.do("/counters/1/open", by=house.supervisor)
            parts.announcer.announce()

    def estimate() -> None:
        made.append(len(slept))
        if len(made) == 2:
            stopping.set()

    keeping = Housekeeping(
        parts.book, parts.recheck, estimate, sleep, stopping, parts.scans, changed=parts.counters_changed
    )
    keeping.run_estimates()
    # The second time comes after one sleep, and the clock alone would have let it sleep ten times and more.
    assert made == [0, 1]
