"""Which call is said and shown next, as frozen values: one after the other, never two at once.

`now` is an argument, in seconds of any steady clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from display.board import Board
from shared.wire.facts import Happened
from shared.wire.facts.tickets import TicketCalled, TicketFact, TicketIssued, TicketPriority, TicketRenumbered
from shared.wire.light.board import Call

HOLD_SECONDS = 8.0
"""How long a call stays large at least; later calls wait behind it."""
BACKLOG = 2
"""With more calls than this waiting behind it, a call is said once instead of twice."""
PULSES = 3
"""How often a new call pulses before it stands still."""
PULSE_SECONDS = 1.4
"""How long each pulse takes: long enough that it disturbs nobody."""


@dataclass(frozen=True, slots=True)
class Showing:
    """The call that is large on the screen: said `times` times, from `since` until `spoken_until`."""

    call: Call
    times: int
    since: float
    spoken_until: float

    @property
    def pulses(self) -> tuple[tuple[float, float], ...]:
        """The beginning and end of each pulse."""
        return tuple(
            (self.since + n * PULSE_SECONDS, self.since + (n + 1) * PULSE_SECONDS) for n in range(PULSES)
        )

    @property
    def free_at(self) -> float:
        """The earliest moment at which the next call may take its place."""
        return max(self.since + HOLD_SECONDS, self.spoken_until)


@dataclass(frozen=True, slots=True)
class Announcements:
    """Calls that wait to be said, oldest first, and the one that is large now."""

    waiting: tuple[Call, ...] = ()
    showing: Showing | None = None
    last: Call | None = None
    """The newest call that ever came in: after a reconnection it is not said a second time."""


def on_fact(state: Announcements, happened: Happened, board: Board) -> Announcements:
    """The queue after a fact; `board` is the board after the same fact.

    A call that waits to be said is dropped when its ticket is served, has ended or was put back. If the ticket is called
    again while its call waits, the new call replaces the old one at the same place. What is being said is never cut off.
    """
    match happened.fact:
        case TicketCalled(id=ident):
            call = next((one for one in board.calls if one.id == ident and one.seq == happened.seq), None)
            return state if call is None else _add(state, call)
        case TicketRenumbered(id=ident, new=new):
            return _renumber(state, board, ident, new)
        case TicketIssued() | TicketPriority():
            return state
        case TicketFact(id=ident):
            return replace(state, waiting=tuple(call for call in state.waiting if call.id != ident))
    return state


def on_snapshot(state: Announcements, board: Board) -> Announcements:
    """The queue after a (re)connection: of what was missed only the newest call that still waits is said.

    What was waiting to be said before and still holds stays, as it is now: the ticket may have another number, or be
    called to another counter.
    """
    held = {
        counter.ticket.id: (counter.ticket.number, counter.number)
        for counter in board.counters
        if counter.ticket is not None and board.is_called(counter.ticket.id)
    }
    latest = {call.id: call for call in board.calls}
    kept = tuple(
        latest.get(call.id) or replace(call, number=held[call.id][0], counter=held[call.id][1])
        for call in state.waiting
        if call.id in held
    )
    state = replace(state, waiting=kept)
    newest = next((call for call in board.calls if call.id in held), None)
    if newest is None or (state.last is not None and _was_heard(newest, state.last)):
        return state
    return _add(state, newest)


def _was_heard(call: Call, last: Call) -> bool:
    """Whether the call came in already, `last` being the newest that did.

    A later time under a lower number is a new call: the server's diary was put back to an older one.
    """
    renumbered = call.id == last.id and call.number != last.number
    return call.seq <= last.seq and call.at <= last.at and not renumbered


def on_emergency(state: Announcements) -> Announcements:
    """Drops all calls in an emergency, while people are led out; officers repeat them afterwards."""
    return replace(state, waiting=(), showing=None)


def step(
    state: Announcements,
    now: float,
    seconds: Callable[[Call, int], float],
    playing: bool = False,
) -> tuple[Announcements, Showing | None]:
    """The state at `now`, and the call to begin with, if any.

    `seconds(call, times)` is how long saying it takes; `playing` says that the loudspeaker is still busy.
    """
    showing = state.showing
    if playing or (showing is not None and now < showing.free_at):
        return state, None
    if not state.waiting:
        return (state if showing is None else replace(state, showing=None)), None
    call, *rest = state.waiting
    times = 1 if len(rest) > BACKLOG else 2
    started = Showing(call, times, now, now + seconds(call, times))
    return replace(state, waiting=tuple(rest), showing=started), started


def large(state: Announcements, board: Board) -> Call | None:
    """The call to show large: the one being said, else the last one; None while nobody was called."""
    if state.showing is not None:
        ident = state.showing.call.id
        return next((call for call in board.calls if call.id == ident), state.showing.call)
    return board.calls[0] if board.calls else None


def pulse(showing: Showing | None, now: float) -> float:
    """How far the pulse has swollen at `now`, from 0 to 1; 0 once it is still."""
    if showing is None:
        return 0.0
    for begin, end in showing.pulses:
        if begin <= now < end:
            part = (now - begin) / (end - begin)
            # A parabola: swells and fades without a jump, and needs no more than arithmetic.
            return 4 * part * (1 - part)
    return 0.0


def _add(state: Announcements, call: Call) -> Announcements:
    """The call at the end of the queue, or in the place where the same ticket waits already."""
    if any(known.id == call.id for known in state.waiting):
        waiting = tuple(call if known.id == call.id else known for known in state.waiting)
    else:
        waiting = (*state.waiting, call)
    return replace(state, waiting=waiting, last=call)


def _renumber(state: Announcements, board: Board, ident: int, new: str) -> Announcements:
    """Waiting calls get the new number; a ticket that was called under the old one is called again."""
    if any(call.id == ident for call in state.waiting):
        waiting = tuple(replace(call, number=new) if call.id == ident else call for call in state.waiting)
        return replace(state, waiting=waiting)
    call = next((call for call in board.calls if call.id == ident), None)
    if call is None or not board.is_called(call.id):
        return state
    return replace(state, waiting=(*state.waiting, call))
