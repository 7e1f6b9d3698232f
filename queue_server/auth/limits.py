"""Rate limits in memory: a token bucket a key. They protect one process; nothing authoritative lives here."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Limit:
    """At most `count` in `seconds`, refilled evenly."""

    count: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, key: str) -> int:
        """Takes one; 0 when allowed, else the whole seconds after which to try again."""
        now = self.clock()
        level, at = self._buckets.get(key, (float(self.count), now))
        level = min(self.count, level + (now - at) * self.count / self.seconds)
        if level < 1:
            self._buckets[key] = (level, now)
            return max(1, round((1 - level) * self.seconds / self.count))
        self._buckets[key] = (level - 1, now)
        if len(self._buckets) > 10_000:
            self._forget(now)
        return 0

    def _forget(self, now: float) -> None:
        full = [key for key, (_, at) in self._buckets.items() if now - at > self.seconds]
        for key in full:
            del self._buckets[key]
