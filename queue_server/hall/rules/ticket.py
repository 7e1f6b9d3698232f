"""The ticket's state machine: which moves exist. Who may make them is decided elsewhere."""

from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import TicketState as S

MOVES: dict[S, frozenset[S]] = {
    # A waiting ticket that is transferred goes on waiting, in another line.
    S.WAITING: frozenset({S.WAITING, S.CALLED, S.HELD, S.CANCELLED, S.EXPIRED}),
    # called → called is a recall; called → done infers the start and is left out of service times.
    S.CALLED: frozenset({S.CALLED, S.SERVING, S.DONE, S.WAITING, S.HELD, S.CANCELLED, S.NO_SHOW}),
    S.SERVING: frozenset({S.DONE, S.HELD, S.WAITING}),
    S.HELD: frozenset({S.WAITING, S.CALLED, S.SERVING, S.CANCELLED, S.EXPIRED}),
    S.DONE: frozenset({S.SERVING}),
    S.NO_SHOW: frozenset({S.WAITING}),
    S.CANCELLED: frozenset({S.WAITING}),
    S.EXPIRED: frozenset(),
}

AT_COUNTER = frozenset({S.CALLED, S.SERVING})
"""States in which a counter is taken up by the ticket."""

LIVE = frozenset({S.WAITING, S.CALLED, S.SERVING, S.HELD})
"""States in which the citizen still has business here; a live number is never given again."""

UNDO_SECONDS = 60
"""How long after the deed a finish, no-show or cancellation can be undone (design: state machines)."""


def check_move(number: str, origin: S, target: S) -> None:
    """Nothing when the move exists. Raises RuleBroken `illegal_move` (with `from` and `to`) when it does not."""
    if target not in MOVES[origin]:
        raise RuleBroken(
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
