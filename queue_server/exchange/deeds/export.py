"""Everything that a centre's tables hold, as plain rows; what is sealed is left empty, or opened where people are asked for.

Secrets are never exported: tokens, passwords, sign-ins, the secrets of follow pages and receipts, stored answers.
"""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, Table, select

from queue_server.dossiers.rows import attachments, hand_overs
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.hall.rows.tickets import PHONE_PLACE
from queue_server.ledger import tables
from queue_server.ledger.storage import sealing
from queue_server.money import rows as money_rows
from queue_server.visitors.rows import complaints, ratings

Row = Mapping[str, object]
Place = Callable[[str, Row], tuple[object, ...]]

_NEVER = ("tokens", "sessions", "pairings", "idempotency_keys", "seal_keys", "dossier_marks", "dossier_words")
"""Secrets, and what only serves to find rows."""
_SECRET = {"people": ("password",), "tickets": ("follow_secret",), "dossiers": ("receipt_secret",)}
_NAMING = {"dossiers": ("names",)}
"""Columns that name people without being sealed."""
_PLACES: dict[str, Place] = {
    "dossiers": dossier_rows.place,
    "dossier_history": lambda _, row: dossier_rows.place_of_step(row),
    "hand_overs": lambda _, row: hand_overs.place_of_note(row),
    "tickets": lambda _, __: PHONE_PLACE,
    "attachments": lambda _, row: attachments.place(row),
    "complaints": complaints.place,
    "ratings": lambda _, row: ratings.place(row),
    **{
        table.name: lambda column, row, table=table: money_rows.place(table, column, row)  # type: ignore[misc]
        for table in (tables.fee_lines, tables.payments, tables.cash_closings)
    },
}


def exported() -> list[Table]:
    """The tables of an export, in the order of the schema."""
    return [table for table in tables.metadata.tables.values() if table.name not in _NEVER]


def columns(table: Table, *, people: bool) -> list[str]:
    """The columns of a table that an export has."""
    left_out = {*_SECRET.get(table.name, ()), *(() if people else _NAMING.get(table.name, ()))}
    return [column.name for column in table.columns if column.name not in left_out]


def rows(connection: Connection, centre: str, table: Table, *, people: bool) -> Iterator[list[object]]:
    """The centre's rows of a table in the order of `columns`; sealed texts opened with `people`, else empty."""
    names = columns(table, people=people)
    query = select(table).order_by(*table.primary_key.columns)
    if "centre" in table.columns:
        query = query.where(table.c.centre == centre)
    elif table is tables.centres:
        query = query.where(table.c.id == centre)
    elif table is tables.dossier_tickets:
        mine = select(tables.dossiers.c.id).where(tables.dossiers.c.centre == centre)
        query = query.where(table.c.dossier_id.in_(mine))
    place = _PLACES.get(table.name)
    seal = sealing.of(connection)
    found = connection.execution_options(stream_results=True).execute(query).mappings()
    for each in found:
        row = dict(each)
        yield [_plain(seal, row, name, place, people=people) for name in names]


def _plain(seal: sealing.Seal, row: Row, name: str, place: Place | None, *, people: bool) -> object:
    value = row[name]
    if not isinstance(value, str) or not sealing.is_sealed(value):
        return value
    if not people or place is None:
        return None
    return seal.open(value, *place(name, row))
