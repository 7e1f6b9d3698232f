"""The counter's state machine, and what becomes of its ticket when it pauses or closes."""

from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import CounterState as C

MOVES: dict[C, frozenset[C]] = {
    C.CLOSED: frozenset({C.OPEN}),
    C.OPEN: frozenset({C.PAUSED, C.CLOSED}),
    C.PAUSED: frozenset({C.OPEN, C.CLOSED, C.PAUSED}),
}


def check_move(counter: int, origin: C, target: C) -> None:
    """Nothing when the move exists. Raises RuleBroken `illegal_move` when it does not."""
    if target not in MOVES[origin]:
        raise RuleBroken(
            "illegal_counter_move",
            counter=counter,
            origin=origin.value,
            extra={"code": "illegal_move", "from": origin.value, "to": target.value},
        )


def check_free(counter: int, held_number: str | None) -> None:
    """Raises RuleBroken `counter_busy`, naming the ticket, when the counter holds a called or serving one."""
    if held_number is not None:
        raise RuleBroken("counter_busy", counter=counter, number=held_number, extra={"number": held_number})
