"""The waiting lines of the service day in memory, trusted only while they belong to the locked sequence number.

Every change of a ticket raises the centre's number under its lock. So lines that were left at number N are exact for a
deed that finds N, whatever other processes do; any other number means: read them again. Nothing authoritative lives here.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, bindparam, select

from queue_server.hall.rows.waiting import every_waiting, still_waiting
from queue_server.hall.rules.ordering import Waiting
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.tables import events, queue_days
from queue_server.ledger.unit_of_work import UnitOfWork

_MOST_MISSED = 400
"""Facts after which the lines are read whole again."""
_MISSED = Prepared(
    select(events.c.ticket_id)
    .distinct()
    .where(
        events.c.centre == bindparam("centre"),
        events.c.seq > bindparam("after"),
        events.c.seq <= bindparam("until"),
        events.c.ticket_id.is_not(None),
    )
)
_NUMBERING = Prepared(
    select(
        queue_days.c.queue, queue_days.c.last, queue_days.c.lap, queue_days.c.given, queue_days.c.turn
    ).where(queue_days.c.centre == bindparam("centre"), queue_days.c.day == bindparam("day"))
)


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

    def first(self, most: int = 1) -> list[Waiting]:
        """The tickets with the least keys, so many at most."""
        return [self.tickets[ticket_id] for _, ticket_id in self._keys[:most]]

    def rank(self, ticket_id: int) -> int | None:
        """How many stand before this ticket; None where it is not here."""
        ticket = self.tickets.get(ticket_id)
        return None if ticket is None else bisect_left(self._keys, ticket.key)


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

    def rank(self, ticket_id: int) -> int | None:
        """How many of its own kind stand before a plain ticket; None for one that is treated by itself."""
        found = self.ordinary.rank(ticket_id)
        return self.priority.rank(ticket_id) if found is None else found

    def candidates(self, most: int = 1) -> list[Waiting]:
        """Those among whom the next `most` are: the order only ever takes the least key of each plain kind."""
        return [*self.ordinary.first(most), *self.priority.first(most), *self.special.values()]


@dataclass(slots=True)
class Lines:
    """All lines of a service day, as they were at a sequence number; a deed changes them as it changes the rows."""

    seq: int
    day: str
    by_queue: dict[str, Line] = field(default_factory=dict)
    numbering: dict[str, Numbering] = field(default_factory=dict)
    latest: int = 0
    """The latest arrival of anyone who came without an appointment, as far as these lines remember."""
    changes: int = 0
    """How often anything was changed here: a deed that was refused before it changed anything leaves the lines usable."""
    _where: dict[int, str] = field(default_factory=dict)

    def line(self, queue: str) -> Line:
        """The line of one queue."""
        return self.by_queue.setdefault(queue, Line())

    def candidates(self, queues: Sequence[str], counter: int, most: int = 1) -> list[Waiting]:
        """Enough of the queues' tickets, and of those sent to the counter, to say who the next `most` are."""
        found: list[Waiting] = []
        for queue, line in self.by_queue.items():
            if queue in queues:
                found += line.candidates(most)
            else:
                found += [t for t in line.special.values() if t.sent_to == counter]
        return found

    def put(self, ticket: Waiting) -> None:
        """A ticket waits, or waits differently."""
        self.changes += 1
        self.drop(ticket.id)
        self.line(ticket.queue).put(ticket)
        if ticket.arrival > self.latest and not ticket.appointment:
            self.latest = ticket.arrival
        self._where[ticket.id] = ticket.queue

    def drop(self, ticket_id: int) -> None:
        """A ticket does not wait any more."""
        self.changes += 1
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
        """The numbering row of a queue's day, to be changed; a new one before its first number."""
        self.changes += 1
        return self.numbering.setdefault(queue, Numbering())

    def count(self, queues: Sequence[str], counter: int) -> int:
        """How many wait for a counter: in its queues and not sent elsewhere, or sent to it."""
        found = 0
        for queue, line in self.by_queue.items():
            mine = queue in queues
            found += len(line.ordinary) + len(line.priority) if mine else 0
            found += sum(mine if t.sent_to is None else t.sent_to == counter for t in line.special.values())
        return found

    def sent_to(self, counter: int) -> list[Waiting]:
        """Those who were sent to this counter."""
        return [t for line in self.by_queue.values() for t in line.special.values() if t.sent_to == counter]

    def turn(self, queue: str) -> int:
        """Whose turn it is in the queue."""
        row = self.numbering.get(queue)
        return 0 if row is None else row.turn

    def turns(self) -> dict[str, int]:
        """Whose turn it is in each queue."""
        return {queue: row.turn for queue, row in self.numbering.items()}

    def put_back(self) -> list[int]:
        """The tickets that were put back: the next call lets them in again without a fact of their own."""
        return [
            t.id
            for line in self.by_queue.values()
            for t in line.special.values()
            if t.put_back_at is not None
        ]


def at(connection: Connection, centre: str, day: str, seq: int, left: Lines | None) -> Lines:
    """The lines of the day at this number, from those that were `left` at an earlier one where there are any."""
    if left is not None and left.day == day and (left.seq == seq or catch_up(connection, centre, left, seq)):
        return left
    found = load(connection, centre, day)
    found.seq = seq
    return found


def lines_of(context: Context) -> Lines:
    """The waiting lines as they are in this transaction; whoever changes a waiting ticket changes them too."""
    return context.recall(Lines, at)


def remember(book: Database) -> None:
    """Reads the lines before anybody waits for it, since long ones take a while: once for readings and once for the deeds."""
    with reading(book) as context:
        lines_of(context)
        book.kept = at(context.connection, context.centre_id, context.day, context.seq, None)


def next_arrival(deed: UnitOfWork) -> int:
    """The arrival of who joins a line now: after everyone who waits, also when the clock was put back meanwhile."""
    return max(deed.ms, lines_of(deed).latest)


def load(connection: Connection, centre: str, day: str) -> Lines:
    """Reads the lines as they are in this transaction, its own changes included."""
    lines = Lines(-1, day)
    for ticket in every_waiting(connection, centre, day):
        lines.put(ticket)
    _read_numbering(connection, centre, lines)
    return lines


def catch_up(connection: Connection, centre: str, lines: Lines, seq: int) -> bool:
    """Brings lines that were left at an earlier number of the same day to this one, by the tickets that the diary names.

    False, with nothing changed, where so much happened since that reading all of them costs less. Whoever changes a
    waiting ticket records a fact of it; a call also lets in again whoever was put back, and those are looked at too.
    """
    if not 0 <= seq - lines.seq <= _MOST_MISSED:
        return False
    missed = _MISSED.column(connection, {"centre": centre, "after": lines.seq, "until": seq})
    ids = {*missed, *lines.put_back()}
    if ids:
        here = {ticket.id: ticket for ticket in still_waiting(connection, centre, lines.day, sorted(ids))}
        for ticket_id in ids:
            if ticket_id in here:
                lines.put(here[ticket_id])
            else:
                lines.drop(ticket_id)
    _read_numbering(connection, centre, lines)
    lines.seq = seq
    return True


def _read_numbering(connection: Connection, centre: str, lines: Lines) -> None:
    for queue, last, lap, given, turn in _NUMBERING.rows(connection, {"centre": centre, "day": lines.day}):
        lines.numbering[queue] = Numbering(last, lap, given, turn)
