"""The ticket's state machine: which states there are, which moves lead from one to another, and where each begins."""

from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import TicketMove
from shared.wire.vocabulary import TicketState as S

MOVES: dict[S, frozenset[S]] = {
    # A waiting ticket that is transferred goes on waiting, in another line.
    S.WAITING: frozenset({S.WAITING, S.CALLED, S.HELD, S.CANCELLED, S.EXPIRED}),
    # called → called is a recall. With called → done nobody has pressed "start", so service times leave such a visit out.
    S.CALLED: frozenset({S.CALLED, S.SERVING, S.DONE, S.WAITING, S.HELD, S.CANCELLED, S.NO_SHOW}),
    S.SERVING: frozenset({S.DONE, S.HELD, S.WAITING}),
    S.HELD: frozenset({S.WAITING, S.CALLED, S.SERVING, S.CANCELLED, S.EXPIRED}),
    S.DONE: frozenset({S.SERVING}),
    S.NO_SHOW: frozenset({S.WAITING}),
    S.CANCELLED: frozenset({S.WAITING}),
    # A day that only a wrong clock had ended goes on.
    S.EXPIRED: frozenset({S.WAITING}),
}


STARTS: dict[TicketMove, tuple[frozenset[S], S | None]] = {
    TicketMove.CALL: (frozenset({S.WAITING}), S.CALLED),
    TicketMove.RECALL: (frozenset({S.CALLED}), S.CALLED),
    TicketMove.START: (frozenset({S.CALLED}), S.SERVING),
    TicketMove.FINISH: (frozenset({S.CALLED, S.SERVING}), S.DONE),
    TicketMove.NO_SHOW: (frozenset({S.CALLED}), S.NO_SHOW),
    TicketMove.HOLD: (frozenset({S.WAITING, S.CALLED, S.SERVING}), S.HELD),
    TicketMove.RESUME: (frozenset({S.HELD}), S.WAITING),
    TicketMove.PUT_BACK: (frozenset({S.CALLED}), S.WAITING),
    TicketMove.TRANSFER: (frozenset({S.WAITING, S.CALLED, S.SERVING}), S.WAITING),
    TicketMove.PRIORITY: (frozenset({S.WAITING, S.CALLED, S.HELD}), None),
    TicketMove.CANCEL: (frozenset({S.WAITING, S.CALLED, S.HELD}), S.CANCELLED),
    TicketMove.RESTORE: (frozenset({S.NO_SHOW, S.CANCELLED}), S.WAITING),
    TicketMove.UNDO: (frozenset({S.DONE, S.NO_SHOW, S.CANCELLED}), S.SERVING),
    TicketMove.CHECK_IN: (frozenset({S.HELD, S.NO_SHOW}), S.WAITING),
    # The pages offer it once the citizen is there; `intake` does not refuse a number that is only called.
    TicketMove.TAKE_IN: (frozenset({S.SERVING}), None),
    # Whoever sits at the counter, or is done, has no use for the paper any more.
    TicketMove.PRINT_AGAIN: (frozenset({S.WAITING, S.CALLED, S.HELD, S.NO_SHOW}), None),
}
"""What staff may do: the states in which a move can begin, and the state after it, which a refusal names.

None means that the move does not change the state.
"""


ANYBODYS = frozenset({TicketMove.CHECK_IN, TicketMove.PRINT_AGAIN})
"""What everybody of the house does for a citizen, whosever number it is."""


AT_COUNTER = frozenset({S.CALLED, S.SERVING})
"""States in which the ticket occupies a counter."""


LIVE = frozenset({S.WAITING, S.CALLED, S.SERVING, S.HELD})
"""States in which the citizen still has business here; a live number is never given again."""


ENDED = frozenset({S.DONE, S.CANCELLED, S.EXPIRED})
"""States after which nothing comes of the number; one that missed its call can come back."""


OF_A_COUNTER = frozenset({S.CALLED, S.SERVING, S.HELD, S.DONE, S.NO_SHOW})
"""States in which a ticket belongs to its counter, if it has one; in all other states it belongs to its queue."""


def moves_from(state: S) -> list[TicketMove]:
    """The moves that can begin in this state."""
    return [move for move, (origins, _) in STARTS.items() if state in origins]


def check_move(number: str, origin: S, target: S) -> None:
    """Raises RuleBroken `illegal_move` (with `from` and `to`) unless the table `MOVES` has this move."""
    if target not in MOVES[origin]:
        raise illegal(number, origin, target)


def illegal(number: str, origin: S, target: S) -> RuleBroken:
    return RuleBroken(
        "illegal_move",
        number=number,
        origin=origin.value,
        extra={"from": origin.value, "to": target.value},
    )


def day_end_state(state: S) -> S:
    """What a ticket becomes when its service day ends; a ticket being served stays with its day."""
    if state in (S.WAITING, S.HELD):
        return S.EXPIRED
    if state is S.CALLED:
        return S.NO_SHOW
    return state
