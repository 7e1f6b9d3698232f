"""Deeds that come together share one commit: all of them are durable before any is answered, or none has happened."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.storage.writing import Outcome, Together, Work
from tests.waiting import HANG_SECONDS, eventually


@dataclass
class Hall:
    """A database with one table, and a writer whose pause lets chosen work join before the commit."""

    engine: Engine
    file: Path
    arriving: list[Work] = field(default_factory=list)
    before_commit: Callable[[], None] = lambda: None
    told: list[list[Any]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    answers: dict[int, Any] = field(default_factory=dict)
    seen_while_open: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("CREATE TABLE row (id INTEGER PRIMARY KEY)"))
            connection.commit()
        self.writer = Together(self.engine, lambda: self.lost.append("lost"), self._pause)

    def _pause(self) -> None:
        threads = [
            threading.Thread(target=self._answer, args=(place, work))
            for place, work in enumerate(self.arriving, start=1)
        ]
        self.arriving = []
        batch = self.writer._batch
        assert batch is not None
        for place, thread in enumerate(threads, start=1):
            thread.start()
            # Each is done when it waits for the commit, or is answered already.
            eventually(lambda place=place: len(batch.waiting) == place)
        self.seen_while_open = [sorted(self.answers), self.rows(), list(self.told)]
        self.before_commit()
        self._threads = threads

    def _answer(self, place: int, work: Work) -> None:
        try:
            self.answers[place] = self.writer.run(work, self.told.append)
        except Exception as error:
            self.answers[place] = type(error)

    def together(self, *work: Work) -> dict[int, Any]:
        """Does the first, and the others while it has not been committed; the answers by place."""
        self.arriving = list(work[1:])
        self._answer(0, work[0])
        for thread in self._threads:
            thread.join(HANG_SECONDS)
        return dict(sorted(self.answers.items()))

    def rows(self) -> list[int]:
        """What another connection sees."""
        other = sqlite3.connect(self.file)
        found = [row[0] for row in other.execute("SELECT id FROM row ORDER BY id")]
        other.close()
        return found


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    file = tmp_path / "hall.sqlite3"
    engine = open_engine(f"sqlite:///{file}")
    hall = Hall(engine, file)
    yield hall
    hall.writer.close()
    engine.dispose()


def adds(number: int) -> Work:
    def work(connection: Connection) -> Outcome:
        connection.execute(text("INSERT INTO row VALUES (:id)"), {"id": number})
        return Outcome(f"added {number}", [{"seq": number}])

    return work


def refuses(number: int) -> Work:
    def work(connection: Connection) -> Outcome:
        adds(number)(connection)
        raise RuleBroken("not_waiting")

    return work


def only_looks(connection: Connection) -> Outcome:
    """As a replay does: what it changed on the way is taken back."""
    adds(99)(connection)
    return Outcome("looked", changed=False)


def ends_the_transaction(connection: Connection) -> Outcome:
    """What SQLite does by itself when the disk is full."""
    connection.connection.dbapi_connection.execute("ROLLBACK")  # type: ignore[union-attr]
    raise DBAPIError("INSERT", None, sqlite3.OperationalError("database or disk is full"))


def test_nobody_is_answered_before_the_one_commit(hall: Hall) -> None:
    assert hall.together(adds(1), adds(2), adds(3)) == {0: "added 1", 1: "added 2", 2: "added 3"}
    assert hall.seen_while_open == [[], [], []]
    assert hall.rows() == [1, 2, 3]


def test_the_facts_of_all_are_announced_once_and_in_their_order(hall: Hall) -> None:
    hall.together(adds(1), adds(2), refuses(5), adds(3))
    assert hall.told == [[{"seq": 1}, {"seq": 2}, {"seq": 3}]]


def test_who_is_refused_leaves_nothing_and_disturbs_nobody(hall: Hall) -> None:
    assert hall.together(adds(1), refuses(2), adds(3)) == {0: "added 1", 1: RuleBroken, 2: "added 3"}
    assert hall.rows() == [1, 3]


def test_a_refusal_waits_for_the_commit_that_it_relies_on(hall: Hall) -> None:
    hall.together(adds(1), refuses(2))
    assert hall.seen_while_open[0] == []


def test_a_replay_that_joins_leaves_nothing_of_its_own(hall: Hall) -> None:
    assert hall.together(adds(1), only_looks) == {0: "added 1", 1: "looked"}
    assert hall.rows() == [1]


def test_who_is_refused_first_is_answered_at_once_and_opens_nothing(hall: Hall) -> None:
    for work, answer in ((refuses(1), RuleBroken), (only_looks, "looked")):
        hall._answer(0, work)
        assert hall.answers[0] == answer
    hall.together(adds(1))
    assert (hall.rows(), hall.told) == ([1], [[{"seq": 1}]])


def test_when_the_commit_fails_nothing_has_happened_and_everybody_hears_it(hall: Hall) -> None:
    def break_it() -> None:
        hall.writer._kept.connection.dbapi_connection.execute("ROLLBACK")  # type: ignore[union-attr]
        hall.writer._kept.connection.dbapi_connection.close()  # type: ignore[union-attr]

    hall.before_commit = break_it
    assert hall.together(adds(1), adds(2)) == {0: OperationalError, 1: OperationalError}
    assert (hall.rows(), hall.told, hall.lost) == ([], [], ["lost"])
    hall.before_commit = lambda: None
    hall.answers.clear()
    assert hall.together(adds(3)) == {0: "added 3"}


def test_when_the_database_ends_the_transaction_nobody_is_told_that_it_held(hall: Hall) -> None:
    answers = hall.together(adds(1), ends_the_transaction)
    assert answers == {0: OperationalError, 1: OperationalError}
    assert (hall.rows(), hall.told, hall.lost) == ([], [], ["lost"])
    hall.answers.clear()
    assert hall.together(adds(4), adds(5)) == {0: "added 4", 1: "added 5"}
    assert hall.rows() == [4, 5]


def test_many_threads_at_once_lose_nothing(hall: Hall) -> None:
    hall.writer._pause = lambda: None
    threads = [
        threading.Thread(
            target=lambda start=start: [hall._answer(n, adds(n)) for n in range(start, start + 40)]
        )
        for start in range(0, 400, 40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(HANG_SECONDS)
    assert hall.rows() == list(range(400))
    assert hall.answers == {n: f"added {n}" for n in range(400)}
    assert sorted(fact["seq"] for facts in hall.told for fact in facts) == list(range(400))
