"""The kiosk's journal: every wish for a number, written to disk before it is sent to the server, and what became of it.

A wish is first `asked`. Then the server has `answered` or `refused` it, or this kiosk has `given_alone` a number of its
range, which is later `delivered` to the server or `set_aside`. Every method returns only after its change is on the disk
(WAL, synchronous FULL).
"""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from kiosk.offline import durable_sqlite
from kiosk.offline.number_request import NumberRequest
from kiosk.offline.ranges import KioskRange, next_value
from kiosk.upstream.server import fitting
from shared.launch import kept_files
from shared.text.numbers import ticket_number
from shared.wire import tickets as wire

State = Literal["asked", "answered", "refused", "given_alone", "delivered", "set_aside"]
NUMBERED = frozenset({"answered", "given_alone", "delivered", "set_aside"})
"""States in which a citizen holds a number."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS wishes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, wish TEXT NOT NULL UNIQUE, body TEXT NOT NULL,
  large INTEGER NOT NULL, state TEXT NOT NULL, asked_at TEXT NOT NULL, answer TEXT, reason TEXT,
  queue TEXT, day TEXT, value INTEGER, number TEXT, printed_at TEXT,
  turn INTEGER, paper TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS a_number_once ON wishes (day, number) WHERE value IS NOT NULL;
CREATE INDEX IF NOT EXISTS wishes_by_state ON wishes (state);
CREATE TABLE IF NOT EXISTS ranges (
  queue TEXT PRIMARY KEY, prefix TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS marks (
  queue TEXT NOT NULL, day TEXT NOT NULL, used_to INTEGER NOT NULL, PRIMARY KEY (queue, day));
"""
_KEPT = timedelta(days=8)
"""How long a settled wish is kept: a day longer than the server keeps its idempotency key."""
_TAKEN_UP = timedelta(minutes=10)
"""How long a wish without an answer can be taken up by another wish (`Journal.begin`)."""


class NotLearned(Exception):
    """The journal has not yet learned its ranges from the server, so the kiosk may not give a number alone."""


class RangeSpent(Exception):
    """Every number of this queue's range was given today, or there is no range for it."""


@dataclass(frozen=True)
class Entry:
    """One wish; the page and the print desk know it by its `id`."""

    id: int
    key: str
    wish: str
    body: NumberRequest
    large: bool
    state: State
    asked_at: datetime
    answer: wire.GivenTicket | None
    reason: str | None
    queue: str | None
    day: str | None
    number: str | None
    printed_at: datetime | None
    """By the server's clock."""
    paper: bool
    """Whether a paper with the number is known to have come out."""

    @property
    def has_number(self) -> bool:
        """Whether a citizen holds a number by it that can be read."""
        return self.state in NUMBERED and (self.number is not None or self.answer is not None)


