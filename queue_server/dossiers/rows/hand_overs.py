"""The rows of the control slip: every time a dossier goes from one office to another. Decides nothing.

A place of None is the centre itself. Notes lie sealed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import Row, as_rows
from queue_server.ledger.tables import hand_overs

_OF_DOSSIERS = (
    select(hand_overs)
    .where(hand_overs.c.dossier_id.in_(bindparam("ids", expanding=True)))
    .order_by(hand_overs.c.id)
)


def place_of_note(row: Mapping[str, Any]) -> tuple[object, ...]:
    """What a sealed note is bound to: a dossier is handed over once at a moment."""
    return ("hand_overs.note", row["centre"], row["dossier_id"], row["given_at"])


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Saves that a dossier was given."""
    note = values["note"]
    if note is not None:
        note = sealing.of(connection).close(note, *place_of_note(values))
    connection.execute(insert(hand_overs).values(**{**values, "note": note}))


def sign(connection: Connection, row_id: int, receiver: str, at: int) -> None:
    """Saves who received it and when."""
    signed = {"receiver": receiver, "received_at": at}
    connection.execute(update(hand_overs).where(hand_overs.c.id == row_id).values(**signed))


def of_dossiers(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row]]:
    """The hand-overs of several dossiers, oldest first, by dossier id."""
    found: dict[int, list[Row]] = {dossier_id: [] for dossier_id in ids}
    if ids:
        seal = sealing.of(connection)
        for row in as_rows(connection.execute(_OF_DOSSIERS, {"ids": list(ids)})):
            note = row["note"]
            if note is not None:
                note = seal.open(note, *place_of_note(row))
            found[row["dossier_id"]].append({**row, "note": note})
    return found
