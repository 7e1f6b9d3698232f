"""What the timeline of a dossier needs besides its diary: money, scans and looks. Sealed texts stay sealed."""

from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from queue_server.ledger.tables import attachments, dossier_looks, payments


@dataclass(frozen=True, slots=True)
class Money:
    """Money that was taken for a dossier, or given back (a negative amount, in đồng), and how it was voided."""

    at: int
    by: str
    amount: int
    year: int
    receipt_no: int
    ticket_id: int | None
    voided_at: int | None
    voided_by: str | None
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class Scan:
    """When a scan was added and removed, and by whom."""

    at: int
    by: str
    removed_at: int | None
    removed_by: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """Who opened or printed a dossier or found it by a person's number (`what`), and when."""

    at: int
    by: str
    what: str


_MONEY = tuple(payments.c[field.name] for field in fields(Money))
_SCAN = tuple(attachments.c[field.name] for field in fields(Scan))
_LOOK = tuple(dossier_looks.c[field.name] for field in fields(Look))


def payments_of(connection: Connection, dossier_id: int) -> list[Money]:
    """The money taken and given back for a dossier."""
    query = select(*_MONEY).where(payments.c.dossier_id == dossier_id).order_by(payments.c.id)
    return [Money(*row) for row in connection.execute(query)]


def attachments_of(connection: Connection, dossier_id: int) -> list[Scan]:
    """When scans were added to a dossier and removed, and by whom."""
    query = select(*_SCAN).where(attachments.c.dossier_id == dossier_id).order_by(attachments.c.id)
    return [Scan(*row) for row in connection.execute(query)]


def looks_at(connection: Connection, centre: str, dossier_id: int) -> list[Look]:
    """Who opened or printed a dossier or found it by a person's number."""
    table = dossier_looks.c
    mine = (table.centre == centre, table.dossier_id == dossier_id)
    return [Look(*row) for row in connection.execute(select(*_LOOK).where(*mine).order_by(table.id))]
