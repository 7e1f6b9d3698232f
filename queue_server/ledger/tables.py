"""Every table, as SQLAlchemy Core values. Times are milliseconds since 1970 UTC, JSON is text; no behaviour here.

`centre` is part of every key: a province runs some fifty centres in one database. Each index costs every new ticket a page
to write and sync: there are as few as the queries need, and tables found by a composite key are their own index in SQLite.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, UniqueConstraint, text

metadata = MetaData()

# SQLite counts rows only in a column that is exactly INTEGER PRIMARY KEY.
BigId = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, **options: object) -> Column[str]:
    return Column(name, Text, nullable=False, **options)  # type: ignore[arg-type]


def _number(name: str, default: int | None = None) -> Column[int]:
    server_default = None if default is None else str(default)
    return Column(name, BigInteger, nullable=False, server_default=server_default)


def _maybe(name: str, kind: type = Text) -> Column[object]:
    return Column(name, kind, nullable=True)


def _partial(name: str, *columns: str) -> Index:
    """An index of the rows in which the first of the columns has a value."""
    filled = text(f"{columns[0]} IS NOT NULL")
    return Index(name, "centre", *columns, sqlite_where=filled, postgresql_where=filled)


_UNSIGNED = text("received_at IS NULL")

centres = Table(
    "centre",
    metadata,
    _text("id", primary_key=True),
    _number("seq", 0),
    _text("service_day"),
    _number("created_at"),
    _maybe("catalogue_version"),
    _maybe("catalogue_origin"),
    # What supervisors tell everyone: in an emergency (with its time), and every day. None: the configuration's.
    _maybe("emergency"),
    _maybe("emergency_at", BigInteger),
    _maybe("notice"),
    # The number of the deed that last gave counters other queues; None: all serve what the configuration says.
    _maybe("rearranged", BigInteger),
    # The number before the first event of `service_day`: what is asked of today never goes through the years before.
    _number("day_seq", 0),
)

events = Table(
    "events",
    metadata,
    _text("centre", primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _text("type"),
    _number("at"),
    _text("actor"),
    Column("ticket_id", BigInteger),
    _text("data"),
    Index("events_by_ticket", "ticket_id"),
    sqlite_with_rowid=False,
)

replays = Table(
    "replays",
    metadata,
    _text("centre", primary_key=True),
    _text("principal", primary_key=True),
    _text("key", primary_key=True),
    _text("fingerprint"),
    _number("status"),
    _text("body"),
    _number("created_at"),
    sqlite_with_rowid=False,
)

queue_days = Table(
    "queue_days",
    metadata,
    _text("centre", primary_key=True),
    _text("day", primary_key=True),
    _text("queue", primary_key=True),
    Column("last", BigInteger),
    _number("lap", 0),
    _number("turn", 0),
    _number("given", 0),
    sqlite_with_rowid=False,
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("day"),
    _text("queue"),
    _text("number"),
    _number("number_value"),
    _number("lap", 0),
    _text("state"),
    _text("purpose"),
    _maybe("priority"),
    _text("lang"),
    _number("arrival"),
    _maybe("appointment_at", BigInteger),
    _number("issued_at"),
    # When it began to wait for its present stop; the wait is frozen at the stop's first call.
    _number("stop_since"),
    _maybe("first_called_at", BigInteger),
    _maybe("called_at", BigInteger),
    _maybe("recalled_at", BigInteger),
    _maybe("started_at", BigInteger),
    _maybe("finished_at", BigInteger),
    _maybe("ended_at", BigInteger),
    _maybe("counter", BigInteger),
    _maybe("sent_to", BigInteger),
    _maybe("first_at", BigInteger),
    _maybe("put_back_at", BigInteger),
    _number("calls", 0),
    _number("returns", 0),
    _maybe("outcome"),
    _maybe("officer"),
    _text("procedures"),
    _number("stop", 0),
    _text("documents"),
    _text("follow_secret"),
    _maybe("kiosk"),
    _maybe("phone"),
    _number("offline", 0),
    _maybe("held_from"),
    _maybe("held_reason"),
    _maybe("held_until", BigInteger),
    _maybe("note"),
    # "Ten more minutes": not called before then; asked for so many times.
    _maybe("delayed_until", BigInteger),
    _number("delays", 0),
    # The range of the wait in minutes that its holder was told when it was given.
    _maybe("told_p50", BigInteger),
    _maybe("told_p90", BigInteger),
    # Where one person may hold one number a field: a keyed digest of the identity card, never its number.
    _maybe("person_mark"),
    UniqueConstraint("centre", "number", "day", "lap", name="a_number_once"),
    Index("tickets_by_state", "centre", "day", "state", "queue"),
    Index("tickets_by_secret", "follow_secret", unique=True),
    _partial("tickets_by_person", "person_mark", "day"),
    # What was called to a counter today: its panel shows the latest of them.
    _partial("tickets_by_counter", "counter", "day"),
    sqlite_autoincrement=True,
)

voided_numbers = Table(
    "voided_numbers",
    metadata,
    _text("centre", primary_key=True),
    _text("day", primary_key=True),
    _text("queue", primary_key=True),
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    _number("ticket_id"),
    _number("at"),
)

services = Table(
    "services",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("day"),
    _number("ticket_id"),
    _text("queue"),
    _number("counter"),
    _maybe("officer"),
    _number("called_at"),
    _maybe("started_at", BigInteger),
    _number("finished_at"),
    _number("waited_ms"),
    _maybe("outcome"),
    Index("services_by_day", "centre", "day"),
    # The latest services of a queue say how long one takes.
    Index("services_by_queue", "centre", "queue", "id"),
    Index("services_by_ticket", "ticket_id"),
)

counters = Table(
    "counters",
    metadata,
    _text("centre", primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _text("state"),
    _maybe("reason"),
    _maybe("officer"),
    _maybe("ticket_id", BigInteger),
    _number("changed_at"),
    # JSON list of the queues that it serves instead of the configuration's; None: the configuration's.
    _maybe("queues"),
)

devices = Table(
    "devices",
    metadata,
    _text("centre", primary_key=True),
    _text("name", primary_key=True),
    _text("role"),
    _text("state"),
    _text("detail"),
    _number("last_seen"),
    _maybe("screen_at", BigInteger),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("name"),
    _text("role"),
    _text("counters"),
    _text("hash"),
    _number("created_at"),
    _maybe("revoked_at", BigInteger),
    _maybe("department"),
    Index("tokens_by_hash", "hash", unique=True),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("name"),
    _text("role"),
    _text("counters"),
    _text("password"),
    _number("must_change", 0),
    _number("created_at"),
    _maybe("disabled_at", BigInteger),
    _maybe("department"),
    UniqueConstraint("centre", "name", name="a_name_once"),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    _text("hash", primary_key=True),
    _text("centre"),
    _number("person_id"),
    _text("csrf"),
    _number("created_at"),
    _number("expires_at"),
    _maybe("ended_at", BigInteger),
    Index("sessions_by_person", "person_id"),
)

pairings = Table(
    "pairings",
    metadata,
    _text("code", primary_key=True),
    _text("centre"),
    _text("secret_hash"),
    _number("created_at"),
    _number("expires_at"),
    _maybe("name"),
    _maybe("approved_by"),
    _maybe("token_sealed"),
    _text("ip"),
    # Of a rating tablet: the counter that it stands at.
    _maybe("counter", BigInteger),
    Index("pairings_by_secret", "secret_hash", unique=True),
)

fields = Table(
    "fields",
    metadata,
    _text("centre", primary_key=True),
    _text("id", primary_key=True),
    _number("position"),
    _text("name"),
    _text("prefix"),
    _text("department"),
    _text("colour"),
)

procedures = Table(
    "procedures",
    metadata,
    _text("centre", primary_key=True),
    _text("id", primary_key=True),
    _number("position"),
    _text("data"),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("code"),
    _maybe("procedure"),
    _maybe("field"),
    _maybe("procedure_snapshot"),
    _number("status"),
    # Sealed, as are the notes here and in the diary (store/sealing.py); `names` is the folded text behind dossier_words.
    _text("applicant"),
    _maybe("submitter"),
    _text("names", server_default=""),
    _text("documents"),
    _number("channel", 1),
    _number("received_at"),
    _maybe("due_at", BigInteger),
    _maybe("due_basis"),
    _maybe("finished_at", BigInteger),
    _maybe("returned_at", BigInteger),
    _maybe("external_system"),
    _maybe("external_code"),
    _text("receipt_secret"),
    _maybe("note"),
    _number("sets", 1),
    _number("version", 1),
    _text("created_by"),
    _number("supplement_requests", 0),
    _number("paused_minutes", 0),
    _maybe("paused_since", BigInteger),
    _maybe("anonymised_at", BigInteger),
    # Where it lies now; None: with the centre.
    _maybe("department"),
    _maybe("assigned_to"),
    # Sealed like the others: who may fetch the result.
    _maybe("receiver"),
    # The date before its one postponement (NĐ 61/2018 art. 19.9), and when the apology was drafted.
    _maybe("extended_from", BigInteger),
    _maybe("apology_at", BigInteger),
    _maybe("register_year", BigInteger),
    _maybe("register_no", BigInteger),
    UniqueConstraint("centre", "code", name="a_code_once"),
    # Lists: by due date, newest first, and both within what is usually asked for. A partial index is small: few dossiers
    # lie with a department, and most have no code of another system.
    Index("dossiers_by_status", "centre", "status", "due_at"),
    Index("dossiers_by_received", "centre", "received_at"),
    Index("dossiers_by_status_received", "centre", "status", "received_at"),
    Index("dossiers_by_field", "centre", "field", "received_at"),
    Index("dossiers_by_procedure", "centre", "procedure", "received_at"),
    _partial("dossiers_by_department", "department", "due_at"),
    _partial("dossiers_by_officer", "assigned_to", "due_at"),
    _partial("dossiers_by_external", "external_code"),
    _partial("dossiers_by_register", "register_year", "register_no"),
    # Reports ask for what ended in a period and for what has not ended (NULL).
    Index("dossiers_by_finished", "centre", "finished_at"),
    Index("dossiers_by_returned", "centre", "returned_at"),
    sqlite_autoincrement=True,
)

dossier_history = Table(
    "dossier_history",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _number("dossier_id"),
    _number("seq"),
    _number("at"),
    _number("status"),
    _text("by"),
    _maybe("note"),
    Index("history_by_dossier", "dossier_id"),
    Index("history_by_time", "centre", "at"),
    sqlite_autoincrement=True,
)

dossier_tickets = Table(
    "dossier_tickets",
    metadata,
    Column("dossier_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket_id", BigInteger, primary_key=True, autoincrement=False),
    _number("at"),
    Index("dossiers_by_ticket", "ticket_id"),
)

dossier_numbers = Table(
    "dossier_numbers",
    metadata,
    _text("centre", primary_key=True),
    _text("day", primary_key=True),
    _number("last"),
)

dossier_marks = Table(
    "dossier_marks",
    metadata,
    _text("centre", primary_key=True),
    _text("mark", primary_key=True),
    Column("dossier_id", BigInteger, primary_key=True, autoincrement=False),
    Index("marks_by_dossier", "dossier_id"),
    sqlite_with_rowid=False,
)

# What lists look through: each folded word of a name, and each code as one word that begins with "#".
dossier_words = Table(
    "dossier_words",
    metadata,
    _text("centre", primary_key=True),
    # Compared letter by letter, so that words which begin alike lie side by side.
    Column("word", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("dossier_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

dossier_looks = Table(
    "dossier_looks",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    # None: a number was looked for and nobody had it.
    _maybe("dossier_id", BigInteger),
    _number("at"),
    _text("by"),
    _text("role"),
    _maybe("counter", BigInteger),
    _text("what"),
    Index("looks_by_dossier", "dossier_id", "at"),
    sqlite_autoincrement=True,
)

seal_keys = Table(
    "seal_keys",
    metadata,
    _text("centre", primary_key=True),
    _text("key_id", primary_key=True),
    _number("since"),
)

# A row for each time a dossier goes from one office to another; received_at is None while nobody has signed for it.
hand_overs = Table(
    "hand_overs",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _number("dossier_id"),
    _maybe("from_office"),
    _maybe("to_office"),
    _number("given_at"),
    _text("giver"),
    _maybe("received_at", BigInteger),
    _maybe("receiver"),
    _maybe("due_at", BigInteger),
    _maybe("note"),
    Index("hand_overs_by_dossier", "dossier_id"),
    # What waits for a signature is little beside all that was ever given.
    Index("hand_overs_unsigned", "centre", "dossier_id", sqlite_where=_UNSIGNED, postgresql_where=_UNSIGNED),
    sqlite_autoincrement=True,
)

# One numbering a year for the register (sổ theo dõi), for money receipts and for complaints; closed with its year.
yearly_numbers = Table(
    "yearly_numbers",
    metadata,
    _text("centre", primary_key=True),
    _text("book", primary_key=True),
    Column("year", BigInteger, primary_key=True, autoincrement=False),
    _number("last", 0),
    _maybe("closed_at", BigInteger),
    _maybe("closed_by"),
)

fee_lines = Table(
    "fee_lines",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _number("dossier_id"),
    _text("label"),
    _number("quantity"),
    _text("unit"),
    _number("unit_price"),
    _number("amount"),
    # Sealed: it says in what state the applicant lives.
    _maybe("exempt_reason"),
    _maybe("payment_id", BigInteger),
    _number("at"),
    _text("by"),
    Index("fee_lines_by_dossier", "dossier_id"),
    sqlite_autoincrement=True,
)

# Money taken or given back, in đồng; a refund's amount is negative. Nothing is ever deleted: a mistake is voided.
# `lines` is what the receipt says, as JSON and sealed, with exemptions and a refund's reason; so is the reason of a voiding.
payments = Table(
    "payments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _number("year"),
    _number("receipt_no"),
    _maybe("dossier_id", BigInteger),
    _maybe("ticket_id", BigInteger),
    _text("day"),
    _number("at"),
    _text("by"),
    _maybe("counter", BigInteger),
    _text("method"),
    _number("amount"),
    _text("lines"),
    _maybe("refund_of", BigInteger),
    _maybe("voided_at", BigInteger),
    _maybe("voided_by"),
    _maybe("void_reason"),
    UniqueConstraint("centre", "year", "receipt_no", name="a_receipt_once"),
    Index("payments_by_day", "centre", "day"),
    Index("payments_by_dossier", "dossier_id"),
    _partial("payments_by_ticket", "ticket_id"),
    _partial("payments_by_refund", "refund_of"),
    sqlite_autoincrement=True,
)

# An officer's cash of a day, counted and closed; reopened by a supervisor, it is closed once more in a row of its own.
cash_closings = Table(
    "cash_closings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("day"),
    _text("officer"),
    _number("at"),
    _text("by"),
    _number("expected"),
    _number("counted"),
    # Sealed, like the reason of a reopening: they tell what happened with somebody.
    _maybe("note"),
    _maybe("reopened_at", BigInteger),
    _maybe("reopened_by"),
    _maybe("reopen_reason"),
    Index("closings_by_day", "centre", "day"),
    sqlite_autoincrement=True,
)

# Scans of papers: the file lies beside the database under `stored`, the name is sealed.
attachments = Table(
    "attachments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _number("dossier_id"),
    _text("name"),
    _text("type"),
    _number("size"),
    _text("sha256"),
    _text("stored"),
    _number("at"),
    _text("by"),
    _maybe("removed_at", BigInteger),
    _maybe("removed_by"),
    Index("attachments_by_dossier", "dossier_id"),
    sqlite_autoincrement=True,
)

complaints = Table(
    "complaints",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("code"),
    _number("at"),
    _text("by"),
    _maybe("ticket_id", BigInteger),
    _maybe("dossier_id", BigInteger),
    # Person, text and answer are sealed.
    _text("person"),
    _text("matter"),
    _number("due_at"),
    _maybe("answer"),
    _maybe("answered_at", BigInteger),
    _maybe("answered_by"),
    UniqueConstraint("centre", "code", name="a_complaint_once"),
    Index("complaints_by_due", "centre", "answered_at", "due_at"),
    sqlite_autoincrement=True,
)

# What a citizen thought of a served ticket or of a dossier; never twice.
ratings = Table(
    "ratings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("day"),
    _number("at"),
    _maybe("ticket_id", BigInteger),
    _maybe("dossier_id", BigInteger),
    _maybe("counter", BigInteger),
    _maybe("officer"),
    _number("score"),
    _maybe("reason"),
    # The indicators of TT 01/2018 art. 13 as JSON, where they were asked.
    _maybe("indicators"),
    # The short answers that were picked beside the face, as a JSON list of their codes.
    _maybe("choices"),
    Index("ratings_by_day", "centre", "day"),
    Index("one_rating_a_ticket", "ticket_id", unique=True),
    Index("one_rating_a_dossier", "dossier_id", unique=True),
    sqlite_autoincrement=True,
)

# A place in the line at a time of its own, booked for a day to come; it becomes a ticket at the check-in.
appointments = Table(
    "appointments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("day"),
    # When it is one's turn, and the code that is typed or scanned at the kiosk, unique within its day.
    _number("at"),
    _text("code"),
    _text("queue"),
    _text("procedures"),
    _text("purpose"),
    _text("lang"),
    # Name and telephone are sealed; the mark is a keyed digest, for the limit a person and day.
    _maybe("person"),
    _maybe("person_mark"),
    _text("secret"),
    _text("state"),
    _number("booked_at"),
    _text("booked_by"),
    _maybe("ticket_id", BigInteger),
    _maybe("ended_at", BigInteger),
    UniqueConstraint("centre", "day", "code", name="an_appointment_code_once"),
    Index("appointments_by_secret", "secret", unique=True),
    Index("appointments_by_queue", "centre", "day", "queue", "at"),
    _partial("appointments_by_person", "person_mark", "day"),
    sqlite_autoincrement=True,
)

# A list of missing papers that a kiosk printed instead of a number: a trip avoided.
checklists = Table(
    "checklists",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("day"),
    _number("at"),
    _text("procedure"),
    _text("missing"),
    _maybe("kiosk"),
    Index("checklists_by_day", "centre", "day"),
    sqlite_autoincrement=True,
)

# An officer who needs help at once.
alarms = Table(
    "alarms",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _number("at"),
    _maybe("counter", BigInteger),
    _text("by"),
    _maybe("ended_at", BigInteger),
    _maybe("ended_by"),
    Index("alarms_by_end", "centre", "ended_at"),
    sqlite_autoincrement=True,
)

# Pictures and films of announcements for the hall's screens; the file lies beside the database under `stored`.
media = Table(
    "media",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _text("name"),
    _text("type"),
    _number("size"),
    _text("sha256"),
    _text("stored"),
    # Seconds on the screen, the order among the others, and the days on which it is shown.
    _number("seconds"),
    _number("position"),
    _maybe("from_day"),
    _maybe("until_day"),
    # JSON list of displays; None: all of them.
    _maybe("displays"),
    _number("at"),
    _text("by"),
    _maybe("removed_at", BigInteger),
    _maybe("removed_by"),
    Index("media_by_position", "centre", "removed_at", "position"),
    sqlite_autoincrement=True,
)

# Counters that were given other queues, so that it can be undone: before and after are JSON lists, None the configuration's.
rearrangements = Table(
    "rearrangements",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _text("centre"),
    _number("at"),
    _text("by"),
    _number("counter"),
    _maybe("before"),
    _maybe("after"),
    _text("why"),
    # Whether the counter was opened with it.
    _number("opened", 0),
    _maybe("undone_at", BigInteger),
    _maybe("undone_by"),
    Index("rearrangements_by_time", "centre", "at"),
    sqlite_autoincrement=True,
)
