"""Lists of missing papers given instead of a number: counts them, and sums them up for reports."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration, clock
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.rows import checklists as rows
from shared.hours.wording import WrittenHours, hours_lines
from shared.text.documents import documents, fee_text, time_limit_text
from shared.text.messages import LANGUAGES
from shared.wire.facts.screens import ChecklistGiven
from shared.wire.visitors import NewChecklist
from shared.wire.vocabulary import Role

Json = dict[str, Any]
OLDEST = timedelta(days=8)
"""How old a list may be that a kiosk delivers: it delivers lists as long as it delivers numbers."""


def paper_names(procedure: Procedure) -> list[str]:
    """The names of a procedure's papers, without the marks that the catalogue puts before them."""
    return [paper.name for cell in procedure.documents for paper in documents(cell)]


def papers(centre: Configuration, procedure: Procedure) -> Json:
    """What the procedure needs, for its page on a phone and for a greeter: a `Papers` (shared/wire/visitors.py)."""
    raw = {key: getattr(procedure, key) for key in ("fee_text", "same_day", "time_limit", "time_unit")}
    queue = centre_lookup.queue_of(centre, procedure)
    hours = [WrittenHours(h.days, clock(h.opens), clock(h.closes)) for h in centre.centre.hours]
    return {
        "id": procedure.id,
        "title": procedure.short_name or procedure.name,
        "queue": None if queue is None else queue.id,
        "documents": [asdict(paper) for cell in procedure.documents for paper in documents(cell)],
        "time_limit": {lang: time_limit_text(raw, lang) for lang in LANGUAGES},
        "fee": {lang: fee_text(raw, lang) for lang in LANGUAGES},
        "hours": {lang: hours_lines(hours, lang) for lang in LANGUAGES},
    }


def known_missing(procedure: Procedure, missing: list[str]) -> list[str]:
    """Those of the named papers that the procedure has, in its order; a text that somebody typed is not kept."""
    wanted = set(missing)
    return [name for name in paper_names(procedure) if name in wanted]


def give(deed: UnitOfWork, body: NewChecklist) -> Json:
    """Counts one list. Raises RuleBroken `unknown_procedure`; `given_at` is used only if a kiosk asks."""
    procedure = centre_lookup.procedure(deed.centre, body.procedure)
    at = deed.now
    if body.given_at is not None and deed.actor.role == Role.KIOSK:
        at = _given(deed, body.given_at)
    return save(deed, procedure, body.missing, at)


def save(deed: UnitOfWork, procedure: Procedure, missing: list[str], at: datetime) -> Json:
    """Saves the list and records its fact."""
    names = known_missing(procedure, missing)
    day = at.astimezone(local_time.zone(deed.centre)).date().isoformat()
    kiosk = deed.actor.name if deed.actor.role == Role.KIOSK else None
    ident = rows.add(
        deed.connection,
        missing=names,
        centre=deed.centre_id,
        day=day,
        at=to_ms(at),
        procedure=procedure.id,
        kiosk=kiosk,
    )
    # The fact has the day, since a list that a kiosk counted without the server may be of an earlier day.
    deed.record(ChecklistGiven(id=ident, procedure=procedure.id, missing=len(names), kiosk=kiosk, day=day))
    return {"id": ident, "procedure": procedure.id, "missing": names, "day": day}


def _given(deed: UnitOfWork, told: datetime) -> datetime:
    """When the list was given, and at the latest now. Raises RuleBroken `invalid` if that is longer ago than `OLDEST`."""
    if told.tzinfo is None:
        told = told.replace(tzinfo=local_time.zone(deed.centre))
    if told < deed.now - OLDEST:
        raise RuleBroken("too_old", 422, extra={"code": "invalid"})
    return min(told, deed.now)


def figures(connection: Connection, centre: Configuration, first: date, last: date) -> Json:
    """How many lists were given on those days, in all and by procedure."""
    found = rows.by_procedure(connection, centre.centre.id, first.isoformat(), last.isoformat())
    names = {procedure.id: procedure.short_name or procedure.name for procedure in centre.procedures}
    return {
        "count": sum(count for _, count in found),
        "by_procedure": [
            {"procedure": ident, "name": names.get(ident, ident), "count": count} for ident, count in found
        ],
    }
