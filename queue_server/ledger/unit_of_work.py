"""What a deed works with: an open transaction under the centre's lock, the time, who acts, and the facts it records."""

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
    """An open write transaction with what every deed needs; `record` adds facts to it.

    `seq` is the sequence number that the first fact gets; `ms` is `now` in milliseconds since 1970 UTC.
    """

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
    doubtful: bool = False
    """Whether the machine's clock is in doubt: nothing may be deleted or refused because of it."""
    awaiting: bool = False
    """Whether kiosks are being asked which numbers they have seen: until then none is given."""
    reached: dict[tuple[str, str], int] = field(default_factory=dict)
    """The highest numbers that this deed gives: by service day or year, and by the name of their numbering."""
    _kept: Kept | None = None
    _left: Kept | None = None
    """The value that an earlier deed kept in memory, until `recall` brings it up to date."""
    _begun: int = 0

    def recall(self, kind: type[K], at: At[K]) -> K:
        """The value of this kind as it is right now, such as the waiting lines.

        `at` makes it: from the value that an earlier deed kept in memory, by adding what happened in between, or else from
        the database. A deed that changes the rows from which the value was read changes the value as well.
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
        """The value that the next deed may use: after this deed if it was `done`, else unchanged as it was before this deed.

        None means that the value must be read again, because a deed that was not done has changed it.
        """
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

    def reach(self, scope: str, name: str, value: int) -> None:
        """Says that this deed gives a number, so that a mark beside the database knows of it (storage/marks.py)."""
        self.reached[scope, name] = max(value, self.reached.get((scope, name), 0))

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
