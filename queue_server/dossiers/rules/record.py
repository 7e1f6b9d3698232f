"""One dossier as a value, with the rules that need nothing but the dossier. Which moves exist stands in dossier.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from secrets import compare_digest

from queue_server.dossiers.rules.deadline import Limit, Unit
from queue_server.dossiers.rules.dossier import AT_WORK, Progress, Status
from queue_server.dossiers.rules.people import ROLES, DocumentLine, Person, differing, names_of
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms, to_ms

ON_ITS_WAY = frozenset(Status) - {Status.REGISTERED, Status.ACCEPTED, Status.RETURNED}
"""Statuses in which a dossier can be handed over. An accepted dossier is given to its department by the move `forward`."""

_TAKEN_IN = frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.PAYMENT_ASKED, Status.FINISHED})
"""Statuses that only a dossier which was taken in has had."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the fact of a step says besides the status. Most fields are empty for most moves."""

    move: str | None = None
    changed: tuple[str, ...] = ()
    """The names of the fields that a correction changed."""
    department: str | None = None
    from_place: str | None = None
    was_given: bool = False
    """Whether the step took the dossier to another place."""
    due_at: str | None = None
    assigned_to: str | None = None


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """One line of a dossier's own diary; `told` is None if the line's fact is not saved yet, or not kept any more."""

    seq: int
    at: int
    status: Status
    by: str
    note: str | None = None
    told: Told | None = None

    @property
    def move(self) -> str | None:
        """The move because of which the line was written; None for the first line."""
        return None if self.told is None else self.told.move


