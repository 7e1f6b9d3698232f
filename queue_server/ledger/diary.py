"""The diary of events as it goes out: facts for the feed and the sockets, and the history of one ticket."""

import json
from collections.abc import Iterable

from queue_server.configuration.values import Configuration
from queue_server.ledger import events as rows
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.storage.times import from_ms
from shared.wire.vocabulary import TicketState

_CALLED_IN_VAIN = TicketState.NO_SHOW.value


def facts(centre: Configuration, found: Iterable[Row]) -> list[Json]:
    """Events as they stand on the wire for those who see everything."""
    zone = local_time.zone(centre)
    return [
        {
            "seq": row["seq"],
            "type": row["type"],
            "at": from_ms(row["at"]).astimezone(zone).isoformat(timespec="milliseconds"),
            "data": json.loads(row["data"]),
        }
        for row in found
    ]


def after(context: Context, seq: int, most: int) -> list[Json]:
    """Up to `most` facts after a number, oldest first."""
    return facts(context.centre, rows.after(context.connection, context.centre_id, seq, most))


def of_ticket(context: Context, ticket_id: int) -> list[Json]:
    """Every step of one ticket, with who did it."""
    found = rows.of_ticket(context.connection, context.centre_id, ticket_id)
    return [
        {**fact, "by": row["actor"]} for fact, row in zip(facts(context.centre, found), found, strict=True)
    ]


def renumbered_too_late(context: Context) -> list[Json]:
    """The day's `ticket_renumbered` facts of tickets that were served, or called in vain, under their old number.

    Whoever holds the paper may still be waiting for the number on it: a supervisor is told until it was looked into.
    """
    found = rows.renumbered(context.connection, context.centre_id, context.day)
    told = zip(facts(context.centre, found), found, strict=True)
    return [fact for fact, row in told if fact["data"]["served"] or row["state"] == _CALLED_IN_VAIN]
