"""How tests wait: until something holds, and never for how long that took.

A busy machine makes everything late, so no test compares seconds of the wall clock with a bound. What has to be soon
is shown by order, by a clock that the test moves, or by counting rounds; how soon it is on a quiet machine is measured
by `make bench`.
"""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

HANG_SECONDS = 120.0
"""Ends a test that hangs, and proves nothing: whatever waits in a test is given this long."""
_PAUSE_SECONDS = 0.02


def eventually(
    look: Callable[[], T],
    good: Callable[[T], object] = bool,
    tells: Callable[[], object] = lambda: "",
) -> T:
    """What `look` returns once it is good; the last thing seen, and what `tells` says, show why it never was."""
    end = time.monotonic() + HANG_SECONDS
    while not good(seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"it never happened; the last thing seen was {seen!r}\n{tells()}")
        time.sleep(_PAUSE_SECONDS)
    return seen
