"""Which queues each counter serves now: the configuration's, or those that a supervisor gave it.

The centre's row says at which sequence number counters were last given other queues. Every deed and every reading reads that
row anyway, so each can tell without a further statement whether what is kept here is still right, in any number of processes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, select, update

from queue_server.configuration.values import Configuration, Counter
from queue_server.ledger.tables import centres, counters

_GIVEN = select(counters.c.number, counters.c.queues).where(
    counters.c.centre == bindparam("centre"), counters.c.queues.is_not(None)
)


@dataclass(frozen=True, slots=True)
class _Made:
    shipped: Configuration
    changed: int
    centre: Configuration


@dataclass(slots=True)
class Arrangement:
    """The last arrangement that this process made; it is used only while its number is the one in the centre's row."""

    _made: _Made | None = None

    def forget(self) -> None:
        """Drops the arrangement after a rollback, since the same number may come again with another arrangement."""
        self._made = None

    def of(self, connection: Connection, shipped: Configuration, changed: int | None) -> Configuration:
        """The configuration with the queues that counters serve; `changed` is `centre.rearranged` of this transaction."""
        if changed is None:
            return shipped
        made = self._made
        if made is None or made.changed != changed or made.shipped is not shipped:
            made = self._made = _Made(shipped, changed, now(connection, shipped))
        return made.centre


def now(connection: Connection, shipped: Configuration) -> Configuration:
    """The configuration with the queues that counters serve, read afresh."""
    rows = connection.execute(_GIVEN, {"centre": shipped.centre.id})
    return arranged(shipped, {row.number: tuple(json.loads(row.queues)) for row in rows})


def arranged(shipped: Configuration, given: Mapping[int, Sequence[str]]) -> Configuration:
    """The configuration in which the counters named in `given` serve those queues.

    The configuration may have changed in between. So unknown queues are skipped, and if a queue would have no counter because
    of what `given` says, its counters serve it again.
    """
    known = {queue.id for queue in shipped.queues}
    counters = [_given(counter, known, given.get(counter.number, ())) for counter in shipped.counters]
    left = known - {queue for counter in counters for queue in counter.queues}
    kept = [
        replace(counter, queues=counter.usual, usual=None)
        if counter.usual is not None and not left.isdisjoint(counter.usual)
        else counter
        for counter in counters
    ]
    return replace(shipped, counters=tuple(kept))


def _given(counter: Counter, known: set[str], queues: Sequence[str]) -> Counter:
    fine = tuple(queue for queue in queues if queue in known)
    if not fine or fine == counter.queues:
        return counter
    return replace(counter, queues=fine, usual=counter.queues)


def shipped(centre: Configuration) -> Configuration:
    """The configuration as its files have it, taken from an arranged one."""
    if all(counter.usual is None for counter in centre.counters):
        return centre
    usual = (
        counter if counter.usual is None else replace(counter, queues=counter.usual, usual=None)
        for counter in centre.counters
    )
    return replace(centre, counters=tuple(usual))


def save(
    connection: Connection, centre: Configuration, number: int, queues: Sequence[str] | None, seq: int
) -> Configuration:
    """Gives the counter these queues (None: the configuration's) in the deed with number `seq`; returns what holds then."""
    ident = centre.centre.id
    text = None if queues is None else json.dumps(list(queues), ensure_ascii=False)
    connection.execute(
        update(counters).where(counters.c.centre == ident, counters.c.number == number).values(queues=text)
    )
    given = connection.execute(_GIVEN, {"centre": ident}).all()
    connection.execute(update(centres).where(centres.c.id == ident).values(rearranged=seq if given else None))
    return arranged(shipped(centre), {row.number: tuple(json.loads(row.queues)) for row in given})
