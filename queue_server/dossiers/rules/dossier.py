"""The dossier's state machine, its pauses and its verdict. Who may make a move is decided elsewhere."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum, StrEnum

from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import Standing, Verdict


class Status(IntEnum):
    """The ten statuses of the national portal."""

    REGISTERED = 1
    ACCEPTED = 2
    REFUSED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10


S = Status

WAITING_FOR_CITIZEN = frozenset({S.SUPPLEMENT_ASKED, S.PAYMENT_ASKED})
"""Statuses in which the office waits for the citizen, so that the time does not count against the office."""

AT_WORK = frozenset({S.ACCEPTED, S.IN_PROGRESS})
"""Statuses in which the office's time runs; only these can be overdue."""

CLOSED = frozenset({S.REFUSED, S.WITHDRAWN, S.STOPPED, S.RETURNED})
"""Statuses in which nothing is left to do, except to hand papers back."""

OPEN = frozenset(S) - CLOSED - {S.FINISHED}
"""Statuses in which a result is still to be made: what a work list holds."""


class Move(StrEnum):
    """What can be done to a dossier, as the last word of its address."""

    ACCEPT = "accept"
    FORWARD = "forward"
    REQUEST_SUPPLEMENT = "request-supplement"
    SUPPLEMENT = "supplement"
    REQUEST_PAYMENT = "request-payment"
    PAY = "pay"
    WITHDRAW = "withdraw"
    STOP = "stop"
    REFUSE = "refuse"
    COMPLETE = "complete"
    REOPEN = "reopen"
    RETURN_RESULT = "return-result"


MOVES: dict[Move, tuple[frozenset[Status], Status | None]] = {
    Move.ACCEPT: (frozenset({S.REGISTERED}), S.ACCEPTED),
    Move.FORWARD: (frozenset({S.ACCEPTED}), S.IN_PROGRESS),
    Move.REQUEST_SUPPLEMENT: (frozenset({S.REGISTERED, S.ACCEPTED, S.IN_PROGRESS}), S.SUPPLEMENT_ASKED),
    # None: back to the status from which the supplements were asked for.
    Move.SUPPLEMENT: (frozenset({S.SUPPLEMENT_ASKED}), None),
    Move.REQUEST_PAYMENT: (frozenset({S.IN_PROGRESS}), S.PAYMENT_ASKED),
    Move.PAY: (frozenset({S.PAYMENT_ASKED}), S.IN_PROGRESS),
    Move.WITHDRAW: (
        frozenset({S.REGISTERED, S.ACCEPTED, S.IN_PROGRESS, S.SUPPLEMENT_ASKED, S.PAYMENT_ASKED}),
        S.WITHDRAWN,
    ),
    Move.STOP: (frozenset({S.IN_PROGRESS, S.SUPPLEMENT_ASKED, S.PAYMENT_ASKED, S.WITHDRAWN}), S.STOPPED),
    Move.REFUSE: (frozenset({S.REGISTERED, S.IN_PROGRESS}), S.REFUSED),
    Move.COMPLETE: (frozenset({S.ACCEPTED, S.IN_PROGRESS}), S.FINISHED),
    Move.REOPEN: (frozenset({S.FINISHED}), S.IN_PROGRESS),
    Move.RETURN_RESULT: (frozenset({S.FINISHED, S.REFUSED, S.WITHDRAWN, S.STOPPED}), S.RETURNED),
}

NEEDS_REASON = frozenset({Move.REOPEN})
"""Moves that are refused without a note."""

ENDS = frozenset({Move.REFUSE, Move.STOP, Move.WITHDRAW})
"""Moves that end a dossier without its result."""

ASKS_REASON = NEEDS_REASON | ENDS | {Move.REQUEST_SUPPLEMENT}
"""Moves for which a page asks the officer for a reason: it stands on the citizen's letter."""

USUAL: dict[Status, Move] = {
    S.REGISTERED: Move.ACCEPT,
    S.ACCEPTED: Move.FORWARD,
    S.REFUSED: Move.RETURN_RESULT,
    S.IN_PROGRESS: Move.COMPLETE,
    S.SUPPLEMENT_ASKED: Move.SUPPLEMENT,
    S.PAYMENT_ASKED: Move.PAY,
    S.WITHDRAWN: Move.RETURN_RESULT,
    S.STOPPED: Move.RETURN_RESULT,
    S.FINISHED: Move.RETURN_RESULT,
}
"""The move that usually comes next in each status; pages offer it first."""

STANDINGS: dict[Status, Standing] = {
    S.REGISTERED: Standing.REGISTERED,
    S.ACCEPTED: Standing.ACCEPTED,
    S.REFUSED: Standing.PAPERS,
    S.IN_PROGRESS: Standing.WORKING,
    S.SUPPLEMENT_ASKED: Standing.SUPPLEMENT,
    S.PAYMENT_ASKED: Standing.PAYMENT,
    S.WITHDRAWN: Standing.PAPERS,
    S.STOPPED: Standing.PAPERS,
    S.FINISHED: Standing.READY,
    S.RETURNED: Standing.RETURNED,
}
"""What each status means to the citizen."""

GIVES_BACK = MOVES[Move.RETURN_RESULT][0]
"""Statuses in which the centre has a result or papers to hand out."""

