"""What every change of a dossier has in common: who may make it, on which version, and what is recorded about it.

Each change is one step: a new version, one fact without anything personal, and one line in the dossier's own diary.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from queue_server.centre.rows import yearly_numbers
from queue_server.centre.rules import departments
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.record import DiaryLine, Dossier
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire.facts.base import UNSAID, Unsaid
from shared.wire.facts.dossiers import DossierChanged


@dataclass(frozen=True, slots=True)
class Step:
    """What was done: the name of the move, the reason, and what its fact says besides."""

    move: str
    note: str | None = None
    verdict: str | Unsaid | None = UNSAID
    from_place: str | Unsaid | None = UNSAID
    """Where the dossier lay before a hand-over; None is the centre."""
    assigned_to: str | Unsaid | None = UNSAID
    extended_from: int | Unsaid | None = UNSAID
    """The date before an extension, in milliseconds."""
    changed: tuple[str, ...] | Unsaid = UNSAID
    """The names of what a correction changed, never its content."""


def load(context: Context, code: str) -> Dossier:
    """The dossier, by our code or another system's. Raises RuleBroken `not_found`."""
    found = rows.by_any_code(context.connection, context.centre_id, code)
    if found is None:
        raise RuleBroken("not_found", 404)
    return found


def load_to_change(context: Context, code: str, version: int | None = None) -> Dossier:
    """The dossier, if whoever asks may work on it: the one check before every change of it and of what hangs on it.

    Raises RuleBroken `not_found`, `not_your_department`, or `changed_meanwhile` if the `version` is not the present one.
    """
    found = load(context, code)
    if context.actor is None:
        raise RuleBroken("forbidden", 403)
    departments.check_works_on(context.actor, found.department)
    found.check_version(version)
    return found


@contextmanager
def in_words() -> Iterator[None]:
    """Makes the refusal of an impossible move readable: the state table only has the names of the wire, people need words."""
    try:
        yield
    except RuleBroken as broken:
        if broken.code != "dossier_illegal_move":
            raise
        raise RuleBroken(
            broken.code,
            broken.status,
            extra=broken.extra,
            move=say(f"dossier.move.{broken.values['move']}"),
            origin=say(f"dossier.status.{broken.values['origin']}"),
        ) from None


def take(deed: UnitOfWork, before: Dossier, after: Dossier, step: Step) -> Dossier:
    """Saves the dossier after a step, as its next version; returns it."""
    after = replace(after, version=before.version + 1)
    rows.save(deed.connection, before, after)
    told(deed, after, step, before=before.status)
    return after


def told(deed: UnitOfWork, dossier: Dossier, step: Step, before: Status) -> None:
    """Records the fact of a step whose dossier is saved, and adds a line to the dossier's diary."""
    fact = DossierChanged(
        code=dossier.code,
        move=step.move,
        from_=int(before),
        status=int(dossier.status),
        tickets=tuple(rows.tickets_of(deed.connection, [dossier.id])[dossier.id]),
        version=dossier.version,
        field=dossier.field,
        department=dossier.department,
        due_at=local_time.iso(deed, dossier.due_at),
        verdict=step.verdict,
        from_place=step.from_place,
        assigned_to=step.assigned_to,
        extended_from=step.extended_from,
        changed=step.changed,
    )
    seq = deed.record(fact)
    write(deed, dossier.id, seq, dossier.status, step.note)


def write(deed: UnitOfWork, dossier_id: int, seq: int, status: Status, note: str | None) -> None:
    """Adds a line to the dossier's diary."""
    line = DiaryLine(seq=seq, at=deed.ms, status=status, by=deed.actor.name, note=note)
    rows.add_history(deed.connection, deed.centre_id, dossier_id, line)


def registered(deed: UnitOfWork, dossier: Dossier) -> Dossier:
    """The dossier with a number in the register (sổ theo dõi), if it is accepted and has no number yet; else unchanged.

    The numbers of a year begin with 01. If a dossier is accepted in a year that is already closed, because the clock was
    put back, it goes into the next year's register.
    """
    if dossier.status is not Status.ACCEPTED or dossier.register_no is not None:
        return dossier
    year = local_time.day(deed.centre, deed.now).year
    book = yearly_numbers.REGISTER
    number = yearly_numbers.next_number(deed, book, year)
    while number is None:
        year += 1
        number = yearly_numbers.next_number(deed, book, year)
    return replace(dossier, register_year=year, register_no=number)
