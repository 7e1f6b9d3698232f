"""`motcua serve` with a clock that the run can set: the machine's own time and the seconds that a file says.

`python -m tests.torture.bad_days.served CLOCK serve …`. The program is the same; only the clock that its parts are given is
another one, and what it does by the clock each minute it does every six seconds, so that a run need not wait for it.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queue_server.upkeep.housekeeping import Housekeeping

_TIMES = 10
"""How much quicker the seconds of housekeeping pass."""


def main() -> int:
    """Serves until it is told to stop; returns the exit status."""
    file, arguments = Path(sys.argv[1]), sys.argv[2:]
    # Before anything else is imported, since the async library patches what comes after it.
    from queue_server.__main__ import load

    serve = load(arguments)
    from queue_server import app
    from queue_server.server import start

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=_offset(file))

    start.create_app = partial(start.create_app, clock=clock)
    app.Housekeeping = partial(_quick, app.Housekeeping)  # type: ignore[misc, assignment]  # made like it
    sys.argv[1:] = arguments
    return serve()


def _quick(made: Callable[..., "Housekeeping"], *parts: Any, **more: Any) -> "Housekeeping":
    keeping = made(*parts, **more)
    sleep = keeping.sleep
    return replace(keeping, sleep=lambda seconds: sleep(seconds / _TIMES))


def _offset(file: Path) -> float:
    """The seconds by which the clock is ahead of the machine's."""
    return float(file.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
