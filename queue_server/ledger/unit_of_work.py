"""The one way to change anything: a transaction that locks the centre's sequence first and saves its events with it.

The first statement takes the sequence row's lock and holds it to the commit, so commit order is sequence order on SQLite
and on PostgreSQL. Under that lock the idempotency key is looked up, so a twin that arrives meanwhile waits, then replays.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from queue_server.configuration.values import Configuration
from queue_server.hall.rows import lines
from queue_server.hall.rows.lines import Lines
from queue_server.ledger import sealing
from queue_server.ledger.arrangement import Arrangement
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.prepared import Prepared
from queue_server.ledger.service_day import service_day
from queue_server.ledger.tables import centres, events, replays
from queue_server.ledger.times import to_ms
from queue_server.ledger.writing import Outcome, Writing, writing
from queue_server.store.kept_lines import KeptLines
from shared.wire.vocabulary import FactType

_LOCK = Prepared(
    update(centres)
    .where(centres.c.id == bindparam("b_id"))
    .values(seq=centres.c.seq + 1)
    .returning(centres.c.seq, centres.c.service_day, centres.c.rearranged),
    [],
)
_ADD = update(centres).where(centres.c.id == bindparam("b_id")).values(seq=centres.c.seq + bindparam("b_n"))
_NEW_DAY = (
    update(centres)
    .where(centres.c.id == bindparam("b_id"))
    .values(service_day=bindparam("b_day"), day_seq=bindparam("b_seq"))
)
_REPLAY = Prepared(
    select(replays.c.fingerprint, replays.c.status, replays.c.body).where(
        replays.c.centre == bindparam("b_centre"),
        replays.c.principal == bindparam("b_principal"),
        replays.c.key == bindparam("b_key"),
    )
)
_KEEP = Prepared(insert(replays), [column.name for column in replays.c])
_REPLACED = delete(replays).where(
    replays.c.centre == bindparam("b_centre"),
    replays.c.principal == bindparam("b_principal"),
    replays.c.key == bindparam("b_key"),
)
_EVENT = Prepared(insert(events), [column.name for column in events.c])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a deed: a person or a device."""

    name: str
    role: str
    counters: tuple[int, ...] = ()
    principal: str = "system"
    department: str | None = None
    """The department (phòng chuyên môn) that a person or token belongs to, by its name; None: to the centre itself."""


SYSTEM = Actor("system", "system")
CITIZEN = Actor("citizen", "citizen", principal="citizen")
"""Whoever needs no account: their right is a secret, or they ask for what anybody may."""


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key in its scope, with the fingerprint of the request that it belongs to.

    `outdated` says of a stored answer that this request overrules it: the work is done with that answer as
    `Deed.earlier`, and the new answer takes its place. `personal` says that request or answer tell of a person:
    fingerprint and answer are sealed then, since a fingerprint of a telephone number can be guessed from it.
    """

    key: str
    fingerprint: str
    outdated: Callable[[str], bool] | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a deed answered: the status, the JSON text, and whether it is a replay of an earlier answer."""

    status: int
    body: str
    replayed: bool = False


@dataclass(slots=True)
class UnitOfWork:
    """An open write transaction with what every service function needs; `record` adds facts to it."""

    connection: Connection
    centre: Configuration
    actor: Actor
    now: datetime
    day: str
    seq: int
    estimates: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    public_address: str | None = None
    facts: list[dict[str, Any]] = field(default_factory=list)
    ms: int = 0
    earlier: str | None = None
    """The body of the stored answer that this deed replaces (`Key.outdated`); None for every other deed."""
    _lines: Lines | None = None
    _left: Lines | None = None
    """Lines that were left at an earlier number of this day: what happened since is made good where they are needed."""
    _begun: int = 0

    @property
    def lines(self) -> Lines:
        """The waiting lines as they are in this transaction; whoever changes a waiting ticket changes them too."""
        if self._lines is None:
            left, self._left = self._left, None
            self._lines = lines.at(self.connection, self.centre_id, self.day, self.seq - 1, left)
            self._begun = self._lines.changes
        return self._lines

    @property
    def arrival(self) -> int:
        """The arrival of who joins a line now: after everyone who waits, also when the clock was put back meanwhile."""
        return max(self.ms, self.lines.latest)

    def lines_left(self, *, done: bool) -> Lines | None:
        """The lines that hold after this deed, or, where it was not done, as before it; None: they must be read again."""
        if self._lines is None:
            return self._left
        if done:
            self._lines.seq = self.seq - 1 + len(self.facts)
        elif self._lines.changes != self._begun:
            return None
        return self._lines

    @property
    def centre_id(self) -> str:
        """The id under which this centre's rows are kept."""
        return self.centre.centre.id

    def record(self, kind: FactType, data: dict[str, Any], ticket_id: int | None = None) -> int:
        """Adds a fact to be saved with this transaction; returns its sequence number."""
        seq = self.seq + len(self.facts)
        self.facts.append(
            {
                "centre": self.centre_id,
                "seq": seq,
                "type": kind.value,
                "at": self.ms,
                "actor": self.actor.name,
                "ticket_id": ticket_id,
                "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
            }
        )
        return seq


