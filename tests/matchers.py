"""A catalogue's search, made once for all that have the same catalogue in one test's process.

To make one takes a tenth of a second, and searching changes nothing in it.
"""

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from shared.search.matcher import Matcher


def matcher(procedures: Sequence[Mapping[str, object]], **more: Any) -> Matcher:
    """The matcher of these procedures; with other lists than those of the program, a new one."""
    return Matcher(procedures, **more) if more else _made(json.dumps(procedures))


@functools.lru_cache(maxsize=4)
def _made(procedures: str) -> Matcher:
    return Matcher(json.loads(procedures))
