"""How much of the processor's time and of memory a piece of work in the worker may need; more ends the work."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


@contextmanager
def seconds(most: float | None) -> Iterator[None]:
    """Lets SIGPROF end this process, also inside a library, if it needs more of the processor's time; None for no bound."""
    if most is None:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextmanager
def memory(more: int | None) -> Iterator[None]:
    """Lets the work have so many bytes beyond what the process has now; Python then raises MemoryError, a library may abort.

    Without a bound for None, and where the system does not say how much the process has.
    """
    if more is None or not _STATM.exists():
        yield
        return
    # Windows has no such module, but no /proc either.
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = int(_STATM.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") + more
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
