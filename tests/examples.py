"""How many random examples a test tries: few and always the same in `make test`, many and new ones in `make soak`."""

import os

TIMES = int(os.environ.get("MOTCUA_SOAK", "1"))
"""How often as many as usual; above one the examples are drawn anew in each run."""


def many(count: int) -> int:
    """So many examples, or more for a long run."""
    return count * TIMES
