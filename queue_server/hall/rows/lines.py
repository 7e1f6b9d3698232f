"""The waiting lines of the service day in memory, trusted only while they belong to the locked sequence number.

Every change of a ticket raises the centre's number under its lock. So lines that were left at number N are exact for a
deed that finds N, whatever other processes do; any other number means: read them again. Nothing authoritative lives here.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from queue_server.hall.rows.tickets import every_waiting
from queue_server.hall.rules.ordering import Waiting
from queue_server.ledger.tables import queue_days
from queue_server.ledger.unit_of_work import UnitOfWork


@dataclass(slots=True)
class Numbering:
    """The numbering row of a queue's day."""

    last: int | None = None
    lap: int = 0
    given: int = 0
    turn: int = 0


@dataclass(slots=True)
class Kind:
    """Waiting tickets of one kind in their order: the first is at hand however many wait."""

    tickets: dict[int, Waiting] = field(default_factory=dict)
    _keys: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, ticket: Waiting) -> None:
        """Adds a ticket that is not here."""
        insort(self._keys, ticket.key)
        self.tickets[ticket.id] = ticket

    def drop(self, ticket_id: int) -> None:
        """Removes a ticket where it is here."""
        ticket = self.tickets.pop(ticket_id, None)
        if ticket is not None:
            del self._keys[bisect_left(self._keys, ticket.key)]

    def first(self) -> list[Waiting]:
        """The ticket with the least key, or nothing."""
        return [self.tickets[self._keys[0][1]]] if self._keys else []


@dataclass(slots=True)
class Line:
    """The waiting tickets of one queue: the plain ones by kind, and those that the order treats one by one."""

    ordinary: Kind = field(default_factory=Kind)
    priority: Kind = field(default_factory=Kind)
    special: dict[int, Waiting] = field(default_factory=dict)

    def put(self, ticket: Waiting) -> None:
        """Adds a ticket that is not here."""
        if (
            ticket.sent_to is not None
            or ticket.first_at is not None
            or ticket.put_back_at is not None
            or ticket.delayed_until is not None
            or ticket.appointment
        ):
            self.special[ticket.id] = ticket
        else:
            (self.priority if ticket.priority else self.ordinary).put(ticket)

    def drop(self, ticket_id: int) -> None:
        """Removes a ticket that is not here any more."""
        self.ordinary.drop(ticket_id)
        self.priority.drop(ticket_id)
        self.special.pop(ticket_id, None)

    def every(self) -> list[Waiting]:
        """All waiting tickets, in no particular order."""
        return [*self.ordinary.tickets.values(), *self.priority.tickets.values(), *self.special.values()]

    def candidates(self) -> list[Waiting]:
        """Those among whom the next one is: the order only ever takes the least key of each plain kind."""
        return [*self.ordinary.first(), *self.priority.first(), *self.special.values()]


@dataclass(slots=True)
class Lines:
    """All lines of a service day, as they were at a sequence number; a deed changes them as it changes the rows."""

    seq: int
    day: str
    by_queue: dict[str, Line] = field(default_factory=dict)
    numbering: dict[str, Numbering] = field(default_factory=dict)
    latest: int = 0
    """The latest arrival of anyone who came without an appointment, as far as these lines remember."""
    _where: dict[int, str] = field(default_factory=dict)

    def line(self, queue: str) -> Line:
        """The line of one queue."""
        return self.by_queue.setdefault(queue, Line())

    def candidates(self, queues: Sequence[str], counter: int) -> list[Waiting]:
        """Enough of the queues' tickets, and of those sent to the counter, to say who is next."""
        found: list[Waiting] = []
        for queue, line in self.by_queue.items():
            if queue in queues:
                found += line.candidates()
            else:
                found += [t for t in line.special.values() if t.sent_to == counter]
        return found

    def put(self, ticket: Waiting) -> None:
        """A ticket waits, or waits differently."""
        self.drop(ticket.id)
        self.line(ticket.queue).put(ticket)
        if ticket.arrival > self.latest and not ticket.appointment:
            self.latest = ticket.arrival
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


def lines_of(deed: UnitOfWork) -> Lines:
    """The waiting lines as they are in this transaction; whoever changes a waiting ticket changes them too."""
    return deed.recall(Lines, load)


def next_arrival(deed: UnitOfWork) -> int:
    """The arrival of who joins a line now: after everyone who waits, also when the clock was put back meanwhile."""
    return max(deed.ms, lines_of(deed).latest)


def load(connection: Connection, centre: str, day: str) -> Lines:
    """Reads the lines as they are in this transaction, its own changes included."""
    lines = Lines(-1, day)
    for ticket in every_waiting(connection, centre, day):
        lines.put(ticket)
    query = select(queue_days).where(queue_days.c.centre == centre, queue_days.c.day == day)
    for row in connection.execute(query):
        lines.numbering[row.queue] = Numbering(row.last, row.lap, row.given, row.turn)
    return lines
