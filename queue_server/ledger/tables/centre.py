"""Tables of the centre: devices, people, their tokens and sessions, the catalogue, and what the screens show."""

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from queue_server.ledger.tables.columns import BigId, maybe_column, metadata, number_column, text_column

devices = Table(
    "devices",
    metadata,
    text_column("centre", primary_key=True),
    text_column("name", primary_key=True),
    text_column("role"),
    text_column("state"),
    text_column("detail"),
    number_column("last_seen"),
    maybe_column("screen_at", BigInteger),
    # JSON of the running program that may give the numbers of the kiosk's range.
    maybe_column("holder"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("name"),
    text_column("role"),
    text_column("counters"),
    text_column("hash"),
    number_column("created_at"),
    maybe_column("revoked_at", BigInteger),
    maybe_column("department"),
    Index("tokens_by_hash", "hash", unique=True),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("name"),
    text_column("role"),
    text_column("counters"),
    text_column("password"),
    number_column("must_change", 0),
    number_column("created_at"),
    maybe_column("disabled_at", BigInteger),
    maybe_column("department"),
    # The name as names are compared; null for one that was somebody else's in another spelling before this was checked.
    maybe_column("comparable"),
    UniqueConstraint("centre", "name", name="a_name_once"),
    Index("people_by_comparable", "centre", "comparable", unique=True),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    text_column("hash", primary_key=True),
    text_column("centre"),
    number_column("person_id"),
    text_column("csrf"),
    number_column("created_at"),
    number_column("expires_at"),
    maybe_column("ended_at", BigInteger),
    Index("sessions_by_person", "person_id"),
)

pairings = Table(
    "pairings",
    metadata,
    text_column("code", primary_key=True),
    text_column("centre"),
    text_column("secret_hash"),
    number_column("created_at"),
    number_column("expires_at"),
    maybe_column("name"),
    maybe_column("approved_by"),
    maybe_column("token_sealed"),
    text_column("ip"),
    # For a rating tablet: the counter at which it stands.
    maybe_column("counter", BigInteger),
    Index("pairings_by_secret", "secret_hash", unique=True),
)

fields = Table(
    "fields",
    metadata,
    text_column("centre", primary_key=True),
    text_column("id", primary_key=True),
    number_column("position"),
    text_column("name"),
    text_column("prefix"),
    text_column("department"),
    text_column("colour"),
)

procedures = Table(
    "procedures",
    metadata,
    text_column("centre", primary_key=True),
    text_column("id", primary_key=True),
    number_column("position"),
    text_column("data"),
)

# Pictures and films of announcements for the hall's screens; the file lies beside the database under `stored`.
media = Table(
    "media",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("name"),
    text_column("type"),
    number_column("size"),
    text_column("sha256"),
    text_column("stored"),
    # Seconds on the screen, the order among the others, and the days on which it is shown.
    number_column("seconds"),
    number_column("position"),
    maybe_column("from_day"),
    maybe_column("until_day"),
    # JSON list of displays; None: all of them.
    maybe_column("displays"),
    number_column("at"),
    text_column("by"),
    maybe_column("removed_at", BigInteger),
    maybe_column("removed_by"),
    Index("media_by_position", "centre", "removed_at", "position"),
    sqlite_autoincrement=True,
)

# What is in doubt (a clock, records that are missing) until somebody says that it is clear; `detail` is JSON.
doubts = Table(
    "doubts",
    metadata,
    text_column("centre", primary_key=True),
    text_column("kind", primary_key=True),
    text_column("subject", primary_key=True),
    number_column("since"),
    text_column("detail"),
)
