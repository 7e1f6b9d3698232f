"""What each client has spent of the server's time: a token bucket of seconds, emptied by what its work really took."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from queue_server.http.limits import is_own, network

_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Payer:
    """Whom work is charged to: a token or a session, or the network that a stranger comes from."""

    key: str
    stranger: bool = True

    @property
    def is_anybody(self) -> bool:
        """Whether the address is this machine's own: a proxy stands there, behind which anybody may be."""
        return self.stranger and is_own(self.key)


def stranger(address: str | None) -> Payer:
    """Whoever has neither token nor session, as one with all others of the address."""
    return Payer(network(address))


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of one processor a client may use for long (`share`), and how many seconds at once (`most`)."""

    share: float
    most: float


STRANGER = Rate(0.25, 3.0)
"""The guests' network, which a whole hall's phones may share: three seconds are two hundred phones that open their page."""
STRANGERS = Rate(0.5, 6.0)
"""All strangers together."""
KNOWN = Rate(0.5, 10.0)
"""A device or somebody who works here. Being over makes nobody wait here, but others go first."""
_EVERYBODY = "*"
"""The key of all strangers together; no address is written so, nor is a missing one."""


@dataclass(slots=True)
class Meter:
    """The buckets of this process, in seconds. `clock` says seconds that go on evenly."""

    clock: Callable[[], float] = time.monotonic
    _buckets: dict[Payer, tuple[float, float]] = field(default_factory=dict)
    _tidy_at: int = _MOST_KEYS

    def charge(self, payer: Payer, seconds: float) -> None:
        """Work of this payer took so long."""
        self._take(payer, _rate(payer), seconds)
        if payer.stranger:
            self._take(Payer(_EVERYBODY), STRANGERS, seconds)

    def left(self, payer: Payer) -> float:
        """What the payer has left; less than nothing when it is over."""
        return self._level(payer, _rate(payer), self.clock())

    def owed(self, payer: Payer) -> float:
        """In how many seconds a stranger is no longer over; 0 for one that is not, and for whoever is known."""
        if not payer.stranger:
            return 0.0
        now = self.clock()
        all_of_them = -self._level(Payer(_EVERYBODY), STRANGERS, now) / STRANGERS.share
        own = 0.0 if payer.is_anybody else -self._level(payer, STRANGER, now) / STRANGER.share
        return max(0.0, own, all_of_them)

    def _take(self, payer: Payer, rate: Rate, seconds: float) -> None:
        now = self.clock()
        self._buckets[payer] = (self._level(payer, rate, now) - seconds, now)
        if len(self._buckets) > self._tidy_at:
            self._forget(now)

    def _level(self, payer: Payer, rate: Rate, now: float) -> float:
        level, at = self._buckets.get(payer, (rate.most, now))
        return min(rate.most, level + (now - at) * rate.share)

    def _forget(self, now: float) -> None:
        """Drops the buckets that are full again; it looks again only when twice as many have come."""
        self._buckets = {
            payer: (level, at)
            for payer, (level, at) in list(self._buckets.items())
            if level + (now - at) * _rate(payer).share < _rate(payer).most
        }
        self._tidy_at = max(_MOST_KEYS, 2 * len(self._buckets))


def _rate(payer: Payer) -> Rate:
    if not payer.stranger:
        return KNOWN
    return STRANGERS if payer.key == _EVERYBODY else STRANGER
