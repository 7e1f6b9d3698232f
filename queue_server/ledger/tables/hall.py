"""Tables of the hall: tickets, their numbers and services, counters and the queues that they were given, alarms."""

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from queue_server.ledger.tables.columns import (
    BigId,
    maybe_column,
    metadata,
    number_column,
    partial_index,
    text_column,
)

queue_days = Table(
    "queue_days",
    metadata,
    text_column("centre", primary_key=True),
    text_column("day", primary_key=True),
    text_column("queue", primary_key=True),
    Column("last", BigInteger),
    number_column("lap", 0),
    number_column("turn", 0),
    number_column("given", 0),
    sqlite_with_rowid=False,
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("day"),
    text_column("queue"),
    text_column("number"),
    number_column("number_value"),
    number_column("lap", 0),
    text_column("state"),
    text_column("purpose"),
    maybe_column("priority"),
    text_column("lang"),
    number_column("arrival"),
    maybe_column("appointment_at", BigInteger),
    number_column("issued_at"),
    # When the ticket began to wait for its present stop; this wait ends with the stop's first call.
    number_column("stop_since"),
    maybe_column("first_called_at", BigInteger),
    maybe_column("called_at", BigInteger),
    maybe_column("recalled_at", BigInteger),
    maybe_column("started_at", BigInteger),
    maybe_column("finished_at", BigInteger),
    maybe_column("ended_at", BigInteger),
    maybe_column("counter", BigInteger),
    maybe_column("sent_to", BigInteger),
    maybe_column("first_at", BigInteger),
    maybe_column("put_back_at", BigInteger),
    number_column("calls", 0),
    number_column("returns", 0),
    maybe_column("outcome"),
    maybe_column("officer"),
    text_column("procedures"),
    number_column("stop", 0),
    text_column("documents"),
    text_column("follow_secret"),
    maybe_column("kiosk"),
    maybe_column("phone"),
    number_column("offline", 0),
    maybe_column("held_from"),
    maybe_column("held_reason"),
    maybe_column("held_until", BigInteger),
    maybe_column("note"),
    # "Ten more minutes": the ticket is not called before `delayed_until`; `delays` is how often that was asked for.
    maybe_column("delayed_until", BigInteger),
    number_column("delays", 0),
    # The range of the wait, in minutes, that the holder was told when the number was given.
    maybe_column("told_p50", BigInteger),
    maybe_column("told_p90", BigInteger),
    # For "one number per person and field": a keyed digest of the identity card's number, never the number itself.
    maybe_column("person_mark"),
    UniqueConstraint("centre", "number", "day", "lap", name="a_number_once"),
    Index("tickets_by_state", "centre", "day", "state", "queue"),
    Index("tickets_by_secret", "follow_secret", unique=True),
    partial_index("tickets_by_person", "person_mark", "day"),
    # Today's tickets of a counter, the latest of which its panel shows.
    partial_index("tickets_by_counter", "counter", "day"),
    sqlite_autoincrement=True,
)

voided_numbers = Table(
    "voided_numbers",
    metadata,
    text_column("centre", primary_key=True),
    text_column("day", primary_key=True),
    text_column("queue", primary_key=True),
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    number_column("ticket_id"),
    number_column("at"),
)

services = Table(
    "services",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("day"),
    number_column("ticket_id"),
    text_column("queue"),
    number_column("counter"),
    maybe_column("officer"),
    number_column("called_at"),
    maybe_column("started_at", BigInteger),
    number_column("finished_at"),
    number_column("waited_ms"),
    maybe_column("outcome"),
    Index("services_by_day", "centre", "day"),
    # The latest services of a queue say how long one takes.
    Index("services_by_queue", "centre", "queue", "id"),
    Index("services_by_ticket", "ticket_id"),
)

counters = Table(
    "counters",
    metadata,
    text_column("centre", primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    text_column("state"),
    maybe_column("reason"),
    maybe_column("officer"),
    maybe_column("ticket_id", BigInteger),
    number_column("changed_at"),
    # JSON list of the queues that the counter serves in place of those in the configuration; None: it serves those.
    maybe_column("queues"),
)

# Counters that were given other queues, so that it can be undone: before and after are JSON lists, None the configuration's.
rearrangements = Table(
    "rearrangements",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    number_column("at"),
    text_column("by"),
    number_column("counter"),
    maybe_column("before"),
    maybe_column("after"),
    text_column("why"),
    # Whether the counter was opened with the rearrangement.
    number_column("opened", 0),
    maybe_column("undone_at", BigInteger),
    maybe_column("undone_by"),
    Index("rearrangements_by_time", "centre", "at"),
    sqlite_autoincrement=True,
)

# An officer who needs help at once.
alarms = Table(
    "alarms",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    number_column("at"),
    maybe_column("counter", BigInteger),
    text_column("by"),
    maybe_column("ended_at", BigInteger),
    maybe_column("ended_by"),
    Index("alarms_by_end", "centre", "ended_at"),
    sqlite_autoincrement=True,
)
