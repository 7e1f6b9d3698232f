"""What every kind of test may use: free ports, fixed seeds, and a look at what a run leaves behind."""

import gc
import os
import random
import socket
from collections.abc import Callable, Generator

import pytest
from hypothesis import HealthCheck, settings

from tests import ready_programs
from tests.examples import TIMES, many

# Named here, so that pytest takes its hooks for this conftest's own.
pytest_plugins = ["tests.left_behind"]
# The same examples in each run, kept nowhere; a busy machine makes an example slow and not wrong.
settings.register_profile(
    "tests",
    max_examples=many(100),
    deadline=None,
    derandomize=TIMES == 1,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")
# Below what the system hands out for outgoing connections, which could take a port between its choice and its use.
FIRST, LAST = 10_000, 32_000


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests stay for the whole run: to look through them for garbage, over and over while they are loaded
    and at each collection later, took two fifths of the time of collecting.

    Garbage is looked for as often as in the server itself: at the language's own pace, which suits small programs, that
    took a fifth of the time of all tests in this process.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`pytest -m random`: the tests that draw examples, for a long run. The longest tests come first."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("random")
    # The order is random otherwise. One that began last would keep a worker busy for a minute while the others wait.
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)


def pytest_sessionfinish() -> None:
    """Before it is looked at what the run left behind."""
    ready_programs.end_programs()


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """A function that returns a TCP port on which nobody listens now, a different one at each call.

    Tests that run side by side draw from ports of their own.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = [port for port in range(FIRST, LAST) if port % workers == worker]
    # Two runs of the tests on one machine begin at different places.
    random.SystemRandom().shuffle(ports)

    def find() -> int:
        while True:
            port = ports.pop()
            with socket.socket() as probe:
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
            return port

    return find
