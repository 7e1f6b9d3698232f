"""Appointments as their holders and the desk see them."""

import json

from queue_server.appointments import rules as appointment_rules
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rules.dossier_code import masked
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.storage.rows import Json, Row, texts
from shared.text.documents import documents


def for_holder(context: Context, row: Row) -> Json:
    """What the holder of the secret sees: nothing personal."""
    queue = next((known for known in context.centre.queues if known.id == row["queue"]), None)
    opens, closes = appointment_rules.window(row["at"], context.centre.centre.appointments)
    return {
        **_common(context, row),
        "opens_at": local_time.iso(context, opens),
        "closes_at": local_time.iso(context, closes),
        "colour": "#5B6770" if queue is None else queue.colour,
        "lang": row["lang"],
        "counters": centre_lookup.counters_of(context.centre, row["queue"]),
        "secret": row["secret"],
        "documents": _documents(context.centre, texts(row, "procedures")),
    }


def for_desk(context: Context, row: Row, *, veiled: bool) -> Json:
    """What the desk sees; in lists (`veiled`) the telephone number is masked."""
    person = json.loads(row["person"]) if row["person"] else {}
    phone = person.get("phone")
    return {
        **_common(context, row),
        "ticket": row["ticket_id"],
        "name": person.get("name"),
        "phone": masked(phone) if phone and veiled else phone,
        "booked_at": local_time.iso(context, row["booked_at"]),
        "booked_by": row["booked_by"],
    }


def _common(context: Context, row: Row) -> Json:
    known = [centre_lookup.find_procedure(context.centre, ident) for ident in texts(row, "procedures")]
    names = {queue.id: queue.name for queue in context.centre.queues}
    return {
        "id": row["id"],
        "code": row["code"],
        "day": row["day"],
        "at": local_time.iso(context, row["at"]),
        "queue": row["queue"],
        "queue_name": names.get(row["queue"], row["queue"]),
        "procedures": texts(row, "procedures"),
        "matters": [found.short_name or found.name for found in known if found is not None],
        "purpose": row["purpose"],
        "state": row["state"],
        "number": row["number"],
        "url": url_of(context, row),
    }


def _documents(centre: Configuration, procedures: list[str]) -> list[str]:
    """What everyone has to bring for these procedures, each paper once."""
    known = [centre_lookup.find_procedure(centre, ident) for ident in procedures]
    papers = [paper for one in known if one is not None for paper in documents("|".join(one.documents))]
    return list(dict.fromkeys(paper.name for paper in papers if not paper.conditional))


def url_of(context: Context, row: Row) -> str | None:
    """The address of the appointment's own page, as its QR code says it; a kiosk reads the code from it."""
    if context.public_address is None:
        return None
    return f"{context.public_address}{path_of(row)}"


def path_of(row: Row) -> str:
    """The path of that page."""
    return f"/appointments/{row['secret']}?code={row['code']}"
