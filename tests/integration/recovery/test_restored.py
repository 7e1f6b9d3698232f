"""A database that is put back to an older state under a running server: everyone begins anew and hears what comes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.house import Token, token_in
from tests.integration.realtime.test_sockets import Ear, ask, database_of, seq_of
from tests.journeys.centre import Centre
from tests.waiting import eventually


@pytest.fixture
def served(free_port: Callable[[], int], tmp_path: Path) -> Iterator[tuple[Centre, Token]]:
    """A server on SQLite and a supervisor's token."""
    centre = Centre(tmp_path, free_port)
    try:
        centre.start("--no-worker")
        yield centre, token_in(database_of(centre), "supervisor", "lan")
    finally:
        centre.stop()


def copy(source: Path, target: Path) -> None:
    """One database becomes the other in a single transaction, under whoever has it open."""
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)


def take(centre: Centre, staff: Token, count: int) -> list[str]:
    return [ask(centre, staff, "/tickets", {"queue": "ho-tich"})["number"] for _ in range(count)]


@pytest.mark.parametrize("meanwhile", [0, 3, 8])
def test_everyone_begins_anew_after_the_database_was_put_back(
    served: tuple[Centre, Token], tmp_path: Path, meanwhile: int
) -> None:
    """Also when the restored diary has already come as far as the lost one, or further, before anyone looks."""
    centre, staff = served
    database, saved = centre.data_dir / "motcua.sqlite3", tmp_path / "saved.sqlite3"
    assert take(centre, staff, 2) == ["A001", "A002"]
    old = seq_of(centre, staff)
    copy(database, saved)
    ear = Ear(centre.url, {"token": staff.secret})
    assert ear.snapshot()["seq"] == old
    assert take(centre, staff, 5)[-1] == "A007"
    ear.facts_until(old + 5)

    copy(saved, database)
    again = take(centre, staff, meanwhile)
    eventually(lambda: ear.ended)
    # The numbers that the lost state gave are on paper.
    assert again == [f"A{value:03d}" for value in range(51, 51 + meanwhile)]

    # The first deed says that records are missing, and what is passed over.
    told = 2 if meanwhile else 0
    fresh = Ear(centre.url, {"token": staff.secret})
    assert (fresh.snapshot()["seq"], fresh.snapshot()["queues"][0]["waiting"]) == (
        old + meanwhile + told,
        2 + meanwhile,
    )
    told += 2 if not told else 0
    assert take(centre, staff, 1) == [f"A{51 + meanwhile:03d}"]
    facts = fresh.facts_until(old + meanwhile + told + 1)
    assert [(fact["seq"], fact["data"]["number"]) for fact in facts if fact["type"] == "ticket_issued"] == [
        (old + meanwhile + told + 1, f"A{51 + meanwhile:03d}")
    ]
    fresh.leave()
