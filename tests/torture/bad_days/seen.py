"""What a run of bad days saw, as plain values for the checks."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """A number that somebody was told: at which day and kiosk, and what came before it."""

    day: int
    """The bad day, counted from 0, on which it was given."""
    date: str
    """The date that stands on it."""
    number: str
    secret: str
    """What its QR code holds: two papers with one secret are the same paper, told twice."""
    kiosk: str
    after: bool
    """Whether it was given after the day's fault."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the server said and held at one moment of a day."""

    states: dict[str, str] = field(default_factory=dict)
    """The state of each ticket by its secret."""
    phones: int = 0
    """How many tickets hold a telephone."""
    applicants: tuple[str, ...] = ()
    """The names on the dossiers."""
    people: int = 0
    """How many accounts there are."""
    failing: tuple[str, ...] = ()
    """What `/healthz` said does not work or is in doubt."""


@dataclass(frozen=True, slots=True)
class Day:
    """One bad day: the fault, and what was seen before and after it."""

    fault: str
    lost: frozenset[str]
    """Secrets of the papers that went with the files that were taken away; nobody can bring them back."""
    before: Look
    after: Look
    settled: Look
    """After somebody had looked into every doubt."""
    told: tuple[str, ...] = ()
    """What else was seen while the fault lasted, by name."""
    complaints: tuple[str, ...] = ()
    """What did not answer, or answered what it must not."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole run."""

    papers: tuple[Paper, ...]
    days: tuple[Day, ...]
