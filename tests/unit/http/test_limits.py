"""A limit lets so many through in its time and says when to come back."""

from hypothesis import given
from hypothesis import strategies as st

from queue_server.http.limits import Limit, SignIns


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_fresh_key_may_use_its_whole_allowance_at_once() -> None:
    limit = Limit(3, 60, Clock())
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 20]


def test_the_allowance_comes_back_evenly() -> None:
    clock = Clock()
    limit = Limit(3, 60, clock)
    for _ in range(3):
        limit.take("a")
    clock.now += 19
    assert limit.take("a") == 1
    clock.now += 1
    assert (limit.take("a"), limit.take("a")) == (0, 20)


def test_one_key_does_not_use_up_anothers() -> None:
    limit = Limit(1, 60, Clock())
    assert (limit.take("a"), limit.take("a"), limit.take("b")) == (0, 60, 0)


@given(st.integers(1, 20), st.lists(st.floats(0, 30), max_size=80))
def test_no_window_lets_more_through_than_twice_the_allowance(count: int, waits: list[float]) -> None:
    clock = Clock()
    limit = Limit(count, 60, clock)
    taken = []
    for wait in waits:
        clock.now += wait
        if limit.take("a") == 0:
            taken.append(clock.now)
    for start in taken:
        assert len([moment for moment in taken if start <= moment < start + 60]) <= 2 * count


@given(st.integers(1, 20))
def test_whoever_waits_as_told_is_let_through(count: int) -> None:
    clock = Clock()
    limit = Limit(count, 60, clock)
    while not (wait := limit.take("a")):
        pass
    clock.now += wait + 0.5  # it is told in whole seconds
    assert limit.take("a") == 0


def test_a_name_in_another_spelling_is_no_new_name_to_guess_at() -> None:
    limits = SignIns(Clock())
    spellings = ["lan.officer", "Lan.Officer", "LAN.OFFICER", " lan.officer", "lan.\u200bofficer"]
    assert [limits.take(spellings[n % 5], "10.0.0.1") for n in range(11)] == [0] * 10 + [6]
    limits.succeeded("Hồng Hà", "10.0.0.2")
    for n in range(30):
        limits.take("hô\u0300ng hà", f"10.1.0.{n}")
    assert (limits.take("HỒNG HÀ", "10.0.0.2"), limits.take("HỒNG HÀ", "10.0.0.3")) == (0, 2)
