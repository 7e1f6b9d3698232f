"""Lists of missing papers given instead of a number: counts them, and sums them up for reports."""

from datetime import date, datetime, timedelta

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
from shared.wire.base import InBothLanguages
from shared.wire.facts.screens import ChecklistGiven
from shared.wire.reports import ChecklistFigure, ChecklistFigures
from shared.wire.visitors import (
    Checklist,
    NewChecklist,
    OpenDays,
    OpenDaysInBothLanguages,
    PaperNeeded,
    Papers,
)
from shared.wire.vocabulary import Language, Role

OLDEST = timedelta(days=8)
"""How old a list may be that a kiosk delivers: it delivers lists as long as it delivers numbers."""


def paper_names(procedure: Procedure) -> list[str]:
    """The names of a procedure's papers, without the marks that the catalogue puts before them."""
    return [paper.name for cell in procedure.documents for paper in documents(cell)]


def papers(centre: Configuration, procedure: Procedure) -> Papers:
    """What the procedure needs, for its page on a phone and for a greeter: a `Papers` (shared/wire/visitors.py)."""
    raw = {key: getattr(procedure, key) for key in ("fee_text", "same_day", "time_limit", "time_unit")}
    queue = centre_lookup.queue_of(centre, procedure)
    return Papers(
        id=procedure.id,
        title=procedure.short_name or procedure.name,
        queue=None if queue is None else queue.id,
        documents=[
            PaperNeeded(
                name=paper.name, note=paper.remark, show_only=paper.show_only, conditional=paper.conditional
            )
            for cell in procedure.documents
            for paper in documents(cell)
        ],
        time_limit=InBothLanguages(vi=time_limit_text(raw, "vi"), en=time_limit_text(raw, "en")),
        fee=InBothLanguages(vi=fee_text(raw, "vi"), en=fee_text(raw, "en")),
        hours=OpenDaysInBothLanguages(vi=_open_days(centre, "vi"), en=_open_days(centre, "en")),
    )


def _open_days(centre: Configuration, lang: Language) -> list[OpenDays]:
    hours = [WrittenHours(h.days, clock(h.opens), clock(h.closes)) for h in centre.centre.hours]
    return [OpenDays(days=line["days"], spans=line["spans"]) for line in hours_lines(hours, lang)]


def known_missing(procedure: Procedure, missing: list[str]) -> list[str]:
    """Those of the named papers that the procedure has, in its order; a text that somebody typed is not kept."""
    wanted = set(missing)
    return [name for name in paper_names(procedure) if name in wanted]


def give(deed: UnitOfWork, body: NewChecklist) -> Checklist:
    """Counts one list. Raises RuleBroken `unknown_procedure`; `given_at` is used only if a kiosk asks."""
    procedure = centre_lookup.procedure(deed.centre, body.procedure)
    at = deed.now
    if body.given_at is not None and deed.actor.role == Role.KIOSK:
        at = _given(deed, body.given_at)
    return save(deed, procedure, body.missing, at)


def save(deed: UnitOfWork, procedure: Procedure, missing: list[str], at: datetime) -> Checklist:
    """Saves the list and records its fact."""
    names = known_missing(procedure, missing)
    day = local_time.day(deed.centre, at).isoformat()
    kiosk = deed.actor.name if deed.actor.role == Role.KIOSK else None
    ident = rows.add(
        deed.connection,
        deed.centre_id,
        procedure.id,
        missing=names,
        day=day,
        at=to_ms(at),
        kiosk=kiosk,
    )
    # The fact has the day, since a list that a kiosk counted without the server may be of an earlier day.
    deed.record(ChecklistGiven(id=ident, procedure=procedure.id, missing=len(names), kiosk=kiosk, day=day))
    return Checklist(id=ident, procedure=procedure.id, missing=names, day=day)


def _given(deed: UnitOfWork, told: datetime) -> datetime:
    """When the list was given, and at the latest now. Raises RuleBroken `invalid` if that is longer ago than `OLDEST`."""
    told = local_time.moment(deed.centre, told)
    if told < deed.now - OLDEST:
        raise RuleBroken("too_old", 422, extra={"code": "invalid"})
    return min(told, deed.now)


def figures(connection: Connection, centre: Configuration, first: date, last: date) -> ChecklistFigures:
    """How many lists were given on those days, in all and by procedure."""
    found = rows.by_procedure(connection, centre.centre.id, first.isoformat(), last.isoformat())
    names = {procedure.id: procedure.short_name or procedure.name for procedure in centre.procedures}
    return ChecklistFigures(
        count=sum(count for _, count in found),
        by_procedure=[
            ChecklistFigure(procedure=ident, name=names.get(ident, ident), count=count)
            for ident, count in found
        ],
    )
