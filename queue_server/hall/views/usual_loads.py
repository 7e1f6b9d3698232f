"""How busy the hours usually are. The answer is kept for a day, because it counts only days that are over."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.wire.reports import Load


@dataclass(slots=True)
class Loads:
    """The last answer of the worker, with the day that it is for."""

    _day: str = ""
    _known: dict[str, Load] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, day: str, queue: str, compute: Callable[[], dict[str, Load]]) -> Load:
        """The queue's load on that day; `compute` is called once per day, however many citizens ask at once."""
        with self._lock:
            if self._day != day:
                self._known = compute()
                self._day = day
            return self._known[queue]