@dataclass(slots=True)
class Database:
    """The centre's database as deeds see it: engine, configuration, and whom to wake after a commit."""

    engine: Engine
    centre: Configuration
    clock: Callable[[], datetime]
    rollover: Callable[[UnitOfWork], None]
    announce: Callable[[list[dict[str, Any]]], None] = lambda facts: None
    """Told the event rows of each commit, oldest first; they may be lost, since the diary has them."""
    public_address: str | None = None
    estimates: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    lines: Lines | None = None
    shown: KeptLines = field(default_factory=KeptLines)
    """The lines as readings see them: what is committed, and nothing of a deed that is under way."""
    arrangement: Arrangement = field(default_factory=Arrangement)
    """The queues that counters serve now, where supervisors gave them others."""
    _writing: Writing = field(init=False)

    def __post_init__(self) -> None:
        self._writing = writing(self.engine, self._forget)

    def perform(
        self,
        actor: Actor,
        work: Callable[[UnitOfWork], Any],
        *,
        key: Key | None = None,
        status: int = 200,
        render: Callable[[Any], str] = lambda value: json.dumps(
            value, ensure_ascii=False, separators=(",", ":")
        ),
    ) -> Answer:
        """Runs `work` in one transaction and answers with what it returned, as JSON; None is 204 without a body.

        A known key answers as the first time. Raises RuleBroken (nothing is changed then), `idempotency_key_reused`
        among them, and lets database errors through.
        """
        answer: Answer = self._writing.run(
            lambda connection: self._perform(connection, actor, work, key, status, render),
            lambda facts: self.announce(facts),
        )
        return answer

    def close(self) -> None:
        """Gives back what is kept open for writing; the next deed opens it again."""
        self._writing.close()

    def _forget(self) -> None:
        self.lines = None
        self.arrangement.forget()

    def _perform(
        self,
        connection: Connection,
        actor: Actor,
        work: Callable[[UnitOfWork], Any],
        key: Key | None,
        status: int,
        render: Callable[[Any], str],
    ) -> Outcome:
        centre_id = self.centre.centre.id
        locked = _LOCK.row(connection, {"b_id": centre_id})
        if locked is None:
            raise LookupError(centre_id)
        seq, known_day, rearranged = locked
        now = self.clock()
        earlier = None
        if key is not None:
            scope = _scope(centre_id, actor, key)
            known = _REPLAY.row(connection, scope)
            if known is not None:
                fingerprint, known_status, body = known
                if sealing.is_sealed(fingerprint):
                    fingerprint, body = _opened(connection, scope, fingerprint, body)
                if fingerprint != key.fingerprint:
                    raise RuleBroken("idempotency_key_reused", 422)
                if key.outdated is None or not key.outdated(body):
                    return Outcome(Answer(known_status, body, replayed=True), changed=False)
                earlier = body
        today = now.astimezone(ZoneInfo(self.centre.centre.timezone)).date().isoformat()
        day = service_day(known_day, today)
        # Until the commit nobody else may use these lines: what a rollback undoes is not undone in them.
        kept, self.lines = self.lines, None
        deed = UnitOfWork(
            connection,
            self.arrangement.of(connection, self.centre, rearranged),
            actor,
            now,
            day,
            seq,
            estimates=self.estimates,
            public_address=self.public_address,
            ms=to_ms(now),
            earlier=earlier,
            _left=kept if kept is not None and kept.day == day else None,
        )
        try:
            answer = self._do(deed, work, key, status, render, known_day)
        except BaseException:
            self.lines = deed.lines_left(done=False)
            raise
        self.lines = deed.lines_left(done=True)
        return Outcome(answer, deed.facts)

    def _do(
        self,
        deed: UnitOfWork,
        work: Callable[[UnitOfWork], Any],
        key: Key | None,
        status: int,
        render: Callable[[Any], str],
        known_day: str,
    ) -> Answer:
        connection, actor, centre_id = deed.connection, deed.actor, deed.centre_id
        if deed.day != known_day:
            connection.execute(_NEW_DAY, {"b_id": centre_id, "b_day": deed.day, "b_seq": deed.seq - 1})
            # The day's end is nobody's deed, whoever happens to come first in the morning.
            deed.actor = SYSTEM
            self.rollover(deed)
            deed.actor = actor
        value = work(deed)
        answer = Answer(204, "") if value is None else Answer(status, render(value))
        if len(deed.facts) != 1:
            connection.execute(_ADD, {"b_id": centre_id, "b_n": len(deed.facts) - 1})
        for fact in deed.facts:
            _EVENT.run(connection, fact)
        if key is not None:
            scope = _scope(centre_id, actor, key)
            if deed.earlier is not None:
                connection.execute(_REPLACED, scope)
            fingerprint, body = key.fingerprint, answer.body
            if key.personal:
                fingerprint, body = _sealed(connection, scope, fingerprint, body)
            _KEEP.run(
                connection,
                {
                    "centre": centre_id,
                    "principal": actor.principal,
                    "key": key.key,
                    "fingerprint": fingerprint,
                    "status": answer.status,
                    "body": body,
                    "created_at": deed.ms,
                },
            )
        return answer


def _scope(centre: str, actor: Actor, key: Key) -> dict[str, str]:
    return {"b_centre": centre, "b_principal": actor.principal, "b_key": key.key}


def _sealed(connection: Connection, scope: Mapping[str, str], fingerprint: str, body: str) -> tuple[str, str]:
    seal, place = sealing.of(connection), tuple(scope.values())
    return seal.close(fingerprint, "replays.fingerprint", *place), seal.close(body, "replays.body", *place)


def _opened(connection: Connection, scope: Mapping[str, str], fingerprint: str, body: str) -> tuple[str, str]:
    seal, place = sealing.of(connection), tuple(scope.values())
    return seal.open(fingerprint, "replays.fingerprint", *place), seal.open(body, "replays.body", *place)
