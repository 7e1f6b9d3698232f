"""Which service day a moment belongs to when the machine's clock may be wrong, and how that is noticed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

RELEASED = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""No release of this program was there earlier: a clock that shows an earlier day has lost its battery."""
JUMP_SECONDS = 2 * 3600.0
"""A running machine's clock is put right by less than this."""
BEHIND_SECONDS = 300.0
LONGEST_PAUSE_SECONDS = 40 * 86_400.0
"""No centre is closed for longer than this, so a longer pause before a start means a wrong clock."""


def service_day(known: str, today: str, *, doubtful: bool = False) -> str:
    """The day to work on, from the day of the last deed and the day that the clock shows, both ISO dates.

    While the clock is in doubt the day stays. If the clock was put back over midnight, the day stays as it was. But if the
    last deed's day is later than tomorrow, the clock was wrong at that deed, and the day that it shows now is taken.
    """
    if doubtful and known:
        return known
    if known <= today:
        return today
    return known if (date.fromisoformat(known) - date.fromisoformat(today)).days == 1 else today


def steady_seconds() -> float:
    """A clock that nobody sets and that goes on while the machine sleeps, where the system has one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(slots=True)
class ClockTrust:
    """Compares the machine's clock with where it must be by now: by the last deed at a start, then by a steady clock.

    All are seconds since 1970, `off` is by how many the clock is off: 0 while it is believed. A clock that comes back to
    where it must be is believed again by itself; `settles` says that this process may then end the stored doubt.
    """

    steady: Callable[[], float] | None = None
    """None believes every clock: for what has no clock of its own to look at."""
    off: float = 0.0
    settles: bool = False
    stored: bool = False
    """Whether a deed of this process has found the doubt in the database. Where the next one does not, and the clock is still
    off, somebody in another process has said that it is right."""
    _last: float | None = None
    _last_steady: float = 0.0
    _back: float = field(default=BEHIND_SECONDS)
    _ahead: float = field(default=LONGEST_PAUSE_SECONDS)

    def begin(self, last: float | None, jump: float = 0.0, *, doubted: bool = False) -> None:
        """Begins after the last deed's time. `doubted`: a doubt is stored since then, with the `jump` that raised it."""
        if self.steady is None:
            return
        self._last, self._last_steady = last, self.steady()
        if doubted:
            self.settles = True
            self._ahead = jump / 2 if jump > 0 else LONGEST_PAUSE_SECONDS

    def look(self, wall: float) -> bool:
        """Whether the clock, which shows `wall`, is in doubt."""
        if self.steady is None:
            return False
        steady = self.steady()
        off = wall - (wall if self._last is None else self._last + steady - self._last_steady)
        if wall < RELEASED:
            off = min(off, wall - RELEASED)
        if -self._back <= off <= self._ahead:
            self._last, self._last_steady, self.off = wall, steady, 0.0
            self._back = self._ahead = JUMP_SECONDS
        else:
            self.off, self.settles = off, True
        return self.off != 0.0

    @property
    def believed(self) -> float | None:
        """What the clock should show now; None where nothing was known before."""
        if self.steady is None or self._last is None:
            return None
        return self._last + self.steady() - self._last_steady

    def believe(self, wall: float) -> None:
        """Somebody says that the clock is right."""
        if self.steady is not None:
            self._last, self._last_steady, self.off, self.settles = wall, self.steady(), 0.0, False
            self._back = self._ahead = JUMP_SECONDS
