"""What this process has counted since it started: requests, deeds and their latencies."""

import threading
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["done", "replayed", "refused", "failed"]
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the latency histograms, in seconds; one more cell counts whatever took longer."""


@dataclass(slots=True)
class Histogram:
    """How long the done deeds of one kind took."""

    cells: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0

    def observe(self, seconds: float) -> None:
        """Adds one."""
        self.cells[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds

    def cumulative(self) -> list[tuple[str, float]]:
        """Each upper bound with how many deeds took no longer than it, as Prometheus wants them."""
        rows: list[tuple[str, float]] = []
        total = 0
        for bound, count in zip([*map(str, BUCKETS), "+Inf"], self.cells, strict=True):
            total += count
            rows.append((bound, total))
        return rows


class ProcessMetrics:
    """Counters of one server process; cheap enough for every request."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self.requests: dict[tuple[str, int], int] = {}
        """By endpoint and status."""
        self.deeds: dict[tuple[str, Outcome], int] = {}
        """By kind (`tickets.issue`) and outcome."""
        self.latency: dict[str, Histogram] = {}
        """Of the done deeds, by kind."""
        self.events = 0
        """Events that this process has committed."""
        self.loop_lag = 0.0
        """Seconds by which the loop's last round came late."""
        self.loop_lag_most = 0.0
        """The longest lag in the last minute or two."""

    def request(self, endpoint: str, status: int) -> None:
        """Counts an answered request."""
        with self._turn:
            self._request(endpoint, status)

    def deed(self, kind: str, status: int, replayed: bool, seconds: float) -> None:
        """Counts a request that asked for a deed; only done ones are timed."""
        key = kind, outcome_of(status, replayed)
        with self._turn:
            self._request(kind, status)
            self.deeds[key] = self.deeds.get(key, 0) + 1
            if key[1] == "done":
                known = self.latency.get(kind)
                if known is None:
                    known = self.latency[kind] = Histogram()
                known.observe(seconds)

    def _request(self, endpoint: str, status: int) -> None:
        key = endpoint, status
        self.requests[key] = self.requests.get(key, 0) + 1


def outcome_of(status: int, replayed: bool) -> Outcome:
    """What became of a deed, by its answer."""
    if status >= 500:
        return "failed"
    if status >= 400:
        return "refused"
    return "replayed" if replayed else "done"
