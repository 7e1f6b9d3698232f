"""All that a client shows, read with its sequence number in one read transaction."""

import json
from collections.abc import Collection
from datetime import datetime

from queue_server.realtime.audiences import Audience
from queue_server.service import centre, devices, diary, views
from queue_server.service import context as look
from queue_server.service.reading import Reading
from queue_server.service.views import Json
from queue_server.store import counters as counter_rows
from queue_server.store import events as event_rows
from queue_server.store import tickets as ticket_rows
from queue_server.store.times import to_ms

_CALLS_SHOWN = 6
_CALLS_READ = 200


def take(reading: Reading, audience: Audience, connected: Collection[str] = ()) -> Json:
    """The snapshot for an audience; the hall's holds nothing personal."""
    found: Json = {
        "seq": reading.seq,
        "now": look.iso(reading, reading.ms),
        "centre": centre.describe(reading),
        "queues": views.queues(reading),
        "counters": _counters(reading, names=audience != "hall"),
        "calls": calls(reading),
    }
    if audience == "staff":
        found["devices"] = devices.every(reading, connected)
        found["renumbered"] = diary.renumbered_too_late(reading)
    return found


def _counters(reading: Reading, *, names: bool) -> list[Json]:
    rows = counter_rows.every(reading.connection, reading.centre_id)
    held = ticket_rows.by_ids(
        reading.connection, reading.centre_id, [r["ticket_id"] for r in rows.values() if r["ticket_id"]]
    )
    found = []
    for known in reading.centre.counters:
        row = rows[known.number]
        ticket = held.get(row["ticket_id"])
        shown: Json = {
            "number": known.number,
            "name": known.name,
            "state": row["state"],
            "reason": row["reason"],
            "queues": list(known.queues),
            "ticket": None
            if ticket is None
            else {key: ticket[key] for key in ("id", "number", "queue", "state", "calls")},
        }
        if names:
            shown["officer"] = row["officer"]
            if ticket is not None:
                shown["ticket"]["started_at"] = look.iso(reading, ticket["started_at"])
                shown["ticket"]["called_at"] = look.iso(reading, ticket["called_at"])
        found.append(shown)
    return found


def calls(reading: Reading) -> list[Json]:
    """Today's latest calls, newest first, one a ticket, under the number that the ticket has now."""
    midnight = datetime.fromisoformat(reading.day).replace(tzinfo=look.zone(reading.centre))
    rows = event_rows.latest_calls(reading.connection, reading.centre_id, to_ms(midnight), _CALLS_READ)
    latest: dict[int, Json] = {}
    for row in rows:
        if row["type"] != "ticket_called" or row["ticket_id"] in latest:
            continue
        data = json.loads(row["data"])
        latest[row["ticket_id"]] = {
            "seq": row["seq"],
            "id": data["id"],
            "number": data["number"],
            "counter": data["counter"],
            "queue": data["queue"],
            "calls": data["calls"],
            "at": look.iso(reading, row["at"]),
        }
        if len(latest) == _CALLS_SHOWN:
            break
    now = ticket_rows.by_ids(reading.connection, reading.centre_id, list(latest))
    return [{**call, "number": now[ticket]["number"]} for ticket, call in latest.items()]
