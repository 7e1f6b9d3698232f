"""An alarm: an officer needs help at once. Whose business it is, as a pure function."""

from dataclasses import dataclass

from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import SUPERVISING


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm with its times in milliseconds since 1970 UTC; without a counter it is about a person alone."""

    id: int
    at: int
    counter: int | None
    by: str
    ended_at: int | None = None
    ended_by: str | None = None

    def concerns(self, actor: Actor) -> bool:
        """Whether it is this person's business: supervisors see to every one, officers to those of their own counters."""
        if actor.role in SUPERVISING:
            return True
        return self.counter in actor.counters if self.counter is not None else self.by == actor.name

    def check_concerns(self, actor: Actor) -> None:
        """Raises RuleBroken `not_your_counter` unless the alarm concerns this person (`concerns`)."""
        if not self.concerns(actor):
            raise RuleBroken("not_your_counter", 403, counter=self.counter or "–")
