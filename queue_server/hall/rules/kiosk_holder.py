"""Which of several running kiosks of one name may give the numbers of its range: never two at once.

A kiosk's journal has a random name, and counts how often a program was started on it; each running program has a random
name of its own. All moments are in milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

SILENT_MS = 25_000
"""A kiosk asks every five seconds. One that has not asked for this long does not run any more, or has no server."""
RIVAL_MS = 25_000
"""Within this time after a rival asked, the holder's own asking shows that both run."""

Verdict = Literal["held", "taken", "lost", "refused", "twins"]
"""`held` and `taken`: it may give the range's numbers. `lost`: it may, behind half of the rest, since another journal may
have given numbers that nobody knows of. `refused`: another one may. `twins`: it may, and another one runs under its name."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A running kiosk that asks for its range; `behind` where its journal counts less than a mark beside it."""

    journal: str
    instance: str
    starts: int
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Who may give the range's numbers, when it last asked, and when a rival did."""

    journal: str
    instance: str
    starts: int
    seen: int
    rival: int | None = None
    passed_on: str | None = None
    """The service day on which numbers were passed over last. It is kept, since the answer that told them may be lost."""
    passed_to: Mapping[str, int] = field(default_factory=dict)
    """By queue the number up to which they were passed over on that day."""


def judge(known: Holder | None, asks: Claim, now: int, *, doubted: bool) -> tuple[Holder, Verdict]:
    """The holder from now on, and what it means for whoever asks. `doubted`: a supervisor is looking for the twin."""
    fresh = Holder(asks.journal, asks.instance, asks.starts, now)
    if known is None:
        return fresh, "lost" if asks.behind else "taken"
    fresh = replace(fresh, passed_on=known.passed_on, passed_to=known.passed_to)
    if asks.instance == known.instance:
        rival = known.rival is not None and abs(now - known.rival) < RIVAL_MS
        return replace(known, seen=now, rival=None), "twins" if rival else "held"
    again = asks.journal == known.journal and asks.starts > known.starts and not asks.behind
    if again and not doubted:
        # The same journal was opened once more: the kiosk was started again. If the program before still runs, it asks too.
        return fresh, "taken"
    if abs(now - known.seen) < SILENT_MS:
        return replace(known, rival=now), "refused"
    return fresh, "lost"
