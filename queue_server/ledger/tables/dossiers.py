"""Tables of the dossiers: their rows and diary, words by which they are found, hand-overs, scans, and who looked at them."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, UniqueConstraint, text

from queue_server.ledger.tables.columns import (
    BigId,
    maybe_column,
    metadata,
    number_column,
    partial_index,
    text_column,
)

_UNSIGNED = text("received_at IS NULL")

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("code"),
    maybe_column("procedure"),
    maybe_column("field"),
    maybe_column("procedure_snapshot"),
    number_column("status"),
    # Sealed, as are the notes here and in the diary (ledger/storage); `names` is the folded text behind dossier_words.
    text_column("applicant"),
    maybe_column("submitter"),
    text_column("names", server_default=""),
    text_column("documents"),
    number_column("channel", 1),
    number_column("received_at"),
    maybe_column("due_at", BigInteger),
    maybe_column("due_basis"),
    maybe_column("finished_at", BigInteger),
    maybe_column("returned_at", BigInteger),
    maybe_column("external_system"),
    maybe_column("external_code"),
    text_column("receipt_secret"),
    maybe_column("note"),
    number_column("sets", 1),
    number_column("version", 1),
    text_column("created_by"),
    number_column("supplement_requests", 0),
    number_column("paused_minutes", 0),
    maybe_column("paused_since", BigInteger),
    maybe_column("anonymised_at", BigInteger),
    # The department where the dossier lies now; None: it lies with the centre.
    maybe_column("department"),
    maybe_column("assigned_to"),
    # Sealed like the others: who may fetch the result.
    maybe_column("receiver"),
    # The date before its one postponement (NĐ 61/2018 art. 19.9), and when the apology was drafted.
    maybe_column("extended_from", BigInteger),
    maybe_column("apology_at", BigInteger),
    maybe_column("register_year", BigInteger),
    maybe_column("register_no", BigInteger),
    UniqueConstraint("centre", "code", name="a_code_once"),
    # Lists: by due date, newest first, and both within what is usually asked for. A partial index is small: few dossiers
    # lie with a department, and most have no code of another system.
    Index("dossiers_by_status", "centre", "status", "due_at"),
    Index("dossiers_by_received", "centre", "received_at"),
    Index("dossiers_by_status_received", "centre", "status", "received_at"),
    Index("dossiers_by_field", "centre", "field", "received_at"),
    Index("dossiers_by_procedure", "centre", "procedure", "received_at"),
    partial_index("dossiers_by_department", "department", "due_at"),
    partial_index("dossiers_by_officer", "assigned_to", "due_at"),
    partial_index("dossiers_by_external", "external_code"),
    partial_index("dossiers_by_register", "register_year", "register_no"),
    # Reports ask for what ended in a period and for what has not ended (NULL).
    Index("dossiers_by_finished", "centre", "finished_at"),
    Index("dossiers_by_returned", "centre", "returned_at"),
    sqlite_autoincrement=True,
)

dossier_history = Table(
    "dossier_history",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    number_column("dossier_id"),
    number_column("seq"),
    number_column("at"),
    number_column("status"),
    text_column("by"),
    maybe_column("note"),
    Index("history_by_dossier", "dossier_id"),
    Index("history_by_time", "centre", "at"),
    sqlite_autoincrement=True,
)

dossier_tickets = Table(
    "dossier_tickets",
    metadata,
    Column("dossier_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket_id", BigInteger, primary_key=True, autoincrement=False),
    number_column("at"),
    Index("dossiers_by_ticket", "ticket_id"),
)

dossier_numbers = Table(
    "dossier_numbers",
    metadata,
    text_column("centre", primary_key=True),
    text_column("day", primary_key=True),
    number_column("last"),
)

dossier_marks = Table(
    "dossier_marks",
    metadata,
    text_column("centre", primary_key=True),
    text_column("mark", primary_key=True),
    Column("dossier_id", BigInteger, primary_key=True, autoincrement=False),
    Index("marks_by_dossier", "dossier_id"),
    sqlite_with_rowid=False,
)

# What lists look through: each folded word of a name, and each code as one word that begins with "#".
dossier_words = Table(
    "dossier_words",
    metadata,
    text_column("centre", primary_key=True),
    # Compared letter by letter, so that words which begin alike lie side by side.
    Column("word", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("dossier_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

dossier_looks = Table(
    "dossier_looks",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    # None: a number was looked for and nobody had it.
    maybe_column("dossier_id", BigInteger),
    number_column("at"),
    text_column("by"),
    text_column("role"),
    maybe_column("counter", BigInteger),
    text_column("what"),
    Index("looks_by_dossier", "dossier_id", "at"),
    sqlite_autoincrement=True,
)

# A row for each time a dossier goes from one office to another; received_at is None while nobody has signed for it.
hand_overs = Table(
    "hand_overs",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    number_column("dossier_id"),
    maybe_column("from_office"),
    maybe_column("to_office"),
    number_column("given_at"),
    text_column("giver"),
    maybe_column("received_at", BigInteger),
    maybe_column("receiver"),
    maybe_column("due_at", BigInteger),
    maybe_column("note"),
    Index("hand_overs_by_dossier", "dossier_id"),
    # Few hand-overs wait for a signature, of all that there ever were.
    Index("hand_overs_unsigned", "centre", "dossier_id", sqlite_where=_UNSIGNED, postgresql_where=_UNSIGNED),
    sqlite_autoincrement=True,
)

# Scans of papers: the file lies beside the database under `stored`, the name is sealed.
attachments = Table(
    "attachments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    number_column("dossier_id"),
    text_column("name"),
    text_column("type"),
    number_column("size"),
    text_column("sha256"),
    text_column("stored"),
    number_column("at"),
    text_column("by"),
    maybe_column("removed_at", BigInteger),
    maybe_column("removed_by"),
    Index("attachments_by_dossier", "dossier_id"),
    sqlite_autoincrement=True,
)
