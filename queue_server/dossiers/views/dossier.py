"""Dossiers as the wire shows them: values in, messages out. The public sees least."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import pairwise

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows import hand_overs as hand_over_rows
from queue_server.dossiers.rows.columns import told_of
from queue_server.dossiers.rules import deadline, hand_over, office, record
from queue_server.dossiers.rules import dossier as table
from queue_server.dossiers.rules.allowed import allowed, at_counter_of, next_of
from queue_server.dossiers.rules.deadline import OfficeDay
from queue_server.dossiers.rules.dossier import Progress, Status
from queue_server.dossiers.rules.hand_over import HandOver
from queue_server.dossiers.rules.people import Person
from queue_server.dossiers.rules.record import DiaryLine, Dossier
from queue_server.dossiers.views import control_slips
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.storage.times import from_ms, to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire import dossiers as wire
from shared.wire.vocabulary import PEOPLE


@dataclass(frozen=True, slots=True)
class _Days:
    """The office's days and hours, and until when a due date counts as near; worked out once for a whole list."""

    calendar: Calendar
    hours: OfficeDay
    soon: datetime


def status_name(status: int, lang: str = "vi") -> str:
    """The status in words."""
    return say(f"dossier.status.{int(status)}", lang)


def histories(context: Context, ids: Sequence[int]) -> dict[int, list[DiaryLine]]:
    """The diaries of several dossiers, including what the facts of a deed say that is not saved yet."""
    found = rows.histories(context.connection, ids)
    if not isinstance(context, UnitOfWork) or not context.facts:
        return found
    fresh = {event.seq: event.data for event in context.facts}
    return {
        ident: [replace(line, told=line.told or told_of(fresh.get(line.seq))) for line in lines]
        for ident, lines in found.items()
    }


def whole(context: Context, dossier: Dossier, actor: Actor, *, veiled: bool = False) -> wire.Dossier:
    """The dossier as this person sees it; if `veiled`, with no more of its people than a list shows."""
    (shown,) = _shown(context, [dossier], actor, veiled=veiled)
    return shown


def listed(context: Context, found: Sequence[Dossier], actor: Actor) -> list[wire.Dossier]:
    """Several dossiers for a list, their people veiled."""
    return _shown(context, found, actor, veiled=True)


def _shown(context: Context, found: Sequence[Dossier], actor: Actor, *, veiled: bool) -> list[wire.Dossier]:
    ids = [dossier.id for dossier in found]
    known = histories(context, ids)
    tickets = rows.tickets_of(context.connection, ids)
    given = hand_over_rows.of_dossiers(context.connection, ids)
    days = _Days(
        office.calendar(context.centre),
        office.office_day(context.centre),
        office.soon(context.centre, context.now),
    )
    return [
        _dossier(
            context,
            days,
            dossier,
            actor,
            known[dossier.id],
            tickets[dossier.id],
            given[dossier.id],
            veiled=veiled,
        )
        for dossier in found
    ]


def named(person: Person | None, *, veiled: bool) -> wire.NamedPerson | None:
    """The person as shown with the dossier: without the fields that are not known, and, if `veiled`, without more."""
    if person is None:
        return None
    return wire.NamedPerson(**(person.veiled() if veiled else person).told())


def public_url(context: Context, dossier: Dossier) -> str | None:
    """The address in the receipt's QR code, or None when the centre has no public address."""
    if context.public_address is None:
        return None
    return f"{context.public_address}/api/v1/public/dossiers/{dossier.code}?secret={dossier.receipt_secret}"


