"""Tables of the ledger: the centre's row, its events, kept answers, seal keys and books of the year."""

from sqlalchemy import BigInteger, Column, Index, Table

from queue_server.ledger.tables.columns import maybe_column, metadata, number_column, text_column

centres = Table(
    "centre",
    metadata,
    text_column("id", primary_key=True),
    number_column("seq", 0),
    text_column("service_day"),
    number_column("created_at"),
    maybe_column("catalogue_version"),
    maybe_column("catalogue_origin"),
    # The supervisors' message to everyone in an emergency, with its time, and their daily one (None: the configuration's).
    maybe_column("emergency"),
    maybe_column("emergency_at", BigInteger),
    maybe_column("notice"),
    # The number of the deed that last gave counters other queues; None: all serve what the configuration says.
    maybe_column("rearranged", BigInteger),
    # The number before the first event of `service_day`, so that queries about today do not search the years before.
    number_column("day_seq", 0),
    # While the machine's clock is in doubt: the last time that was believed, and by how much the clock was off then.
    maybe_column("clock_believed", BigInteger),
    maybe_column("clock_off", BigInteger),
    # The service day before `service_day`: what is deleted by age is old by both of them.
    maybe_column("day_before"),
)

events = Table(
    "events",
    metadata,
    text_column("centre", primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    text_column("type"),
    number_column("at"),
    text_column("actor"),
    Column("ticket_id", BigInteger),
    text_column("data"),
    Index("events_by_ticket", "ticket_id"),
    sqlite_with_rowid=False,
)

# Answers kept for repeated requests. SQLite keeps them in the order in which they came, beside an index of the keys. Answers
# are long and keys random, so a table in the order of the keys would move several pages at every deed.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    text_column("centre", primary_key=True),
    text_column("principal", primary_key=True),
    text_column("key", primary_key=True),
    text_column("fingerprint"),
    number_column("status"),
    text_column("body"),
    number_column("created_at"),
)

seal_keys = Table(
    "seal_keys",
    metadata,
    text_column("centre", primary_key=True),
    text_column("key_id", primary_key=True),
    number_column("since"),
)

# A numbering per year for each of the register (sổ theo dõi), money receipts and complaints; it is closed with its year.
yearly_numbers = Table(
    "yearly_numbers",
    metadata,
    text_column("centre", primary_key=True),
    text_column("book", primary_key=True),
    Column("year", BigInteger, primary_key=True, autoincrement=False),
    number_column("last", 0),
    maybe_column("closed_at", BigInteger),
    maybe_column("closed_by"),
)
