"""How write transactions begin and end: on PostgreSQL each deed has its own, on SQLite deeds that come together share one.

A commit waits for the disk, and SQLite has one writer. So deeds that arrive while another deed is being done join its
transaction, each behind a savepoint of its own, and one commit makes all of them durable. No deed is answered before that
commit, not even a deed that was refused or got a stored answer, because its answer may depend on what the others changed.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.engine import BUSY_SECONDS, check_file
from queue_server.ledger.storage.failures import Failure, failure_of

_MOST_TOGETHER = 64
_PATIENCE_SECONDS = BUSY_SECONDS
"""How long a deed waits in all while another program holds SQLite's write lock; then kiosks have long gone on alone."""
_FIRST_LOOK_SECONDS, _LONGEST_LOOK_SECONDS = 0.001, 0.05
_Value = TypeVar("_Value")
_Fact = TypeVar("_Fact")


@dataclass(slots=True)
class Outcome(Generic[_Value, _Fact]):
    """The result of the work in a transaction. If the work changed nothing, nothing is committed."""

    value: _Value
    facts: list[_Fact] = field(default_factory=list)
    changed: bool = True


Work = Callable[[Connection], Outcome[_Value, _Fact]]
Announce = Callable[[list[_Fact]], None]


class Writing(Protocol[_Fact]):
    """Runs work in write transactions."""

    def run(self, work: Work[_Value, _Fact], announce: Announce[_Fact]) -> _Value:
        """Does the work and returns its value after its change is durable, and after `announce` was called with its facts.

        If the work raises an exception, its changes are undone.
        """

    def close(self) -> None:
        """Closes the connection that is kept open."""


def writing(
    engine: Engine, lost: Callable[[], None], committed: Callable[[list[_Fact]], None]
) -> Writing[_Fact]:
    """The way to write for this kind of database.

    `lost` is called when work that was done could not be committed. `committed` is called with the facts of each commit,
    before anybody is answered and before the next commit on this connection.
    """
    if engine.dialect.name == "sqlite":
        return Together(engine, lost, committed=committed)
    return Apart(engine, lost, committed=committed)


class Apart(Generic[_Fact]):
    """Each piece of work has its own connection and commit."""

    def __init__(
        self, engine: Engine, lost: Callable[[], None], *, committed: Callable[[list[_Fact]], None]
    ) -> None:
        self._engine = engine
        self._lost = lost
        self._committed = committed

    def run(self, work: Work[_Value, _Fact], announce: Announce[_Fact]) -> _Value:
        with self._engine.connect() as connection:
            # Statements that the driver runs do not begin SQLAlchemy's transaction, so it is begun here.
            connection.begin()
            outcome = work(connection)
            if outcome.changed:
                try:
                    connection.commit()
                except BaseException:
                    self._lost()
                    raise
                if outcome.facts:
                    self._committed(outcome.facts)
        if outcome.facts:
            announce(outcome.facts)
        return outcome.value

    def close(self) -> None:
        """Does nothing, because no connection is kept open."""


@dataclass(slots=True)
class _Batch(Generic[_Fact]):
    """Work that is done and waits for one commit."""

    facts: list[_Fact]
    size: int = 1
    waiting: list[threading.Lock] = field(default_factory=list)
    failure: BaseException | None = None


