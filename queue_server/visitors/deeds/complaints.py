"""The register of complaints (phản ánh, kiến nghị): taken down, answered once, overdue computed. Facts carry codes only."""

import json
from typing import Any

from queue_server.centre.rows import yearly_numbers
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rules import office
from queue_server.dossiers.rules.dossier_code import masked
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Row
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.rows import complaints as rows
from shared.wire.facts.administration import ComplaintAnswered, ComplaintReceived
from shared.wire.visitors import ComplaintAnswer, NewComplaint

Json = dict[str, Any]
BOOK = "complaints"
_SHOWN = 160
"""Characters of the matter in a list."""


def create(deed: UnitOfWork, body: NewComplaint) -> Json:
    """A new complaint with its number of the year and its due date.

    RuleBroken `unknown_ticket` or `unknown_dossier` for what it is about.
    """
    zone = local_time.zone(deed.centre)
    local = deed.now.astimezone(zone)
    number = yearly_numbers.next_number(deed.connection, deed.centre_id, BOOK, local.year)
    if number is None:
        raise RuleBroken("complaints_closed", 409, year=local.year)
    days = deed.centre.centre.complaint_days
    due = office.office_day(deed.centre).closing(office.calendar(deed.centre).after(local.date(), days))
    code = f"PA-{local.year}-{number:04}"
    ticket = _ticket(deed, body.ticket)
    dossier = _dossier(deed, body.dossier)
    rows.add(
        deed.connection,
        {
            "centre": deed.centre_id,
            "code": code,
            "at": deed.ms,
            "by": deed.actor.name,
            "ticket_id": ticket,
            "dossier_id": None if dossier is None else dossier["id"],
            "person": body.person.model_dump_json(exclude_none=True),
            "matter": body.matter,
            "due_at": to_ms(due),
        },
    )
    told = None if dossier is None else dossier["code"]
    deed.record(ComplaintReceived(code=code, ticket=ticket, dossier=told))
    return one(deed, code)


def answer(deed: UnitOfWork, code: str, body: ComplaintAnswer) -> Json:
    """The complaint with its answer. RuleBroken `not_found` or `already_answered`."""
    row = _load(deed, code)
    if row["answered_at"] is not None:
        raise RuleBroken("already_answered", 409, complaint=row["code"])
    rows.answer(deed.connection, row, body.answer, deed.ms, deed.actor.name)
    deed.record(ComplaintAnswered(code=row["code"]))
    return one(deed, code)


def one(context: Context, code: str) -> Json:
    """The whole complaint. RuleBroken `not_found`."""
    return _shown(context, _load(context, code))


def find(context: Context, state: str, limit: int, offset: int) -> Json:
    """`{"items","total"}`; people are masked and the matter is cut. `state`: all, open, overdue or answered."""
    found, total = rows.find(
        context.connection,
        context.centre_id,
        answered={"open": False, "overdue": False, "answered": True}.get(state),
        due_before=context.ms if state == "overdue" else None,
        limit=limit,
        offset=offset,
    )
    return {"items": [_veiled(_shown(context, row)) for row in found], "total": total}


def _load(context: Context, code: str) -> Row:
    row = rows.by_code(context.connection, context.centre_id, code)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def _ticket(deed: UnitOfWork, ticket_id: int | None) -> int | None:
    if ticket_id is None:
        return None
    if ticket_rows.by_id(deed.connection, deed.centre_id, ticket_id) is None:
        raise RuleBroken("unknown_ticket", 422, ticket=ticket_id, extra={"code": "invalid"})
    return ticket_id


def _dossier(deed: UnitOfWork, code: str | None) -> Row | None:
    if code is None:
        return None
    row = dossier_rows.by_any_code(deed.connection, deed.centre_id, code)
    if row is None:
        raise RuleBroken("unknown_dossier", 422, dossier=code, extra={"code": "invalid"})
    return row


def _shown(context: Context, row: Row) -> Json:
    person = json.loads(row["person"])
    ended = row["answered_at"] or context.ms
    return {
        "code": row["code"],
        "at": local_time.iso(context, row["at"]),
        "by": row["by"],
        "person": person or None,
        "matter": row["matter"],
        "ticket": row["ticket_id"] and {"id": row["ticket_id"], "number": row["number"], "day": row["day"]},
        "dossier": row["dossier"],
        "due_at": local_time.iso(context, row["due_at"]),
        "overdue": row["answered_at"] is None and row["due_at"] < context.ms,
        "late": ended > row["due_at"],
        "answer": row["answer"],
        "answered_at": local_time.iso(context, row["answered_at"]),
        "answered_by": row["answered_by"],
    }


def _veiled(item: Json) -> Json:
    person = item["person"]
    if person:
        person = {key: masked(value) if key == "phone" else value for key, value in person.items()}
        person.pop("address", None)
    matter = item["matter"]
    if len(matter) > _SHOWN:
        matter = f"{matter[:_SHOWN].rstrip()}…"
    return {**item, "person": person, "matter": matter, "answer": None}
