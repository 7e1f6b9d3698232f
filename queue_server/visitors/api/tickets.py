"""`/tickets`: giving numbers and moving them along."""

from typing import Annotated

from flask import Response, g
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.appointments.deeds import check_in as check_in_deed
from queue_server.appointments.deeds import deliver
from queue_server.hall.deeds import issue as issuing
from queue_server.hall.deeds import requeue, serve
from queue_server.hall.rows import tickets as rows
from queue_server.hall.views import tickets as ticket_views
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import (
    actor_is,
    anyone,
    count_guess,
    deed,
    limited,
    limits,
    needs,
    perform,
    read,
    reply,
)
from queue_server.http.long_answers import reply_list
from queue_server.http.paths import MAX_ID, SecretPath, TicketPath
from queue_server.http.permissions import Permission
from queue_server.ledger import diary
from queue_server.ledger.errors import RuleBroken
from queue_server.visitors.views import follow
from shared.wire.tickets import (
    ChangePriority,
    Finish,
    Followed,
    History,
    Hold,
    NewTicket,
    Reason,
    Restore,
    Ticket,
    Tickets,
    Transfer,
)
from shared.wire.vocabulary import Role

api = ApiBlueprint("tickets", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Tickets")])


class TicketQuery(BaseModel):
    """`GET /tickets`."""

    number: Annotated[str, Field(max_length=12)] | None = None
    date: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    before: Annotated[int, Field(ge=1, le=MAX_ID)] | None = None
    """The last id of the page before; None asks for the newest tickets."""


@api.post("/tickets", responses={201: Ticket})
@deed(Permission.ISSUE)
def issue(body: NewTicket) -> Response:
    """A new number. Each token of a kiosk gets only a limited count of numbers per minute."""
    if body.printed_number is not None:
        return perform(
            lambda work: deliver.deliver(work, body),
            status=201,
            outdated=lambda stored: deliver.outdated(stored, body),
            personal=body.phone is not None,
        )
    if actor_is(Role.KIOSK):
        limited(limits().issuing, g.identity.handle)
    give = issuing.issue if body.appointment is None else check_in_deed.check_in
    return perform(lambda work: give(work, body), status=201, personal=body.phone is not None)


@api.get("/tickets", responses={200: Tickets})
@needs(Permission.READ_TICKETS)
def find(query: TicketQuery) -> Response:
    """Tickets by printed number and day, newest first; without both, those of today. `before` asks for the next page."""
    with read() as reading:
        number, day = query.number or None, query.date or None
        if number is None and day is None:
            day = reading.day
        found = rows.find(reading.connection, reading.centre_id, number, day, query.limit, query.before)
        shown = ticket_views.tickets(reading, found)
    return reply_list(shown)


@api.get("/tickets/<int:id>", responses={200: Ticket})
@needs(Permission.READ_TICKET)
def one(path: TicketPath) -> Response:
    """One ticket; a kiosk sees only tickets that it gave."""
    with read() as reading:
        ticket = rows.by_id(reading.connection, reading.centre_id, path.id)
        if ticket is None or (actor_is(Role.KIOSK) and ticket.kiosk != g.identity.actor.name):
            raise RuleBroken("not_found", 404)
        return reply(ticket_views.ticket(reading, ticket))


@api.get("/tickets/<int:id>/history", responses={200: History})
@needs(Permission.READ_TICKETS)
def history(path: TicketPath) -> Response:
    """Every step of a ticket with its time, its author and its reason."""
    with read() as reading:
        if rows.by_id(reading.connection, reading.centre_id, path.id) is None:
            raise RuleBroken("not_found", 404)
        return reply(diary.of_ticket(reading, path.id))


@api.get("/follow/<string:secret>", responses={200: Followed})
@anyone
def followed(path: SecretPath) -> Response:
    """What the holder of the printed QR code may know, without anything personal."""
    with read() as reading:
        ticket = rows.by_secret(reading.connection, path.secret)
        if ticket is None or ticket.centre != reading.centre_id:
            count_guess()
            raise RuleBroken("unknown_secret", 404, extra={"code": "not_found"})
        return reply(follow.page(reading, ticket))


@api.post("/tickets/<int:id>/recall", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def recall(path: TicketPath) -> Response:
    """Calls the same number again."""
    return perform(lambda work: serve.recall(work, path.id))


@api.post("/tickets/<int:id>/start", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def start(path: TicketPath) -> Response:
    """Begins the service, because the citizen has come."""
    return perform(lambda work: serve.start(work, path.id))


@api.post("/tickets/<int:id>/finish", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def finish(path: TicketPath, body: Finish) -> Response:
    """Ends the service."""
    return perform(lambda work: serve.finish(work, path.id, body))


@api.post("/tickets/<int:id>/no-show", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def no_show(path: TicketPath) -> Response:
    """Ends the visit, because nobody came."""
    return perform(lambda work: serve.no_show(work, path.id))


@api.post("/tickets/<int:id>/hold", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def hold(path: TicketPath, body: Hold) -> Response:
    """Sets the ticket aside."""
    return perform(lambda work: serve.hold(work, path.id, body))


@api.post("/tickets/<int:id>/resume", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def resume(path: TicketPath) -> Response:
    """Brings a held ticket back into the state before."""
    return perform(lambda work: serve.resume(work, path.id))


@api.post("/tickets/<int:id>/put-back", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def put_back(path: TicketPath) -> Response:
    """Puts a ticket that was called by mistake back into the line."""
    return perform(lambda work: requeue.put_back(work, path.id))


@api.post("/tickets/<int:id>/cancel", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def cancel(path: TicketPath, body: Reason) -> Response:
    """Cancels the ticket, whose number is not needed any more."""
    return perform(lambda work: serve.cancel(work, path.id, body))


@api.post("/tickets/<int:id>/restore", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def restore(path: TicketPath, body: Restore) -> Response:
    """Makes a missed or cancelled ticket wait again."""
    return perform(lambda work: requeue.restore(work, path.id, body))


@api.post("/tickets/<int:id>/transfer", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def transfer(path: TicketPath, body: Transfer) -> Response:
    """Sends the ticket to another queue or counter."""
    return perform(lambda work: requeue.transfer(work, path.id, body))


@api.post("/tickets/<int:id>/priority", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def priority(path: TicketPath, body: ChangePriority) -> Response:
    """Puts the ticket into a priority group, or takes it out of one."""
    return perform(lambda work: serve.change_priority(work, path.id, body))


@api.post("/tickets/<int:id>/undo", responses={200: Ticket})
@deed(Permission.WORK_TICKET)
def undo(path: TicketPath) -> Response:
    """Undoes the last finish, no-show or cancellation."""
    return perform(lambda work: serve.undo(work, path.id))


@api.post("/tickets/<int:id>/check-in", responses={200: Ticket})
@deed(Permission.CHECK_IN)
def check_in(path: TicketPath) -> Response:
    """Makes a ticket wait again whose citizen is back and has scanned the paper at the kiosk."""
    return perform(lambda work: requeue.check_in(work, path.id))
