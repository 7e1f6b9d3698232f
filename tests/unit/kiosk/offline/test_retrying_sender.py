"""Bringing one thing after the other: what comes later, what never comes, and how long the pauses are."""

import logging
import threading
from collections.abc import Callable

import pytest

from kiosk.offline.retrying_sender import Later, RetryingSender, comes_later
from kiosk.upstream.server import Refused, Unreachable
from tests.waiting import HANG_SECONDS


class Carrier(RetryingSender):
    """Brings what it was given, or does what it is told to in its place."""

    def __init__(self, *things: bool | Exception) -> None:
        super().__init__("carrier", 0.5, 10.0)
        self.things = list(things)
        self.brought = 0
        self.seen = threading.Event()

    def bring(self) -> bool:
        thing = self.things.pop(0) if self.things else False
        if not self.things:
            self.seen.set()
        if isinstance(thing, Exception):
            raise thing
        self.brought += thing
        return thing

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wakes the thread until this holds; the bound only ends a hung test."""
        for _ in range(2000):
            if holds():
                return
            self.wake()
            self._thread.join(0.01)
        raise AssertionError("it never held")


def test_whoever_is_away_busy_or_not_let_in_is_asked_again_and_a_refusal_is_for_good() -> None:
    assert comes_later(Unreachable("down"))
    later = [code for code in range(400, 600) if comes_later(Refused(code, "any", "", ""))]
    assert later == [401, 403, 408, 425, 429, *range(500, 600)]


def test_the_pauses_double_up_to_the_longest_and_begin_anew_once_something_was_brought() -> None:
    carrier = Carrier(*(Later() for _ in range(7)), True, Later())
    pauses = []
    for _ in range(7):
        assert carrier.deliver_next() is False
        pauses.append(carrier._pause())
    assert pauses == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]
    assert carrier.deliver_next() is True
    assert carrier.deliver_next() is False
    assert carrier._pause() == 1.0


def test_the_pause_of_a_server_that_was_away_for_days_is_still_a_number() -> None:
    carrier = Carrier(*(Later() for _ in range(2000)))
    for _ in range(2000):
        carrier.deliver_next()
    assert carrier._pause() == 10.0


def test_a_round_brings_all_there_is_and_a_failure_does_not_end_the_thread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    carrier = Carrier(True, OSError("the disk is full"), True, True)
    with caplog.at_level(logging.ERROR):
        carrier.start()
        carrier.wait_until(lambda: carrier.brought == 3)
    carrier.stop()
    assert not carrier._thread.is_alive()
    assert "the disk is full" in caplog.text


class Recorder(threading.Event):
    """Writes down how long it is waited for, wakes at once, and ends the rounds after some."""

    def __init__(self, carrier: Carrier, rounds: int) -> None:
        super().__init__()
        self.waits: list[float | None] = []
        self._carrier = carrier
        self._rounds = rounds

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        if len(self.waits) == self._rounds:
            self._carrier._stopping.set()
        return True


def test_a_round_in_vain_is_followed_by_a_pause_and_a_good_one_by_rest_until_it_is_woken() -> None:
    broken = OSError("the disk is full")
    carrier = Carrier(broken, broken, broken, Later(), True, False, broken)
    recorder = Recorder(carrier, 6)
    carrier._wake = recorder
    carrier._run()
    assert recorder.waits == [1.0, 2.0, 4.0, 8.0, None, 1.0]


def test_the_pauses_stop_doubling_after_the_eighth_failure_in_a_row() -> None:
    carrier = Carrier(*(Later() for _ in range(12)))
    carrier._longest_pause = 1000.0
    for _ in range(12):
        carrier.deliver_next()
    assert carrier._pause() == 128.0


def test_it_is_named_so_that_a_log_can_tell_it_and_does_not_keep_the_program_from_ending() -> None:
    carrier = Carrier()
    assert (carrier._thread.name, carrier._thread.daemon) == ("carrier", True)
    carrier.stop()
    assert not carrier._thread.is_alive()


def test_nothing_more_is_brought_after_the_stop() -> None:
    carrier = Carrier(*[True] * 5)
    carrier.stop()
    carrier.start()
    carrier._thread.join(HANG_SECONDS)
    assert (carrier._thread.is_alive(), carrier.brought) == (False, 0)
