"""Retention of what lies beside a dossier's own rows: scans, complaints and citizens' words."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from queue_server.ledger.storage import sealing
from queue_server.ledger.tables import attachments, complaints, ratings
from queue_server.visitors.rows import complaints as complaint_rows


def forget_dossiers(connection: Connection, ids: Sequence[int], now: int) -> None:
    """Takes the names off the scans of these dossiers and says that they are removed: the next sweep takes their files."""
    theirs = update(attachments).where(attachments.c.dossier_id.in_(ids))
    connection.execute(theirs.values(name=""))
    connection.execute(
        theirs.where(attachments.c.removed_at.is_(None)).values(removed_at=now, removed_by="retention")
    )
    connection.execute(update(ratings).where(ratings.c.dossier_id.in_(ids)).values(reason=None))


def empty_complaints(connection: Connection, centre: str, before: int, most: int) -> int:
    """Takes person, matter and answer off complaints answered before that moment; returns how many. Codes and dates stay."""
    query = select(complaints.c.id, complaints.c.centre, complaints.c.code).where(
        complaints.c.centre == centre, complaints.c.answered_at < before, complaints.c.answer.is_not(None)
    )
    found = connection.execute(query.limit(most)).mappings().all()
    seal = sealing.of(connection)
    for row in found:
        empty = {
            "person": seal.close("{}", *complaint_rows.place("person", dict(row))),
            "matter": seal.close("", *complaint_rows.place("matter", dict(row))),
            "answer": None,
        }
        connection.execute(update(complaints).where(complaints.c.id == row["id"]).values(**empty))
    return len(found)


def drop_reasons(connection: Connection, centre: str, before: int, most: int) -> int:
    """Takes the free text off older ratings of visits, whose score stays; returns how many."""
    ids = select(ratings.c.id).where(
        ratings.c.centre == centre,
        ratings.c.at < before,
        ratings.c.ticket_id.is_not(None),
        ratings.c.reason.is_not(None),
    )
    change = update(ratings).where(ratings.c.id.in_(ids.limit(most))).values(reason=None)
    return connection.execute(change).rowcount
