"""Who gets in, who has to wait, and when a connection has taken too long."""

from dataclasses import dataclass

import pytest

from queue_server.server import connection_limits
from queue_server.server.connection_limits import ConnectionLimits, Visit


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Body:
    """A request's body, so far."""

    content_length: int | None
    position: int = 0


@pytest.fixture
def clock() -> Clock:
    return Clock()


def comes(place: ConnectionLimits, address: str, times: int = 1) -> list[Visit | None]:
    return [place.enter(address, lambda: None) for _ in range(times)]


def test_one_address_gets_its_number_of_places_and_another_its_own(clock: Clock) -> None:
    place = ConnectionLimits(1_000, 3, clock=clock)
    assert [visit is not None for visit in comes(place, "10.0.0.1", 4)] == [True, True, True, False]
    assert comes(place, "10.0.0.2")[0] is not None


def test_a_place_that_is_given_back_is_free_again(clock: Clock) -> None:
    place = ConnectionLimits(1_000, 1, clock=clock)
    (first,) = comes(place, "10.0.0.1")
    assert first is not None
    assert comes(place, "10.0.0.1") == [None]
    place.leave(first)
    assert comes(place, "10.0.0.1") != [None]


def test_the_last_tenth_is_for_addresses_with_few_connections(clock: Clock) -> None:
    place = ConnectionLimits(1_000, 2_000, clock=clock)
    assert sum(visit is not None for visit in comes(place, "10.0.0.1", 1_000)) == 900
    panels = [comes(place, f"10.0.1.{number}")[0] for number in range(100)]
    assert None not in panels
    assert comes(place, "10.0.2.1") == [None]


def test_this_machine_and_a_trusted_proxy_are_not_counted(clock: Clock) -> None:
    assert None not in comes(ConnectionLimits(5_000, 1, clock=clock), "127.0.0.1", 3_000)
    assert None not in comes(ConnectionLimits(5_000, 1, clock=clock), "::1", 3_000)
    assert None not in comes(ConnectionLimits(5_000, 1, trusting=True, clock=clock), "10.0.0.1", 3_000)


def test_an_address_that_comes_and_goes_too_fast_has_to_wait(clock: Clock) -> None:
    place = ConnectionLimits(10_000, 2_000, clock=clock)
    for _ in range(1_000):
        (visit,) = comes(place, "10.0.0.1")
        assert visit is not None
        place.leave(visit)
    assert comes(place, "10.0.0.1") == [None]
    clock.now += 1
    assert sum(visit is not None for visit in comes(place, "10.0.0.1", 200)) == 100


def test_an_address_that_asks_too_fast_is_slowed_down_and_never_refused(clock: Clock) -> None:
    place = ConnectionLimits(10, 10, clock=clock)
    (mine,), (other,) = comes(place, "10.0.0.1"), comes(place, "10.0.0.2")
    assert mine is not None
    assert other is not None
    assert [place.pause(mine) for _ in range(2_001)] == [0] * 2_000 + [1]
    assert place.pause(other) == 0


def test_each_part_of_a_request_has_its_time(clock: Clock) -> None:
    ended: list[str] = []
    place = ConnectionLimits(10, 10, clock=clock)

    def overdue_after(seconds: float) -> bool:
        before = len(ended)
        clock.now += seconds - 0.1
        place.close_overdue()
        early = len(ended) > before
        clock.now += 0.2
        place.close_overdue()
        return not early and len(ended) > before

    visit = place.enter("10.0.0.1", lambda: ended.append("ended"))
    assert visit is not None
    assert overdue_after(connection_limits.HEAD_SECONDS)
    body = Body(10)
    place.reads(visit, body, stays=False)
    assert overdue_after(connection_limits.BODY_SECONDS)
    place.reads(visit, body, stays=False)
    body.position = 10
    assert overdue_after(connection_limits.EXCHANGE_SECONDS)
    place.waits(visit)
    assert overdue_after(connection_limits.IDLE_SECONDS)


def test_a_web_socket_may_stay(clock: Clock) -> None:
    ended: list[str] = []
    place = ConnectionLimits(10, 10, clock=clock)
    visit = place.enter("10.0.0.1", lambda: ended.append("ended"))
    assert visit is not None
    place.reads(visit, Body(None), stays=True)
    clock.now += 1_000_000
    place.close_overdue()
    assert ended == []


def test_the_process_gets_files_for_its_places() -> None:
    assert connection_limits.places(100) == 100
    assert 1 <= connection_limits.places(10**9) < 10**9
