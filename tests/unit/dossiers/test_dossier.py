"""The dossier's ten statuses: every move, the pauses, the two ways of counting time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.dossiers.rules.dossier import (
    AT_WORK,
    MOVES,
    Move,
    Progress,
    Status,
    may_ask_again,
    moved,
    overdue,
    possible,
    target,
    verdict,
    verdict_from_zero,
)
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import Verdict

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def due_from(start: datetime) -> datetime | None:
    return start + 5 * DAY


def put_off(due: datetime, pause: timedelta) -> datetime:
    return due + pause


def play(progress: Progress, *steps: tuple[Move, datetime]) -> Progress:
    for move, at in steps:
        progress = moved(progress, move, at, due_from, put_off)
    return progress


# Written out once more, apart from the code: the move, the status it starts from, the status it leads to.
SPELLED_OUT = """
accept 1→2 · forward 2→4 · request-supplement 1|2|4→5 · request-payment 4→6 · pay 6→4 · withdraw 1|2|4|5|6→7
· stop 4|5|6|7→8 · refuse 1|4→3 · complete 2|4→9 · reopen 9→4 · return-result 9|3|7|8→10 · supplement 5→0
"""


def test_the_moves_are_those_of_the_national_statuses_and_no_others() -> None:
    table = {
        (Move(name), int(origin)): int(goal)
        for name, arrows in (step.split() for step in SPELLED_OUT.replace("\n", " ").split("·"))
        for goal in [arrows.split("→")[1]]
        for origin in arrows.split("→")[0].split("|")
    }
    ours = {(move, int(o)): int(goal or 0) for move, (origins, goal) in MOVES.items() for o in origins}
    assert ours == table


def test_a_move_that_the_status_forbids_names_both_statuses() -> None:
    with pytest.raises(RuleBroken) as refused:
        target(Move.PAY, Status.ACCEPTED)
    assert (refused.value.code, refused.value.status, refused.value.extra) == (
        "dossier_illegal_move",
        409,
        {"code": "illegal_move", "from": 2, "to": 4},
    )


def test_acceptance_sets_the_due_date_and_keeps_the_promise() -> None:
    assert play(Progress(), (Move.ACCEPT, NOON)) == Progress(
        status=Status.ACCEPTED, due_at=NOON + 5 * DAY, first_due_at=NOON + 5 * DAY
    )


def test_a_date_that_the_officer_set_is_kept() -> None:
    given_date = Progress(due_at=NOON + DAY, first_due_at=NOON + DAY)
    assert play(given_date, (Move.ACCEPT, NOON)).due_at == NOON + DAY


@pytest.mark.parametrize("origin", [Status.REGISTERED, Status.ACCEPTED, Status.IN_PROGRESS])
def test_supplements_lead_back_to_where_the_dossier_came_from(origin: Status) -> None:
    asked = play(Progress(status=origin), (Move.REQUEST_SUPPLEMENT, NOON))
    assert asked.status is Status.SUPPLEMENT_ASKED
    back = play(asked, (Move.SUPPLEMENT, NOON + DAY))
    assert (back.status, back.came_from, back.paused, back.paused_since) == (origin, None, DAY, None)


def test_after_supplements_the_limit_starts_again_from_zero_and_the_pause_is_kept() -> None:
    dossier = play(
        Progress(),
        (Move.ACCEPT, NOON),
        (Move.FORWARD, NOON),
        (Move.REQUEST_SUPPLEMENT, NOON + 2 * DAY),
        (Move.SUPPLEMENT, NOON + 10 * DAY),
    )
    assert (dossier.first_due_at, dossier.due_at, dossier.paused, dossier.supplement_requests) == (
        NOON + 5 * DAY,
        NOON + 15 * DAY,
        8 * DAY,
        1,
    )


def test_after_supplements_without_a_published_limit_the_date_moves_by_the_pause() -> None:
    asked = Progress(
        Status.SUPPLEMENT_ASKED, due_at=NOON, came_from=Status.IN_PROGRESS, paused_since=NOON - 3 * DAY
    )
    for due, after in ((NOON, NOON + 2 * DAY), (None, None)):
        back = moved(replace(asked, due_at=due), Move.SUPPLEMENT, NOON - DAY, lambda start: None, put_off)
        assert (back.due_at, back.paused) == (after, 2 * DAY)


def test_a_clock_that_was_put_back_makes_no_pause() -> None:
    asked = Progress(Status.PAYMENT_ASKED, due_at=NOON, paused_since=NOON, paused=DAY)
    paid = moved(asked, Move.PAY, NOON - DAY, due_from, put_off)
    assert (paid.status, paid.due_at, paid.paused, paid.paused_since) == (Status.IN_PROGRESS, NOON, DAY, None)


def test_the_two_ways_of_counting_can_disagree() -> None:
    # Promised for day 5, paused for 8 days: by subtraction due on day 13, from zero on day 15.
    dossier = play(
        Progress(),
        (Move.ACCEPT, NOON),
        (Move.REQUEST_SUPPLEMENT, NOON + 2 * DAY),
        (Move.SUPPLEMENT, NOON + 10 * DAY),
        (Move.COMPLETE, NOON + 14 * DAY),
    )
    assert (verdict(dossier, ZONE), verdict_from_zero(dossier, ZONE)) == (Verdict.LATE, Verdict.EARLY)


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        (NOON + 4 * DAY, Verdict.EARLY),
        (NOON + 5 * DAY - timedelta(hours=1), Verdict.ON_TIME),
        (NOON + 5 * DAY, Verdict.ON_TIME),
        (NOON + 5 * DAY + timedelta(seconds=1), Verdict.LATE),
    ],
)
def test_a_result_is_early_the_day_before_and_late_a_second_after(
    finished: datetime, expected: Verdict
) -> None:
    dossier = play(Progress(), (Move.ACCEPT, NOON), (Move.COMPLETE, finished))
    assert verdict(dossier, ZONE) is expected


@pytest.mark.parametrize(
    ("earlier", "reason", "supervisor", "may"),
    [
        ([], None, False, True),
        (["thieu to khai"], "can giay cu tru", False, True),
        (["thieu to khai"], "thieu to khai", False, False),
        (["thieu to khai"], None, False, False),
        (["", "thieu to khai"], "thieu to khai", False, False),
        (["thieu to khai"], None, True, True),
    ],
)
def test_papers_are_asked_for_again_only_for_another_reason_or_by_a_supervisor(
    earlier: list[str], reason: str | None, supervisor: bool, may: bool
) -> None:
    assert may_ask_again(earlier, reason, supervisor=supervisor) is may


def test_a_second_request_for_supplements_is_late() -> None:
    dossier = play(
        Progress(),
        (Move.ACCEPT, NOON),
        (Move.REQUEST_SUPPLEMENT, NOON),
        (Move.SUPPLEMENT, NOON),
        (Move.REQUEST_SUPPLEMENT, NOON),
        (Move.SUPPLEMENT, NOON),
        (Move.COMPLETE, NOON),
    )
    assert verdict(dossier, ZONE) is Verdict.LATE


def test_one_request_for_supplements_may_still_be_on_time_by_the_offices_own_day() -> None:
    # Half past midnight of the due day in Hạ Long, where it is still the day before in Greenwich.
    finished = datetime(2026, 6, 10, 17, 30, tzinfo=UTC)
    due = datetime(2026, 6, 11, 10, tzinfo=UTC)
    once = Progress(Status.FINISHED, due, due, finished + DAY, paused=DAY, supplement_requests=1)
    assert verdict(once, ZONE) is Verdict.ON_TIME
    assert verdict(replace(once, finished_at=finished + 16 * timedelta(hours=1)), ZONE) is Verdict.EARLY
    assert verdict_from_zero(replace(once, finished_at=finished), ZONE) is Verdict.ON_TIME


def test_a_dossier_without_a_promised_date_has_no_verdict() -> None:
    dossier = moved(Progress(), Move.ACCEPT, NOON, lambda start: None, put_off)
    assert verdict(play(dossier, (Move.COMPLETE, NOON)), ZONE) is None
    assert not overdue(dossier, NOON + 1000 * DAY)


def test_payment_puts_the_due_date_off_by_the_citizens_own_time() -> None:
    dossier = play(
        Progress(),
        (Move.ACCEPT, NOON),
        (Move.FORWARD, NOON),
        (Move.REQUEST_PAYMENT, NOON + DAY),
        (Move.PAY, NOON + 4 * DAY),
    )
    assert (dossier.due_at, dossier.paused) == (NOON + 8 * DAY, 3 * DAY)


def test_finished_is_nine_else_ten_else_eight() -> None:
    accepted = play(Progress(), (Move.ACCEPT, NOON), (Move.FORWARD, NOON))
    nine = play(accepted, (Move.COMPLETE, NOON + DAY), (Move.RETURN_RESULT, NOON + 2 * DAY))
    ten = play(accepted, (Move.STOP, NOON + DAY), (Move.RETURN_RESULT, NOON + 2 * DAY))
    eight = play(accepted, (Move.STOP, NOON + DAY))
    assert [d.finished_at for d in (nine, ten, eight)] == [NOON + DAY, NOON + 2 * DAY, NOON + DAY]


def test_a_reopened_dossier_is_unfinished_again() -> None:
    dossier = play(
        Progress(), (Move.ACCEPT, NOON), (Move.COMPLETE, NOON + DAY), (Move.REOPEN, NOON + 2 * DAY)
    )
    assert (dossier.status, dossier.finished_at) == (Status.IN_PROGRESS, None)


def test_only_the_offices_own_time_can_be_overdue() -> None:
    accepted = play(Progress(), (Move.ACCEPT, NOON))
    late = NOON + 6 * DAY
    asked = play(accepted, (Move.REQUEST_SUPPLEMENT, NOON))
    assert (overdue(accepted, NOON + 5 * DAY), overdue(accepted, late), overdue(asked, late)) == (
        False,
        True,
        False,
    )


walks = st.lists(st.tuples(st.integers(0, 20), st.timedeltas(timedelta(0), timedelta(days=9))), max_size=25)


@given(walks)
def test_any_walk_keeps_the_books_straight(walk: list[tuple[int, timedelta]]) -> None:
    progress, now, status_seen = Progress(), NOON, [Status.REGISTERED]
    for choice, later in walk:
        moves = possible(progress.status)
        if not moves:
            assert progress.status is Status.RETURNED
            break
        now += later
        before = progress
        progress = play(progress, (moves[choice % len(moves)], now))
        status_seen.append(progress.status)
        assert progress.paused >= before.paused
        assert (progress.paused_since is not None) == (progress.status in {5, 6})
        if progress.status in AT_WORK:
            assert progress.finished_at is None
            assert progress.came_from is None
        if before.due_at is not None:
            assert progress.due_at is not None
            assert progress.due_at >= before.due_at
    assert progress.paused <= now - NOON
    assert (progress.returned_at is not None) == (progress.status is Status.RETURNED)


@given(st.sampled_from(Status), st.sampled_from(Move))
def test_a_move_either_leads_to_a_status_or_is_refused(status: Status, move: Move) -> None:
    if move in possible(status):
        assert target(move, status, Status.IN_PROGRESS) in Status
    else:
        with pytest.raises(RuleBroken):
            target(move, status)
