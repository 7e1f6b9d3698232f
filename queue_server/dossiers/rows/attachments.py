"""The rows of scans: whose they are, what they are called (sealed), where their file lies. Touches no file."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import attachments


def place(row: Mapping[str, Any]) -> tuple[object, ...]:
    """What the sealed name of a scan is bound to: its file does not change, not even when it is sealed anew."""
    return ("attachments.name", row["centre"], row["dossier_id"], row["sha256"])


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Saves a scan's row; returns its id."""
    name = sealing.of(connection).close(values["name"], *place(values))
    query = insert(attachments).values(**{**values, "name": name}).returning(attachments.c.id)
    return int(connection.execute(query).scalar_one())


def of_dossier(connection: Connection, dossier_id: int) -> list[Row]:
    """The scans of a dossier, removed ones too, oldest first."""
    query = select(attachments).where(attachments.c.dossier_id == dossier_id).order_by(attachments.c.id)
    return [plain(connection, row) for row in as_rows(connection.execute(query))]


def by_id(connection: Connection, dossier_id: int, ident: int) -> Row | None:
    """One scan of this dossier, or None."""
    query = select(attachments).where(attachments.c.dossier_id == dossier_id, attachments.c.id == ident)
    row = as_row(connection.execute(query))
    return None if row is None else plain(connection, row)


def remove(connection: Connection, ident: int, at: int, by: str) -> None:
    """Says that a scan was removed; its row stays."""
    change = update(attachments).where(attachments.c.id == ident)
    connection.execute(change.values(removed_at=at, removed_by=by))


def change_file(connection: Connection, ident: int, stored: str) -> None:
    """Says that the same contents lie in another file now."""
    connection.execute(update(attachments).where(attachments.c.id == ident).values(stored=stored))


def wanted(connection: Connection, centre: str) -> dict[int, str]:
    """The file of every scan that was not removed, by the scan's id."""
    query = select(attachments.c.id, attachments.c.stored).where(
        attachments.c.centre == centre, attachments.c.removed_at.is_(None)
    )
    return {row.id: row.stored for row in connection.execute(query)}


def plain(connection: Connection, row: Row) -> Row:
    """The row with its name opened; a name that retention took out is empty."""
    name = row["name"]
    return {**row, "name": sealing.of(connection).open(name, *place(row)) if name else ""}
