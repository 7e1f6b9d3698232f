"""What the lobby board holds, as one frozen value: facts go in, a new board comes out.

Tickets are known by their id and not by their number, since the number that a kiosk printed without the server may take
the place of the ticket's number later.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from shared.wire.facts import Happened
from shared.wire.facts.base import UNSAID, Fact
from shared.wire.facts.counters import CounterFact, CounterRearranged
from shared.wire.facts.screens import EmergencyEnded, EmergencyStarted, NoticeChanged
from shared.wire.facts.tickets import (
    TicketCalled,
    TicketFact,
    TicketIssued,
    TicketPriority,
    TicketRenumbered,
    TicketServing,
)
from shared.wire.light.board import Call, Centre, Counter, Held, Queue, Snapshot
from shared.wire.vocabulary import TicketState

CALLS_KEPT = 6
"""The last call and five earlier ones, as the snapshot has them."""


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the lobby may see, after the fact `seq`.

    `calls` is newest first, one per ticket. `shown` are the queues of this TV, None for all.
    """

    seq: int
    centre: Centre
    queues: tuple[Queue, ...]
    counters: tuple[Counter, ...]
    calls: tuple[Call, ...]
    shown: frozenset[str] | None = None

    def queue(self, ident: str) -> Queue | None:
        """The queue of that id; None for one that came after the snapshot."""
        return next((queue for queue in self.queues if queue.id == ident), None)

    def is_called(self, ticket: int) -> bool:
        """Whether a counter is waiting for this ticket to come."""
        return any(
            counter.ticket is not None
            and counter.ticket.id == ticket
            and counter.ticket.state is TicketState.CALLED
            for counter in self.counters
        )

    def shows(self, queue: str) -> bool:
        """Whether calls of this queue belong on this TV."""
        return self.shown is None or queue in self.shown


def from_snapshot(snapshot: Snapshot, shown: Collection[str] | None = None) -> Board:
    """The board of a snapshot, for a TV that shows these queues (None: all)."""
    counters = tuple(replace(one, reason=one.reason or None) for one in snapshot.counters)
    board = Board(snapshot.seq, _described(snapshot.centre), snapshot.queues, counters, calls=())
    mine = restriction(board, shown)
    board = replace(board, shown=mine)
    calls = tuple(replace(call, at=call.at.replace(microsecond=0)) for call in snapshot.calls)
    counters = tuple(
        counter for counter in board.counters if mine is None or not mine.isdisjoint(counter.queues)
    )
    return replace(board, counters=counters, calls=tuple(call for call in calls if board.shows(call.queue)))


def restriction(board: Board, queues: Collection[str] | None) -> frozenset[str] | None:
    """What `Board.shown` is for a TV of these queues: None when they are all that there are."""
    if queues is None or all(queue.id in queues for queue in board.queues):
        return None
    return frozenset(queues)


def with_centre(board: Board, centre: Centre) -> Board:
    """The board with what the server now says of the centre: opening and closing are not facts."""
    return replace(board, centre=_described(centre))


def apply(board: Board, happened: Happened) -> Board:
    """The board after a fact.

    A fact that is old changes nothing. One that is unknown, hidden or incomplete only moves `seq` on: a newer
    server must never bring a TV down.
    """
    if happened.seq <= board.seq:
        return board
    after = replace(board, seq=happened.seq)
    if happened.fact is None or happened.at is None:
        return after
    return _changed(new_day(after, happened.at), happened.fact, happened.seq, happened.at)


def new_day(board: Board, now: datetime) -> Board:
    """The board without the calls of earlier days; `now` is in the centre's zone."""
    kept = tuple(call for call in board.calls if call.at.date() >= now.date())
    return board if len(kept) == len(board.calls) else replace(board, calls=kept)


def _described(centre: Centre) -> Centre:
    """An empty sentence is none."""
    return replace(centre, notice=centre.notice or None, emergency=centre.emergency or None)


