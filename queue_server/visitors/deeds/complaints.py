"""The register of complaints (phản ánh, kiến nghị): taken down, answered once, overdue computed. Facts carry codes only."""

from queue_server.centre.rows import yearly_numbers
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rules import office
from queue_server.dossiers.rules.people import Person
from queue_server.dossiers.rules.record import Dossier
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.rows import complaints as rows
from queue_server.visitors.rules.complaint import Complaint
from shared.text import telephones
from shared.wire import visitors as shown
from shared.wire.dossiers import NamedPerson
from shared.wire.facts.administration import ComplaintAnswered, ComplaintReceived
from shared.wire.visitors import Complainant, ComplaintAnswer, ComplaintList, ComplaintTicket, NewComplaint

BOOK = "complaints"


def create(deed: UnitOfWork, body: NewComplaint) -> shown.Complaint:
    """A new complaint with its number of the year and its due date.

    RuleBroken `unknown_ticket` or `unknown_dossier` if the ticket or dossier that it is about does not exist.
    """
    zone = local_time.zone(deed.centre)
    local = deed.now.astimezone(zone)
    number = yearly_numbers.next_number(deed, BOOK, local.year)
    if number is None:
        raise RuleBroken("complaints_closed", 409, year=local.year)
    days = deed.centre.centre.complaint_days
    due = office.office_day(deed.centre).closing(office.calendar(deed.centre).after(local.date(), days))
    code = f"PA-{local.year}-{number:04}"
    ticket = _ticket(deed, body.ticket)
    dossier = _dossier(deed, body.dossier)
    rows.add(
        deed.connection,
        Complaint(
            centre=deed.centre_id,
            code=code,
            at=deed.ms,
            by=deed.actor.name,
            ticket_id=ticket,
            dossier_id=None if dossier is None else dossier.id,
            person=_complainant(body.person),
            matter=body.matter,
            due_at=to_ms(due),
        ),
    )
    about = None if dossier is None else dossier.code
    deed.record(ComplaintReceived(code=code, ticket=ticket, dossier=about))
    return one(deed, code)


def _complainant(given: Complainant) -> Person:
    phone = None if given.phone is None else telephones.kept(given.phone)
    return Person(name=given.name, phone=phone, address=given.address)


def answer(deed: UnitOfWork, code: str, body: ComplaintAnswer) -> shown.Complaint:
    """The complaint with its answer. RuleBroken `not_found` or `already_answered`."""
    answered = _load(deed, code).answered(body.answer, deed.ms, deed.actor.name)
    rows.save_answer(deed.connection, answered)
    deed.record(ComplaintAnswered(code=answered.code))
    return one(deed, code)


def one(context: Context, code: str) -> shown.Complaint:
    """The whole complaint. RuleBroken `not_found`."""
    return _shown(context, _load(context, code))


def find(context: Context, state: str, limit: int, offset: int) -> ComplaintList:
    """`{"items","total"}`; people are masked and the matter is shortened. `state`: all, open, overdue or answered."""
    found, total = rows.find(
        context.connection,
        context.centre_id,
        answered={"open": False, "overdue": False, "answered": True}.get(state),
        due_before=context.ms if state == "overdue" else None,
        limit=limit,
        offset=offset,
    )
    return ComplaintList(items=[_shown(context, complaint.veiled()) for complaint in found], total=total)


def _load(context: Context, code: str) -> Complaint:
    found = rows.by_code(context.connection, context.centre_id, code)
    if found is None:
        raise RuleBroken("not_found", 404)
    return found


def _ticket(deed: UnitOfWork, ticket_id: int | None) -> int | None:
    if ticket_id is None:
        return None
    if ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id) is None:
        raise RuleBroken("unknown_ticket", 422, ticket=ticket_id, extra={"code": "invalid"})
    return ticket_id


def _dossier(deed: UnitOfWork, code: str | None) -> Dossier | None:
    if code is None:
        return None
    found = dossier_rows.by_any_code(deed.connection, deed.centre_id, code)
    if found is None:
        raise RuleBroken("unknown_dossier", 422, dossier=code, extra={"code": "invalid"})
    return found


def _shown(context: Context, complaint: Complaint) -> shown.Complaint:
    ticket = None
    if complaint.ticket_id is not None:
        ticket = ComplaintTicket(id=complaint.ticket_id, number=complaint.number, day=complaint.day)
    person = complaint.person.told()
    return shown.Complaint(
        code=complaint.code,
        at=local_time.iso(context, complaint.at),
        by=complaint.by,
        person=NamedPerson(**person) if person else None,
        matter=complaint.matter,
        ticket=ticket,
        dossier=complaint.dossier,
        due_at=local_time.iso(context, complaint.due_at),
        overdue=complaint.is_overdue(context.ms),
        late=complaint.is_late(context.ms),
        answer=complaint.answer,
        answered_at=local_time.iso(context, complaint.answered_at),
        answered_by=complaint.answered_by,
    )
