"""What forms are filled from beside the dossier itself: hand-overs, money, the register's rows. Changes nothing."""

from sqlalchemy import Connection, func, select

from queue_server.store import dossiers as dossier_rows
from queue_server.store.rows import Row, as_row, as_rows
from queue_server.store.tables import dossiers, fee_lines, hand_overs, payments, yearly_numbers

REGISTER = "register"
"""The register's name among the books that are numbered by the year."""


def hand_overs_of(connection: Connection, dossier_id: int) -> list[Row]:
    """The dossier's hand-overs, first one first."""
    query = select(hand_overs).where(hand_overs.c.dossier_id == dossier_id).order_by(hand_overs.c.id)
    return as_rows(connection.execute(query))


def payment_of(connection: Connection, dossier_id: int, receipt_no: int | None = None) -> Row | None:
    """The dossier's payment of this receipt number; without one, the latest that is neither void nor a refund."""
    query = select(payments).where(payments.c.dossier_id == dossier_id)
    if receipt_no is None:
        query = query.where(payments.c.voided_at.is_(None), payments.c.refund_of.is_(None))
    else:
        query = query.where(payments.c.receipt_no == receipt_no)
    return as_row(connection.execute(query.order_by(payments.c.id.desc()).limit(1)))


def lines_of(connection: Connection, payment_id: int) -> list[Row]:
    """The fees that a payment was for."""
    query = select(fee_lines).where(fee_lines.c.payment_id == payment_id).order_by(fee_lines.c.id)
    return as_rows(connection.execute(query))


def register_rows(connection: Connection, centre: str, year: int, first: int, last: int) -> list[Row]:
    """The dossiers with these numbers in the year's register, in their order, with their people in plain."""
    query = (
        select(dossiers)
        .where(
            dossiers.c.centre == centre,
            dossiers.c.register_year == year,
            dossiers.c.register_no.between(first, last),
        )
        .order_by(dossiers.c.register_no)
    )
    return [dossier_rows.plain(connection, row) for row in as_rows(connection.execute(query))]


def register_end(connection: Connection, centre: str, year: int) -> int:
    """The last number given in the year's register, 0 for none."""
    query = select(func.max(dossiers.c.register_no)).where(
        dossiers.c.centre == centre, dossiers.c.register_year == year
    )
    return int(connection.execute(query).scalar_one() or 0)


def register_book(connection: Connection, centre: str, year: int) -> Row | None:
    """The year's register as a book: whether, when and by whom it was closed."""
    query = select(yearly_numbers).where(
        yearly_numbers.c.centre == centre,
        yearly_numbers.c.book == REGISTER,
        yearly_numbers.c.year == year,
    )
    return as_row(connection.execute(query))
