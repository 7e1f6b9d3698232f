"""The worker's last proposal for a change that helps the hall, kept until its next answer."""

from dataclasses import dataclass

from shared.wire.counters import Proposal


@dataclass(slots=True)
class Advice:
    """The worker's last answer; None while nothing would help, and after a counter has changed."""

    proposal: Proposal | None = None
