"""What a deed has at hand: an open transaction under the centre's lock, the clock, who acts, and the facts it records."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration
from queue_server.ledger.actor import Actor
from shared.wire.facts.base import Fact


class Kept(Protocol):
    """Something that was read from the rows once and stays in memory between deeds, such as the waiting lines.

    It is exact for the deed that finds the number `seq` in the centre's row, whatever other processes do.
    """

    seq: int
    day: str


K = TypeVar("K", bound=Kept)


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
    facts: list[dict[str, Any]] = field(default_factory=list)
    ms: int = 0
    earlier: str | None = None
    """The body of the stored answer that this deed replaces (`Key.outdated`); None for every other deed."""
    _kept: Kept | None = None

    @property
    def kept(self) -> Kept | None:
        """What was read or taken over with `recall`; None where this deed needed nothing of the kind."""
        return self._kept

    def recall(self, kind: type[K], load: Callable[[Connection, str, str], K]) -> K:
        """What earlier deeds left in memory, where it is still exact; else it is read now by `load(connection, centre, day)`.

        Whoever changes the rows behind it changes this value too, in the same deed.
        """
        if not isinstance(self._kept, kind):
            self._kept = load(self.connection, self.centre_id, self.day)
        return self._kept

    @property
    def centre_id(self) -> str:
        """The id under which this centre's rows are kept."""
        return self.centre.centre.id

    def record(self, fact: Fact) -> int:
        """Adds a fact to be saved with this transaction; returns its sequence number."""
        seq = self.seq + len(self.facts)
        self.facts.append(
            {
                "centre": self.centre_id,
                "seq": seq,
                "type": fact.type.value,
                "at": self.ms,
                "actor": self.actor.name,
                "ticket_id": fact.about_ticket,
                "data": json.dumps(fact.data(), ensure_ascii=False, separators=(",", ":")),
            }
        )
        return seq
