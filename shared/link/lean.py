"""Loading a library without what it takes along for uses that are not ours: memory and a part of every start."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Lets the imports inside believe that these modules are not installed; those that are loaded already stay."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # Python then says that there is no such module
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
