"""The one way to change anything: a transaction that locks the centre's sequence first and saves its events with it.

The first statement locks the row with the sequence number until the commit, so commit order is sequence order on SQLite and
on PostgreSQL. Under that lock the idempotency key is looked up: a second request with the same key that arrives meanwhile
waits for the lock, and then gets the answer of the first.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from queue_server.configuration.values import Configuration
from queue_server.ledger import local_time
from queue_server.ledger.actor import SYSTEM, Actor
from queue_server.ledger.arrangement import Arrangement
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.events import Event
from queue_server.ledger.kept import Kept, Shown
from queue_server.ledger.service_day import ClockTrust, service_day
from queue_server.ledger.storage import sealed_answers, sealing
from queue_server.ledger.storage.marks import Marks
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.storage.writing import Outcome, Writing, writing
from queue_server.ledger.tables import centres, events, idempotency_keys
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.base import Answer as Said
from shared.wire.base import as_text

_LOCK = Prepared(
    update(centres)
    .where(centres.c.id == bindparam("b_id"))
    .values(seq=centres.c.seq + 1)
    .returning(centres.c.seq, centres.c.service_day, centres.c.rearranged, centres.c.clock_believed),
    [],
)


_ADD = update(centres).where(centres.c.id == bindparam("b_id")).values(seq=centres.c.seq + bindparam("b_n"))


_NEW_DAY = (
    update(centres)
    .where(centres.c.id == bindparam("b_id"))
    .values(service_day=bindparam("b_day"), day_seq=bindparam("b_seq"), day_before=bindparam("b_before"))
)


_REPLAY = Prepared(
    select(idempotency_keys.c.fingerprint, idempotency_keys.c.status, idempotency_keys.c.body).where(
        idempotency_keys.c.centre == bindparam("b_centre"),
        idempotency_keys.c.principal == bindparam("b_principal"),
        idempotency_keys.c.key == bindparam("b_key"),
    )
)


_KEEP = Prepared(insert(idempotency_keys), [column.name for column in idempotency_keys.c])


_REPLACED = delete(idempotency_keys).where(
    idempotency_keys.c.centre == bindparam("b_centre"),
    idempotency_keys.c.principal == bindparam("b_principal"),
    idempotency_keys.c.key == bindparam("b_key"),
)


_EVENT = Prepared(insert(events), [column.name for column in events.c])


@dataclass(slots=True)
class Awaited:
    """Kiosks that have not said yet which numbers they have seen; nobody waits for them for ever."""

    names: set[str] = field(default_factory=set)
    until: float = 0.0
    asked: bool = False
    """Whether the database was put back, so that what kiosks have seen counts."""

    def waits(self) -> bool:
        """Whether a number has to wait for them."""
        return bool(self.names) and time.monotonic() < self.until


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key, with the fingerprint of the request that it belongs to.

    If an answer is stored under the key and `outdated(answer)` is true, the work is done in spite of it: the deed finds the
    stored answer in `UnitOfWork.earlier`, and its own answer replaces the stored one. `personal` is true when request or
    answer hold something about a person. Answer and fingerprint are sealed then; the fingerprint too, because somebody
    could try all telephone numbers until one gives the same fingerprint.
    """

    key: str
    fingerprint: str
    outdated: Callable[[str], bool] | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a deed answered: the status, the JSON text, and whether it is the stored answer of an earlier request."""

    status: int
    body: str
    replayed: bool = False


@dataclass(slots=True)
class Database:
    """The centre's database as deeds use it: engine, configuration, and whom to wake after a commit."""

    engine: Engine
    centre: Configuration
    clock: Callable[[], datetime]
    rollover: Callable[[UnitOfWork], None]
    announce: Callable[[list[Event]], None] = lambda events: None
    """Called with the events of each commit, oldest first. Nothing is lost where a call fails: the diary has the events."""
    marks: Marks | None = None
    """What this process knows beside the database; None for a command."""
    missing: Callable[[UnitOfWork], None] = lambda deed: None
    """Called in the first deed that finds the database older than the marks: its numbers may be on paper already."""
    awaited: Awaited = field(default_factory=Awaited)
    """The kiosks that are asked what they have seen before a number is given by a database that was put back."""
    trust: ClockTrust = field(default_factory=ClockTrust)
    """Whether the machine's clock is believed."""
    doubting: Callable[[UnitOfWork, float], None] = lambda deed, off: None
    """Called in the first deed under a clock that is off by so many seconds; it keeps that (`centre.clock_believed`)."""
    believing: Callable[[UnitOfWork], None] = lambda deed: None
    """Called in the first deed after such a clock has come back by itself; it ends what `doubting` kept."""
    public_address: str | None = None
    estimates: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    kept: Kept | None = None
    """The value that the last deed kept in memory for the next one (`UnitOfWork.recall`)."""
    shown: Shown = field(default_factory=Shown)
    """The copy of that value for readings."""
    arrangement: Arrangement = field(default_factory=Arrangement)
    """The queues that counters serve now, where supervisors gave them others."""
    _writing: Writing[Event] = field(init=False)

    def __post_init__(self) -> None:
        self._writing = writing(self.engine, self._forget, self._note)

    def perform(
        self,
        actor: Actor,
        work: Callable[[UnitOfWork], Said],
        *,
        key: Key | None = None,
        status: int = 200,
    ) -> Answer:
        """Runs `work` in one transaction and answers with what it returned, as JSON; None is 204 without a body.

        A request with a known key gets the answer that it got the first time. Raises RuleBroken, and nothing is changed
        then; `idempotency_key_reused` if the key came with another request before. Lets database errors through.
        """
        return self._writing.run(
            lambda connection: self._perform(connection, actor, work, key, status),
            lambda events: self.announce(events),
        )

    def close(self) -> None:
        """Closes the connection that is kept open for writing, and lets the marks go."""
        self._writing.close()
        if self.marks is not None:
            self.marks.close()

    def _note(self, committed: list[Event]) -> None:
        if self.marks is not None:
            self.marks.note(committed[-1].seq, committed[-1].at)

    def keep(self, work: Callable[[Connection], None]) -> None:
        """Saves something that no fact tells and that moves no number, such as when a picture came."""

        def saved(connection: Connection) -> Outcome[None, Event]:
            work(connection)
            return Outcome(None)

        self._writing.run(saved, self.announce)

    def begin_day(self, deed: UnitOfWork, day: str) -> None:
        """Makes it the service day after all, where somebody says that the clock is right."""
        if day != deed.day:
            known_day, deed.day = deed.day, day
            self._new_day(deed, known_day)

    def _new_day(self, deed: UnitOfWork, known_day: str) -> None:
        # A day that a wrong clock had begun was never there.
        before = known_day if known_day < deed.day else None
        values = {"b_id": deed.centre_id, "b_day": deed.day, "b_seq": deed.seq - 1, "b_before": before}
        deed.connection.execute(_NEW_DAY, values)
        self._for_nobody(deed, lambda: self.rollover(deed))

    @staticmethod
    def _for_nobody(deed: UnitOfWork, work: Callable[[], None]) -> None:
        """What follows from the clock is written to nobody's name, whoever makes the first request in the morning."""
        actor, deed.actor = deed.actor, SYSTEM
        work()
        deed.actor = actor

    def _forget(self) -> None:
        self.kept = None
        self.arrangement.forget()

    def _perform(
        self,
        connection: Connection,
        actor: Actor,
        work: Callable[[UnitOfWork], Said],
        key: Key | None,
        status: int,
    ) -> Outcome[Answer, Event]:
        centre_id = self.centre.centre.id
        locked = _LOCK.row(connection, {"b_id": centre_id})
        if locked is None:
            raise LookupError(centre_id)
        seq, known_day, rearranged, doubted = locked
        now = self.clock()
        off = self.trust.look(now.timestamp())
        if off and doubted is None and self.trust.stored:
            self.trust.believe(now.timestamp())
            off = False
        self.trust.stored = off and doubted is not None
        earlier = None
        if key is not None:
            scope = _scope(centre_id, actor, key)
            known = _REPLAY.row(connection, scope)
            if known is not None:
                fingerprint, known_status, body = known
                if sealing.is_sealed(fingerprint):
                    fingerprint, body = sealed_answers.opened(
                        connection, _request(centre_id, actor, key), fingerprint, body
                    )
                if fingerprint != key.fingerprint:
                    raise RuleBroken("idempotency_key_reused", 422)
                if key.outdated is None or not key.outdated(body):
                    return Outcome(Answer(known_status, body, replayed=True), changed=False)
                earlier = body
        today = local_time.day(self.centre, now).isoformat()
        back = doubted is not None and not off and self.trust.settles
        if doubted is None and not off:
            self.trust.settles = False
        doubtful = off or (doubted is not None and not back)
        day = service_day(known_day, today, doubtful=doubtful)
        # Nobody else may use the value before the commit, because a rollback does not undo what was changed in it.
        kept, self.kept = self.kept, None
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
            doubtful=doubtful,
            awaiting=self.awaited.waits(),
            _left=kept if kept is not None and kept.day == day else None,
        )
        try:
            if off and doubted is None:
                self._for_nobody(deed, lambda: self.doubting(deed, self.trust.off))
            elif back:
                self._for_nobody(deed, lambda: self.believing(deed))
            answer = self._do(deed, work, key, status, known_day)
        except BaseException:
            self.kept = deed.left(done=False)
            raise
        self.kept = deed.left(done=True)
        return Outcome(answer, deed.facts)

    def _do(
        self,
        deed: UnitOfWork,
        work: Callable[[UnitOfWork], Said],
        key: Key | None,
        status: int,
        known_day: str,
    ) -> Answer:
        connection, actor, centre_id = deed.connection, deed.actor, deed.centre_id
        if deed.day != known_day:
            self._new_day(deed, known_day)
        if self.marks is not None and deed.seq <= self.marks.seq:
            self._for_nobody(deed, lambda: self.missing(deed))
        value = work(deed)
        answer = Answer(204, "") if value is None else Answer(status, as_text(value))
        if len(deed.facts) != 1:
            connection.execute(_ADD, {"b_id": centre_id, "b_n": len(deed.facts) - 1})
        for event in deed.facts:
            _EVENT.run(connection, {"centre": centre_id, **event.columns()})
        if self.marks is not None:
            for (numbers, name), highest in deed.reached.items():
                self.marks.reach(numbers, name, highest)
        if key is not None:
            scope = _scope(centre_id, actor, key)
            if deed.earlier is not None:
                connection.execute(_REPLACED, scope)
            fingerprint, body = key.fingerprint, answer.body
            if key.personal:
                request = _request(centre_id, actor, key)
                fingerprint, body = sealed_answers.sealed(connection, request, fingerprint, body)
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


def _request(centre: str, actor: Actor, key: Key) -> sealed_answers.Request:
    return centre, actor.principal, key.key
