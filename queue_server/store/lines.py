"""The waiting lines of the service day in memory, trusted only while they belong to the locked sequence number.

Every change of a ticket raises the centre's number under its lock. So lines that were left at number N are exact for a
deed that finds N, whatever other processes do; any other number means: read them again. Nothing authoritative lives here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from queue_server.domain.ordering import Waiting
from queue_server.store.tables import queue_days
from queue_server.store.tickets import every_waiting


@dataclass(slots=True)
class Numbering:
    """The numbering row of a queue's day."""

    last: int | None = None
    lap: int = 0
    given: int = 0
    turn: int = 0


@dataclass(slots=True)
class Line:
    """The waiting tickets of one queue: the plain ones by kind, and those that the order treats one by one."""

    ordinary: dict[int, Waiting] = field(default_factory=dict)
    priority: dict[int, Waiting] = field(default_factory=dict)
    special: dict[int, Waiting] = field(default_factory=dict)

    def put(self, ticket: Waiting) -> None:
        """Adds or replaces a ticket."""
        self.drop(ticket.id)
        plain = (
            ticket.sent_to is None
            and ticket.first_at is None
            and ticket.put_back_at is None
            and not ticket.appointment
        )
        kind = self.special if not plain else self.priority if ticket.priority else self.ordinary
        kind[ticket.id] = ticket

    def drop(self, ticket_id: int) -> None:
        """Removes a ticket that is not here any more."""
        for kind in (self.ordinary, self.priority, self.special):
            kind.pop(ticket_id, None)

    def every(self) -> list[Waiting]:
        """All waiting tickets, in no particular order."""
        return [*self.ordinary.values(), *self.priority.values(), *self.special.values()]


@dataclass(slots=True)
class Lines:
    """All lines of a service day, as they were at a sequence number; a deed changes them as it changes the rows."""

    seq: int
    day: str
    by_queue: dict[str, Line] = field(default_factory=dict)
    numbering: dict[str, Numbering] = field(default_factory=dict)
    _where: dict[int, str] = field(default_factory=dict)

    def line(self, queue: str) -> Line:
        """The line of one queue."""
        return self.by_queue.setdefault(queue, Line())

    def of(self, queues: Sequence[str], counter: int) -> list[Waiting]:
        """All waiting tickets of the queues, and any other that was sent to the counter."""
        found: list[Waiting] = []
        for queue, line in self.by_queue.items():
            if queue in queues:
                found += line.every()
            else:
                found += [t for t in line.special.values() if t.sent_to == counter]
        return found

    def put(self, ticket: Waiting) -> None:
        """A ticket waits, or waits differently."""
        self.drop(ticket.id)
        self.line(ticket.queue).put(ticket)
        self._where[ticket.id] = ticket.queue

    def drop(self, ticket_id: int) -> None:
        """A ticket does not wait any more."""
        queue = self._where.pop(ticket_id, None)
        if queue is not None:
            self.by_queue[queue].drop(ticket_id)

    def release(self, ticket_ids: Sequence[int]) -> None:
        """Put-back tickets are in the line again."""
        for ticket_id in ticket_ids:
            queue = self._where.get(ticket_id)
            if queue is not None:
                ticket = self.by_queue[queue].special[ticket_id]
                self.put(replace(ticket, put_back_at=None))

    def numbers(self, queue: str) -> Numbering:
        """The numbering row of a queue's day; a new one before its first number."""
        return self.numbering.setdefault(queue, Numbering())

    def turns(self) -> dict[str, int]:
        """Whose turn it is in each queue."""
        return {queue: row.turn for queue, row in self.numbering.items()}


def load(connection: Connection, centre: str, day: str) -> Lines:
    """Reads the lines as they are in this transaction, its own changes included."""
    lines = Lines(-1, day)
    for ticket in every_waiting(connection, centre, day):
        lines.put(ticket)
    query = select(queue_days).where(queue_days.c.centre == centre, queue_days.c.day == day)
    for row in connection.execute(query):
        lines.numbering[row.queue] = Numbering(row.last, row.lap, row.given, row.turn)
    return lines
