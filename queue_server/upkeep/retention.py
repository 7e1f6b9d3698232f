"""Deletes each night what the centre may not keep for ever: the persons are forgotten, what happened is kept.

Every step can be repeated, and one that was interrupted is finished the next time. The diary says how much went.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from queue_server.appointments import rows as appointment_rows
from queue_server.dossiers.rules.dossier import CLOSED
from queue_server.hall.rows import card_marks
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.money import rows as money_rows
from queue_server.upkeep import retention_of_scans as papers
from queue_server.upkeep import retention_rows as rows
from shared.wire.facts.administration import PersonalDataPurged

REPLAY_DAYS = 8
"""Idempotency keys are kept this long: a kiosk that was away for a week still delivers safely."""
MOST = 200
"""Rows of a kind in one transaction, so that whoever takes a number meanwhile does not wait for all of the night's work."""
_COUNTED = (
    "phones",
    "marks",
    "appointments",
    "dossiers",
    "complaints",
    "reasons",
    "receipts",
    "looks",
    "sessions",
)
_DAY_MS = 86_400_000


@dataclass(slots=True)
class Nightly:
    """Purges once a day: at a process's start, and when the date has changed.

    What goes is old by two service days that agree, the present one and the one before, so that one day that a wrong
    clock has begun deletes nothing. While the clock is in doubt nothing goes at all.
    """

    _done: str | None = None

    def run(self, book: Database) -> Counter[str] | None:
        """What was purged by kind, or None where today's purge is done or has to wait."""
        with reading(book) as now:
            day, before = now.day, now.day_before
        if now.doubtful or now.stored_day != day or before is None or day == self._done:
            return None
        gone = purge(book, date.fromisoformat(before))
        self._done = day
        return gone


def purge(book: Database, day: date | None = None) -> Counter[str]:
    """Takes out whatever is older than the centre's periods on that day (None: today); returns how many of each kind."""
    total: Counter[str] = Counter()
    while True:
        gone: Counter[str] = Counter()
        book.perform(SYSTEM, lambda deed, gone=gone: _some(deed, gone, day))  # type: ignore[misc]
        total += gone
        if not any(gone[kind] >= MOST for kind in _COUNTED):
            return total


def _some(deed: UnitOfWork, gone: Counter[str], on: date | None) -> None:
    if deed.doubtful:
        return
    keep = deed.centre.centre.retention
    connection, centre = deed.connection, deed.centre_id
    today = date.fromisoformat(deed.day)
    day = min(on or today, today)
    now = deed.ms - (today - day).days * _DAY_MS
    oldest_day = day - timedelta(days=keep.ticket_phone_days)
    with rows.overwriting(connection):
        gone["phones"] = rows.drop_phones(connection, centre, oldest_day.isoformat(), MOST)
        gone["marks"] = card_marks.forget(connection, centre, day.isoformat(), MOST)
        gone["appointments"] = appointment_rows.forget(connection, centre, oldest_day.isoformat(), MOST)
        if keep.dossier_years:
            before = _years_ago(now, keep.dossier_years)
            gone["dossiers"] = rows.anonymise_dossiers(connection, centre, CLOSED, before, deed.ms, MOST)
            gone["complaints"] = papers.empty_complaints(connection, centre, before, MOST)
            gone["receipts"] = money_rows.forget_before(connection, centre, before, MOST)
        gone["reasons"] = papers.drop_reasons(connection, centre, _years_ago(now, keep.look_years), MOST)
        gone["looks"] = rows.drop_looks(connection, centre, _years_ago(now, keep.look_years), MOST)
        gone["sessions"] = rows.drop_sessions(connection, centre, now - keep.session_days * _DAY_MS, MOST)
        gone["idempotency_keys"] = rows.drop_idempotency_keys(connection, centre, now - REPLAY_DAYS * _DAY_MS)
    counted = {kind: gone[kind] for kind in _COUNTED if kind != "sessions" and gone[kind]}
    if counted:
        deed.record(PersonalDataPurged(**counted))


def _years_ago(now: int, years: int) -> int:
    return now - years * 365 * _DAY_MS
