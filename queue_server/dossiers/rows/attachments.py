"""The rows of scans: the dossier of each scan, its name (sealed), and the name of its file."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, insert, select, update

from queue_server.dossiers.rules.attachment import Attachment
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import attachments


def place(row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which the sealed name of a scan is bound; it stays the same when the file is sealed again."""
    return ("attachments.name", row["centre"], row["dossier_id"], row["sha256"])


def add(connection: Connection, new: Attachment) -> Attachment:
    """Saves a scan's row; returns it with its id."""
    row = {name: getattr(new, name) for name in _COLUMNS}
    row["name"] = sealing.of(connection).close(new.name, *place(row))
    query = insert(attachments).values(**row).returning(attachments.c.id)
    return replace(new, id=int(connection.execute(query).scalar_one()))


def of_dossier(connection: Connection, dossier_id: int) -> list[Attachment]:
    """The scans of a dossier, removed ones too, oldest first."""
    query = select(attachments).where(attachments.c.dossier_id == dossier_id).order_by(attachments.c.id)
    return [_value(connection, row) for row in as_rows(connection.execute(query))]


def by_id(connection: Connection, dossier_id: int, ident: int) -> Attachment | None:
    """One scan of this dossier, or None."""
    query = select(attachments).where(attachments.c.dossier_id == dossier_id, attachments.c.id == ident)
    row = as_row(connection.execute(query))
    return None if row is None else _value(connection, row)


def save_removed(connection: Connection, removed: Attachment) -> None:
    """Saves that a scan was removed; its row stays."""
    change = update(attachments).where(attachments.c.id == removed.id)
    connection.execute(change.values(removed_at=removed.removed_at, removed_by=removed.removed_by))


def change_file(connection: Connection, ident: int, stored: str) -> None:
    """Saves that the contents of the scan lie in another file now."""
    connection.execute(update(attachments).where(attachments.c.id == ident).values(stored=stored))


def wanted(connection: Connection, centre: str) -> dict[int, str]:
    """The file of every scan that was not removed, by the scan's id."""
    query = select(attachments.c.id, attachments.c.stored).where(
        attachments.c.centre == centre, attachments.c.removed_at.is_(None)
    )
    return {row.id: row.stored for row in connection.execute(query)}


_COLUMNS = (
    *("centre", "dossier_id", "name", "type", "size", "sha256", "stored", "at", "by"),
    *("removed_at", "removed_by"),
)


def _value(connection: Connection, row: Row) -> Attachment:
    """The scan of a row, with its name opened; the name is empty if retention has removed it."""
    sealed = row["name"]
    name = sealing.of(connection).open(sealed, *place(row)) if sealed else ""
    return Attachment(id=row["id"], **{**{column: row[column] for column in _COLUMNS}, "name": name})
