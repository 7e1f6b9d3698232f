"""The dossier's state machine, its pauses and its verdict. Who may make a move is decided elsewhere."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum, StrEnum

from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import Verdict


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
"""Statuses whose time is the citizen's, not the office's."""

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
    # None: back to where it came from.
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
"""The move that usually comes next: the one that is offered first."""

OUTCOMES = {
    "accept": Move.ACCEPT,
    "request-supplement": Move.REQUEST_SUPPLEMENT,
    "refuse": Move.REFUSE,
}
"""The three outcomes of an intake (NĐ 61/2018 art. 17), each the first move of a new dossier."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a dossier stands: its status, its due date and its pauses.

    `first_due_at` is the date promised at acceptance, `due_at` the one in force.
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
    """The status after the move. RuleBroken `dossier_illegal_move` (with `from`, `to`) if there is none."""
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


def moved(
    progress: Progress,
    move: Move,
    now: datetime,
    due_from: Callable[[datetime], datetime | None],
    put_off: Callable[[datetime, timedelta], datetime],
) -> Progress:
    """The dossier after the move.

    `due_from(start)` is the due date of a limit that starts then, None when none was published;
    `put_off(due, pause)` moves a date by the citizen's own time. After supplements the limit starts again
    from zero (NĐ 61/2018 art. 19.4).
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
        # Finished is 9, else 10, else 8 (QĐ 766/2022): a stopped dossier counts from the papers' return.
        finished = progress.finished_at if progress.status is S.FINISHED else now
        return replace(after, returned_at=now, finished_at=finished)
    return after


def _pause_ended(progress: Progress, now: datetime) -> Progress:
    if progress.paused_since is None:
        return progress
    waited = max(timedelta(0), now - progress.paused_since)
    return replace(progress, paused_since=None, paused=progress.paused + waited)


def verdict(progress: Progress, zone: tzinfo) -> Verdict | None:
    """By QĐ 766/2022: the citizen's own time is subtracted, a second request for supplements is late.

    None while the dossier is unfinished or no date was promised. Early is at least a day before the due day.
    """
    if progress.finished_at is None or progress.first_due_at is None:
        return None
    if progress.supplement_requests > 1:
        return Verdict.LATE
    return compare(progress.finished_at - progress.paused, progress.first_due_at, zone)


def verdict_from_zero(progress: Progress, zone: tzinfo) -> Verdict | None:
    """The other way of counting: against the date in force, after the limit started again from zero."""
    if progress.finished_at is None or progress.due_at is None:
        return None
    return compare(progress.finished_at, progress.due_at, zone)


def compare(finished: datetime, due: datetime, zone: tzinfo) -> Verdict:
    """Late after the moment itself, early on a day before the due day."""
    if finished > due:
        return Verdict.LATE
    if finished.astimezone(zone).date() < due.astimezone(zone).date():
        return Verdict.EARLY
    return Verdict.ON_TIME


def may_ask_again(earlier: Collection[str], reason: str | None, *, supervisor: bool) -> bool:
    """Whether supplements may be asked for once more; `earlier` and `reason` are folded texts, `earlier` one a request.

    Papers are asked for once and completely (NĐ 61/2018 art. 15.3), and more than one request counts as late (QĐ
    766/2022). So the same request is never sent twice by mistake; a different reason, as after appraisal, may come up;
    and a supervisor answers for anything else.
    """
    return supervisor or not earlier or (bool(reason) and reason not in earlier)


def overdue(progress: Progress, now: datetime) -> bool:
    """Whether the office is late now. Computed, never a state."""
    return progress.status in AT_WORK and progress.due_at is not None and now > progress.due_at
