"""The rows of announcements: what is shown between calls, in which order, where and until when."""

import json

from sqlalchemy import Connection, insert, select, update

from queue_server.centre.rules.announcement import Announcement
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import media

_SHOWN = media.c.removed_at.is_(None)


def add(
    connection: Connection,
    centre: str,
    *,
    name: str,
    kind: str,
    size: int,
    digest: str,
    seconds: int,
    position: int,
    at: int,
    by: str,
) -> int:
    """Saves an announcement whose file lies under its digest; returns its id."""
    row = insert(media).values(
        centre=centre,
        name=name,
        type=kind,
        size=size,
        sha256=digest,
        stored=digest,
        seconds=seconds,
        position=position,
        at=at,
        by=by,
    )
    return int(connection.execute(row.returning(media.c.id)).scalar_one())


def every(connection: Connection, centre: str) -> list[Announcement]:
    """All that were not removed, in their order."""
    query = select(media).where(media.c.centre == centre, _SHOWN).order_by(media.c.position, media.c.id)
    return [_announcement(row) for row in as_rows(connection.execute(query))]


def by_id(connection: Connection, centre: str, ident: int) -> Announcement | None:
    """One that was not removed, or None."""
    query = select(media).where(media.c.centre == centre, media.c.id == ident, _SHOWN)
    row = as_row(connection.execute(query))
    return None if row is None else _announcement(row)


def by_digest(connection: Connection, centre: str, digest: str) -> Announcement | None:
    """The one with these contents that was not removed, or None."""
    query = select(media).where(media.c.centre == centre, media.c.sha256 == digest, _SHOWN)
    row = as_row(connection.execute(query))
    return None if row is None else _announcement(row)


def change(connection: Connection, ident: int, **values: object) -> None:
    """Changes one row."""
    connection.execute(update(media).where(media.c.id == ident).values(**values))


def _announcement(row: Row) -> Announcement:
    return Announcement(
        id=row["id"],
        name=row["name"],
        type=row["type"],
        size=row["size"],
        sha256=row["sha256"],
        seconds=row["seconds"],
        position=row["position"],
        from_day=row["from_day"],
        until_day=row["until_day"],
        displays=None if row["displays"] is None else tuple(json.loads(row["displays"])),
        at=row["at"],
        by=row["by"],
    )
