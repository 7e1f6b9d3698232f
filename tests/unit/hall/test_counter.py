"""The counter's state machine, and that a ticket is never left standing."""

import pytest

from queue_server.hall.rules.counter import MOVES, check_free, check_move
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import CounterState as C

# A pause during a pause changes its reason.
ALLOWED = {
    (C.CLOSED, C.OPEN),
    (C.OPEN, C.PAUSED),
    (C.OPEN, C.CLOSED),
    (C.PAUSED, C.OPEN),
    (C.PAUSED, C.CLOSED),
    (C.PAUSED, C.PAUSED),
}


def test_the_table_of_moves_is_complete() -> None:
    assert set(MOVES) == set(C)
    assert {(origin, target) for origin, targets in MOVES.items() for target in targets} == ALLOWED


@pytest.mark.parametrize("origin", C)
@pytest.mark.parametrize("target", C)
def test_a_move_outside_the_table_is_refused_with_its_ends(origin: C, target: C) -> None:
    if (origin, target) in ALLOWED:
        check_move(3, origin, target)
        return
    with pytest.raises(RuleBroken) as broken:
        check_move(3, origin, target)
    assert (broken.value.status, broken.value.extra) == (
        409,
        {"code": "illegal_move", "from": origin.value, "to": target.value},
    )


def test_a_counter_with_a_ticket_is_busy_and_names_it() -> None:
    check_free(3, None)
    with pytest.raises(RuleBroken) as broken:
        check_free(3, "A012")
    assert (broken.value.code, broken.value.status, broken.value.extra) == (
        "counter_busy",
        409,
        {"number": "A012"},
    )
