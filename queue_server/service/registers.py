"""The register (sổ theo dõi): opened yearly from 01, continuous, closed when its year is over. Draws no page."""

import json

from queue_server.domain.errors import RuleBroken
from queue_server.service import context as look
from queue_server.service import dossier_people, dossier_views
from queue_server.service.context import Context
from queue_server.service.dossier_views import Json
from queue_server.store import dossier_lists, yearly_numbers
from queue_server.store.deed import Deed
from queue_server.store.rows import Row
from queue_server.store.yearly_numbers import REGISTER
from shared.vocabulary import FactType


def page(context: Context, year: int, limit: int, offset: int, *, whole: bool) -> tuple[list[int], Json]:
    """The ids of the dossiers shown, and the year's register from the row after `offset` on.

    The people are veiled unless `whole`: whoever asks for them whole writes down that they looked.
    """
    state = yearly_numbers.state(context.connection, context.centre_id, REGISTER, year)
    last = state["last"] if state else 0
    found = dossier_lists.register_rows(context.connection, context.centre_id, year, limit, offset)
    return [row["id"] for row in found], {
        "year": year,
        "last": last,
        "closed_at": look.iso(context, state["closed_at"]) if state else None,
        "closed_by": state["closed_by"] if state else None,
        "items": [_row(context, row, whole=whole) for row in found],
        "total": last,
    }


def close(deed: Deed, year: int) -> Json:
    """Closes the register of a year that is over; a second time changes nothing. RuleBroken `year_not_over`."""
    if year >= deed.now.astimezone(look.zone(deed.centre)).year:
        raise RuleBroken("year_not_over", 409, year=year)
    state = yearly_numbers.state(deed.connection, deed.centre_id, REGISTER, year)
    if state is None or state["closed_at"] is None:
        yearly_numbers.close(deed.connection, deed.centre_id, REGISTER, year, deed.actor.name, deed.ms)
        state = yearly_numbers.state(deed.connection, deed.centre_id, REGISTER, year)
        assert state is not None
        told = {"what": "register_closed", "year": year, "last": state["last"], "by": deed.actor.name}
        deed.record(FactType.ADMINISTRATION, told)
    return {
        "year": year,
        "last": state["last"],
        "closed_at": look.iso(deed, state["closed_at"]),
        "closed_by": state["closed_by"],
    }


def _row(context: Context, row: Row, *, whole: bool) -> Json:
    applicant = json.loads(row["applicant"]) or None
    pinned = dossier_views.pinned(row)
    procedure = pinned.get("procedure")
    return {
        "no": row["register_no"],
        "code": row["code"],
        "procedure_name": procedure["name"] if procedure else None,
        "sets": row["sets"],
        "applicant": applicant if whole else dossier_people.veiled(applicant),
        "department": pinned.get("department"),
        "received_at": look.iso(context, row["received_at"]),
        "due_at": look.iso(context, row["due_at"]),
        "returned_at": look.iso(context, row["returned_at"]),
        "status": row["status"],
        "status_name": dossier_views.status_name(row["status"]),
        "channel": row["channel"],
    }
