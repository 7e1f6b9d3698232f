"""The time by the server's clock: it is measured with each answer, and in between counted by this machine's steady clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_SET_BACK = timedelta(seconds=5)
"""No answer is on its way for longer than this, so a greater difference means that the server's clock was set."""
_FRESH = 300.0
"""Seconds for which a measurement is good: the clocks of two machines drift apart by some hundredths of a second in it."""


class ServerClock:
    """The server's time. The kiosk's own clock, which may be wrong or be set, is used only until the first answer."""

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
        """Takes the server's time from an answer; an answer that was long on its way is recognised, since it is late."""
        if self._base is not None:
            late = self.now() - server_now
            # An answer is late by the time that it was on its way, so the earlier answer, which was faster, is better.
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
        """Seconds on the steady clock, which nobody can set; for `since`."""
        return self._steady()

    def since(self, steady: float) -> datetime:
        """The server's time at an earlier reading of `steady`."""
        return self.now() - timedelta(seconds=self._steady() - steady)
