"""What can be done with a dossier, one function a deed. Facts carry codes, never personal data."""

import dataclasses
import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from queue_server.centre import lookup as centre_lookup
from queue_server.centre.rules import departments
from queue_server.configuration.catalogue_files import Procedure
from queue_server.dossiers.deeds import hand_overs, steps
from queue_server.dossiers.deeds.steps import Step, load
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules import deadline, dossier, office
from queue_server.dossiers.rules.deadline import Limit, Unit
from queue_server.dossiers.rules.dossier import Move, Progress, Status
from queue_server.dossiers.rules.dossier_code import code_of
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views import lookup as dossier_lookup
from queue_server.dossiers.views import people
from queue_server.dossiers.views.dossier import moment, progress_of
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import AT_COUNTER
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.rows import Json, Row
from queue_server.ledger.times import from_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.money import rows as money_rows
from shared.text.fold import fold
from shared.text.messages import say
from shared.text.money import dong_with_unit
from shared.wire.dossier_bodies import DossierMove, NewDossier, OutsideCode
from shared.wire.vocabulary import FactType, TicketState

_PINNED = (
    "id",
    "code",
    "name",
    "short_name",
    "field",
    "time_limit",
    "time_unit",
    "same_day",
    "fee_text",
    "fee_vnd",
    "documents",
    "confidence",
    "source",
)
"""What a dossier keeps of its procedure: the rules in force at its intake."""
_OUTCOMES: dict[str, tuple[Move, ...]] = {
    **{word: (first,) for word, first in dossier.OUTCOMES.items()},
    "return": (Move.ACCEPT, Move.COMPLETE, Move.RETURN_RESULT),
}


def codes_of_ticket(context: Context, ticket_id: int) -> list[str]:
    """The codes of the dossiers that the ticket carries."""
    return rows.codes_of_ticket(context.connection, ticket_id)


def link_to_ticket(deed: UnitOfWork, ticket_id: int, codes: list[str], *, known_only: bool = False) -> None:
    """Ties existing dossiers to a ticket, by our code or another system's.

    Raises RuleBroken `unknown_dossier` (422), or passes over unknown codes with `known_only`: a number
    that is on paper already is never refused for them.
    """
    for code in codes:
        row = dossier_lookup.find(deed, code)
        if row is not None:
            rows.link(deed.connection, row["id"], ticket_id, deed.ms)
        elif not known_only:
            raise RuleBroken("unknown_dossier", 422, dossier=code, extra={"code": "invalid"})


def create(deed: UnitOfWork, ticket_id: int, body: NewDossier) -> Json:
    """A new dossier tied to the ticket being served; registered, then accepted, refused or sent back at once.

    The outcome `return` is same-day work in this one deed: accepted, finished, and the result handed out. An outside
    code that is already known only gets the ticket tied to it. RuleBroken `ticket_not_served`, `not_your_counter`,
    `unknown_procedure`, `due_in_past`, `own_dossiers_off` or `outside_codes_off`.
    """
    _check_served(deed, ticket_id)
    if body.dossier is not None:
        link_to_ticket(deed, ticket_id, [body.dossier])
        known = dossier_lookup.find(deed, body.dossier)
        return dossier_views.whole(deed, known) if known else one(deed, body.dossier)
    mode = deed.centre.centre.dossier_mode
    if body.external is None and mode == "linked":
        raise RuleBroken("own_dossiers_off", 422)
    if body.external is not None:
        if mode == "own":
            raise RuleBroken("outside_codes_off", 422)
        known = rows.by_external(deed.connection, deed.centre_id, body.external.system, body.external.code)
        if known is not None:
            rows.link(deed.connection, known["id"], ticket_id, deed.ms)
            return dossier_views.whole(deed, known)
    procedure = centre_lookup.procedure(deed.centre, body.procedure) if body.procedure else None
    promised, basis = _promised(deed, body)
    start = Progress(due_at=promised, first_due_at=promised)
    first_move, *more_moves = _OUTCOMES[body.outcome]
    after = _moved(deed, start, first_move, office.limit(procedure) if procedure else None)
    if basis is None and after.due_at is not None:
        basis = say("dossier.basis.published")
    code = code_of(
        deed.centre.centre.dossier_code,
        date.fromisoformat(deed.day),
        rows.next_number(deed.connection, deed.centre_id, deed.day),
    )
    dossier_id = rows.add(
        deed.connection,
        {
            "centre": deed.centre_id,
            "code": code,
            "procedure": procedure.id if procedure else None,
            "field": procedure.field if procedure else None,
            "procedure_snapshot": snapshot(deed, procedure, after),
            **people.stored(body),
            "documents": json.dumps([d.model_dump() for d in body.documents], ensure_ascii=False),
            "channel": 1,
            "received_at": deed.ms,
            "due_basis": basis,
            **_external(body.external),
            "receipt_secret": secrets.token_urlsafe(18),
            "note": body.note,
            "sets": body.sets,
            "version": 1,
            "created_by": deed.actor.name,
            **steps.registered(deed, None, after.status),
            **steps.columns_of(after),
        },
    )
    rows.link(deed.connection, dossier_id, ticket_id, deed.ms)
    seq = deed.record(
        FactType.DOSSIER_RECEIVED,
        {
            "code": code,
            "procedure": procedure.id if procedure else None,
            "field": procedure.field if procedure else None,
            "ticket": ticket_id,
            "tickets": [ticket_id],
            "status": int(after.status),
            "version": 1,
            "department": None,
            "due_at": local_time.iso(deed, moment(after.due_at)),
        },
        ticket_id,
    )
    steps.write(deed, dossier_id, seq, Status.REGISTERED, None)
    steps.write(deed, dossier_id, seq, after.status, body.note)
    for what in more_moves:
        _make(deed, load(deed, code), what, DossierMove())
    return one(deed, code)


