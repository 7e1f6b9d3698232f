"""Reads what is counted about dossiers: their dates, status and place, never a person."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, select

from queue_server.dossiers.rules.counted import Counted, Due
from queue_server.dossiers.rules.dossier import Status
from queue_server.ledger.tables import dossier_history, dossiers

_ACCEPTED = 2
"""The status of a dossier that was taken in. A dossier that was refused at the counter never had this status."""
_COUNTED = (
    dossiers.c.id,
    dossiers.c.code,
    dossiers.c.procedure,
    dossiers.c.field,
    dossiers.c.procedure_snapshot,
    dossiers.c.status,
    dossiers.c.channel,
    dossiers.c.received_at,
    dossiers.c.due_at,
    dossiers.c.finished_at,
    dossiers.c.returned_at,
    dossiers.c.supplement_requests,
    dossiers.c.paused_minutes,
    dossiers.c.external_system,
    dossiers.c.external_code,
)


def concerning(
    connection: Connection, centre: str, start: int, end: int, ended: Collection[int]
) -> list[Counted]:
    """Dossiers that were once accepted, came before `end`, and had not been finished before `start`.

    `ended` are the statuses that end a dossier without finishing it; these get the moment of that step as `ended_at`.
    """
    accepted = exists().where(
        dossier_history.c.dossier_id == dossiers.c.id, dossier_history.c.status == _ACCEPTED
    )
    last_step = (
        select(func.max(dossier_history.c.at))
        .where(dossier_history.c.dossier_id == dossiers.c.id, dossier_history.c.status == dossiers.c.status)
        .scalar_subquery()
    )
    mine = dossiers.c.centre == centre
    parts: list[ColumnElement[bool]] = [
        # Each part uses the index of the end. An "or" would read the whole table. So would the indices of arrival and of
        # status, since most dossiers came before and are returned; "+ 0" keeps the planner from using these.
        and_(mine, dossiers.c.finished_at >= start),
        and_(mine, dossiers.c.finished_at.is_(None), (dossiers.c.status + 0).not_in(list(ended))),
        and_(
            mine,
            dossiers.c.finished_at.is_(None),
            (dossiers.c.status + 0).in_(list(ended)),
            last_step >= start,
        ),
    ]
    found: list[Counted] = []
    for number, part in enumerate(parts):
        columns = [*_COUNTED, last_step.label("ended_at")] if number == 2 else list(_COUNTED)
        query = select(*columns).where(part, dossiers.c.received_at + 0 < end, accepted)
        found += [_counted(row) for row in connection.execute(query)]
    return found


def due_before(
    connection: Connection, centre: str, statuses: Collection[int], moment: int, limit: int
) -> tuple[list[Due], int]:
    """The most urgent dossiers (`limit` of them) in these statuses that are due before the moment, and how many there are."""
    where = (
        dossiers.c.centre == centre,
        dossiers.c.status.in_(sorted(statuses)),
        dossiers.c.due_at < moment,
    )
    query = (
        select(
            dossiers.c.code,
            dossiers.c.field,
            dossiers.c.procedure_snapshot,
            dossiers.c.status,
            dossiers.c.received_at,
            dossiers.c.due_at,
            dossiers.c.department,
            dossiers.c.assigned_to,
            dossiers.c.created_by,
            dossiers.c.apology_at,
        )
        .where(*where)
        .order_by(dossiers.c.due_at, dossiers.c.id)
        .limit(limit)
    )
    total = connection.execute(select(func.count()).select_from(dossiers).where(*where)).scalar_one()
    found = [
        Due(
            code=row.code,
            field=row.field,
            procedure_name=_intake(row.procedure_snapshot).procedure_name,
            status=Status(row.status),
            received_at=row.received_at,
            due_at=row.due_at,
            department=row.department,
            officer=row.assigned_to or row.created_by,
            apology_at=row.apology_at,
        )
        for row in connection.execute(query)
    ]
    return found, int(total)


def changed_since(
    connection: Connection, centre: str, since: int | None, after: int, limit: int
) -> tuple[list[tuple[Counted, int]], int | None]:
    """Dossiers with a step at or after `since` whose step's id is greater than `after`, each with the moment of its last
    step, and the id of the last step read.

    The second value is None when there are no further steps.
    """
    where = [dossier_history.c.centre == centre, dossier_history.c.id > after]
    if since is not None:
        where.append(dossier_history.c.at >= since)
    steps = connection.execute(
        select(dossier_history.c.id, dossier_history.c.dossier_id, dossier_history.c.at)
        .where(*where)
        .order_by(dossier_history.c.id)
        .limit(limit + 1)
    ).all()
    page = steps[:limit]
    ids = {step.dossier_id for step in page}
    # In the order of their last step, so that a reader can go on from the last one it saw.
    latest = {step.dossier_id: step for step in page}
    query = select(*_COUNTED).where(dossiers.c.id.in_(ids))
    found = {row.id: _counted(row) for row in connection.execute(query)} if ids else {}
    ordered = sorted((step for step in latest.values() if step.dossier_id in found), key=lambda step: step.id)
    rows = [(found[step.dossier_id], step.at) for step in ordered]
    return rows, page[-1].id if len(steps) > limit else None


def received_between(connection: Connection, centre: str, start: int, end: int) -> int:
    """How many dossiers were received from `start` until before `end`."""
    query = (
        select(func.count())
        .select_from(dossiers)
        .where(dossiers.c.centre == centre, dossiers.c.received_at >= start, dossiers.c.received_at < end)
    )
    return int(connection.execute(query).scalar_one())


def returned_between(connection: Connection, centre: str, start: int, end: int) -> list[Counted]:
    """Dossiers whose result was returned from `start` until before `end`."""
    query = select(*_COUNTED).where(
        dossiers.c.centre == centre, dossiers.c.returned_at >= start, dossiers.c.returned_at < end
    )
    return [_counted(row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class _Intake:
    """What is counted of the rules in force at an intake; reading them whole would take longer for ten thousand."""

    procedure_code: str | None
    procedure_name: str | None
    first_due_at: int | None


def _intake(snapshot: str | None) -> _Intake:
    kept = json.loads(snapshot or "{}")
    procedure = kept.get("procedure") or {}
    return _Intake(procedure.get("code") or None, procedure.get("name"), kept.get("first_due_at"))


def _counted(row: Row[*tuple[object, ...]]) -> Counted:
    intake = _intake(row.procedure_snapshot)
    return Counted(
        code=row.code,
        field=row.field,
        procedure=row.procedure,
        procedure_code=intake.procedure_code,
        procedure_name=intake.procedure_name,
        status=Status(row.status),
        channel=row.channel,
        received_at=row.received_at,
        due_at=row.due_at,
        first_due_at=intake.first_due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        supplement_requests=row.supplement_requests,
        paused_minutes=row.paused_minutes,
        external_system=row.external_system,
        external_code=row.external_code,
        ended_at=getattr(row, "ended_at", None),
    )
