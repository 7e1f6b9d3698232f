"""What can be done with a dossier, one function a deed. Facts carry codes, never personal data."""

import dataclasses
import json
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from queue_server.configuration import Procedure
from queue_server.domain import deadline, dossier
from queue_server.domain.deadline import Limit, Unit
from queue_server.domain.dossier import Move, Progress, Status
from queue_server.domain.dossier_code import code_of
from queue_server.domain.errors import RuleBroken
from queue_server.domain.ticket import AT_COUNTER
from queue_server.service import context as look
from queue_server.service import dossier_people as people
from queue_server.service import dossier_views, office
from queue_server.service.context import Context
from queue_server.service.dossier_views import Json, moment, progress_of
from queue_server.store import dossiers as rows
from queue_server.store import tickets as ticket_rows
from queue_server.store.deed import Deed
from queue_server.store.rows import Row
from queue_server.store.times import to_ms
from shared.dossier_bodies import DossierMove, NewDossier, OutsideCode
from shared.text.fold import fold
from shared.text.messages import say
from shared.vocabulary import FactType, Role, TicketState

_SUPERVISING = (Role.SUPERVISOR, Role.ADMIN)
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
    "documents",
    "confidence",
    "source",
)
"""What a dossier keeps of its procedure: the rules in force at its intake."""


def codes_of_ticket(context: Context, ticket_id: int) -> list[str]:
    """The codes of the dossiers that the ticket carries."""
    return rows.codes_of_ticket(context.connection, ticket_id)


def link_to_ticket(deed: Deed, ticket_id: int, codes: list[str], *, known_only: bool = False) -> None:
    """Ties existing dossiers to a ticket, by our code or another system's.

    Raises RuleBroken `unknown_dossier` (422), or passes over unknown codes with `known_only`: a number
    that is on paper already is never refused for them.
    """
    for code in codes:
        row = rows.by_any_code(deed.connection, deed.centre_id, code.strip())
        if row is not None:
            rows.link(deed.connection, row["id"], ticket_id, deed.ms)
        elif not known_only:
            raise RuleBroken("unknown_dossier", 422, dossier=code, extra={"code": "invalid"})


def create(deed: Deed, ticket_id: int, body: NewDossier) -> Json:
    """A new dossier tied to the ticket being served; registered, then accepted, refused or sent back at once.

    An outside code that is already known only gets the ticket tied to it. RuleBroken `ticket_not_served`,
    `not_your_counter`, `unknown_procedure`, `due_in_past`, `own_dossiers_off` or `outside_codes_off`.
    """
    _check_served(deed, ticket_id)
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
    procedure = look.procedure(deed.centre, body.procedure) if body.procedure else None
    promised, basis = _promised(deed, body)
    start = Progress(due_at=promised, first_due_at=promised)
    after = _moved(
        deed, start, dossier.OUTCOMES[body.outcome], office.limit(procedure) if procedure else None
    )
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
            "procedure_snapshot": _snapshot(deed, procedure, after),
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
            **_progress(after),
        },
    )
    rows.link(deed.connection, dossier_id, ticket_id, deed.ms)
    seq = deed.record(
        FactType.DOSSIER_RECEIVED,
        {
            "code": code,
            "procedure": procedure.id if procedure else None,
            "ticket": ticket_id,
            "tickets": [ticket_id],
            "status": int(after.status),
        },
        ticket_id,
    )
    _write(deed, dossier_id, seq, Status.REGISTERED, None)
    _write(deed, dossier_id, seq, after.status, body.note)
    return one(deed, code)


def move(deed: Deed, code: str, what: Move, body: DossierMove) -> Json:
    """The dossier after one of the moves of the status table.

    RuleBroken `not_found`, `changed_meanwhile` for a stale version, `illegal_move` (with `from` and `to`),
    `reason_required` or `due_in_past`.
    """
    row = load(deed, code)
    if body.version is not None and body.version != row["version"]:
        raise RuleBroken("changed_meanwhile", 409, dossier=row["code"], extra={"version": row["version"]})
    before = progress_of(row, rows.histories(deed.connection, [row["id"]])[row["id"]])
    _check_move(before, what)
    if what in dossier.NEEDS_REASON and not body.note:
        raise RuleBroken("reason_required", 422)
    basis = row["due_basis"]
    if what is Move.ACCEPT and body.due_at is not None:
        promised = office.officers_date(body.due_at, deed.centre)
        _check_future(deed, promised)
        before = dataclasses.replace(before, due_at=promised, first_due_at=promised)
        basis = body.due_basis or say("dossier.basis.officer")
    after = _moved(deed, before, what, _pinned_limit(row))
    if basis is None and after.due_at is not None:
        basis = say("dossier.basis.published")
    rows.change(
        deed.connection,
        row["id"],
        version=row["version"] + 1,
        due_basis=basis,
        procedure_snapshot=dossier_views.with_promise(row, after),
        **_progress(after),
    )
    seq = deed.record(
        FactType.DOSSIER_CHANGED,
        {
            "code": row["code"],
            "move": what.value,
            "from": int(before.status),
            "status": int(after.status),
            "tickets": rows.tickets_of(deed.connection, [row["id"]])[row["id"]],
            "version": row["version"] + 1,
        },
    )
    _write(deed, row["id"], seq, after.status, body.note)
    return one(deed, row["code"])


