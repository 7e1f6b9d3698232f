"""A dossier is taken in for the ticket that is being served. Facts carry codes, never personal data."""

import secrets
from datetime import date, datetime

from queue_server.centre.rules import departments
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.catalogue_files import Procedure
from queue_server.dossiers.deeds import moves, steps
from queue_server.dossiers.deeds.link import link_to_ticket
from queue_server.dossiers.deeds.snapshot import snapshot
from queue_server.dossiers.deeds.steps import load
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules import dossier, office
from queue_server.dossiers.rules.dossier import Move, Progress, Status
from queue_server.dossiers.rules.dossier_code import code_of
from queue_server.dossiers.rules.people import ROLES
from queue_server.dossiers.rules.record import Dossier
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views import lookup as dossier_lookup
from queue_server.dossiers.views import people
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.alphabet import tidy
from shared.text.messages import say
from shared.wire import dossiers as wire
from shared.wire.dossiers import DossierMove, NewDossier
from shared.wire.facts.dossiers import DossierReceived

_OUTCOMES: dict[str, tuple[Move, ...]] = {
    **{word: (first,) for word, first in dossier.OUTCOMES.items()},
    "return": (Move.ACCEPT, Move.COMPLETE, Move.RETURN_RESULT),
}


def create(deed: UnitOfWork, ticket_id: int, body: NewDossier) -> wire.Dossier:
    """A new dossier tied to the ticket that is being served. It is registered, and then at once accepted, refused, or
    supplements are asked for.

    With the outcome `return` the dossier is accepted and finished and its result handed out, all in this deed. If the code of
    another system is known already, no dossier is made, and the ticket is tied to the known one. RuleBroken
    `ticket_not_served`, `not_your_counter`, `unknown_procedure`, `due_in_past`, `own_dossiers_off` or `outside_codes_off`.
    """
    _check_served(deed, ticket_id)
    if body.dossier is not None:
        link_to_ticket(deed, ticket_id, [body.dossier])
        tied = dossier_lookup.find(deed, body.dossier) or load(deed, body.dossier)
        return dossier_views.whole(deed, tied, deed.actor)
    mode = deed.centre.centre.dossier_mode
    if body.external is None and mode == "linked":
        raise RuleBroken("own_dossiers_off", 422)
    if body.external is not None:
        if mode == "own":
            raise RuleBroken("outside_codes_off", 422)
        code = tidy(body.external.code)
        known = rows.by_external(deed.connection, deed.centre_id, body.external.system, code)
        if known is not None:
            rows.link(deed.connection, known.id, ticket_id, deed.ms)
            return dossier_views.whole(deed, known, deed.actor)
    procedure = centre_lookup.procedure(deed.centre, body.procedure) if body.procedure else None
    promised, basis = _promised(deed, body)
    start = Progress(due_at=promised, first_due_at=promised)
    first_move, *more_moves = _OUTCOMES[body.outcome]
    progress = moves.moved(deed, start, first_move, office.limit(procedure) if procedure else None)
    if basis is None and progress.due_at is not None:
        basis = say("dossier.basis.published")
    new = _new(deed, body, procedure, basis).at(progress)
    dossier = rows.add(deed.connection, steps.registered(deed, new))
    rows.link(deed.connection, dossier.id, ticket_id, deed.ms)
    seq = deed.record(
        DossierReceived(
            code=dossier.code,
            procedure=dossier.procedure,
            field=dossier.field,
            ticket=ticket_id,
            tickets=(ticket_id,),
            status=int(dossier.status),
            version=1,
            department=None,
            due_at=local_time.iso(deed, dossier.due_at),
        )
    )
    steps.write(deed, dossier.id, seq, Status.REGISTERED, None)
    steps.write(deed, dossier.id, seq, dossier.status, body.note)
    for what in more_moves:
        moves.make(deed, load(deed, dossier.code), what, DossierMove())
    return dossier_views.whole(deed, load(deed, dossier.code), deed.actor)


def _new(deed: UnitOfWork, body: NewDossier, procedure: Procedure | None, basis: str | None) -> Dossier:
    """The dossier as the citizen hands it in, before its first move."""
    code = code_of(
        deed.centre.centre.dossier_code,
        date.fromisoformat(deed.day),
        rows.next_number(deed),
    )
    handed_in = Dossier(
        centre=deed.centre_id,
        code=code,
        procedure=procedure.id if procedure else None,
        field=procedure.field if procedure else None,
        pinned=snapshot(deed, procedure),
        received_at=deed.ms,
        due_basis=basis,
        external_system=tidy(body.external.system) if body.external else None,
        external_code=tidy(body.external.code) if body.external else None,
        receipt_secret=secrets.token_urlsafe(18),
        note=body.note,
        created_by=deed.actor.name,
    )
    persons = {role: people.person(getattr(body, role)) for role in ROLES}
    return handed_in.corrected(persons, people.documents(body.documents), body.sets)


def _check_served(deed: UnitOfWork, ticket_id: int) -> None:
    ticket = ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id)
    if ticket is None:
        raise RuleBroken("not_found", 404)
    if not departments.supervises(deed.actor) and ticket.counter not in deed.actor.counters:
        raise RuleBroken("not_your_counter", 403, counter=ticket.counter or "–")
    if not ticket.at_counter:
        raise RuleBroken("ticket_not_served", 409, number=ticket.number)


def _promised(deed: UnitOfWork, body: NewDossier) -> tuple[datetime | None, str | None]:
    """The due date that a person or another system set in place of the procedure's limit, and the reason for it."""
    given, basis = body.due_at, body.due_basis or say("dossier.basis.officer")
    if given is None and body.external is not None:
        given, basis = body.external.due_at, say("dossier.basis.external")
    if given is None or _OUTCOMES[body.outcome][0] is not Move.ACCEPT:
        return None, None
    promised = office.officers_date(given, deed.centre)
    # A dossier of another system may be late already when it is tied to a ticket here.
    if body.external is None:
        moves.check_future(deed, promised)
    return promised, basis
