"""The schedule: the same for the same seed, with exactly the kills that were asked for and every kind of fault."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.torture import schedule


@given(st.integers(0, 1000), st.integers(1, 60), st.integers(1, 2), st.booleans())
def test_the_same_seed_gives_the_same_schedule(seed: int, kills: int, count: int, disk: bool) -> None:
    assert schedule.servers(seed, kills, count, disk=disk) == schedule.servers(seed, kills, count, disk=disk)


@given(st.integers(0, 1000), st.integers(1, 60), st.integers(1, 2), st.booleans())
def test_so_many_servers_are_killed_as_were_asked_for(seed: int, kills: int, count: int, disk: bool) -> None:
    steps = schedule.servers(seed, kills, count, disk=disk)
    kinds = Counter(step.kind for step in steps)
    assert kinds["kill_server"] + 2 * kinds["kill_both"] == kills
    assert {"freeze_server", "stop_server"} <= kinds.keys()
    assert ("disk_full" in kinds) == disk
    assert steps[-1].kind.startswith("kill_")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_lane_brings_each_kind_once_before_any_comes_again(seed: int) -> None:
    kinds = schedule.PRINTER_KINDS
    lane = schedule.lane(seed, "printers", kinds, 2, (1.0, 2.0))
    for _ in range(3):
        assert sorted(step.kind for step in islice(lane, len(kinds))) == sorted(kinds)


def test_another_seed_gives_another_schedule() -> None:
    assert schedule.servers(1, 20, 1, disk=True) != schedule.servers(2, 20, 1, disk=True)
