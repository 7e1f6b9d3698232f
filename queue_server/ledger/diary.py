"""The diary of events as it goes out: facts for the feed and the sockets, and the history of one ticket."""

import json
from collections.abc import Iterable

from queue_server.configuration.values import Configuration
from queue_server.ledger import audiences, local_time
from queue_server.ledger import events as rows
from queue_server.ledger.audiences import Told
from queue_server.ledger.context import Context
from queue_server.ledger.events import Event
from queue_server.ledger.storage.times import from_ms
from shared.wire.tickets import Step
from shared.wire.vocabulary import PEOPLE, TicketState

_CALLED_IN_VAIN = TicketState.NO_SHOW.value


def facts(centre: Configuration, found: Iterable[Event]) -> list[Told]:
    """The events as facts, as the wire shows them to an audience that may see everything."""
    zone = local_time.zone(centre)
    return [
        {
            "seq": event.seq,
            "type": event.type,
            "at": from_ms(event.at).astimezone(zone).isoformat(timespec="milliseconds"),
            "data": json.loads(event.data),
        }
        for event in found
    ]


def after(context: Context, seq: int, most: int) -> list[Told]:
    """Up to `most` facts after a number, oldest first."""
    return facts(context.centre, rows.after(context.connection, context.centre_id, seq, most))


def of_ticket(context: Context, ticket_id: int) -> list[Step]:
    """Every step of one ticket that whoever asks may hear of, with who did it.

    People of the house also read what officers wrote to each other, which no fact carries.
    """
    found = rows.of_ticket(context.connection, context.centre_id, ticket_id)
    role = "" if context.actor is None else context.actor.role
    audience = audiences.of_role(role)
    steps = []
    for fact, event in zip(facts(context.centre, found), found, strict=True):
        heard = audiences.render(fact, audience)
        if "data" in heard:
            told = fact if role in PEOPLE else heard
            steps.append(Step.model_validate({**told, "by": event.actor}))
    return steps


def renumbered_too_late(context: Context) -> list[Told]:
    """The day's `ticket_renumbered` facts of tickets that were served, or called in vain, under their old number.

    The person who holds the paper may still wait for the number that stands on it, so supervisors see these facts until
    somebody has looked into them.
    """
    found = rows.renumbered(context.connection, context.centre_id, context.day)
    told = facts(context.centre, [event for event, _ in found])
    return [
        fact
        for fact, (_, state) in zip(told, found, strict=True)
        if fact["data"]["served"] or state == _CALLED_IN_VAIN
    ]
