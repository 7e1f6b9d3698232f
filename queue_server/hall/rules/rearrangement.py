"""A change of what a counter serves, as it is remembered so that it can be undone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """A counter was given other queues; times are milliseconds since 1970 UTC."""

    id: int
    at: int
    by: str
    counter: int
    before: tuple[str, ...] | None
    """What it had been given instead of the configuration's queues; None: it served those."""
    after: tuple[str, ...] | None
    why: str
    opened: bool
    """Whether it was closed, and was opened with the change."""
    undone_at: int | None = None
    undone_by: str | None = None
