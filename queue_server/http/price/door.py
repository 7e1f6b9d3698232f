"""Where every request and every message of a socket pays: it is let in when its payer may go on, and charged afterwards."""

import math
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from queue_server.http.price.loop_time import Measure
from queue_server.http.price.meter import Meter, Payer, stranger
from queue_server.http.price.turns import Turns
from queue_server.ledger.errors import RuleBroken

_BILL = "motcua.bill"
SOCKETS = "/socket.io/"
"""What the addresses of web sockets begin with, as their library knows them."""
_PATIENCE = 3.0
"""Seconds that a stranger's request waits until the payer is no longer over; it is refused where that takes longer."""
_MOST_WAITING = 100
"""Strangers' requests that wait at the same time."""


class Bill:
    """Whom a request is charged to; an object, since a request's environment is copied on the way."""

    __slots__ = ("payer",)

    def __init__(self, payer: Payer) -> None:
        self.payer = payer


class Door:
    """`turns` is None where each request has a thread of its own, and the system divides the processor."""

    def __init__(
        self, meter: Meter, measure: Measure, turns: Turns | None, sleep: Callable[[float], None]
    ) -> None:
        self.meter = meter
        self.measure = measure
        self._turns = turns
        self._sleep = sleep
        self._waiting = 0
        self._lock = threading.Lock()

    def admit(self, payer: Payer) -> None:
        """Lets in a request that is not urgent, when its turn has come.

        RuleBroken `too_many_requests` (429) for a stranger's that would have to wait for seconds.
        """
        if wait := self.meter.owed(payer):
            if wait > _PATIENCE or self._waiting >= _MOST_WAITING:
                seconds = math.ceil(wait)
                raise RuleBroken("too_many_requests", 429, retry_after=seconds, seconds=seconds)
            self._wait(wait)
        self.turn(payer)

    def turn(self, payer: Payer) -> None:
        """Lets others go on in the middle of long work, and waits for the next turn."""
        if self._turns is not None:
            self._turns.wait(payer)

    def patiently(self, payer: Payer) -> None:
        """Lets in a message of a socket, of which others wait behind it, however long its payer is over."""
        while wait := self.meter.owed(payer):
            self._sleep(wait)
        self.turn(payer)

    @contextmanager
    def charging(self, payer: Payer) -> Iterator[None]:
        """Charges what is done in the block."""
        spent = self.measure()
        try:
            yield
        finally:
            self.meter.charge(payer, spent())

    def _wait(self, seconds: float) -> None:
        with self._lock:
            self._waiting += 1
        try:
            self._sleep(seconds)
        finally:
            with self._lock:
                self._waiting -= 1


def bill(environ: WSGIEnvironment) -> Bill:
    """Whom the request is charged to: the guard puts in who speaks. One that came past the door has a bill of no use."""
    known: Bill | None = environ.get(_BILL)
    return known if known is not None else environ.setdefault(_BILL, Bill(stranger(None)))


def priced(inner: WSGIApplication, door: Door) -> WSGIApplication:
    """Charges each request for what it took. A web socket is none: its messages pay, one by one."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(SOCKETS):
            return inner(environ, start_response)
        mine = environ[_BILL] = Bill(stranger(environ.get("REMOTE_ADDR")))
        # Whom it is charged to is known only when it is over.
        spent = door.measure()
        try:
            return inner(environ, start_response)
        finally:
            door.meter.charge(mine.payer, spent())

    return outer