class Journal:
    """One kiosk's journal; safe to use from several threads. Every method may raise sqlite3.Error if the disk fails."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._connection = durable_sqlite.opened(file, _SCHEMA)
        self._connection.row_factory = sqlite3.Row
        with self._change() as db:
            db.execute("INSERT OR IGNORE INTO known VALUES ('journal', ?)", (secrets.token_urlsafe(12),))
            starts = db.execute("SELECT value FROM known WHERE name = 'starts'").fetchone()
            self.starts = 1 + (int(starts["value"]) if starts else 0)
            db.execute("INSERT OR REPLACE INTO known VALUES ('starts', ?)", (str(self.starts),))
        self.ident = self.recall("journal") or ""
        """A random name. If a kiosk loses its journal, the new journal has another name, so that the loss is noticed."""
        self._mark = file.with_suffix(".mark")
        self.behind = self._counts_less()
        """Whether a mark beside the journal says that it has given more: an older journal was put in its place."""

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    def remember(self, name: str, value: str) -> None:
        """Keeps a small fact, such as the offset of the clock."""
        with self._change() as db:
            db.execute("INSERT OR REPLACE INTO known VALUES (?, ?)", (name, value))

    def recall(self, name: str) -> str | None:
        """A remembered fact, or None."""
        row = self._one("SELECT value FROM known WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def begin(self, wish: str, body: NumberRequest, large: bool, key: str, now: datetime) -> Entry:
        """The entry of this wish: the known one, or else a new one with state `asked` and idempotency key `key`.

        If a like wish of the last ten minutes has no answer yet, its entry is used for this wish. The server may have given
        a number for it, and this citizen then gets that number, which nobody would hold otherwise.
        """
        known = self._one("SELECT * FROM wishes WHERE wish = ?", wish)
        if known is not None:
            return _entry(known)
        with self._change() as db:
            open_ones = db.execute("SELECT * FROM wishes WHERE state = 'asked' ORDER BY id DESC").fetchall()
            for row in open_ones:
                entry = _entry(row)
                if _same(entry, body, large) and abs(now - entry.asked_at) < _TAKEN_UP:
                    db.execute("UPDATE wishes SET wish = ? WHERE id = ?", (wish, entry.id))
                    break
            else:
                db.execute(
                    "INSERT INTO wishes (key, wish, body, large, state, asked_at) VALUES (?, ?, ?, ?, 'asked', ?)",
                    (
                        key,
                        wish,
                        json.dumps(body.json_body(), ensure_ascii=False),
                        int(large),
                        now.isoformat(),
                    ),
                )
        found = self._one("SELECT * FROM wishes WHERE wish = ?", wish)
        assert found is not None  # it was put there just now
        return _entry(found)

    def answered(self, entry: Entry, ticket: wire.GivenTicket) -> Entry:
        """Notes the ticket that the server gave, unless this kiosk has given the wish a number of its own in the meantime."""
        return self._settle(entry, "asked", "answered", answer=_text(ticket))

    def refused(self, entry: Entry, code: str) -> Entry:
        """Notes that the server refused to give a number, so that asking again is of no use."""
        return self._settle(entry, "asked", "refused", reason=code)

    def give(self, entry: Entry, queue: str, day: str, now: datetime) -> Entry:
        """Gives the wish the next number of this kiosk's own range. Raises NotLearned or RangeSpent."""
        with self._change() as db:
            known = db.execute("SELECT prefix, first, last FROM ranges WHERE queue = ?", (queue,)).fetchone()
            if known is None:
                raise RangeSpent if db.execute("SELECT 1 FROM ranges").fetchone() else NotLearned
            mine = KioskRange(known["prefix"], known["first"], known["last"])
            value = next_value(mine, _used(db, queue, day))
            if value is None:
                raise RangeSpent
            db.execute(
                "UPDATE wishes SET state = 'given_alone', queue = ?, day = ?, value = ?, number = ?, printed_at = ?,"
                " turn = (SELECT coalesce(max(turn), 0) + 1 FROM wishes) WHERE id = ? AND state = 'asked'",
                (queue, day, value, ticket_number(mine.prefix, value), now.isoformat(), entry.id),
            )
            db.execute(
                "INSERT INTO known VALUES ('given', '1')"
                " ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )
        self.mark()
        return self.entry(entry.id) or entry

    def mark(self) -> None:
        """Writes beside the journal how far it counts; whoever puts an older journal back does not put this back."""
        text = json.dumps({"journal": self.ident, "counts": self._counts()})
        fresh = self._mark.with_suffix(".new")
        # A number is on paper whether this can be written or not.
        with suppress(OSError):
            fresh.write_text(text, "ascii")
            fresh.replace(self._mark)

    def _counts(self) -> int:
        return int(self.recall("given") or 0)

    def _counts_less(self) -> bool:
        try:
            told: Any = kept_files.read_json(self._mark)
            return bool(told["journal"] == self.ident and int(told["counts"]) > self._counts())
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def delivered(self, entry: Entry, ticket: wire.GivenTicket) -> Entry:
        """Notes that the server has taken the number in."""
        return self._settle(entry, "given_alone", "delivered", answer=_text(ticket))

    def set_aside(self, entry: Entry, code: str) -> Entry:
        """Notes that the server will never take the number, so that somebody has to look into it."""
        return self._settle(entry, "given_alone", "set_aside", reason=code)

    def paper_is_out(self, ident: int) -> None:
        """Notes that a paper with this number came out of the printer."""
        # On disk, 'out' means here that a paper came out; in a printer's status it means that there is no paper.
        with self._change() as db:
            db.execute("UPDATE wishes SET paper = 'out' WHERE id = ?", (ident,))

    def entry(self, ident: int) -> Entry | None:
        """One wish, or None."""
        row = self._one("SELECT * FROM wishes WHERE id = ?", ident)
        return None if row is None else _entry(row)

    def held_by(self, person: str, queue: str, day: str) -> str | None:
        """The number of the queue that this kiosk gave on the day to the holder of that card's mark, or None."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT * FROM wishes WHERE asked_at >= ? AND json_extract(body, '$.person') = ? ORDER BY id DESC",
                (day, person),
            ).fetchall()
        for entry in map(_entry, rows):
            if entry.state not in NUMBERED:
                continue
            if entry.number is not None:
                number, of = entry.number, entry.queue
            elif entry.answer is not None:
                number, of = entry.answer.number, entry.answer.queue
            else:
                continue
            if of == queue:
                return number
        return None

    def by_secret(self, secret: str) -> Entry | None:
        """The wish whose paper carries this secret of the follow page, if the wish got a number."""
        row = self._one(
            "SELECT * FROM wishes WHERE json_extract(body, '$.follow_secret') = ? ORDER BY id DESC", secret
        )
        entry = None if row is None else _entry(row)
        return entry if entry is not None and entry.has_number else None

    def next_to_deliver(self) -> Entry | None:
        """The oldest number that the server does not have, or None."""
        # Neither the row's id (a wish may be taken up later) nor the time (a clock may be set) gives the right order.
        row = self._one("SELECT * FROM wishes WHERE state = 'given_alone' ORDER BY turn LIMIT 1")
        return None if row is None else _entry(row)

    def undelivered(self) -> int:
        """How many numbers the server does not have."""
        return self._count("SELECT count(*) AS n FROM wishes WHERE state = 'given_alone'")

    def set_asides(self, day: str) -> list[Entry]:
        """The numbers of the day that the server did not take, latest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT * FROM wishes WHERE state = 'set_aside' AND day = ? ORDER BY id DESC", (day,)
            ).fetchall()
        return [_entry(row) for row in rows]

    def learn(self, day: str, queues: Mapping[str, wire.KioskRange]) -> None:
        """Takes this kiosk's ranges from the server's answer. `used_to`, up to which numbers are used, never gets smaller."""
        with self._change() as db:
            db.execute("DELETE FROM ranges")
            for queue, told in queues.items():
                db.execute(
                    "INSERT INTO ranges VALUES (?, ?, ?, ?)",
                    (queue, told.prefix, told.first, told.last),
                )
                if told.used_to is not None:
                    db.execute(
                        "INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT (queue, day)"
                        " DO UPDATE SET used_to = max(used_to, excluded.used_to)",
                        (queue, day, told.used_to),
                    )

    def left(self, day: str) -> dict[str, int]:
        """How many numbers this kiosk can still give alone on the day, by queue; empty before it has learned."""
        found = {}
        with self._lock:
            for row in self._connection.execute("SELECT * FROM ranges").fetchall():
                mine = KioskRange(row["prefix"], row["first"], row["last"])
                value = next_value(mine, _used(self._connection, row["queue"], day))
                found[str(row["queue"])] = 0 if value is None else mine.last - value + 1
        return found

    def tidy(self, now: datetime) -> None:
        """Forgets what was settled more than a week ago."""
        with self._change() as db:
            limit = now - _KEPT
            db.execute(
                "DELETE FROM wishes WHERE state != 'given_alone' AND asked_at < ?", (limit.isoformat(),)
            )
            db.execute("DELETE FROM marks WHERE day < ?", (limit.date().isoformat(),))

    def _settle(self, entry: Entry, before: State, after: State, **columns: str) -> Entry:
        names = ", ".join(f"{name} = ?" for name in columns)
        with self._change() as db:
            db.execute(
                f"UPDATE wishes SET state = ?, {names} WHERE id = ? AND state = ?",
                (after, *columns.values(), entry.id, before),
            )
        return self.entry(entry.id) or entry

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A commit that failed on a full disk may have ended the transaction already.
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return found

    def _count(self, query: str) -> int:
        row = self._one(query)
        return 0 if row is None else int(row["n"])


