"""All that a client shows, read with its sequence number in one read transaction."""

import json
from collections.abc import Collection
from datetime import datetime

from queue_server.centre.deeds import devices
from queue_server.centre.views import centre
from queue_server.hall.rows import counters as counter_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import diary, local_time
from queue_server.ledger import events as event_rows
from queue_server.ledger.events import Event
from queue_server.ledger.reading import Reading
from queue_server.ledger.storage.times import to_ms
from shared.wire.counters import Call, HallCounter, HeldNumber, Snapshot
from shared.wire.exchange import Fact
from shared.wire.facts.base import Audience

_CALLS_SHOWN = 6
_CALLS_READ = 200


def take(
    reading: Reading,
    audience: Audience,
    connected: Collection[str] = (),
    zone: Collection[str] | None = None,
) -> Snapshot:
    """The snapshot for an audience; the snapshot for the hall holds nothing personal.

    `zone` are the queues whose calls a screen shows. Its latest calls are those of these queues, however many others came
    after them.
    """
    found = Snapshot(
        seq=reading.seq,
        now=local_time.iso(reading, reading.ms),
        centre=centre.describe(reading),
        queues=ticket_views.queues(reading),
        counters=_counters(reading, names=audience != "hall"),
        calls=calls(reading, zone),
    )
    if audience != "staff":
        return found
    renumbered = [Fact.model_validate(fact) for fact in diary.renumbered_too_late(reading)]
    return found.model_copy(update={"devices": devices.every(reading, connected), "renumbered": renumbered})


def _counters(reading: Reading, *, names: bool) -> list[HallCounter]:
    every = counter_rows.every(reading.connection, reading.centre_id)
    ids = [counter.ticket_id for counter in every.values() if counter.ticket_id is not None]
    held = ticket_rows.by_ids(reading.connection, reading.centre_id, ids)
    found = []
    for known in reading.centre.counters:
        counter = every[known.number]
        ticket = None if counter.ticket_id is None else held.get(counter.ticket_id)
        shown = HallCounter(
            number=known.number,
            name=known.name,
            state=counter.state,
            reason=counter.reason,
            queues=list(known.queues),
            ticket=None if ticket is None else _shown(reading, ticket, names=names),
        )
        found.append(shown.model_copy(update={"officer": counter.officer}) if names else shown)
    return found


def _shown(reading: Reading, ticket: Ticket, *, names: bool) -> HeldNumber:
    shown = HeldNumber(
        id=ticket.id,
        number=ticket.number,
        queue=ticket.queue,
        state=ticket.state,
        calls=ticket.calls,
    )
    if not names:
        return shown
    times = {"started_at": ticket.started_at, "called_at": ticket.called_at}
    return shown.model_copy(update={name: local_time.iso(reading, at) for name, at in times.items()})


def calls(reading: Reading, zone: Collection[str] | None = None) -> list[Call]:
    """Today's latest calls (of these queues), newest first, one per ticket, under the number that the ticket has now."""
    midnight = datetime.fromisoformat(reading.day).replace(tzinfo=local_time.zone(reading.centre))
    latest: dict[int, Call] = {}
    elsewhere: set[int] = set()
    before = reading.seq + 1
    while len(latest) < _CALLS_SHOWN:
        events = event_rows.latest_calls(
            reading.connection, reading.centre_id, to_ms(midnight), reading.day_seq, before, _CALLS_READ
        )
        for event in events:
            ticket = event.ticket_id
            if ticket is None or event.type != "ticket_called" or ticket in latest or ticket in elsewhere:
                continue
            call = _call(reading, event)
            if zone is not None and call.queue not in zone:
                # A ticket that was called in another queue later does not belong to this zone any more.
                elsewhere.add(ticket)
            elif len(latest) < _CALLS_SHOWN:
                latest[ticket] = call
        if len(events) < _CALLS_READ:
            break
        before = events[-1].seq
    now = ticket_rows.by_ids(reading.connection, reading.centre_id, list(latest))
    return [call.model_copy(update={"number": now[ticket].number}) for ticket, call in latest.items()]


def _call(reading: Reading, event: Event) -> Call:
    data = json.loads(event.data)
    return Call(
        seq=event.seq,
        id=data["id"],
        number=data["number"],
        counter=data["counter"],
        queue=data["queue"],
        calls=data["calls"],
        # Old facts, from before screens spoke two languages, do not name the language.
        lang=data.get("lang", "vi"),
        at=local_time.iso(reading, event.at),
    )
