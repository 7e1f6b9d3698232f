"""What a deed has at hand: an open transaction under the centre's lock, the clock, who acts, and the facts it records."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration
from queue_server.ledger.actor import Actor
from queue_server.ledger.events import Event
from queue_server.ledger.kept import At, K, Kept
from shared.wire.facts.base import Fact


@dataclass(slots=True)
class UnitOfWork:
    """An open write transaction with what every service function needs; `record` adds facts to it."""

    connection: Connection
    centre: Configuration
    actor: Actor
    now: datetime
    day: str
    seq: int
    estimates: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    public_address: str | None = None
    facts: list[Event] = field(default_factory=list)
    ms: int = 0
    earlier: str | None = None
    """The body of the stored answer that this deed replaces (`Key.outdated`); None for every other deed."""
    _kept: Kept | None = None
    _left: Kept | None = None
    """What earlier deeds left in memory; it is brought up to date where it is needed."""
    _begun: int = 0

    def recall(self, kind: type[K], at: At[K]) -> K:
        """What earlier deeds left in memory, brought to this deed's number by `at`, or read anew.

        Whoever changes the rows behind it changes this value too, in the same deed.
        """
        if not isinstance(self._kept, kind):
            left, self._left = self._left, None
            found = at(
                self.connection,
                self.centre_id,
                self.day,
                self.seq - 1,
                left if isinstance(left, kind) else None,
            )
            self._kept, self._begun = found, found.changes
            return found
        return self._kept

    def left(self, *, done: bool) -> Kept | None:
        """What is kept after this deed, or, where it was rolled back, as it was before; None: it must be read again."""
        if self._kept is None:
            return self._left
        if done:
            self._kept.seq = self.seq - 1 + len(self.facts)
        elif self._kept.changes != self._begun:
            return None
        return self._kept

    @property
    def centre_id(self) -> str:
        """The id under which this centre's rows are kept."""
        return self.centre.centre.id

    def record(self, fact: Fact) -> int:
        """Adds a fact to be saved with this transaction; returns its sequence number."""
        seq = self.seq + len(self.facts)
        self.facts.append(
            Event(
                seq,
                fact.type.value,
                self.ms,
                self.actor.name,
                fact.about_ticket,
                json.dumps(fact.data(), ensure_ascii=False, separators=(",", ":")),
            )
        )
        return seq
