"""The moves of a dossier by the status table, one deed each. Facts carry codes, never personal data."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from queue_server.centre.rules import departments
from queue_server.dossiers.deeds import hand_overs, steps
from queue_server.dossiers.deeds.steps import Step, load
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows.owed import open_amount
from queue_server.dossiers.rules import deadline, dossier, office
from queue_server.dossiers.rules.deadline import Limit, Unit
from queue_server.dossiers.rules.dossier import Move, Progress, Status
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views.dossier import progress_of
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.storage.times import from_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.fold import fold
from shared.text.messages import say
from shared.text.money import dong_with_unit
from shared.wire.dossiers import DossierMove


def move(deed: UnitOfWork, code: str, what: Move, body: DossierMove) -> Json:
    """The dossier after one of the moves of the status table.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile` for a stale version, `illegal_move` (with `from`
    and `to`), `reason_required`, `due_in_past`, `unknown_department`, or `already_asked` for a second request for
    supplements.
    """
    row = steps.load_to_change(deed, code, body.version)
    make(deed, row, what, body)
    return one(deed, row["code"])


def make(deed: UnitOfWork, row: Row, what: Move, body: DossierMove) -> None:
    history = rows.histories(deed.connection, [row["id"]])[row["id"]]
    before = progress_of(row, history)
    _check_move(before, what)
    if what in dossier.NEEDS_REASON and not body.note:
        raise RuleBroken("reason_required", 422)
    if what is Move.PAY and (still := open_amount(deed.connection, row["id"])):
        raise RuleBroken("fees_open", 409, dossier=row["code"], amount=dong_with_unit(still))
    if what is Move.REQUEST_SUPPLEMENT:
        _check_asked_once(deed, history, body.note)
    basis = row["due_basis"]
    if what is Move.ACCEPT and body.due_at is not None:
        promised = office.officers_date(body.due_at, deed.centre)
        check_future(deed, promised)
        before = dataclasses.replace(before, due_at=promised, first_due_at=promised)
        basis = body.due_basis or say("dossier.basis.officer")
    after = moved(deed, before, what, _pinned_limit(row))
    if basis is None and after.due_at is not None:
        basis = say("dossier.basis.published")
    place = _given(deed, row, what, body, history)
    columns = {
        "due_basis": basis,
        "procedure_snapshot": dossier_views.with_promise(row, after),
        **steps.columns_of(after),
        **steps.registered(deed, row, after.status),
        **place,
    }
    if after.due_at != before.due_at:
        # A new date is a new chance to keep it.
        columns["apology_at"] = None
    about: Json = {"from_place": row["department"]} if place else {}
    if after.finished_at is not None:
        kept = dossier.verdict(after, local_time.zone(deed.centre))
        about["verdict"] = kept and kept.value
    steps.take(deed, row, Step(what.value, int(after.status), body.note, columns, about))


def unpaid_again(deed: UnitOfWork, code: str, receipt: str) -> None:
    """A dossier that a payment had moved on waits for it again once that receipt is void; any other stays where it is."""
    row = load(deed, code)
    history = rows.histories(deed.connection, [row["id"]])[row["id"]]
    way = [
        line["status"]
        for before, line in pairwise([{"status": None}, *history])
        if line["status"] != before["status"]
    ]
    if way[-2:] == [Status.PAYMENT_ASKED, Status.IN_PROGRESS]:
        make(deed, row, Move.REQUEST_PAYMENT, DossierMove(note=say("money.voided_note", receipt=receipt)))


def _given(deed: UnitOfWork, row: Row, what: Move, body: DossierMove, history: Sequence[Row]) -> Json:
    """Where the dossier goes with a move, as columns; nothing where it stays."""
    place = row["department"]
    if what is Move.FORWARD:
        to = body.to or _department(deed, row)
        if body.to is not None:
            departments.check(deed.centre, body.to)
        accepted = next(
            (line["at"] for line in reversed(history) if line["status"] == Status.ACCEPTED), deed.ms
        )
        return (
            {} if to is None or to == place else hand_overs.give(deed, row, to, body.note, from_ms(accepted))
        )
    if what is Move.COMPLETE and place is not None:
        return hand_overs.give(deed, row, None, None)
    if what is Move.REOPEN:
        to = hand_overs.last_department(deed, row)
        return {} if to is None or to == place else hand_overs.give(deed, row, to, body.note)
    if what is Move.RETURN_RESULT:
        # Whoever hands a result out has it in hand.
        hand_overs.sign(deed, row)
        return {} if place is None else {"department": None, "assigned_to": None}
    return {}


def _department(deed: UnitOfWork, row: Row) -> str | None:
    """The department of the dossier's procedure, as it was at the intake; before that was kept, as it is now."""
    pinned = dossier_views.pinned(row)
    if "department" in pinned:
        named: str | None = pinned["department"]
        return named
    return departments.of_field(deed.centre, row["field"]) if row["field"] else None


def one(context: Context, code: str) -> Json:
    """The whole dossier, for officers. Raises RuleBroken `not_found`."""
    return dossier_views.whole(context, load(context, code))


def opened(context: Context, code: str, *, whole: bool) -> tuple[int, Json]:
    """The dossier's id and the dossier, its people veiled unless `whole`. Raises RuleBroken `not_found`."""
    row = load(context, code)
    shown = dossier_views.whole(context, row)
    return row["id"], shown if whole else dossier_views.veiled(shown)


def _check_move(progress: Progress, what: Move) -> None:
    try:
        dossier.target(what, progress.status, progress.came_from)
    except RuleBroken as broken:
        raise RuleBroken(
            broken.code,
            broken.status,
            extra=broken.extra,
            move=say(f"dossier.move.{what.value}"),
            origin=dossier_views.status_name(progress.status),
        ) from None


def _check_asked_once(deed: UnitOfWork, history: Sequence[Row], note: str | None) -> None:
    earlier = [
        fold(line["note"] or "")
        for before, line in pairwise(history)
        if line["status"] == Status.SUPPLEMENT_ASKED != before["status"]
    ]
    if not dossier.may_ask_again(
        earlier, fold(note or "") or None, supervisor=departments.supervises(deed.actor)
    ):
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

    return dossier.moved(progress, what, deed.now, due_from, put_off)


def _pinned_limit(row: Row) -> Limit | None:
    pinned = dossier_views.pinned(row).get("procedure")
    if not pinned:
        return None
    unit = pinned["time_unit"]
    return Limit(pinned["time_limit"], Unit(unit) if unit else None, bool(pinned["same_day"]))
