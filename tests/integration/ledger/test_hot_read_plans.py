"""How the hot paths reach their rows in a database of two years: by an index that leads to them, on both engines.

SQLite is asked with statistics and without; PostgreSQL keeps its own. No time is measured.
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bench.big import Filling
from queue_server.configuration.values import Configuration
from queue_server.ledger.reading import reading
from queue_server.ledger.storage import statistics
from queue_server.realtime import snapshot
from tests.integration.house import House
from tests.integration.statements import counted

DAYS, A_DAY = 480, 90
"""Two years of working days, with as many visits as the first centre had: 11,000 in half a year."""
LARGE = ("tickets", "events", "services", "idempotency_keys", "dossiers", "dossier_tickets")
NAMES = "|".join(LARGE)
# SQLite: all rows gone through, or only the centre looked for, which is all rows too.
WHOLE_IN_SQLITE = re.compile(rf"^SCAN ({NAMES})\b|^SEARCH ({NAMES})\b.*\(centre=\?\)$")


@pytest.fixture
def years(database_url: str, tmp_path: Path, shipped_centre: Configuration) -> Iterator[House]:
    """A centre on each engine that has run for two years, with a few who wait today. To fill it takes seconds."""
    house = House(database_url, tmp_path, shipped_centre)
    with house.book.engine.connect().execution_options(writes=True) as connection:
        Filling(connection, house.centre, random.Random(1)).run(DAYS * A_DAY, 500, A_DAY)
        connection.commit()
    statistics.refresh(house.book.engine)
    house.do("/counters/1/open", by=house.supervisor)
    for _ in range(5):
        house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)
    yield house
    house.stop()


def forget_statistics(house: House) -> None:
    """Leaves an SQLite database without statistics about its tables."""
    engine = house.book.engine
    with engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("DELETE FROM sqlite_stat1"))
        connection.commit()
    # A connection reads the statistics only when it is opened.
    engine.dispose()


def visit(house: House) -> None:
    """One whole visit at counter 1."""
    house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)
    ticket = house.do("/counters/1/call-next", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/start", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=house.supervisor)


def snapshots(house: House) -> None:
    """What a screen and a supervisor are sent when they connect."""
    for audience in ("hall", "staff"):
        with reading(house.book) as now:
            snapshot.take(now, audience)  # type: ignore[arg-type]  # a literal of the two


HOT: dict[str, Callable[[House], Any]] = {
    "a visit": visit,
    "the panel": lambda house: house.get("/counters/1/panel", house.supervisor),
    "what the panel lacks": lambda house: house.get("/counters/1/panel?lacks=1,2", house.supervisor),
    "the line": lambda house: house.get("/queues/ho-tich/waiting", house.supervisor),
    "today's tickets": lambda house: house.get("/tickets?limit=500", house.supervisor),
    "tickets of a number": lambda house: house.get("/tickets?number=A001", house.supervisor),
    "queues": lambda house: house.get("/queues"),
    "counters": lambda house: house.get("/counters", house.supervisor),
    "the feed": lambda house: house.get("/events?after=100&limit=100", house.supervisor),
    "a ticket's history": lambda house: house.get("/tickets/17/history", house.supervisor),
    "snapshots": snapshots,
}


def test_no_hot_path_goes_through_the_years(years: House, subtests: Any) -> None:
    for name in HOT:
        with subtests.test(hot=name):
            assert whole_reads(years, name) == []
    if years.book.engine.dialect.name == "sqlite":
        forget_statistics(years)
        for name in HOT:
            with subtests.test(hot=name, statistics=False):
                assert whole_reads(years, name) == []


def whole_reads(years: House, name: str) -> list[str]:
    """The steps of a hot path that go through all of a large table."""
    HOT[name](years)
    years.book.kept = None
    years.book.shown.forget()
    with counted(years.book.engine) as said:
        HOT[name](years)
    return [step for sql, values in said for step in whole_steps(years, sql, values)]


def whole_steps(house: House, sql: str, values: Any) -> list[str]:
    """The steps of the statement's plan that go through all of a large table."""
    if not sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
        return []
    with house.book.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            return [f"{step}: {sql}" for step in steps if WHOLE_IN_SQLITE.search(step)]
        # Without it a planner may rightly read a small table whole: what counts is whether there is another way.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        steps = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", values)]
        return [f"{step}: {sql}" for step in steps if re.search(rf"Seq Scan on ({NAMES})\b", step)]
