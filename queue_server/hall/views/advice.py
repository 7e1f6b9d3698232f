"""What would help the hall now, kept between the worker's answers."""

from dataclasses import dataclass

from shared.wire.counters import Proposal


@dataclass(slots=True)
class Advice:
    """The worker's last answer; None while nothing would help, and after a counter has changed."""

    proposal: Proposal | None = None
