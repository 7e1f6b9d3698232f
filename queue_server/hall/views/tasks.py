"""What the worker is asked for about the hall: the waits, what would help now, and how busy the hours usually are."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, RootModel

from queue_server.http.worker.wire import Task, Urgency
from shared.wire.counters import Proposal
from shared.wire.reports import Load


class Estimates(Task):
    """The waits now, or at a moment in milliseconds."""

    name: ClassVar[str] = "estimates"
    now: int | None = None

    @property
    def urgency(self) -> Urgency:
        """The hall is run by it."""
        return Urgency.HALL


class Waits(RootModel[dict[str, list[tuple[int, int]]]]):
    """For each queue the p50 and p90 of the wait in minutes, with nobody ahead, one person ahead, and so on."""


class Advise(Task):
    """The change of one counter that would shorten the longest wait most, now or at a moment in milliseconds."""

    name: ClassVar[str] = "advice"
    now: int | None = None

    @property
    def urgency(self) -> Urgency:
        """The hall is run by it."""
        return Urgency.HALL


class Advised(BaseModel):
    """The change that would help; None where no change helps enough."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    proposal: Proposal | None


class UsualLoads(Task):
    """How busy the hours of each queue usually are, as seen from a moment in milliseconds."""

    name: ClassVar[str] = "loads"
    now: int

    @property
    def urgency(self) -> Urgency:
        """Somebody at a kiosk asks when to come."""
        return Urgency.CITIZEN


class QueueLoads(RootModel[dict[str, Load]]):
    """For each queue how busy its hours usually are."""
