"""The server's time on a kiosk whose own clock is wrong, or is set while it runs."""

from datetime import UTC, datetime, timedelta

from kiosk.upstream.server_clock import ServerClock

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


class Machine:
    """A kiosk's two clocks: one that people set, and one that only runs on."""

    def __init__(self) -> None:
        self.wall = NOON - timedelta(hours=1)
        self.steady = 100.0

    def clock(self, offset: timedelta = timedelta(0)) -> ServerClock:
        return ServerClock(offset, lambda: self.wall, lambda: self.steady)


def test_before_the_first_answer_the_machines_clock_and_the_kept_offset_count() -> None:
    clock = Machine().clock(timedelta(hours=1))
    assert (clock.now(), clock.measured) == (NOON, False)


def test_an_answer_sets_it_and_no_hand_on_the_machines_clock_moves_it() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.take(NOON)
    machine.wall = datetime(1970, 1, 1, tzinfo=UTC)
    machine.steady += 60
    assert (clock.now(), clock.measured) == (NOON + timedelta(minutes=1), True)


def test_the_offset_for_the_next_start_is_that_of_the_last_answer() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.take(NOON)
    assert clock.offset == timedelta(hours=1)


def test_what_happened_before_the_first_answer_is_timed_after_it() -> None:
    machine = Machine()
    clock = machine.clock()
    then = clock.steady()
    machine.steady += 30
    clock.take(NOON)
    assert clock.since(then) == NOON - timedelta(seconds=30)


def test_a_slow_answer_does_not_turn_the_clock_back_and_a_fast_one_puts_it_right() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.take(NOON)
    machine.steady += 10
    clock.take(NOON + timedelta(seconds=9))
    assert clock.now() == NOON + timedelta(seconds=10)
    clock.take(NOON + timedelta(seconds=10.5))
    assert clock.now() == NOON + timedelta(seconds=10.5)


def test_a_server_whose_clock_is_set_back_is_followed() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.take(NOON)
    clock.take(NOON - timedelta(seconds=5))
    assert clock.now() == NOON - timedelta(seconds=5)
    machine.steady += 300
    clock.take(NOON + timedelta(seconds=294))
    assert clock.now() == NOON + timedelta(seconds=294)
