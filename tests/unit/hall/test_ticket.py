"""The ticket's state machine, move by move."""

import pytest

from queue_server.hall.rules.ticket import UNDO_SECONDS
from queue_server.hall.rules.ticket_moves import (
    AT_COUNTER,
    LIVE,
    MOVES,
    check_move,
    day_end_state,
    moves_from,
)
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import TicketState as S

# The state table, written out once more apart from the code. A move from a state to itself changes the place, not the state.
ALLOWED = {
    (S.WAITING, S.CALLED),
    (S.CALLED, S.SERVING),
    (S.SERVING, S.DONE),
    (S.CALLED, S.DONE),
    (S.CALLED, S.WAITING),
    (S.CALLED, S.HELD),
    (S.CALLED, S.CANCELLED),
    (S.CALLED, S.NO_SHOW),
    (S.WAITING, S.HELD),
    (S.SERVING, S.HELD),
    (S.HELD, S.WAITING),
    (S.HELD, S.CALLED),
    (S.HELD, S.SERVING),
    (S.HELD, S.CANCELLED),
    (S.HELD, S.EXPIRED),
    (S.SERVING, S.WAITING),
    (S.WAITING, S.CANCELLED),
    (S.WAITING, S.EXPIRED),
    (S.NO_SHOW, S.WAITING),
    (S.CANCELLED, S.WAITING),
    # Not by anybody's deed: a day that only a wrong clock had ended goes on.
    (S.EXPIRED, S.WAITING),
    (S.DONE, S.SERVING),
}
RECALL, TRANSFER = (S.CALLED, S.CALLED), (S.WAITING, S.WAITING)


def test_the_moves_are_the_designs_and_no_others() -> None:
    moves = {(origin, target) for origin, targets in MOVES.items() for target in targets}
    assert moves == ALLOWED | {RECALL, TRANSFER}


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(S)


@pytest.mark.parametrize("origin", S)
@pytest.mark.parametrize("target", S)
def test_a_move_outside_the_table_is_refused_with_its_ends(origin: S, target: S) -> None:
    if (origin, target) in ALLOWED | {RECALL, TRANSFER}:
        check_move("A001", origin, target)
        return
    with pytest.raises(RuleBroken) as broken:
        check_move("A001", origin, target)
    refused = broken.value
    assert (refused.code, refused.status, refused.extra) == (
        "illegal_move",
        409,
        {"from": origin.value, "to": target.value},
    )


def test_no_deed_of_anybody_begins_with_an_expired_ticket() -> None:
    assert moves_from(S.EXPIRED) == []


def test_a_counter_is_taken_by_a_called_or_served_ticket() -> None:
    assert frozenset({S.CALLED, S.SERVING}) == AT_COUNTER


def test_a_number_is_live_until_its_ticket_ends() -> None:
    assert frozenset({S.WAITING, S.CALLED, S.SERVING, S.HELD}) == LIVE


def test_an_end_can_be_taken_back_for_a_minute() -> None:
    assert UNDO_SECONDS == 60


def test_the_days_end_settles_what_is_open_and_leaves_the_rest() -> None:
    assert {state: day_end_state(state) for state in S} == {
        S.WAITING: S.EXPIRED,
        S.HELD: S.EXPIRED,
        S.CALLED: S.NO_SHOW,
        S.SERVING: S.SERVING,
        S.DONE: S.DONE,
        S.NO_SHOW: S.NO_SHOW,
        S.CANCELLED: S.CANCELLED,
        S.EXPIRED: S.EXPIRED,
    }


@pytest.mark.parametrize("state", S)
def test_the_days_end_makes_legal_moves_only(state: S) -> None:
    assert day_end_state(state) in MOVES[state] | {state}