@dataclass(frozen=True, slots=True)
class PinnedProcedure:
    """A procedure as it was when the dossier was taken in."""

    id: str
    name: str
    short_name: str | None
    field: str
    time_limit: int | None
    time_unit: str | None
    same_day: bool
    fee_text: str | None
    fee_vnd: int | None
    knows_fee: bool
    """Whether the fee was kept as a number beside its text. Older dossiers have only the text."""

    @property
    def label(self) -> str:
        """The procedure's short name, or its name if it has no short name."""
        return self.short_name or self.name

    @property
    def limit(self) -> Limit:
        """The procedure's published limit."""
        return Limit(self.time_limit, Unit(self.time_unit) if self.time_unit else None, self.same_day)


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a dossier keeps of the rules in force at its intake."""

    text: str = "{}"
    """The text from which this was read. It is saved again as it is, so that fields of other releases are not lost."""
    procedure: PinnedProcedure | None = None
    department: str | None = None
    knows_department: bool = False
    """Whether the department was kept. For older dossiers, which did not keep it, the field names the department."""
    forms: str | None = None

    @property
    def procedure_name(self) -> str | None:
        """The name of the procedure, None for a dossier without one."""
        return None if self.procedure is None else self.procedure.name

    @property
    def limit(self) -> Limit | None:
        """The published limit, None for a dossier without a procedure."""
        return None if self.procedure is None else self.procedure.limit


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier: what stands on its paper, where it lies, and where it stands. Times are milliseconds.

    Its id is 0 until it is saved. A place of None is the centre itself.
    """

    centre: str
    code: str
    received_at: int
    created_by: str
    receipt_secret: str
    procedure: str | None = None
    field: str | None = None
    pinned: Pinned = Pinned()
    status: Status = Status.REGISTERED
    applicant: Person | None = None
    submitter: Person | None = None
    receiver: Person | None = None
    names: str = ""
    documents: tuple[DocumentLine, ...] = ()
    sets: int = 1
    channel: int = 1
    note: str | None = None
    due_at: int | None = None
    first_due_at: int | None = None
    due_basis: str | None = None
    extended_from: int | None = None
    apology_at: int | None = None
    finished_at: int | None = None
    returned_at: int | None = None
    supplement_requests: int = 0
    paused_minutes: int = 0
    paused_since: int | None = None
    external_system: str | None = None
    external_code: str | None = None
    department: str | None = None
    assigned_to: str | None = None
    register_year: int | None = None
    register_no: int | None = None
    anonymised_at: int | None = None
    version: int = 1
    id: int = 0

    # What it is

    @property
    def people(self) -> dict[str, Person | None]:
        """The people of the dossier, by role."""
        return {role: getattr(self, role) for role in ROLES}

    def progress(self, history: Sequence[DiaryLine] = ()) -> Progress:
        """Where the dossier stands; `came_from` is read from the diary."""
        came_from = None
        if self.status is Status.SUPPLEMENT_ASKED:
            came_from = next((line.status for line in reversed(history) if line.status != self.status), None)
        return Progress(
            status=self.status,
            first_due_at=_moment(self.first_due_at),
            due_at=_moment(self.due_at),
            finished_at=_moment(self.finished_at),
            returned_at=_moment(self.returned_at),
            came_from=came_from,
            paused_since=_moment(self.paused_since),
            paused=timedelta(minutes=self.paused_minutes),
            supplement_requests=self.supplement_requests,
        )

    def is_proven_by(self, secret: str | None) -> bool:
        """Whether this is the secret of the dossier's receipt.

        The comparison takes the same time however many letters are right, so that nobody can guess the secret bit by bit.
        """
        return secret is not None and compare_digest(self.receipt_secret.encode(), secret.encode())

    # What may be done with it

    def check_version(self, seen: int | None) -> None:
        """Raises RuleBroken `changed_meanwhile` if the dossier has another version now than the caller has seen."""
        if seen is not None and seen != self.version:
            raise RuleBroken("changed_meanwhile", 409, dossier=self.code, extra={"version": self.version})

    def check_correctable(self) -> None:
        """Raises RuleBroken `illegal_move` for a dossier that was returned or whose people were forgotten."""
        if self.status is Status.RETURNED or self.anonymised_at is not None:
            raise self._illegal("correct")

    def check_on_its_way(self) -> None:
        """Raises RuleBroken `illegal_move` in a status in which a dossier cannot be handed over."""
        if self.status not in ON_ITS_WAY:
            raise self._illegal("hand-over")

    def check_extendable(self, now: int) -> int:
        """The due date, if it may be moved. RuleBroken `illegal_move`, `already_extended`, `no_due_date` or `due_passed`."""
        if self.status not in AT_WORK:
            raise self._illegal("extend")
        if self.extended_from is not None:
            raise RuleBroken("already_extended", 409)
        if self.due_at is None:
            raise RuleBroken("no_due_date", 409)
        if now > self.due_at:
            raise RuleBroken("due_passed", 409)
        return self.due_at

    def _illegal(self, move: str) -> RuleBroken:
        status = int(self.status)
        return RuleBroken(
            "dossier_illegal_move",
            409,
            move=move,
            origin=status,
            extra={"code": "illegal_move", "from": status, "to": status},
        )

    # What becomes of it

    def at(self, progress: Progress) -> "Dossier":
        """The dossier with this status, and with the dates and pauses of this progress."""
        return replace(
            self,
            status=progress.status,
            first_due_at=moment(progress.first_due_at),
            due_at=moment(progress.due_at),
            finished_at=moment(progress.finished_at),
            returned_at=moment(progress.returned_at),
            supplement_requests=progress.supplement_requests,
            paused_minutes=progress.paused // timedelta(minutes=1),
            paused_since=moment(progress.paused_since),
        )

    def given_to(self, place: str | None) -> "Dossier":
        """The dossier at another place, where it has no officer yet."""
        return replace(self, department=place, assigned_to=None)

    def signed_for(self, by: str) -> "Dossier":
        """The dossier after a signature: in a department the person who signed is its officer; at the centre it has none."""
        return replace(self, assigned_to=by if self.department is not None else None)

    def extended(self, promised: int) -> "Dossier":
        """The dossier with a later due date. Raises RuleBroken `due_not_later`."""
        if self.due_at is not None and promised <= self.due_at:
            raise RuleBroken("due_not_later", 422)
        return replace(self, due_at=promised, extended_from=self.due_at)

    def owes_apology(self) -> bool:
        """Whether a letter of apology may have to be drafted: the office is at work on it, and it has no letter yet."""
        return self.status in AT_WORK and self.apology_at is None

    def corrected(
        self,
        people: dict[str, Person | None],
        documents: tuple[DocumentLine, ...] | None,
        sets: int | None,
    ) -> "Dossier":
        """The dossier with other people and papers; None leaves a value as it is."""
        everyone = {**self.people, **people}
        return replace(
            self,
            applicant=everyone["applicant"],
            submitter=everyone["submitter"],
            receiver=everyone["receiver"],
            names=names_of(everyone.values()),
            documents=self.documents if documents is None else documents,
            sets=self.sets if sets is None else sets,
        )

    def differs(self, before: "Dossier") -> list[str]:
        """The names of the fields that a correction changed. Raises RuleBroken `nothing_to_correct`."""
        found = [name for role in ROLES for name in differing(role, before.people[role], self.people[role])]
        found += ["documents"] if before.documents != self.documents else []
        found += ["sets"] if before.sets != self.sets else []
        if not found:
            raise RuleBroken("nothing_to_correct", 422)
        return found


def moment(at: datetime | None) -> int | None:
    """A moment in milliseconds, as it is saved, or None."""
    return None if at is None else to_ms(at)


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def statuses_in_turn(history: Iterable[DiaryLine]) -> list[Status]:
    """The statuses that the dossier had, one after the other; a step that did not change the status adds no entry."""
    found: list[Status] = []
    for line in history:
        if not found or line.status != found[-1]:
            found.append(line.status)
    return found


def was_accepted(history: Iterable[DiaryLine]) -> bool:
    """Whether it was ever taken in: only then its citizen got a receipt."""
    return any(line.status in _TAKEN_IN for line in history)


def requests(history: Sequence[DiaryLine]) -> list[DiaryLine]:
    """The lines with which supplements were asked for."""
    return [
        line
        for before, line in pairwise(history)
        if line.status is Status.SUPPLEMENT_ASKED and before.status is not Status.SUPPLEMENT_ASKED
    ]
