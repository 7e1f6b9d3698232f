"""What is in doubt, in and out of the database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from queue_server.ledger.tables import doubts


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in doubt; `since` is in milliseconds, what `detail` says depends on the kind."""

    kind: str
    subject: str
    since: int
    detail: Mapping[str, int | str]


def every(connection: Connection, centre: str) -> list[Doubt]:
    """What is in doubt, the oldest first."""
    query = select(doubts).where(doubts.c.centre == centre).order_by(doubts.c.since, doubts.c.kind)
    return [
        Doubt(row.kind, row.subject, row.since, json.loads(row.detail)) for row in connection.execute(query)
    ]


def add(connection: Connection, centre: str, doubt: Doubt) -> None:
    """Keeps a doubt that is not there yet."""
    detail = json.dumps(dict(doubt.detail), ensure_ascii=False, sort_keys=True)
    connection.execute(
        insert(doubts).values(
            centre=centre, kind=doubt.kind, subject=doubt.subject, since=doubt.since, detail=detail
        )
    )


def remove(connection: Connection, centre: str, kind: str, subject: str) -> bool:
    """Takes a doubt away; False where there was none."""
    where = (doubts.c.centre == centre, doubts.c.kind == kind, doubts.c.subject == subject)
    return bool(connection.execute(delete(doubts).where(*where)).rowcount)
