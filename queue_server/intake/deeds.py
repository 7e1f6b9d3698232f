"""A dossier is taken in for the ticket that is being served. Facts carry codes, never personal data."""

import json
import secrets
from datetime import date, datetime
from typing import Any

from queue_server.centre.rules import departments
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.deeds import moves, steps
from queue_server.dossiers.deeds.link import link_to_ticket
from queue_server.dossiers.deeds.snapshot import snapshot
from queue_server.dossiers.deeds.steps import load
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules import dossier, office
from queue_server.dossiers.rules.dossier import Move, Progress, Status
from queue_server.dossiers.rules.dossier_code import code_of
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views import lookup as dossier_lookup
from queue_server.dossiers.views import people
from queue_server.dossiers.views.dossier import moment
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import AT_COUNTER
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire.dossiers import DossierMove, NewDossier, OutsideDossier
from shared.wire.facts.dossiers import DossierReceived
from shared.wire.vocabulary import TicketState

_OUTCOMES: dict[str, tuple[Move, ...]] = {
    **{word: (first,) for word, first in dossier.OUTCOMES.items()},
    "return": (Move.ACCEPT, Move.COMPLETE, Move.RETURN_RESULT),
}


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
        return dossier_views.whole(deed, known) if known else moves.one(deed, body.dossier)
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
    after = moves.moved(deed, start, first_move, office.limit(procedure) if procedure else None)
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
        DossierReceived(
            code=code,
            procedure=procedure.id if procedure else None,
            field=procedure.field if procedure else None,
            ticket=ticket_id,
            tickets=(ticket_id,),
            status=int(after.status),
            version=1,
            department=None,
            due_at=local_time.iso(deed, moment(after.due_at)),
        )
    )
    steps.write(deed, dossier_id, seq, Status.REGISTERED, None)
    steps.write(deed, dossier_id, seq, after.status, body.note)
    for what in more_moves:
        moves.make(deed, load(deed, code), what, DossierMove())
    return moves.one(deed, code)


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
        moves.check_future(deed, promised)
    return promised, basis


def _external(outside: OutsideDossier | None) -> dict[str, Any]:
    if outside is None:
        return {}
    return {"external_system": outside.system, "external_code": outside.code}
