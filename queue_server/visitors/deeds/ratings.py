"""Satisfaction: whoever holds the secret of a served visit or a returned dossier may rate it once.

A rating names no citizen. What somebody writes beside it is free text and is sealed.
"""

from datetime import date

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rules.dossier import CLOSED
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import Ticket
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.rows import ratings as rows
from queue_server.visitors.rules.satisfaction import OPEN_MS, Rating, Subject, may_rate
from shared.wire import visitors as shown
from shared.wire.facts.administration import Rated
from shared.wire.visitors import CounterRating, NewRating, Reasons, ToRate, WrittenReason
from shared.wire.vocabulary import TicketState

_SHOWN_REASONS = 200


def rate_ticket(deed: UnitOfWork, secret: str, body: NewRating) -> shown.Rated:
    """Saves the rating of a ticket's holder. RuleBroken `unknown_secret`, `not_served_yet` or `already_rated`."""
    ticket = ticket_rows.by_secret(deed.connection, secret)
    if ticket is None or ticket.centre != deed.centre_id:
        raise RuleBroken("unknown_secret", 404, extra={"code": "not_found"})
    if ticket.state is not TicketState.DONE:
        raise RuleBroken("not_served_yet", 409)
    if rows.exists(deed.connection, ticket_id=ticket.id):
        raise RuleBroken("already_rated", 409)
    return _save(deed, body, Subject(ticket_id=ticket.id, counter=ticket.counter, officer=ticket.officer))


def rate_dossier(deed: UnitOfWork, code: str, secret: str, body: NewRating) -> shown.Rated:
    """Saves the rating of a receipt's holder. RuleBroken `not_found`, `not_returned_yet` or `already_rated`."""
    dossier = dossier_rows.by_code(deed.connection, deed.centre_id, code)
    if dossier is None or not dossier.is_proven_by(secret):
        raise RuleBroken("not_found", 404)
    if dossier.status not in CLOSED:
        raise RuleBroken("not_returned_yet", 409)
    if rows.exists(deed.connection, dossier_id=dossier.id):
        raise RuleBroken("already_rated", 409)
    officer = dossier.assigned_to or dossier.created_by
    return _save(deed, body, Subject(dossier_id=dossier.id, officer=officer, code=dossier.code))


def at_counter(context: Context, number: int) -> ToRate:
    """What the tablet at a counter asks about: the visit that ended there last, for three minutes or until the next call."""
    known = centre_lookup.counter(context.centre, number)
    ticket = _to_rate(context, number)
    ended = None if ticket is None else ticket.ended_at
    until = None if ended is None else local_time.iso(context, ended + OPEN_MS)
    return ToRate(
        counter=number,
        name=known.name,
        now=local_time.iso(context, context.ms),
        ticket=None if ticket is None else ticket.id,
        number=None if ticket is None else ticket.number,
        lang=None if ticket is None else ticket.lang,
        until=until,
    )


def rate_at_counter(deed: UnitOfWork, number: int, body: CounterRating) -> shown.Rated:
    """Saves what was tapped at the counter. RuleBroken `not_found`, `already_rated`, or `rating_closed` if it is too late."""
    centre_lookup.counter(deed.centre, number)
    check_tablet(deed.actor, number)
    if rows.exists(deed.connection, ticket_id=body.ticket):
        raise RuleBroken("already_rated", 409)
    ticket = _to_rate(deed, number)
    if ticket is None or ticket.id != body.ticket:
        raise RuleBroken("rating_closed", 409)
    return _save(deed, body, Subject(ticket_id=ticket.id, counter=number, officer=ticket.officer))


def check_tablet(actor: Actor, number: int) -> None:
    """Raises RuleBroken `not_your_counter` for a screen that is not the tablet of this counter."""
    if number not in actor.counters:
        raise RuleBroken("not_your_counter", 403, counter=number)


def _to_rate(context: Context, number: int) -> Ticket | None:
    counter = counter_rows.one(context.connection, context.centre_id, number)
    last = ticket_rows.last_done_at(context.connection, context.centre_id, context.day, number)
    busy = counter is None or counter.ticket_id is not None
    if last is None or last.ended_at is None or not may_rate(context.ms, last.ended_at, busy=busy):
        return None
    return None if rows.exists(context.connection, ticket_id=last.id) else last


def _save(deed: UnitOfWork, body: NewRating, about: Subject) -> shown.Rated:
    rating = Rating(
        centre=deed.centre_id,
        day=deed.day,
        at=deed.ms,
        about=about,
        score=body.score,
        reason=body.reason or None,
        indicators={str(which): points for which, points in (body.indicators or {}).items()},
        choices=frozenset(body.choices or ()),
    )
    rows.add(deed.connection, rating)
    deed.record(
        Rated(
            ticket=about.ticket_id,
            dossier=about.code,
            counter=about.counter,
            officer=about.officer,
            score=body.score,
            indicators=None if body.indicators is None else rating.indicators,
        )
    )
    return shown.Rated(score=body.score, at=local_time.iso(deed, deed.ms))


def reasons(context: Context, first: date, last: date) -> Reasons:
    """What citizens wrote in those days, newest first."""
    found = rows.with_reason(
        context.connection, context.centre_id, first.isoformat(), last.isoformat(), _SHOWN_REASONS
    )
    return Reasons(
        items=[
            WrittenReason(
                at=local_time.iso(context, rating.at),
                number=rating.about.number,
                dossier=rating.about.code,
                officer=rating.about.officer,
                counter=rating.about.counter,
                score=rating.score,
                reason=rating.reason or "",
            )
            for rating in found
        ]
    )
