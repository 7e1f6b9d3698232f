"""Rate limits in memory: each key has a token bucket. Every process counts for itself."""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.text.alphabet import comparable

_MOST_KEYS = 10_000


@dataclass(slots=True)
class Limit:
    """At most `count` in `seconds`, refilled evenly."""

    count: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    _tidy_at: int = _MOST_KEYS

    def take(self, key: str) -> int:
        """Takes one; 0 when allowed, else the whole seconds after which to try again."""
        now = self.clock()
        level, at = self._buckets.get(key, (float(self.count), now))
        level = min(self.count, level + (now - at) * self.count / self.seconds)
        allowed = level >= 1
        self._buckets[key] = (level - 1 if allowed else level, now)
        if len(self._buckets) > self._tidy_at:
            self._forget(now)
        return 0 if allowed else max(1, round((1 - level) * self.seconds / self.count))

    def _forget(self, now: float) -> None:
        """Drops the keys whose buckets are full again.

        It looks again only when twice as many keys have come, so that a flood of keys stays cheap.
        """
        self._buckets = {
            key: bucket for key, bucket in list(self._buckets.items()) if now - bucket[1] <= self.seconds
        }
        self._tidy_at = max(_MOST_KEYS, 2 * len(self._buckets))


def network(address: str | None) -> str:
    """What a limit counts as one address: IPv6 gives each house 2^64 of them, so its first half."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))


def is_own(place: str) -> bool:
    """Whether what `network` says is this machine itself: a reverse proxy stands there, behind which anybody may be."""
    return place in _OWN


_OWN = frozenset(map(network, ("127.0.0.1", "::1")))


class SignIns:
    """How often somebody may try to sign in.

    Guessing one name's password is slow from one address, and slow from all addresses together. Whoever has signed in
    from an address before can still do so from there: a stranger who guesses at a name must not lock its owner out. A name
    in another spelling is the same name.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._as_one_from_one = Limit(10, 60, clock)
        # Behind one address there may be a whole building in the morning.
        self._from_one = Limit(60, 60, clock)
        self._as_one = Limit(30, 60, clock)
        self._known: dict[tuple[str, str], None] = {}

    def take(self, name: str, address: str | None) -> int:
        """Counts an attempt; 0 when it is allowed, else the whole seconds after which to try again."""
        name, place = comparable(name), network(address)
        return (
            self._from_one.take(place)
            or self._as_one_from_one.take(f"{place} {name}")
            or (0 if (name, place) in self._known else self._as_one.take(name))
        )

    def succeeded(self, name: str, address: str | None) -> None:
        """Remembers where somebody has signed in."""
        self._known[comparable(name), network(address)] = None
        if len(self._known) > _MOST_KEYS:
            del self._known[next(iter(self._known))]


class Limits:
    """The rate limits of this process."""

    def __init__(self, tickets_per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` says seconds that go on evenly, whatever the date is."""
        self.issuing = Limit(tickets_per_minute, 60, clock)
        """Numbers given at one kiosk."""
        self.signing_in = SignIns(clock)
        self.guessing = Limit(60, 60, clock)
        """Secrets of follow pages, receipts and pairings that nobody has, from one address."""
        self.pairing = Limit(20, 60, clock)
        self.rating = Limit(30, 60, clock)
        """Ratings from one address: a whole hall may share one."""
        self.holding = Limit(60, 60, clock)
        """Delays and cancellations from one address: a whole hall may share one, and the kiosks have their own."""
        self.booking = Limit(30, 600, clock)
        """Appointments booked from one address: a whole village may share it, and each person has few appointments a day."""
        self.looking_up = Limit(20, 60, clock)
        """Dossiers looked up at one kiosk: a citizen needs seconds for each."""
        self.finding = Limit(20, 60, clock)
        """Appointments looked up at one kiosk."""
