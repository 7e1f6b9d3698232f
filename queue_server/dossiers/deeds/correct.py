"""Corrections of what a dossier says: its people and its documents. The diary says which, never what stood there."""

import json
from typing import Any

from queue_server.dossiers.deeds import steps
from queue_server.dossiers.deeds.steps import Step
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views import people as dossier_people
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire.dossiers import Correct


def correct(deed: UnitOfWork, code: str, body: Correct) -> Json:
    """The dossier with what was given in place of what stood there; what was left out stays.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile`, `illegal_move` for a returned dossier, or
    `nothing_to_correct`.
    """
    row = steps.load_to_change(deed, code, body.version)
    status = Status(row["status"])
    if status is Status.RETURNED or row["anonymised_at"] is not None:
        raise RuleBroken(
            "dossier_illegal_move",
            409,
            move=say("dossier.move.correct"),
            origin=dossier_views.status_name(status),
            extra={"code": "illegal_move", "from": int(status), "to": int(status)},
        )
    values = _values(row, body)
    changed = _changed(row, values)
    if not changed:
        raise RuleBroken("nothing_to_correct", 422)
    rows.correct(deed.connection, row, values)
    step = Step("correct", status, body.note, {}, {"changed": changed})
    steps.take(deed, row, step)
    return dossier_views.whole(deed, steps.load(deed, row["code"]))


def _values(row: Row, body: Correct) -> dict[str, Any]:
    """The columns as they will be; the applicant of our own dossier is never taken away."""
    given = body.model_fields_set
    people = {
        role: dossier_people.stored_person(role, getattr(body, role)) if role in given else row[role]
        for role in rows.PEOPLE
    }
    if body.applicant is None:
        people["applicant"] = row["applicant"]
    values: dict[str, Any] = {**people, "names": dossier_people.names_of(people)}
    if body.documents is not None:
        values["documents"] = json.dumps([d.model_dump() for d in body.documents], ensure_ascii=False)
    if body.sets is not None:
        values["sets"] = body.sets
    return values


def _changed(row: Row, values: dict[str, Any]) -> list[str]:
    """The names of the fields that differ, such as `applicant.phone`: names only, no content."""
    found = []
    for role in rows.PEOPLE:
        before, after = json.loads(row[role] or "{}"), json.loads(values[role] or "{}")
        found += [f"{role}.{key}" for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    if "documents" in values and json.loads(row["documents"]) != json.loads(values["documents"]):
        found.append("documents")
    if "sets" in values and row["sets"] != values["sets"]:
        found.append("sets")
    return found
