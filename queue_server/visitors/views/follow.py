"""The follow page's content: what the holder of a printed QR code may know, and nothing personal."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules import ordering
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger.context import Context
from queue_server.ledger.storage.rows import Json, Row
from queue_server.visitors.rows import ratings as rating_rows
from shared.text.messages import say


def page(context: Context, row: Row) -> Json:
    """Number, state, place, range of the wait, counter, and the reason of the order as a sentence."""
    queue = centre_lookup.queue(context.centre, row["queue"])
    procedures = ticket_rows.texts(row, "procedures")
    known = centre_lookup.find_procedure(context.centre, procedures[0]) if procedures else None
    whole = ticket_views.ticket(context, row)
    return {
        **{
            key: whole[key]
            for key in (
                "id",
                "number",
                "queue",
                "purpose",
                "state",
                "ahead",
                "estimate",
                "told",
                "delayed_until",
                "counters",
                "counter",
                "calls",
                "lang",
                "issued_at",
                "called_at",
                "documents",
                "offline",
                "appointment_at",
            )
        },
        "priority": row["priority"] is not None,
        "queue_name": queue.name,
        "colour": queue.colour,
        "can_delay": row["state"] == "waiting" and row["delays"] == 0,
        "procedure": None if known is None else known.short_name or known.name,
        # Only a served visit is rated: a waiting one costs no look for it.
        "rated": row["state"] == "done" and rating_rows.exists(context.connection, ticket_id=row["id"]),
        "order_text": _why(context, row) if row["state"] == "waiting" else None,
    }


def _why(context: Context, row: Row) -> str:
    """How many of those ahead came earlier, and how many have priority; until when the holder asked for time."""
    if ordering.is_delayed(ticket_rows.of_row(row), context.ms):
        return say(
            "server.follow.delayed", row["lang"], until=ticket_views.clock(context, row["delayed_until"])
        )
    rows = ticket_views.queue_line(context, row["queue"])
    ahead = []
    for waiting, _ in rows:
        if waiting.id == row["id"]:
            break
        ahead.append(waiting)
    else:
        return say("server.follow.sent_to", row["lang"], counter=row["sent_to"] or "–")
    earlier = sum(not w.priority for w in ahead)
    priority = len(ahead) - earlier
    if not ahead:
        return say("server.follow.next", row["lang"])
    if not priority:
        return say("server.follow.earlier", row["lang"], earlier=earlier)
    if not earlier:
        return say("server.follow.priority", row["lang"], priority=priority)
    return say("server.follow.both", row["lang"], earlier=earlier, priority=priority)
