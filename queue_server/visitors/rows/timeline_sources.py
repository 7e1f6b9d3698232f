"""What the timeline of a dossier needs besides its diary: money, scans and looks. Sealed texts stay sealed."""

from sqlalchemy import Connection, select

from queue_server.ledger.storage.rows import Row, as_rows
from queue_server.ledger.tables import attachments, dossier_looks, payments

_MONEY = (
    payments.c.at,
    payments.c.by,
    payments.c.amount,
    payments.c.year,
    payments.c.receipt_no,
    payments.c.ticket_id,
    payments.c.voided_at,
    payments.c.voided_by,
    payments.c.void_reason,
)


def payments_of(connection: Connection, dossier_id: int) -> list[Row]:
    """The money taken and given back for a dossier."""
    query = select(*_MONEY).where(payments.c.dossier_id == dossier_id).order_by(payments.c.id)
    return as_rows(connection.execute(query))


def attachments_of(connection: Connection, dossier_id: int) -> list[Row]:
    """When scans were added to a dossier and removed, and by whom."""
    table = attachments.c
    query = select(table.at, table.by, table.removed_at, table.removed_by)
    return as_rows(connection.execute(query.where(table.dossier_id == dossier_id).order_by(table.id)))


def looks_at(connection: Connection, centre: str, dossier_id: int) -> list[Row]:
    """Who opened or printed a dossier or found it by a person's number."""
    table = dossier_looks.c
    query = select(table.at, table.by, table.what)
    mine = (table.centre == centre, table.dossier_id == dossier_id)
    return as_rows(connection.execute(query.where(*mine).order_by(table.id)))
