"""Every table, as SQLAlchemy Core values. Times are milliseconds since 1970 UTC, JSON is text.

`centre` is part of every key, because a province may run some fifty centres in one database. With each index a page more has
to be written and synced for every new ticket, so there are only the indices that queries need. A table with a composite key
is its own index in SQLite.

There is one schema and one history of migrations, so all tables stand here, with a file for each topic. Only the `rows` of a
topic query the topic's tables.
"""

from queue_server.ledger.tables.centre import (
    devices,
    doubts,
    fields,
    media,
    pairings,
    people,
    procedures,
    sessions,
    tokens,
)
from queue_server.ledger.tables.columns import metadata
from queue_server.ledger.tables.dossiers import (
    attachments,
    dossier_history,
    dossier_looks,
    dossier_marks,
    dossier_numbers,
    dossier_tickets,
    dossier_words,
    dossiers,
    hand_overs,
)
from queue_server.ledger.tables.hall import (
    alarms,
    counters,
    queue_days,
    rearrangements,
    services,
    tickets,
    voided_numbers,
)
from queue_server.ledger.tables.ledger import centres, events, idempotency_keys, seal_keys, yearly_numbers
from queue_server.ledger.tables.money import cash_closings, fee_lines, payments
from queue_server.ledger.tables.visitors import appointments, checklists, complaints, ratings

__all__ = [
    "alarms",
    "appointments",
    "attachments",
    "cash_closings",
    "centres",
    "checklists",
    "complaints",
    "counters",
    "devices",
    "dossier_history",
    "dossier_looks",
    "dossier_marks",
    "dossier_numbers",
    "dossier_tickets",
    "dossier_words",
    "dossiers",
    "doubts",
    "events",
    "fee_lines",
    "fields",
    "hand_overs",
    "idempotency_keys",
    "media",
    "metadata",
    "pairings",
    "payments",
    "people",
    "procedures",
    "queue_days",
    "ratings",
    "rearrangements",
    "seal_keys",
    "services",
    "sessions",
    "tickets",
    "tokens",
    "voided_numbers",
    "yearly_numbers",
]
