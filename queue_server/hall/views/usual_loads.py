"""How busy the hours usually are. The answer is kept for a day, because it counts only days that are over."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Loads:
    """The last answer of the worker, with the day that it is for."""

    _day: str = ""
    _known: Json = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, day: str, queue: str, compute: Callable[[], Json]) -> Json:
        """The queue's load on that day; `compute` is called once per day, however many citizens ask at once."""
        with self._lock:
            if self._day != day:
                self._known = compute()
                self._day = day
            found: Json = self._known[queue]
            return found
