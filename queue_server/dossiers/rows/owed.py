"""What is still to be paid on a dossier. Receipts and cash are the business of the topic money."""

from sqlalchemy import Connection, select

from queue_server.ledger.tables import fee_lines


def open_amount(connection: Connection, dossier_id: int) -> int:
    """What is still to be paid on the dossier, in đồng."""
    query = select(fee_lines.c.amount).where(
        fee_lines.c.dossier_id == dossier_id, fee_lines.c.payment_id.is_(None)
    )
    return sum(connection.execute(query).scalars())
