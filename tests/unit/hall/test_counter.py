"""The counter's state machine, and that a ticket is never left standing."""

from dataclasses import replace

import pytest

from queue_server.hall.rules.counter import MOVES, Counter, check_free, check_move
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


CLOSED = Counter(3, C.CLOSED, None, None, None, 1, None)
MINE = CLOSED.opened("minh", 2, supervises=False)
PAUSED = MINE.paused("lan", "họp", 3)


def test_whoever_opens_a_counter_sits_there() -> None:
    assert Counter(3, C.OPEN, None, "minh", None, 2, None) == MINE
    assert PAUSED.opened("minh", 4, supervises=False) == replace(MINE, changed_at=4)


def test_a_counter_that_is_open_already_stays_as_it_is() -> None:
    assert MINE.opened("minh", 4, supervises=False) is MINE
    nobodys = CLOSED.opened_for_anyone(2)
    assert nobodys.opened("lan", 4, supervises=True) is nobodys
    assert nobodys.opened("minh", 4, supervises=False) == replace(MINE, changed_at=4)


@pytest.mark.parametrize(("counter", "supervises"), [(MINE, False), (MINE, True), (PAUSED, False)])
def test_a_counter_where_somebody_sits_is_taken(counter: Counter, supervises: bool) -> None:
    with pytest.raises(RuleBroken) as broken:
        counter.opened("lan", 4, supervises=supervises)
    assert (broken.value.code, broken.value.values) == ("counter_taken", {"counter": 3, "officer": "minh"})


def test_a_supervisor_reopens_it_for_whoever_sits_there() -> None:
    assert PAUSED.opened("lan", 4, supervises=True) == replace(MINE, changed_at=4)


def test_a_pause_keeps_the_officer_and_says_why() -> None:
    assert replace(MINE, state=C.PAUSED, reason="họp", changed_at=3) == PAUSED
    assert CLOSED.opened_for_anyone(2).paused("lan", "họp", 3).officer == "lan"


def test_a_closed_counter_is_nobodys() -> None:
    assert PAUSED.closed(5) == replace(CLOSED, changed_at=5)


def test_only_an_open_counter_calls() -> None:
    MINE.check_may_call()
    refused = []
    for counter in (CLOSED, PAUSED):
        with pytest.raises(RuleBroken) as broken:
            counter.check_may_call()
        refused.append((broken.value.code, broken.value.extra.get("code")))
    assert refused == [("counter_closed", None), ("counter_paused", "counter_closed")]


@pytest.mark.parametrize(
    ("counter", "officers", "supervisors"),
    [
        (CLOSED, "open", "open"),
        (MINE, "call pause close", "call pause close"),
        (replace(MINE, ticket_id=7), "", "pause close"),
        (PAUSED, "open pause close", "open pause close"),
    ],
)
def test_what_staff_may_do_at_a_counter_follows_from_its_state(
    counter: Counter, officers: str, supervisors: str
) -> None:
    told = [[move.value for move in counter.allowed(supervises=supervises)] for supervises in (False, True)]
    assert told == [officers.split(), supervisors.split()]