OUTCOMES = {
    "accept": Move.ACCEPT,
    "request-supplement": Move.REQUEST_SUPPLEMENT,
    "refuse": Move.REFUSE,
}
"""The three outcomes of an intake (NĐ 61/2018 art. 17), each the first move of a new dossier."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a dossier stands: its status, its due date and its pauses.

    `first_due_at` is the date that was promised at acceptance, `due_at` the date that is in force now.
    `came_from` is the status before the present request for supplements.
    """

    status: Status = Status.REGISTERED
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    came_from: Status | None = None
    paused_since: datetime | None = None
    paused: timedelta = timedelta(0)
    supplement_requests: int = 0


def target(move: Move, status: Status, came_from: Status | None = None) -> Status:
    """The status after the move. RuleBroken `dossier_illegal_move` (with `from`, `to`) if the status has no such move."""
    origins, goal = MOVES[move]
    if status not in origins:
        raise RuleBroken(
            "dossier_illegal_move",
            409,
            move=move.value,
            origin=int(status),
            extra={"code": "illegal_move", "from": int(status), "to": int(goal) if goal else None},
        )
    return goal or came_from or Status.REGISTERED


def possible(status: Status) -> list[Move]:
    """The moves that the status allows, in the order in which they are usually made."""
    return [move for move, (origins, _) in MOVES.items() if status in origins]


def at_counter(status: Status) -> Move | None:
    """The move for which a citizen comes to a counter: to fetch what is ready, or to bring what is missing."""
    usual = USUAL.get(status)
    return usual if usual in (Move.RETURN_RESULT, Move.SUPPLEMENT) else None


def moved(
    progress: Progress,
    move: Move,
    now: datetime,
    due_from: Callable[[datetime], datetime | None],
    put_off: Callable[[datetime, timedelta], datetime],
) -> Progress:
    """The dossier after the move.

    `due_from(start)` is the due date if the time limit starts then, or None if no limit was published. `put_off(due, pause)`
    moves a due date later by the time for which the office waited for the citizen. After supplements the limit starts
    again from zero (NĐ 61/2018 art. 19.4).
    """
    status = target(move, progress.status, progress.came_from)
    after = _pause_ended(progress, now)
    pause = after.paused - progress.paused
    after = replace(after, status=status)
    if status in WAITING_FOR_CITIZEN:
        after = replace(after, paused_since=now)
    if move is Move.REQUEST_SUPPLEMENT:
        return replace(after, came_from=progress.status, supplement_requests=progress.supplement_requests + 1)
    if move is Move.ACCEPT and after.due_at is None:
        first = due_from(now)
        return replace(after, due_at=first, first_due_at=first)
    if move is Move.SUPPLEMENT:
        after = replace(after, came_from=None)
        if status in AT_WORK:
            again = due_from(now) or (after.due_at and put_off(after.due_at, pause))
            return replace(after, due_at=again)
        return after
    if move is Move.PAY and after.due_at is not None:
        return replace(after, due_at=put_off(after.due_at, pause))
    if move in (Move.COMPLETE, Move.STOP):
        return replace(after, finished_at=now)
    if move is Move.REOPEN:
        return replace(after, finished_at=None)
    if move is Move.RETURN_RESULT:
        # Under QĐ 766/2022 a dossier is finished when it gets status 9, and without a status 9 when its papers are
        # returned (10). So a stopped dossier (8) counts as finished when its papers are returned.
        finished = progress.finished_at if progress.status is S.FINISHED else now
        return replace(after, returned_at=now, finished_at=finished)
    return after


def _pause_ended(progress: Progress, now: datetime) -> Progress:
    if progress.paused_since is None:
        return progress
    waited = max(timedelta(0), now - progress.paused_since)
    return replace(progress, paused_since=None, paused=progress.paused + waited)


def verdict(progress: Progress, zone: tzinfo) -> Verdict | None:
    """Whether the dossier was early, on time or late, by QĐ 766/2022; None while it is unfinished or without a promised date.

    The time for which the office waited for the citizen is subtracted, and a dossier with a second request for supplements
    is late. Early means at least a day before the due day.
    """
    if progress.finished_at is None or progress.first_due_at is None:
        return None
    if progress.supplement_requests > 1:
        return Verdict.LATE
    return compare(progress.finished_at - progress.paused, progress.first_due_at, zone)


def verdict_from_zero(progress: Progress, zone: tzinfo) -> Verdict | None:
    """The verdict by the other way of counting: compared with `due_at`, which supplements have set anew from zero."""
    if progress.finished_at is None or progress.due_at is None:
        return None
    return compare(progress.finished_at, progress.due_at, zone)


def compare(finished: datetime, due: datetime, zone: tzinfo) -> Verdict:
    """Late if finished after the moment `due`, early if finished on an earlier day, else on time."""
    if finished > due:
        return Verdict.LATE
    if finished.astimezone(zone).date() < due.astimezone(zone).date():
        return Verdict.EARLY
    return Verdict.ON_TIME


def may_ask_again(earlier: Collection[str], reason: str | None, *, supervisor: bool) -> bool:
    """Whether supplements may be asked for; `earlier` holds the reasons of the earlier requests, all texts folded.

    All missing papers have to be asked for at once (NĐ 61/2018 art. 15.3), and a dossier with more than one request counts
    as late (QĐ 766/2022). So a second request needs a reason that no earlier request had, as after an appraisal. A
    supervisor may ask in any case, and answers for it.
    """
    return supervisor or not earlier or (bool(reason) and reason not in earlier)


def overdue(progress: Progress, now: datetime) -> bool:
    """Whether the office is late now. This is computed each time and not saved as a status."""
    return progress.status in AT_WORK and progress.due_at is not None and now > progress.due_at
