"""How many connections one address may hold, how fast it may ask, and how long a request may take to arrive.

It works with both async libraries: `on_eventlet` and `on_threads` ask it. Requests from this machine itself are trusted:
they come from a reverse proxy, which counts addresses itself.
"""

import math
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from queue_server.http.limits import Limit, is_own, network

HEAD_SECONDS = 10.0
"""Within how many seconds the first line and the headers of a new connection have to arrive."""
BODY_SECONDS = 60.0
"""Within how many seconds after its headers a body has to arrive: 2 MB at 35 kB/s."""
IDLE_SECONDS = 75.0
"""Within how many seconds the next line and headers of a kept connection have to arrive."""
EXCHANGE_SECONDS = 180.0
"""Within how many seconds an answer has to be made and taken: reports take seconds, a phone on a weak network more."""
LARGEST_REFUSED = 16 * 1024 * 1024
"""How many bytes of a refused body are read and thrown away; for a longer body the connection is closed."""
SMALL = 20
"""How many connections a panel, a kiosk or a single phone needs at most."""
_SPARE_FILES = 256


class Body(Protocol):
    """Where a request's body is read from, with its length and how much of it has come."""

    position: int
    content_length: int | None


@dataclass(slots=True, eq=False)
class Visit:
    """One open connection; `until` is when the part that is awaited must be there."""

    address: str
    until: float
    shut: Callable[[], None]
    """Ends the connection, whatever waits on it."""
    body: Body | None = None
    """Set while a request is being answered."""
    exchange: float = math.inf

    def overdue(self, now: float) -> bool:
        """Whether what is awaited should have been there."""
        if self.body is not None and self.body.position >= (self.body.content_length or 0):
            return now > self.exchange
        return now > self.until


@dataclass(slots=True)
class ConnectionLimits:
    """The open connections of this process.

    Past nine tenths of the places only addresses with few connections get in: a crowd from one address cannot keep the
    counters and the kiosks out.
    """

    most: int
    most_from_one: int
    trusting: bool = False
    """A reverse proxy stands in front on another machine, and counts addresses itself."""
    clock: Callable[[], float] = time.monotonic
    _visits: set[Visit] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=dict)
    _coming: Limit = field(init=False)
    _asking: Limit = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._coming = Limit(1_000, 10, self.clock)
        self._asking = Limit(2_000, 10, self.clock)

    def enter(self, address: str, shut: Callable[[], None]) -> Visit | None:
        """A place for a new connection, or None when it gets none. Give it back with `leave`."""
        address = network(address)
        with self._lock:
            held = self._counts.get(address, 0)
            if not self._fits(address, held):
                return None
            self._counts[address] = held + 1
            visit = Visit(address, self.clock() + HEAD_SECONDS, shut)
            self._visits.add(visit)
            return visit

    def _fits(self, address: str, held: int) -> bool:
        if len(self._visits) >= self.most:
            return False
        if self._trusted(address):
            return True
        crowded = len(self._visits) >= self.most * 0.9
        return held < (SMALL if crowded else self.most_from_one) and not self._coming.take(address)

    def leave(self, visit: Visit) -> None:
        """Gives the place back."""
        with self._lock:
            self._visits.discard(visit)
            left = self._counts.pop(visit.address, 1) - 1
            if left > 0:
                self._counts[visit.address] = left

    def pause(self, visit: Visit) -> int:
        """The seconds to wait before this connection's request is answered: 0 unless its address asks too fast."""
        return 0 if self._trusted(visit.address) else self._asking.take(visit.address)

    def waits(self, visit: Visit) -> None:
        """The connection is kept and nothing of a request has come."""
        visit.body, visit.until = None, self.clock() + IDLE_SECONDS

    def reads(self, visit: Visit, body: Body, *, stays: bool) -> None:
        """The headers have come; `stays` for a web socket, which has no end of its own."""
        now = self.clock()
        visit.body, visit.until = body, now + BODY_SECONDS
        visit.exchange = math.inf if stays else now + EXCHANGE_SECONDS

    def busy(self) -> bool:
        """Whether a request is being answered; a web socket is none, it has no end of its own."""
        with self._lock:
            return any(visit.body is not None and visit.exchange < math.inf for visit in self._visits)

    def empty(self) -> bool:
        """Whether nobody is connected."""
        return not self._visits

    def close_overdue(self) -> None:
        """Ends the connections that take too long; call it about once a second."""
        now = self.clock()
        with self._lock:
            late = [visit for visit in self._visits if visit.overdue(now)]
        for visit in late:
            visit.shut()

    def _trusted(self, address: str) -> bool:
        return self.trusting or is_own(address)


def places(wish: int) -> int:
    """How many connections this process can hold: as wished, or as many as the system gives it files for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = wish + _SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < enough:
        soft = enough if hard == resource.RLIM_INFINITY else min(enough, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wish if soft == resource.RLIM_INFINITY else max(1, min(wish, soft - _SPARE_FILES))