def load(context: Context, code: str) -> Row:
    """The dossier's row. Raises RuleBroken `not_found`."""
    row = rows.by_any_code(context.connection, context.centre_id, code)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def one(context: Context, code: str) -> Json:
    """The whole dossier, for officers. Raises RuleBroken `not_found`."""
    return dossier_views.whole(context, load(context, code))


def opened(context: Context, code: str, *, whole: bool) -> tuple[int, Json]:
    """The dossier's id and the dossier, its people veiled unless `whole`. Raises RuleBroken `not_found`."""
    row = load(context, code)
    shown = dossier_views.whole(context, row)
    return row["id"], shown if whole else dossier_views.veiled(shown)


def find(
    context: Context, text: str, status: int | None, overdue: bool | None, limit: int, offset: int
) -> Json:
    """`{"items","total"}`, newest first; identity numbers are masked; `overdue` keeps what is late now."""
    statuses = {status} if status is not None else set()
    due_before = None
    if overdue:
        at_work = {int(known) for known in dossier.AT_WORK}
        statuses = statuses & at_work if statuses else at_work
        due_before = context.ms
        if not statuses:
            return {"items": [], "total": 0}
    found, total = rows.find(
        context.connection,
        context.centre_id,
        text=text.strip(),
        folded=fold(text),
        statuses=statuses,
        due_before=due_before,
        limit=limit,
        offset=offset,
    )
    return {"items": dossier_views.listed(context, found), "total": total}


def public(context: Context, code: str, secret: str) -> Json:
    """Status and due date for whoever holds the receipt, nothing personal.

    A wrong secret and an unknown code are the same `not_found`: the codes can be guessed.
    """
    row = rows.by_code(context.connection, context.centre_id, code)
    if row is None or not secrets.compare_digest(row["receipt_secret"].encode(), secret.encode()):
        raise RuleBroken("not_found", 404)
    return dossier_views.public(context, row)


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


def _check_served(deed: Deed, ticket_id: int) -> None:
    row = ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id)
    if row is None:
        raise RuleBroken("not_found", 404)
    if deed.actor.role not in _SUPERVISING and row["counter"] not in deed.actor.counters:
        raise RuleBroken("not_your_counter", 403, counter=row["counter"] or "–")
    if TicketState(row["state"]) not in AT_COUNTER:
        raise RuleBroken("ticket_not_served", 409, number=row["number"])


def _promised(deed: Deed, body: NewDossier) -> tuple[datetime | None, str | None]:
    """The date that a person or another system set instead of the procedure's limit, and on what basis."""
    given, basis = body.due_at, body.due_basis or say("dossier.basis.officer")
    if given is None and body.external is not None:
        given, basis = body.external.due_at, say("dossier.basis.external")
    if given is None or dossier.OUTCOMES[body.outcome] is not Move.ACCEPT:
        return None, None
    promised = office.officers_date(given, deed.centre)
    # Another system's dossier may be late already when it is tied here.
    if body.external is None:
        _check_future(deed, promised)
    return promised, basis


def _check_future(deed: Deed, promised: datetime) -> None:
    if promised <= deed.now:
        raise RuleBroken("due_in_past", 422)


def _moved(deed: Deed, progress: Progress, what: Move, limit: Limit | None) -> Progress:
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


def _snapshot(deed: Deed, procedure: Procedure | None, progress: Progress) -> str:
    kept = {name: getattr(procedure, name) for name in _PINNED} if procedure else None
    pinned = {"procedure": kept, "forms": deed.centre.centre.forms, "first_due_at": moment(progress.first_due_at)}
    return json.dumps(pinned, ensure_ascii=False)


def _external(outside: OutsideCode | None) -> dict[str, Any]:
    if outside is None:
        return {}
    return {"external_system": outside.system, "external_code": outside.code}


def _progress(after: Progress) -> dict[str, Any]:
    return {
        "status": int(after.status),
        "due_at": moment(after.due_at),
        "finished_at": moment(after.finished_at),
        "returned_at": moment(after.returned_at),
        "supplement_requests": after.supplement_requests,
        "paused_minutes": after.paused // timedelta(minutes=1),
        "paused_since": moment(after.paused_since),
    }


def _write(deed: Deed, dossier_id: int, seq: int, status: Status, note: str | None) -> None:
    rows.add_history(
        deed.connection,
        {
            "centre": deed.centre_id,
            "dossier_id": dossier_id,
            "seq": seq,
            "at": to_ms(deed.now),
            "status": int(status),
            "by": deed.actor.name,
            "note": note,
        },
    )
