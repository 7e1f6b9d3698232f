"""A lock on a file for as long as this process lives; the system gives it back even after kill -9."""

import sys
from typing import IO


def lock(file: IO[bytes] | IO[str] | int) -> None:
    """Locks an open file, or its number, for this process until it ends or closes the file.

    Raises OSError if another has the lock.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file if isinstance(file, int) else file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