def _used(db: sqlite3.Connection, queue: str, day: str) -> list[int]:
    # `value IS NOT NULL` lets SQLite use the index `a_number_once`; without it every wish of the week would be read.
    given = db.execute(
        "SELECT value FROM wishes WHERE queue = ? AND day = ? AND value IS NOT NULL", (queue, day)
    ).fetchall()
    marks = db.execute("SELECT used_to FROM marks WHERE queue = ? AND day = ?", (queue, day)).fetchall()
    return [int(row[0]) for row in (*given, *marks)]


def _same(entry: Entry, body: NumberRequest, large: bool) -> bool:
    """Whether the entry asks for the same as `body`, apart from the secret, which every wish has of its own."""
    ours, theirs = entry.body.json_body(), body.json_body()
    return {**ours, "follow_secret": None} == {**theirs, "follow_secret": None} and entry.large == large


def _text(ticket: wire.GivenTicket) -> str:
    return json.dumps(ticket.model_dump(mode="json", exclude_unset=True), ensure_ascii=False)


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        key=row["key"],
        wish=row["wish"],
        body=NumberRequest.model_validate_json(row["body"]),
        large=bool(row["large"]),
        state=row["state"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        answer=None if row["answer"] is None else fitting(wire.GivenTicket, json.loads(row["answer"])),
        reason=row["reason"],
        queue=row["queue"],
        day=row["day"],
        number=row["number"],
        printed_at=None if row["printed_at"] is None else datetime.fromisoformat(row["printed_at"]),
        paper=row["paper"] is not None,
    )