def _dossier(
    context: Context,
    days: _Days,
    dossier: Dossier,
    actor: Actor,
    history: Sequence[DiaryLine],
    tickets: Sequence[int],
    given: Sequence[HandOver],
    *,
    veiled: bool,
) -> wire.Dossier:
    zone = days.hours.zone
    progress = dossier.progress(history)
    waiting = hand_over.waiting(given)
    late = table.overdue(progress, context.now)
    deeds = allowed(dossier, actor, context.ms, awaited=waiting is not None)
    # What officers wrote, and the receipt's secret, are for the people of the house: integrations work with codes and dates.
    of_the_house = actor.role in PEOPLE
    outside = None
    if dossier.external_system is not None and dossier.external_code is not None:
        outside = wire.OutsideCode(system=dossier.external_system, code=dossier.external_code)
    return wire.Dossier(
        code=dossier.code,
        procedure=dossier.procedure,
        procedure_name=dossier.pinned.procedure_name,
        field=dossier.field,
        status=int(dossier.status),
        status_name=status_name(dossier.status),
        standing=table.STANDINGS[dossier.status],
        department=dossier.department,
        assigned_to=dossier.assigned_to,
        awaited=control_slips.awaited(context, waiting),
        applicant=named(dossier.applicant, veiled=veiled),
        submitter=named(dossier.submitter, veiled=veiled),
        receiver=named(dossier.receiver, veiled=veiled),
        documents=[
            wire.HandedIn(name=line.name, form=line.form, copies=line.copies) for line in dossier.documents
        ],
        sets=dossier.sets,
        received_at=local_time.iso(context, dossier.received_at),
        due_at=local_time.iso(context, dossier.due_at),
        due_basis=dossier.due_basis if of_the_house else None,
        first_due_at=local_time.iso(context, dossier.first_due_at),
        finished_at=local_time.iso(context, dossier.finished_at),
        returned_at=local_time.iso(context, dossier.returned_at),
        overdue=late,
        due_soon=not late and _due_soon(days, progress),
        extended_from=local_time.iso(context, dossier.extended_from),
        apology_at=local_time.iso(context, dossier.apology_at),
        verdict=table.verdict(progress, zone),
        verdict_from_zero=table.verdict_from_zero(progress, zone),
        paused_minutes=dossier.paused_minutes,
        supplement_requests=dossier.supplement_requests,
        supplement_by=local_time.iso(context, _supplement_by(context, days, progress, history)),
        warnings=_warnings(context, days, dossier, progress, history, waiting),
        register_no=_register_no(dossier),
        tickets=list(tickets),
        external=outside,
        note=dossier.note if of_the_house else None,
        created_by=dossier.created_by,
        anonymised_at=local_time.iso(context, dossier.anonymised_at),
        moves=_moves(progress.status),
        allowed=deeds,
        next=next_of(dossier, deeds),
        needs_reason=[deed for deed in deeds if deed in table.ASKS_REASON],
        ends=[deed for deed in deeds if deed in table.ENDS],
        at_counter=at_counter_of(dossier, actor),
        has_receipt=record.was_accepted(history),
        receipt_url=f"/api/v1/dossiers/{dossier.code}/receipt.pdf",
        public_url=public_url(context, dossier) if of_the_house else None,
        version=dossier.version,
        history=[_step(context, line if of_the_house else replace(line, note=None)) for line in history],
    )


@cache
def _moves(status: Status) -> list[wire.PossibleMove]:
    """The moves of a status with their names. They are made once, since a list of dossiers needs the same ones many times."""
    return [
        wire.PossibleMove(move=move.value, name=say(f"dossier.move.{move.value}"))
        for move in table.possible(status)
    ]


def _step(context: Context, line: DiaryLine) -> wire.DossierStep:
    """One line of the diary, with what its fact says besides the status: the move, and what a correction changed."""
    return wire.DossierStep(
        at=local_time.iso(context, line.at),
        status=int(line.status),
        status_name=status_name(line.status),
        by=line.by,
        note=line.note,
        move=line.move,
        move_name=say(f"dossier.move.{line.move}") if line.move else None,
        changed=[] if line.told is None else list(line.told.changed),
    )


def _due_soon(days: _Days, progress: Progress) -> bool:
    """Whether the dossier is due soon, by the centre's settings."""
    if progress.status not in table.AT_WORK or progress.due_at is None:
        return False
    return progress.due_at <= days.soon


def _register_no(dossier: Dossier) -> wire.Register | None:
    year, number = dossier.register_year, dossier.register_no
    if year is None or number is None:
        return None
    return wire.Register(year=year, no=number, text=f"{number:02}/{year}")


def _supplements_until(context: Context, days: _Days, history: Sequence[DiaryLine]) -> int | None:
    """Until when a supplement notice may go out after appraisal, counted from the acceptance."""
    accepted = next((line.at for line in history if line.status is Status.ACCEPTED), None)
    if accepted is None:
        return None
    within = context.centre.centre.supplement_days
    return to_ms(deadline.supplements_until(from_ms(accepted), within, days.calendar, days.hours))


def _supplement_by(
    context: Context, days: _Days, progress: Progress, history: Sequence[DiaryLine]
) -> int | None:
    if progress.status not in table.AT_WORK or progress.supplement_requests:
        return None
    return _supplements_until(context, days, history)


def _warnings(
    context: Context,
    days: _Days,
    dossier: Dossier,
    progress: Progress,
    history: Sequence[DiaryLine],
    waiting: HandOver | None,
) -> list[wire.DossierWarning]:
    """Warnings that an officer should see; they forbid nothing."""
    found: list[wire.WarningCode] = []
    asked = [
        line.at
        for before, line in pairwise(history)
        if line.status is Status.SUPPLEMENT_ASKED and before.status is Status.IN_PROGRESS
    ]
    until = _supplements_until(context, days, history) if asked else None
    if until is not None and asked[0] > until:
        found.append("supplement_late")
    if dossier.supplement_requests > 1:
        found.append("asked_again")
    if waiting is not None and control_slips.is_late(context, waiting):
        found.append("hand_over_late")
    if dossier.apology_at is not None and dossier.extended_from is None and progress.status in table.AT_WORK:
        found.append("apology_due")
    within = context.centre.centre.supplement_days
    return [
        wire.DossierWarning(code=code, text=say(f"dossier.warning.{code}", days=within)) for code in found
    ]
