"""The waiting lines of the service day, kept in memory with the sequence number at which they were right.

Every change of a ticket adds to the centre's sequence number, under a lock. So lines that were right at number N are right
for every deed that finds number N in the database, whatever other processes do. A deed that finds another number brings the
lines up to that number or reads them again. The database alone holds the truth; the lines only save reading it.
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
"""If more facts than this happened since, the lines are read whole again."""
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
    """Waiting tickets of one kind, sorted by their keys, so that finding the first takes no longer when many wait."""

    tickets: dict[int, Waiting] = field(default_factory=dict)
    _keys: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, ticket: Waiting) -> None:
        """Adds a ticket that is not here."""
        insort(self._keys, ticket.key)
        self.tickets[ticket.id] = ticket

    def drop(self, ticket_id: int) -> None:
        """Removes a ticket if it is here."""
        ticket = self.tickets.pop(ticket_id, None)
        if ticket is not None:
            del self._keys[bisect_left(self._keys, ticket.key)]

    def first(self, most: int = 1) -> list[Waiting]:
        """The `most` tickets with the least keys."""
        return [self.tickets[ticket_id] for _, ticket_id in self._keys[:most]]

    def rank(self, ticket_id: int) -> int | None:
        """How many stand before this ticket; None if it is not here."""
        ticket = self.tickets.get(ticket_id)
        return None if ticket is None else bisect_left(self._keys, ticket.key)


@dataclass(slots=True)
class Line:
    """The waiting tickets of one queue.

    `special` holds the tickets that are not simply called in the order of their keys: sent to a counter, sent first, put
    back, delayed, or with an appointment. All others are `ordinary` or `priority`.
    """

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
        """How many tickets of its own kind stand before an ordinary or priority ticket; None for a special ticket."""
        found = self.ordinary.rank(ticket_id)
        return self.priority.rank(ticket_id) if found is None else found

    def candidates(self, most: int = 1) -> list[Waiting]:
        """Tickets among which the next `most` to be called certainly are.

        These are enough because of the ordinary and of the priority tickets the one with the least key is always next.
        """
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
    """How often these lines were changed. If a deed is refused before it changes them, they can still be used."""
    _where: dict[int, str] = field(default_factory=dict)

    def line(self, queue: str) -> Line:
        """The line of one queue."""
        return self.by_queue.setdefault(queue, Line())

    def candidates(self, queues: Sequence[str], counter: int, most: int = 1) -> list[Waiting]:
        """As many of the queues' tickets, and of those sent to the counter, as are needed to find the next `most`."""
        found: list[Waiting] = []
        for queue, line in self.by_queue.items():
            if queue in queues:
                found += line.candidates(most)
            else:
                found += [t for t in line.special.values() if t.sent_to == counter]
        return found

    def put(self, ticket: Waiting) -> None:
        """Adds a ticket that waits now, or replaces it where it waits already."""
        self.changes += 1
        self.drop(ticket.id)
        self.line(ticket.queue).put(ticket)
        if ticket.arrival > self.latest and not ticket.appointment:
            self.latest = ticket.arrival
        self._where[ticket.id] = ticket.queue

    def drop(self, ticket_id: int) -> None:
        """Removes a ticket that does not wait any more."""
        self.changes += 1
        queue = self._where.pop(ticket_id, None)
        if queue is not None:
            self.by_queue[queue].drop(ticket_id)

    def release(self, ticket_ids: Sequence[int]) -> None:
        """Puts tickets that were put back among the ordinary or priority tickets again."""
        for ticket_id in ticket_ids:
            queue = self._where.get(ticket_id)
            if queue is not None:
                ticket = self.by_queue[queue].special[ticket_id]
                self.put(replace(ticket, put_back_at=None))

    def numbers(self, queue: str) -> Numbering:
        """The numbering row of a queue's day, which the caller may change; a new row before the day's first number."""
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
        """The ids of the tickets that were put back. The next call makes them wait normally, without a fact about each."""
        return [
            t.id
            for line in self.by_queue.values()
            for t in line.special.values()
            if t.put_back_at is not None
        ]


def at(connection: Connection, centre: str, day: str, seq: int, left: Lines | None) -> Lines:
    """The lines of the day at sequence number `seq`: `left` brought up to date, or read anew if that is not possible."""
    if left is not None and left.day == day and (left.seq == seq or catch_up(connection, centre, left, seq)):
        return left
    found = load(connection, centre, day)
    found.seq = seq
    return found


def lines_of(context: Context) -> Lines:
    """The waiting lines as they are in this transaction; whoever changes a waiting ticket changes them too."""
    return context.recall(Lines, at)


def remember(book: Database) -> None:
    """Reads the lines, which takes a while when they are long, before the first request needs them.

    They are read twice, once for readings and once for deeds, because a deed changes its own copy.
    """
    with reading(book) as context:
        lines_of(context)
        book.kept = at(context.connection, context.centre_id, context.day, context.seq, None)


def next_arrival(deed: UnitOfWork) -> int:
    """The arrival for a ticket that joins a line now: after everyone who waits, also when the clock was put back."""
    return max(deed.ms, lines_of(deed).latest)


def load(connection: Connection, centre: str, day: str) -> Lines:
    """Reads the lines as they are in this transaction, its own changes included."""
    lines = Lines(-1, day)
    for ticket in every_waiting(connection, centre, day):
        lines.put(ticket)
    _read_numbering(connection, centre, lines)
    return lines


def catch_up(connection: Connection, centre: str, lines: Lines, seq: int) -> bool:
    """Brings lines of an earlier number of the same day to the number `seq`, by reading again the tickets that changed.

    Which tickets changed is known from the facts in between, because whoever changes a waiting ticket records a fact about
    it. Tickets that were put back are read again too, since a call changes them without a fact about each. Returns False,
    and changes nothing, where so much happened in between that reading all lines costs less.
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
