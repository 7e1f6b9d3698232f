"""The time by the server's clock: measured by its answers, carried on by this machine's steady clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_SET_BACK = timedelta(seconds=5)
"""No answer is on its way for longer: then the server's clock was set."""
_FRESH = 300.0
"""Seconds; two machines' clocks drift apart by some hundredths in this time."""


class ServerClock:
    """A kiosk's own clock may be wrong, and may be set while it runs: it counts only until the first answer."""

    def __init__(
        self,
        offset: timedelta = timedelta(0),
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._offset = offset
        self._base: tuple[datetime, float] | None = None

    @property
    def measured(self) -> bool:
        """Whether the server has answered since the start."""
        return self._base is not None

    @property
    def offset(self) -> timedelta:
        """How far the server's clock is ahead of this machine's; kept for a start without the server."""
        return self._offset

    def take(self, server_now: datetime) -> None:
        """The time that the server has told; an answer that was long on its way is known by being late."""
        if self._base is not None:
            late = self.now() - server_now
            # The way only makes an answer older: the earlier, faster one was nearer the truth, while it is fresh.
            if timedelta(0) < late < _SET_BACK and self._steady() - self._base[1] < _FRESH:
                return
        self._base = (server_now.astimezone(UTC), self._steady())
        self._offset = server_now - self._wall()

    def now(self) -> datetime:
        """The server's time, in UTC."""
        if self._base is not None:
            moment, at = self._base
            return moment + timedelta(seconds=self._steady() - at)
        return self._wall() + self._offset

    def steady(self) -> float:
        """Seconds on the clock that only runs on, for `since`."""
        return self._steady()

    def since(self, steady: float) -> datetime:
        """The server's time at an earlier reading of `steady`."""
        return self.now() - timedelta(seconds=self._steady() - steady)
