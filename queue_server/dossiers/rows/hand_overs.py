"""The rows of the control slip: every time a dossier goes from one office to another.

A place of None is the centre itself. Notes are sealed.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from queue_server.dossiers.rules.hand_over import HandOver
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.rows import as_rows
from queue_server.ledger.tables import hand_overs

_OF_DOSSIERS = (
    select(hand_overs)
    .where(hand_overs.c.dossier_id.in_(bindparam("ids", expanding=True)))
    .order_by(hand_overs.c.id)
)


def place_of_note(row: Mapping[str, object]) -> tuple[object, ...]:
    """The place to which a sealed note is bound: the dossier and the moment, since two hand-overs have different moments."""
    return ("hand_overs.note", row["centre"], row["dossier_id"], row["given_at"])


def add(connection: Connection, centre: str, dossier_id: int, new: HandOver) -> None:
    """Saves that a dossier was given."""
    row: dict[str, str | int | None] = {
        "centre": centre,
        "dossier_id": dossier_id,
        "from_office": new.from_office,
        "to_office": new.to_office,
        "given_at": new.given_at,
        "giver": new.giver,
        "due_at": new.due_at,
        "note": new.note,
    }
    if new.note is not None:
        row["note"] = sealing.of(connection).close(new.note, *place_of_note(row))
    connection.execute(insert(hand_overs).values(**row))


def sign(connection: Connection, row_id: int, receiver: str, at: int) -> None:
    """Saves who received the dossier and when."""
    signed = {"receiver": receiver, "received_at": at}
    connection.execute(update(hand_overs).where(hand_overs.c.id == row_id).values(**signed))


def of_dossiers(connection: Connection, ids: Sequence[int]) -> dict[int, list[HandOver]]:
    """The hand-overs of several dossiers, oldest first, by dossier id."""
    found: dict[int, list[HandOver]] = {dossier_id: [] for dossier_id in ids}
    if ids:
        seal = sealing.of(connection)
        for row in as_rows(connection.execute(_OF_DOSSIERS, {"ids": list(ids)})):
            note = row["note"]
            found[row["dossier_id"]].append(
                HandOver(
                    id=row["id"],
                    from_office=row["from_office"],
                    to_office=row["to_office"],
                    given_at=row["given_at"],
                    giver=row["giver"],
                    due_at=row["due_at"],
                    note=None if note is None else seal.open(note, *place_of_note(row)),
                    receiver=row["receiver"],
                    received_at=row["received_at"],
                )
            )
    return found


def of_dossier(connection: Connection, dossier_id: int) -> list[HandOver]:
    """The hand-overs of one dossier, oldest first."""
    return of_dossiers(connection, [dossier_id])[dossier_id]
