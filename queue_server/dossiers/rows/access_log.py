"""Who looked at which dossier: rows of the audit in and out of the database. They are never changed."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, func, insert, select

from queue_server.dossiers.rules.look import Look
from queue_server.ledger.tables import counters, dossier_looks


def add(connection: Connection, looks: Sequence[Look]) -> None:
    """Saves looks."""
    connection.execute(insert(dossier_looks), [asdict(look) for look in looks])


def seen_since(
    connection: Connection, centre: str, dossier_ids: Sequence[int], by: str, what: str, after: int
) -> set[int]:
    """The ids of those of these dossiers for which the same look of this person was saved since `after`."""
    query = select(dossier_looks.c.dossier_id).where(
        dossier_looks.c.centre == centre,
        dossier_looks.c.dossier_id.in_(bindparam("ids", expanding=True)),
        dossier_looks.c.at >= after,
        dossier_looks.c.by == by,
        dossier_looks.c.what == what,
    )
    return set(connection.execute(query, {"ids": list(dossier_ids)}).scalars())


def of_dossier(
    connection: Connection, centre: str, dossier_id: int, limit: int, offset: int
) -> tuple[list[Look], int]:
    """A dossier's looks, newest first, and how many there are in all."""
    where = (dossier_looks.c.centre == centre, dossier_looks.c.dossier_id == dossier_id)
    total = connection.execute(select(func.count()).select_from(dossier_looks).where(*where)).scalar_one()
    query = select(dossier_looks).where(*where).order_by(dossier_looks.c.at.desc(), dossier_looks.c.id.desc())
    found = connection.execute(query.limit(limit).offset(offset))
    return [
        Look(
            centre=row.centre,
            dossier_id=row.dossier_id,
            at=row.at,
            by=row.by,
            role=row.role,
            counter=row.counter,
            what=row.what,
        )
        for row in found
    ], int(total)


def counter_of(connection: Connection, centre: str, officer: str) -> int | None:
    """The counter that this person has opened, or None."""
    query = select(counters.c.number).where(counters.c.centre == centre, counters.c.officer == officer)
    return connection.execute(query.order_by(counters.c.number).limit(1)).scalar_one_or_none()
