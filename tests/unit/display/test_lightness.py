"""What a small machine of a TV or a kiosk need not load."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("modules", "unneeded"),
    [
        # pydantic would cost 30 MB and, on a small board, a second of the start; the others are for servers.
        ("display.state, display.uplink", ("aiohttp", "pydantic", "redis", "valkey")),
        ("kiosk.agent", ("aiohttp", "redis", "valkey")),
    ],
)
def test_what_a_device_does_not_use_is_not_loaded(modules: str, unneeded: tuple[str, ...]) -> None:
    asked = f"import sys, {modules}; print([name for name in {unneeded} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_the_libraries_that_were_hidden_are_there_for_others() -> None:
    asked = "import shared.link.client, redis, valkey; print(redis.Redis, valkey.Valkey)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("<class 'redis")