def _changed(board: Board, fact: Fact, seq: int, at: datetime) -> Board:
    match fact:
        case TicketCalled():
            return _called(board, fact, seq, at)
        case TicketServing():
            return _at_counter(board, fact)
        case TicketRenumbered():
            return _renumbered(board, fact)
        case TicketIssued() | TicketPriority():
            return board
        case TicketFact():
            return _gone(board, fact)
        case CounterRearranged():
            return _rearranged(board, fact)
        case CounterFact():
            return _counter_changed(board, fact)
        case EmergencyStarted():
            return replace(board, centre=replace(board.centre, emergency=fact.text))
        case EmergencyEnded():
            return replace(board, centre=replace(board.centre, emergency=None))
        case NoticeChanged():
            return replace(board, centre=replace(board.centre, notice=fact.text or None))
    return board


def _called(board: Board, fact: TicketCalled, seq: int, at: datetime) -> Board:
    if fact.counter is None:
        return board
    call = Call(
        seq=seq,
        id=fact.id,
        number=fact.number,
        counter=fact.counter,
        queue=fact.queue,
        calls=fact.calls,
        at=at.replace(microsecond=0),
        lang="vi" if fact.lang is UNSAID else fact.lang,
    )
    board = _at_counter(board, fact)
    if not board.shows(call.queue):
        return board
    earlier = tuple(known for known in board.calls if known.id != call.id)
    return replace(board, calls=(call, *earlier)[:CALLS_KEPT])


def _at_counter(board: Board, fact: TicketFact) -> Board:
    """The ticket stands at its counter and nowhere else."""
    if fact.counter is None:
        return board
    held = Held(fact.id, fact.number, fact.queue, fact.state)
    board = _gone(board, fact)
    return _with_counters(
        board, lambda counter: replace(counter, ticket=held) if counter.number == fact.counter else counter
    )


def _gone(board: Board, fact: TicketFact) -> Board:
    """No counter holds the ticket any more; its call stays among the earlier ones."""
    return _with_counters(
        board,
        lambda counter: (
            replace(counter, ticket=None)
            if counter.ticket is not None and counter.ticket.id == fact.id
            else counter
        ),
    )


def _renumbered(board: Board, fact: TicketRenumbered) -> Board:
    ident, new = fact.id, fact.new
    board = _with_counters(
        board,
        lambda counter: (
            replace(counter, ticket=replace(counter.ticket, number=new))
            if counter.ticket is not None and counter.ticket.id == ident
            else counter
        ),
    )
    return replace(
        board, calls=tuple(replace(call, number=new) if call.id == ident else call for call in board.calls)
    )


def _counter(fact: CounterFact) -> Counter:
    return Counter(
        number=fact.number,
        name=fact.name,
        state=fact.state,
        reason=None if fact.reason is UNSAID else fact.reason or None,
        queues=() if fact.queues is UNSAID else fact.queues,
    )


def _counter_changed(board: Board, fact: CounterFact) -> Board:
    changed = _counter(fact)
    return _with_counters(
        board,
        lambda counter: (
            replace(changed, ticket=counter.ticket) if counter.number == changed.number else counter
        ),
    )


def _rearranged(board: Board, fact: CounterRearranged) -> Board:
    """A counter serves other queues: a TV of some queues may begin or cease to show it."""
    changed = _counter(fact)
    known = next((counter for counter in board.counters if counter.number == changed.number), None)
    others = tuple(counter for counter in board.counters if counter.number != changed.number)
    if board.shown is not None and board.shown.isdisjoint(changed.queues):
        return replace(board, counters=others)
    changed = replace(changed, ticket=None if known is None else known.ticket)
    return replace(board, counters=tuple(sorted((*others, changed), key=lambda counter: counter.number)))


def _with_counters(board: Board, change: Callable[[Counter], Counter]) -> Board:
    return replace(board, counters=tuple(change(counter) for counter in board.counters))
