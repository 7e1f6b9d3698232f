"""The monthly return's arithmetic: carried over + received = resolved + pending, by construction.

Each dossier that concerns a period counts once on each side, so the identity cannot fail, whatever the data. Moments are
milliseconds; a dossier is counted by what is known of it today, so a return made again after a correction is a corrected one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from shared.wire.vocabulary import Verdict

Key = tuple[str | None, int]
"""The line in which a dossier stands: its field (None where nobody knows it) and its channel."""


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier as a return counts it."""

    key: Key
    received: int
    closed: int | None = None
    """When nothing was left for the office to do; None while something is."""
    verdict: Verdict | None = None
    """How it kept its time; None where no date was promised."""
    due: int | None = None
    """The date in force; None where none was promised."""
    waiting: bool = False
    """Whether it waits for the citizen, whose time is not the office's."""


@dataclass(slots=True)
class Line:
    """One line of a return."""

    carried_over: int = 0
    received: int = 0
    resolved_early: int = 0
    resolved_on_time: int = 0
    resolved_late: int = 0
    pending_in_time: int = 0
    pending_overdue: int = 0

    @property
    def resolved(self) -> int:
        """What was finished in the period."""
        return self.resolved_early + self.resolved_on_time + self.resolved_late

    @property
    def pending(self) -> int:
        """What was left at its end, and is carried over into the next."""
        return self.pending_in_time + self.pending_overdue

    def add(self, other: "Line") -> None:
        """Adds another line to this one."""
        for column in fields(Line):
            setattr(self, column.name, getattr(self, column.name) + getattr(other, column.name))

    def as_json(self) -> dict[str, int]:
        """The line as reports carry it."""
        return {
            "carried_over": self.carried_over,
            "received": self.received,
            "resolved": self.resolved,
            "resolved_early": self.resolved_early,
            "resolved_on_time": self.resolved_on_time,
            "resolved_late": self.resolved_late,
            "pending": self.pending,
            "pending_in_time": self.pending_in_time,
            "pending_overdue": self.pending_overdue,
        }


def count(cases: Iterable[Case], start: int, end: int, now: int) -> dict[Key, Line]:
    """The lines of the period from `start` until before `end`, by the cases' keys; `now` ends a period under way."""
    lines: dict[Key, Line] = {}
    for case in cases:
        if case.received >= end:
            continue
        # A clock that was put back must not close a dossier before it came.
        closed = None if case.closed is None else max(case.closed, case.received)
        if closed is not None and closed < start:
            continue
        line = lines.get(case.key)
        if line is None:
            line = lines[case.key] = Line()
        if case.received < start:
            line.carried_over += 1
        else:
            line.received += 1
        if closed is not None and closed < end:
            _resolve(line, case.verdict)
        elif not case.waiting and case.due is not None and case.due < min(end, now):
            line.pending_overdue += 1
        else:
            line.pending_in_time += 1
    return lines


def total(lines: Iterable[Line]) -> Line:
    """All lines added up."""
    whole = Line()
    for line in lines:
        whole.add(line)
    return whole


def _resolve(line: Line, verdict: Verdict | None) -> None:
    if verdict is Verdict.EARLY:
        line.resolved_early += 1
    elif verdict is Verdict.LATE:
        line.resolved_late += 1
    else:
        # Without a promised date nothing was missed.
        line.resolved_on_time += 1