class Together(Generic[_Fact]):
    """SQLite's only writer: one connection, kept open, because opening it costs more than writing."""

    def __init__(
        self,
        engine: Engine,
        lost: Callable[[], None],
        pause: Callable[[], None] = lambda: time.sleep(0),
        *,
        committed: Callable[[list[_Fact]], None] = lambda facts: None,
    ) -> None:
        self._engine = engine
        self._lost = lost
        self._committed = committed
        self._pause = pause
        # Waiting for SQLite's own lock stops the other greenlets, and is not in the order of arrival. With this lock the
        # others go on, and the order is kept.
        self._turn = threading.Lock()
        self._kept: Connection | None = None
        self._batch: _Batch[_Fact] | None = None

    def run(self, work: Work[_Value, _Fact], announce: Announce[_Fact]) -> _Value:
        until = time.monotonic() + _PATIENCE_SECONDS
        with self._turn:
            batch = self._batch
            if batch is None:
                first = self._first(work, until)
                if not first.changed:
                    return first.value
                batch = self._batch = _Batch(list(first.facts))
                outcome: Outcome[_Value, _Fact] | None = first
                refused, committed = None, None
            else:
                outcome, refused = self._join(batch, work)
                committed = threading.Lock()
                committed.acquire()
                batch.waiting.append(committed)
                if batch.failure is not None or batch.size >= _MOST_TOGETHER:
                    self._commit(batch)
        if committed is None:
            try:
                # Deeds that are ready run now and join the transaction.
                self._pause()
            finally:
                with self._turn:
                    if self._batch is batch:
                        self._commit(batch)
            if batch.facts and batch.failure is None:
                announce(batch.facts)
        else:
            committed.acquire()
        if batch.failure is not None:
            raise OperationalError("COMMIT", None, batch.failure) from batch.failure
        if refused is not None:
            raise refused
        assert outcome is not None
        return outcome.value

    def close(self) -> None:
        with self._turn:
            if self._batch is not None:
                self._commit(self._batch)
            if self._kept is not None:
                _wait_for_others(self._kept, BUSY_SECONDS)
                self._kept.close()
                self._kept = None

    def _first(self, work: Work[_Value, _Fact], until: float) -> Outcome[_Value, _Fact]:
        """Begins a transaction and does the work; if the work is refused or changes nothing, the transaction is ended.

        A connection on which anything else went wrong is not used again.
        """
        # The connection stays open where this fails: it is what can still read files that have no name any more.
        check_file(self._engine)
        if self._kept is None:
            self._kept = self._open()
        connection = self._kept
        try:
            _begin(connection, until)
        except OperationalError as error:
            if failure_of(error) not in (Failure.LOCKED, Failure.GONE):
                self._drop()
            raise
        try:
            outcome = work(connection)
            if not outcome.changed:
                connection.rollback()
        except RuleBroken:
            connection.rollback()
            raise
        except BaseException:
            self._drop()
            raise
        return outcome

    def _join(
        self, batch: _Batch[_Fact], work: Work[_Value, _Fact]
    ) -> tuple[Outcome[_Value, _Fact] | None, BaseException | None]:
        """Does the work behind a savepoint; the second value is what it raised instead of an outcome."""
        connection = self._kept
        assert connection is not None
        driver: Any = connection.connection.dbapi_connection
        driver.execute("SAVEPOINT deed")
        try:
            outcome: Outcome[_Value, _Fact] | None = work(connection)
            refused: BaseException | None = None
        except BaseException as error:
            outcome, refused = None, error
        if not driver.in_transaction:
            # A full disk ends the whole transaction, so that nothing of the work in it is saved.
            batch.failure = refused
            return outcome, refused
        if outcome is not None and outcome.changed:
            batch.size += 1
            batch.facts += outcome.facts
        else:
            driver.execute("ROLLBACK TO deed")
        driver.execute("RELEASE deed")
        return outcome, refused

    def _commit(self, batch: _Batch[_Fact]) -> None:
        self._batch = None
        connection = self._kept
        try:
            if batch.failure is None and connection is not None:
                connection.commit()
        except BaseException as error:
            batch.failure = error
        if batch.failure is not None:
            self._lost()
            self._drop()
        elif batch.facts:
            self._committed(batch.facts)
        for waiting in batch.waiting:
            waiting.release()

    def _drop(self) -> None:
        """Opens a new connection and then closes the one on which something went wrong, in this order.

        When the last connection closes, SQLite copies its log into the file and deletes the log. On a full disk there would
        be no room to begin the log again, so that not even a reader could open the database.
        """
        broken, self._kept = self._kept, None
        if broken is None:
            return
        try:
            # If this fails, the next deed opens a connection.
            with suppress(SQLAlchemyError):
                self._kept = self._open()
        finally:
            broken.invalidate()
            broken.close()

    def _open(self) -> Connection:
        connection = self._engine.connect().execution_options(writes=True)
        # SQLite's own waiting would stop the other greenlets.
        _wait_for_others(connection, 0.0)
        return connection


def _wait_for_others(connection: Connection, seconds: float) -> None:
    """How long SQLite itself waits on this connection; whoever gets it from the pool next may wait."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def _begin(connection: Connection, until: float) -> None:
    """Begins the transaction. Where another program holds the lock it is tried again, while readers and others go on.

    Raises OperationalError where that lasts until `until`.
    """
    pause = _FIRST_LOOK_SECONDS
    while True:
        try:
            connection.begin()
            return
        except OperationalError as error:
            if failure_of(error) is not Failure.LOCKED or time.monotonic() >= until:
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_LOOK_SECONDS)
