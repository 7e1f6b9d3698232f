"""Tables of what citizens leave: complaints, ratings, appointments and lists of missing papers."""

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from queue_server.ledger.tables.columns import (
    BigId,
    maybe_column,
    metadata,
    number_column,
    partial_index,
    text_column,
)

complaints = Table(
    "complaints",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("code"),
    number_column("at"),
    text_column("by"),
    maybe_column("ticket_id", BigInteger),
    maybe_column("dossier_id", BigInteger),
    # Person, text and answer are sealed.
    text_column("person"),
    text_column("matter"),
    number_column("due_at"),
    maybe_column("answer"),
    maybe_column("answered_at", BigInteger),
    maybe_column("answered_by"),
    UniqueConstraint("centre", "code", name="a_complaint_once"),
    Index("complaints_by_due", "centre", "answered_at", "due_at"),
    sqlite_autoincrement=True,
)

# What a citizen thought of a served ticket or of a dossier; at most one rating for each.
ratings = Table(
    "ratings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("day"),
    number_column("at"),
    maybe_column("ticket_id", BigInteger),
    maybe_column("dossier_id", BigInteger),
    maybe_column("counter", BigInteger),
    maybe_column("officer"),
    number_column("score"),
    maybe_column("reason"),
    # The indicators of TT 01/2018 art. 13 as JSON, where they were asked.
    maybe_column("indicators"),
    # The short answers that were picked beside the face, as a JSON list of their codes.
    maybe_column("choices"),
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
    text_column("centre"),
    text_column("day"),
    # The time of the appointment, and the code that is typed or scanned at the kiosk, which is unique within its day.
    number_column("at"),
    text_column("code"),
    text_column("queue"),
    text_column("procedures"),
    text_column("purpose"),
    text_column("lang"),
    # Name and telephone are sealed; the mark is a keyed digest, for the limit per person and day.
    maybe_column("person"),
    maybe_column("person_mark"),
    text_column("secret"),
    text_column("state"),
    number_column("booked_at"),
    text_column("booked_by"),
    maybe_column("ticket_id", BigInteger),
    maybe_column("ended_at", BigInteger),
    UniqueConstraint("centre", "day", "code", name="an_appointment_code_once"),
    Index("appointments_by_secret", "secret", unique=True),
    Index("appointments_by_queue", "centre", "day", "queue", "at"),
    partial_index("appointments_by_person", "person_mark", "day"),
    sqlite_autoincrement=True,
)

# A list of missing papers that a kiosk printed instead of a number, so that the citizen does not wait in vain.
checklists = Table(
    "checklists",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    text_column("centre"),
    text_column("day"),
    number_column("at"),
    text_column("procedure"),
    text_column("missing"),
    maybe_column("kiosk"),
    Index("checklists_by_day", "centre", "day"),
    sqlite_autoincrement=True,
)
