"""Lists of dossiers from the database: filtered, ordered, one page at a time, and counted up to a limit.

Every filter and order has an index (`ledger/tables/`), so that a list never reads every dossier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows import words
from queue_server.dossiers.rules.record import Dossier
from queue_server.ledger.storage.rows import as_rows
from queue_server.ledger.tables import dossiers, hand_overs

COUNTED = 10_000
"""Where counting ends. Nobody reads the hundredth page, and to count all dossiers the database would read all of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a list; None and empty mean "any". Moments are in milliseconds, and both ends of a span belong to it."""

    text: str = ""
    statuses: frozenset[int] = frozenset()
    due_from: int | None = None
    due_until: int | None = None
    department: str | None = None
    assigned_to: str | None = None
    procedure: str | None = None
    field: str | None = None
    received_from: int | None = None
    received_until: int | None = None
    apology: bool = False
    """Whether only dossiers are listed for which a letter of apology was drafted and no new date was set."""
    at_centre: bool = False
    """Whether only dossiers are listed that lie with no department."""
    signed: bool | None = None
    """Whether the last hand-over was signed for; a dossier that was never handed over counts as signed for."""
    order: Literal["newest", "due"] = "newest"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of dossiers, how many there are in all, and whether that number is exact (else there are at least that many)."""

    dossiers: Sequence[Dossier]
    total: int
    exact: bool = True


def find(connection: Connection, centre: str, wanted: Wanted, limit: int, offset: int) -> Found:
    """The page: those received last first, or by due date, with dossiers without a due date at the end."""
    where = _where(centre, wanted)
    candidates = None
    if wanted.text:
        candidates = words.matching(connection, centre, wanted.text)
        if candidates is None:
            return Found((), 0)
    if candidates is not None and len(where) == 1 and wanted.order == "newest":
        return _by_words_alone(connection, candidates, limit, offset)
    if candidates is not None:
        where.append(dossiers.c.id.in_(candidates))
    some = select(dossiers.c.id).where(*where).limit(COUNTED + 1).subquery()
    total = int(connection.execute(select(func.count()).select_from(some)).scalar_one())
    ids = connection.execute(
        _ordered(select(dossiers.c.id).where(*where), wanted).limit(limit).offset(offset)
    )
    return Found(_of(connection, ids.scalars().all()), min(total, COUNTED), total <= COUNTED)


def groups(
    connection: Connection, centre: str, statuses: Sequence[int], until: int, now: int
) -> list[tuple[str | None, str | None, str | None, bool, int]]:
    """How many dossiers are due up to `until`, by field, department, officer and whether they are late at `now`."""
    late = (dossiers.c.due_at < now).label("late")
    by = (dossiers.c.field, dossiers.c.department, dossiers.c.assigned_to, late)
    query = (
        select(*by, func.count())
        .where(dossiers.c.centre == centre, dossiers.c.status.in_(statuses), dossiers.c.due_at <= until)
        .group_by(*by)
    )
    return [
        (field, department, officer, bool(is_late), int(count))
        for field, department, officer, is_late, count in connection.execute(query)
    ]


def register_rows(connection: Connection, centre: str, year: int, limit: int, offset: int) -> list[Dossier]:
    """The year's register from the row after `offset` on: its numbers have no gap."""
    query = (
        select(dossiers)
        .where(dossiers.c.centre == centre, dossiers.c.register_year == year, dossiers.c.register_no > offset)
        .order_by(dossiers.c.register_no)
        .limit(limit)
    )
    return [rows.value(connection, row) for row in as_rows(connection.execute(query))]


def without_apology(
    connection: Connection, centre: str, statuses: Sequence[int], until: int, most: int
) -> list[tuple[int, int, int]]:
    """Dossiers at work that are due up to `until` and for which no letter of apology is drafted, the most urgent first.

    Of each dossier only its id, when it was received and when it is due, because there may be thousands.
    """
    query = (
        select(dossiers.c.id, dossiers.c.received_at, dossiers.c.due_at)
        .where(
            dossiers.c.centre == centre,
            dossiers.c.status.in_(statuses),
            dossiers.c.due_at <= until,
            dossiers.c.apology_at.is_(None),
        )
        .order_by(dossiers.c.due_at, dossiers.c.id)
        .limit(most)
    )
    return [(ident, received_at, due_at) for ident, received_at, due_at in connection.execute(query)]


def by_id(connection: Connection, dossier_id: int) -> Dossier:
    """The dossier with this id, which has to exist."""
    return _of(connection, [dossier_id])[0]


def _by_words_alone(connection: Connection, candidates: Select[int], limit: int, offset: int) -> Found:
    some = candidates.subquery()
    query = select(some.c.dossier_id).order_by(some.c.dossier_id.desc()).limit(COUNTED + 1)
    ids = connection.execute(query).scalars().all()
    page = ids[:COUNTED][offset : offset + limit]
    return Found(_of(connection, page), min(len(ids), COUNTED), len(ids) <= COUNTED)


def _where(centre: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    table = dossiers.c
    where: list[ColumnElement[bool]] = [table.centre == centre]
    if wanted.statuses:
        chosen = sorted(wanted.statuses)
        where.append(table.status == chosen[0] if len(chosen) == 1 else table.status.in_(chosen))
    for column, low, high in (
        (table.due_at, wanted.due_from, wanted.due_until),
        (table.received_at, wanted.received_from, wanted.received_until),
    ):
        where += [column >= low] if low is not None else []
        where += [column <= high] if high is not None else []
    for column, value in (
        (table.department, wanted.department),
        (table.assigned_to, wanted.assigned_to),
        (table.procedure, wanted.procedure),
        (table.field, wanted.field),
    ):
        if value is not None:
            where.append(column == value)
    if wanted.at_centre:
        where.append(table.department.is_(None))
    if wanted.signed is not None:
        waiting = select(hand_overs.c.dossier_id).where(
            hand_overs.c.centre == centre, hand_overs.c.received_at.is_(None)
        )
        where.append(table.id.not_in(waiting) if wanted.signed else table.id.in_(waiting))
    if wanted.apology:
        where += [table.apology_at.is_not(None), table.extended_from.is_(None)]
    return where


def _ordered(query: Select[int], wanted: Wanted) -> Select[int]:
    if wanted.order == "due":
        return query.order_by(dossiers.c.due_at.asc().nulls_last(), dossiers.c.id)
    return query.order_by(dossiers.c.received_at.desc(), dossiers.c.id.desc())


def _of(connection: Connection, ids: Sequence[int]) -> list[Dossier]:
    """The dossiers of these ids, in their order."""
    found = {
        row["id"]: row for row in as_rows(connection.execute(select(dossiers).where(dossiers.c.id.in_(ids))))
    }
    return [rows.value(connection, found[ident]) for ident in ids]
