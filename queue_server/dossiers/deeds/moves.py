"""The moves of a dossier by the status table, one deed each. Facts carry codes, never personal data."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from queue_server.centre.rules import departments
from queue_server.dossiers.deeds import hand_overs, steps
from queue_server.dossiers.deeds.steps import Step, load
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows import hand_overs as hand_over_rows
from queue_server.dossiers.rows.owed import open_amount
from queue_server.dossiers.rules import deadline, hand_over, office, record
from queue_server.dossiers.rules import dossier as table
from queue_server.dossiers.rules.deadline import Limit
from queue_server.dossiers.rules.dossier import Move, Progress, Status
from queue_server.dossiers.rules.record import DiaryLine, Dossier
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.alphabet import fold, tidy
from shared.text.messages import say
from shared.text.money import dong_with_unit
from shared.wire import dossiers as wire
from shared.wire.dossiers import DossierMove


def move(deed: UnitOfWork, code: str, what: Move, body: DossierMove) -> wire.Dossier:
    """The dossier after one of the moves of the status table.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile` for a stale version, `illegal_move` (with `from`
    and `to`), `reason_required`, `due_in_past`, `unknown_department`, or `already_asked` for a second request for
    supplements.
    """
    dossier = steps.load_to_change(deed, code, body.version)
    make(deed, dossier, what, body)
    return dossier_views.whole(deed, load(deed, dossier.code), deed.actor)


def make(deed: UnitOfWork, dossier: Dossier, what: Move, body: DossierMove) -> None:
    history = rows.history(deed.connection, dossier.id)
    before = dossier.progress(history)
    with steps.in_words():
        table.target(what, before.status, before.came_from)
    if what in table.NEEDS_REASON and not body.note:
        raise RuleBroken("reason_required", 422)
    if what is Move.PAY and (still := open_amount(deed.connection, dossier.id)):
        raise RuleBroken("fees_open", 409, dossier=dossier.code, amount=dong_with_unit(still))
    if what is Move.REQUEST_SUPPLEMENT:
        _check_asked_once(deed, history, body.note)
    basis = dossier.due_basis
    if what is Move.ACCEPT and body.due_at is not None:
        promised = office.officers_date(body.due_at, deed.centre)
        check_future(deed, promised)
        before = replace(before, due_at=promised, first_due_at=promised)
        basis = body.due_basis or say("dossier.basis.officer")
    progress = moved(deed, before, what, dossier.pinned.limit)
    if basis is None and progress.due_at is not None:
        basis = say("dossier.basis.published")
    given = _given(deed, dossier, what, body, history)
    after = steps.registered(deed, replace(given or dossier, due_basis=basis).at(progress))
    if progress.due_at != before.due_at:
        # With a new due date the dossier can be in time again, so the letter of apology for the old date is dropped.
        after = replace(after, apology_at=None)
    step = Step(what.value, body.note)
    if given:
        step = replace(step, from_place=dossier.department)
    if progress.finished_at is not None:
        kept = table.verdict(progress, local_time.zone(deed.centre))
        step = replace(step, verdict=kept and kept.value)
    steps.take(deed, dossier, after, step)


def unpaid_again(deed: UnitOfWork, code: str, receipt: str) -> None:
    """If a payment had moved the dossier on, it waits for the payment again, because the receipt was voided."""
    dossier = load(deed, code)
    way = record.statuses_in_turn(rows.history(deed.connection, dossier.id))
    if way[-2:] == [Status.PAYMENT_ASKED, Status.IN_PROGRESS]:
        make(deed, dossier, Move.REQUEST_PAYMENT, DossierMove(note=say("money.voided_note", receipt=receipt)))


def _given(
    deed: UnitOfWork, dossier: Dossier, what: Move, body: DossierMove, history: Sequence[DiaryLine]
) -> Dossier | None:
    """The dossier at the place to which the move takes it; None if it stays where it is."""
    place = dossier.department
    if what is Move.FORWARD:
        to = departments.named(deed.centre, body.to) if body.to else _department(deed, dossier)
        accepted = next((line.at for line in reversed(history) if line.status is Status.ACCEPTED), deed.ms)
        if to is None or to == place:
            return None
        return hand_overs.give(deed, dossier, to, body.note, from_ms(accepted))
    if what is Move.COMPLETE and place is not None:
        return hand_overs.give(deed, dossier, None, None)
    if what is Move.REOPEN:
        to = hand_over.last_department(hand_over_rows.of_dossier(deed.connection, dossier.id))
        return None if to is None or to == place else hand_overs.give(deed, dossier, to, body.note)
    if what is Move.RETURN_RESULT:
        # Somebody who hands out the result has the dossier in hand, so that counts as the signature.
        hand_overs.sign(deed, dossier)
        return None if place is None else dossier.given_to(None)
    return None


def _department(deed: UnitOfWork, dossier: Dossier) -> str | None:
    """The department of the dossier's procedure at its intake; for old dossiers, which did not keep it, the present one."""
    if dossier.pinned.knows_department:
        # As the catalogue's cells are read today: an old one may have been written otherwise.
        return None if dossier.pinned.department is None else tidy(dossier.pinned.department)
    return departments.of_field(deed.centre, dossier.field) if dossier.field else None


def opened(context: Context, code: str, actor: Actor, *, whole: bool) -> tuple[int, wire.Dossier]:
    """The dossier's id and the dossier, its people veiled unless `whole`. Raises RuleBroken `not_found`."""
    dossier = load(context, code)
    return dossier.id, dossier_views.whole(context, dossier, actor, veiled=not whole)


def _check_asked_once(deed: UnitOfWork, history: Sequence[DiaryLine], note: str | None) -> None:
    earlier = [fold(line.note or "") for line in record.requests(history)]
    supervisor = departments.supervises(deed.actor)
    if not table.may_ask_again(earlier, fold(note or "") or None, supervisor=supervisor):
        raise RuleBroken("already_asked", 409)


def check_future(deed: UnitOfWork, promised: datetime) -> None:
    if promised <= deed.now:
        raise RuleBroken("due_in_past", 422)


def moved(deed: UnitOfWork, progress: Progress, what: Move, limit: Limit | None) -> Progress:
    days, hours = office.calendar(deed.centre), office.office_day(deed.centre)

    def due_from(start: datetime) -> datetime | None:
        return None if limit is None else deadline.due(start, limit, days, hours)

    def put_off(due: datetime, pause: timedelta) -> datetime:
        return deadline.shifted(due, pause, days, hours)

    return table.moved(progress, what, deed.now, due_from, put_off)
