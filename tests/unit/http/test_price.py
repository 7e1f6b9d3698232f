"""What a client costs, who waits for that, and who goes first."""

import threading
from collections.abc import Callable

import pytest

from queue_server.http.price.door import Door, bill, priced
from queue_server.http.price.meter import KNOWN, STRANGER, STRANGERS, Meter, Payer, stranger
from queue_server.http.price.turns import Turns
from queue_server.ledger.errors import RuleBroken

GUEST, PANEL = stranger("192.0.2.7"), Payer("token:panel", stranger=False)


class Clock:
    """Seconds that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_stranger_owes_what_is_spent_beyond_the_budget_until_time_has_paid_it() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.charge(GUEST, STRANGER.most)
    assert meter.owed(GUEST) == 0
    meter.charge(GUEST, 0.5)
    assert meter.owed(GUEST) == 0.5 / STRANGER.share
    clock.sleep(0.5 / STRANGER.share)
    assert meter.owed(GUEST) == 0
    assert meter.owed(stranger("192.0.2.8")) == 0


def test_whoever_asked_for_nothing_for_a_day_has_no_more_than_the_budget() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.charge(GUEST, 0.1)
    clock.sleep(86_400)
    assert meter.left(GUEST) == STRANGER.most
    meter.charge(GUEST, STRANGER.most + 1)
    assert meter.owed(GUEST) == 1 / STRANGER.share


def test_all_strangers_together_have_a_budget_that_a_crowd_of_addresses_cannot_exceed() -> None:
    meter = Meter(Clock())
    for last in range(10):
        meter.charge(stranger(f"192.0.2.{last}"), STRANGERS.most / 10 + 0.01)
    assert meter.owed(stranger("198.51.100.1")) == pytest.approx(0.1 / STRANGERS.share)


def test_a_stranger_without_an_address_is_charged_once() -> None:
    meter = Meter(Clock())
    meter.charge(stranger(None), STRANGERS.most - 0.5)
    assert meter.owed(GUEST) == 0


def test_behind_a_proxy_on_this_machine_only_the_budget_of_all_strangers_counts() -> None:
    meter, own = Meter(Clock()), stranger("127.0.0.1")
    meter.charge(own, STRANGERS.most)
    assert meter.owed(own) == 0
    meter.charge(own, 0.5)
    assert meter.owed(own) == 0.5 / STRANGERS.share


def test_whoever_works_here_never_owes_but_has_less_left() -> None:
    meter = Meter(Clock())
    meter.charge(PANEL, KNOWN.most + 1)
    assert (meter.owed(PANEL), meter.left(PANEL)) == (0, -1)
    assert meter.owed(GUEST) == 0


def test_the_phones_of_one_house_pay_together_and_a_panel_beside_them_pays_for_itself() -> None:
    assert stranger("2001:db8::1") == stranger("2001:db8::ffff")
    meter = Meter(Clock())
    meter.charge(GUEST, 30)
    assert meter.left(PANEL) == KNOWN.most


def test_full_buckets_are_forgotten_so_that_a_flood_of_addresses_takes_no_memory() -> None:
    clock = Clock()
    meter = Meter(clock)
    for number in range(25_000):
        meter.charge(Payer(str(number)), 0.001)
        clock.now += 0.01
    assert len(meter._buckets) <= 10_001


class Loop:
    """Rounds of a loop: in each, those that were let go say so."""

    def __init__(self, left: dict[Payer, float]) -> None:
        self.tasks: list[Callable[[], None]] = []
        self.gone: list[str] = []
        self.turns = Turns(self.tasks.append, self._round, lambda payer: left[payer])
        self.rounds = 0
        self._step, self._done = threading.Semaphore(0), threading.Semaphore(0)

    def _round(self) -> None:
        self._done.release()
        self._step.acquire()
        self.rounds += 1

    def come(self, name: str, payer: Payer) -> threading.Thread:
        """Somebody asks for a turn."""

        def ask() -> None:
            self.turns.wait(payer)
            self.gone.append(name)

        before = len(self.turns._waiting)
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        while thread.is_alive() and len(self.turns._waiting) == before:
            pass
        return thread

    def play(self, threads: list[threading.Thread]) -> None:
        """Rounds until nobody waits."""
        runner = threading.Thread(target=self.tasks.pop(0), daemon=True)
        runner.start()
        self._done.acquire()
        for _ in range(len(threads)):
            before = len(self.gone)
            self._step.release()
            self._done.acquire()
            while len(self.gone) == before:
                pass
        self._step.release()
        runner.join()
        for thread in threads:
            thread.join()


def test_the_first_goes_at_once_then_one_a_round_and_whoever_spent_least_first() -> None:
    light, heavy = Payer("light", stranger=False), Payer("heavy", stranger=False)
    loop = Loop({light: 9.0, heavy: 1.0})
    loop.come("first", heavy).join()
    assert loop.gone == ["first"]
    waiting = [loop.come(f"heavy {n}", heavy) for n in range(3)] + [loop.come("light", light)]
    loop.play(waiting)
    assert loop.gone == ["first", "light", "heavy 0", "heavy 1", "heavy 2"]
    assert loop.rounds == 5
    # The next one finds the loop free again.
    loop.come("later", heavy).join()
    assert loop.gone[-1] == "later"


def test_strangers_come_after_those_who_work_here_but_every_fourth_turn_is_theirs() -> None:
    loop = Loop({GUEST: 3.0, PANEL: 9.0})
    loop.come("first", PANEL).join()
    waiting = [loop.come(f"guest {n}", GUEST) for n in range(2)]
    waiting += [loop.come(f"panel {n}", PANEL) for n in range(4)]
    loop.play(waiting)
    assert loop.gone[1:] == ["panel 0", "panel 1", "panel 2", "guest 0", "panel 3", "guest 1"]


def door(clock: Clock, took: float = 0.0) -> Door:
    return Door(Meter(clock), lambda: lambda: took, None, clock.sleep)


def test_a_stranger_who_is_over_waits_a_little_and_is_refused_when_it_would_be_long() -> None:
    clock = Clock()
    entry = door(clock)
    entry.meter.charge(GUEST, STRANGER.most + 0.25)
    entry.admit(GUEST)
    assert clock.now == 1.0
    entry.meter.charge(GUEST, 2.0)
    with pytest.raises(RuleBroken) as refused:
        entry.admit(GUEST)
    assert (refused.value.status, refused.value.values["seconds"], clock.now) == (429, 8, 1.0)
    entry.admit(PANEL)
    entry.patiently(GUEST)
    assert clock.now == 9.0


def test_only_so_many_strangers_wait_at_the_same_time() -> None:
    clock = Clock()
    admitted: list[int] = []

    def next_one_comes(seconds: float) -> None:
        admitted.append(len(admitted))
        entry.admit(GUEST)

    entry = Door(Meter(clock), lambda: lambda: 0.0, None, next_one_comes)
    entry.meter.charge(GUEST, STRANGER.most + 0.25)
    with pytest.raises(RuleBroken) as refused:
        entry.admit(GUEST)
    assert (len(admitted), refused.value.status) == (100, 429)
    # All of them are gone, and with them their places.
    clock.sleep(1)
    entry.admit(GUEST)


def test_a_request_is_charged_to_whom_the_guard_names_and_otherwise_to_its_address() -> None:
    entry = door(Clock(), took=0.5)

    def view(environ: dict[str, object], _start: object) -> list[bytes]:
        if environ["PATH_INFO"] == "/panel":
            bill(environ).payer = PANEL
        return []

    application = priced(view, entry)  # type: ignore[arg-type]
    for path in ("/panel", "/follow", "/socket.io/", "/socket.iot"):
        application({"PATH_INFO": path, "REMOTE_ADDR": "192.0.2.7"}, lambda *_: lambda data: None)
    assert entry.meter.left(PANEL) == KNOWN.most - 0.5
    assert entry.meter.left(GUEST) == STRANGER.most - 1.0
