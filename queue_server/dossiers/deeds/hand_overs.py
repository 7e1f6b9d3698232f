"""Dossiers on their way between the centre and the departments, with the control slip (phiếu kiểm soát).

A place is a department's name, or None for the centre. What was given lies with its new place at once; it waits there
for a signature, which a deed of its own gives.
"""

from datetime import datetime

from queue_server.access import rows as people_rows
from queue_server.centre.rules import departments
from queue_server.dossiers.deeds import steps
from queue_server.dossiers.deeds.steps import Step
from queue_server.dossiers.rows import hand_overs as rows
from queue_server.dossiers.rules import hand_over, office
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.views import control_slips
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire.dossiers import Assign, HandOver, Receive

_ON_ITS_WAY = frozenset(Status) - {Status.REGISTERED, Status.ACCEPTED, Status.RETURNED}
"""Statuses in which a dossier is handed on by a deed of its own; an accepted one is forwarded."""


def give(deed: UnitOfWork, row: Row, to: str | None, note: str | None, ready: datetime | None = None) -> Json:
    """Writes down that the dossier was given to that place; returns the columns and facts that say where it is now.

    `ready` is since when it could have been given, by default now: the time limit of art. 18 runs from then.
    """
    due = hand_over.due(ready or deed.now, office.calendar(deed.centre), office.office_day(deed.centre))
    rows.add(
        deed.connection,
        {
            "centre": deed.centre_id,
            "dossier_id": row["id"],
            "from_office": row["department"],
            "to_office": to,
            "given_at": deed.ms,
            "giver": deed.actor.name,
            "due_at": to_ms(due),
            "note": note,
        },
    )
    return {"department": to, "assigned_to": None}


def sign(deed: UnitOfWork, row: Row) -> bool:
    """Signs for the last hand-over where nobody has; returns whether there was one."""
    given = _last(deed, row)
    if given is None or given["received_at"] is not None:
        return False
    rows.sign(deed.connection, given["id"], deed.actor.name, deed.ms)
    return True


def last_department(context: Context, row: Row) -> str | None:
    """The department that gave the dossier back last, None when none has."""
    found = rows.of_dossiers(context.connection, [row["id"]])[row["id"]]
    return next((line["from_office"] for line in reversed(found) if line["from_office"] is not None), None)


def receive(deed: UnitOfWork, code: str, body: Receive) -> Json:
    """Signs for a dossier that was handed over, and takes it on.

    RuleBroken `not_found`, `changed_meanwhile`, `nothing_to_receive`, or `not_your_department` for whoever does not
    belong where it was given to.
    """
    row = steps.load(deed, code)
    departments.check_signs_for(deed.actor, row["department"])
    steps.check_version(row, body.version)
    if not sign(deed, row):
        raise RuleBroken("nothing_to_receive", 409, dossier=row["code"])
    taken_on = deed.actor.name if row["department"] is not None else None
    step = Step("receive", row["status"], body.note, {"assigned_to": taken_on})
    return dossier_views.whole(deed, steps.take(deed, row, step))


def pass_on(deed: UnitOfWork, code: str, body: HandOver) -> Json:
    """Hands the dossier to another department, or back to the centre.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile`, `illegal_move`, `unknown_department`,
    `same_place`, or `not_received` while the last hand-over waits for its signature.
    """
    row = steps.load_to_change(deed, code, body.version)
    status = Status(row["status"])
    if status not in _ON_ITS_WAY:
        raise RuleBroken(
            "dossier_illegal_move",
            409,
            move=say("dossier.move.hand-over"),
            origin=dossier_views.status_name(status),
            extra={"code": "illegal_move", "from": int(status), "to": int(status)},
        )
    if body.to is not None:
        departments.check(deed.centre, body.to)
    if body.to == row["department"]:
        raise RuleBroken("same_place", 422)
    given = _last(deed, row)
    if given is not None and given["received_at"] is None:
        raise RuleBroken("not_received", 409)
    about = {"from_place": row["department"]}
    step = Step("hand-over", status, body.note, give(deed, row, body.to, body.note), about)
    return dossier_views.whole(deed, steps.take(deed, row, step))


def assign(deed: UnitOfWork, code: str, body: Assign) -> Json:
    """Gives the dossier to one person of the place where it lies, or to nobody.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile`, or `unknown_person` for somebody from elsewhere.
    """
    row = steps.load_to_change(deed, code, body.version)
    if body.to is not None and body.to != deed.actor.name:
        person = people_rows.person(deed.connection, deed.centre_id, body.to)
        if person is None or person["department"] != row["department"]:
            raise RuleBroken("unknown_person", 422, name=body.to)
    step = Step("assign", row["status"], body.note, {"assigned_to": body.to}, {"assigned_to": body.to})
    return dossier_views.whole(deed, steps.take(deed, row, step))


def colleagues(context: Context, code: str) -> Json:
    """`{"items"}`: the names of the people of the place where the dossier lies. RuleBroken `not_found`."""
    row = steps.load(context, code)
    everyone = people_rows.everyone(context.connection, context.centre_id)
    return {"items": [person["name"] for person in everyone if person["department"] == row["department"]]}


def control_slip(context: Context, code: str, *, notes: bool) -> Json:
    """`{"code","items"}`: a row for each hand-over, oldest first, its note only where `notes`. RuleBroken `not_found`."""
    row = steps.load(context, code)
    found = rows.of_dossiers(context.connection, [row["id"]])[row["id"]]
    lines = found if notes else [{**line, "note": None} for line in found]
    return {"code": row["code"], "items": [control_slips.shown(context, line) for line in lines]}


def _last(deed: UnitOfWork, row: Row) -> Row | None:
    found = rows.of_dossiers(deed.connection, [row["id"]])[row["id"]]
    return found[-1] if found else None
