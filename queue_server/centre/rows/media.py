"""The rows of announcements: what is shown between calls, in which order, where and until when."""

from sqlalchemy import Connection, insert, select, update

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


def every(connection: Connection, centre: str) -> list[Row]:
    """All that were not removed, in their order."""
    query = select(media).where(media.c.centre == centre, _SHOWN).order_by(media.c.position, media.c.id)
    return as_rows(connection.execute(query))


def by_id(connection: Connection, centre: str, ident: int) -> Row | None:
    """One that was not removed, or None."""
    query = select(media).where(media.c.centre == centre, media.c.id == ident, _SHOWN)
    return as_row(connection.execute(query))


def by_digest(connection: Connection, centre: str, digest: str) -> Row | None:
    """The one with these contents that was not removed, or None."""
    query = select(media).where(media.c.centre == centre, media.c.sha256 == digest, _SHOWN)
    return as_row(connection.execute(query))


def change(connection: Connection, ident: int, **values: object) -> None:
    """Changes one row."""
    connection.execute(update(media).where(media.c.id == ident).values(**values))