def move(deed: UnitOfWork, code: str, what: Move, body: DossierMove) -> Json:
    """The dossier after one of the moves of the status table.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile` for a stale version, `illegal_move` (with `from`
    and `to`), `reason_required`, `due_in_past`, `unknown_department`, or `already_asked` for a second request for
    supplements.
    """
    row = steps.load_to_change(deed, code, body.version)
    _make(deed, row, what, body)
    return one(deed, row["code"])


def _make(deed: UnitOfWork, row: Row, what: Move, body: DossierMove) -> None:
    history = rows.histories(deed.connection, [row["id"]])[row["id"]]
    before = progress_of(row, history)
    _check_move(before, what)
    if what in dossier.NEEDS_REASON and not body.note:
        raise RuleBroken("reason_required", 422)
    if what is Move.PAY and (still := money_rows.open_amount(deed.connection, row["id"])):
        raise RuleBroken("fees_open", 409, dossier=row["code"], amount=dong_with_unit(still))
    if what is Move.REQUEST_SUPPLEMENT:
        _check_asked_once(deed, history, body.note)
    basis = row["due_basis"]
    if what is Move.ACCEPT and body.due_at is not None:
        promised = office.officers_date(body.due_at, deed.centre)
        _check_future(deed, promised)
        before = dataclasses.replace(before, due_at=promised, first_due_at=promised)
        basis = body.due_basis or say("dossier.basis.officer")
    after = _moved(deed, before, what, _pinned_limit(row))
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
        _make(deed, row, Move.REQUEST_PAYMENT, DossierMove(note=say("money.voided_note", receipt=receipt)))


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


def public(context: Context, code: str, secret: str) -> Json:
    """Where the dossier stands for whoever holds the receipt, and names nobody.

    A wrong secret and an unknown code are the same `not_found`: the codes can be guessed.
    """
    row = rows.by_code(context.connection, context.centre_id, code)
    if row is None or not secrets.compare_digest(row["receipt_secret"].encode(), secret.encode()):
        raise RuleBroken("not_found", 404)
    return {**dossier_views.public(context, row), **dossier_lookup.with_receipt(context, row)}


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


def _check_served(deed: UnitOfWork, ticket_id: int) -> None:
    row = ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id)
    if row is None:
        raise RuleBroken("not_found", 404)
    if not departments.supervises(deed.actor) and row["counter"] not in deed.actor.counters:
        raise RuleBroken("not_your_counter", 403, counter=row["counter"] or "–")
    if TicketState(row["state"]) not in AT_COUNTER:
        raise RuleBroken("ticket_not_served", 409, number=row["number"])


def _promised(deed: UnitOfWork, body: NewDossier) -> tuple[datetime | None, str | None]:
    """The date that a person or another system set instead of the procedure's limit, and on what basis."""
    given, basis = body.due_at, body.due_basis or say("dossier.basis.officer")
    if given is None and body.external is not None:
        given, basis = body.external.due_at, say("dossier.basis.external")
    if given is None or _OUTCOMES[body.outcome][0] is not Move.ACCEPT:
        return None, None
    promised = office.officers_date(given, deed.centre)
    # Another system's dossier may be late already when it is tied here.
    if body.external is None:
        _check_future(deed, promised)
    return promised, basis


def _check_future(deed: UnitOfWork, promised: datetime) -> None:
    if promised <= deed.now:
        raise RuleBroken("due_in_past", 422)


def _moved(deed: UnitOfWork, progress: Progress, what: Move, limit: Limit | None) -> Progress:
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


def snapshot(deed: UnitOfWork, procedure: Procedure | None, progress: Progress) -> str:
    """What a dossier keeps of its intake: procedure and department as they are now, the pack of forms, the first date."""
    kept = {name: getattr(procedure, name) for name in _PINNED} if procedure else None
    pinned = {
        "procedure": kept,
        "department": departments.of_procedure(deed.centre, procedure) if procedure else None,
        "forms": deed.centre.centre.forms,
        "first_due_at": moment(progress.first_due_at),
    }
    return json.dumps(pinned, ensure_ascii=False)


def _external(outside: OutsideCode | None) -> dict[str, Any]:
    if outside is None:
        return {}
    return {"external_system": outside.system, "external_code": outside.code}
