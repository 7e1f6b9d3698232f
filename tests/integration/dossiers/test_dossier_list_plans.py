"""How the lists of dossiers are read: by an index each, never by going through all dossiers."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from queue_server.configuration.values import Configuration
from queue_server.dossiers.rows import lists
from queue_server.dossiers.rows.lists import Wanted
from tests.integration.house import House

ASKED = (
    Wanted(),
    Wanted(statuses=frozenset({10})),
    Wanted(statuses=frozenset({2, 4}), due_until=1),
    Wanted(statuses=frozenset({1, 2, 4, 5, 6}), order="due"),
    Wanted(statuses=frozenset({10}), order="due"),
    Wanted(department="Phòng Tư pháp"),
    Wanted(department="Phòng Tư pháp", statuses=frozenset({4}), order="due"),
    Wanted(assigned_to="hoa", order="due"),
    Wanted(field="ho-tich"),
    Wanted(procedure="dang-ky-khai-sinh"),
    Wanted(received_from=1, received_until=2),
    Wanted(apology=True, statuses=frozenset({2, 4}), order="due"),
    Wanted(text="nguyen van an"),
    Wanted(text="nguyen", statuses=frozenset({2})),
    Wanted(text="260615-0001"),
    Wanted(text="022185001234"),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, shipped_centre: Configuration) -> Iterator[House]:
    """On SQLite: PostgreSQL's plans depend on how much is in its tables."""
    folder = tmp_path_factory.mktemp("plans")
    house = House(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, shipped_centre)
    yield house
    house.stop()


@pytest.mark.parametrize("wanted", ASKED)
def test_no_list_goes_through_all_dossiers(house: House, wanted: Wanted) -> None:
    """SQLite says SCAN where it goes through a whole table or index."""
    engine = house.book.engine
    said: list[tuple[str, object]] = []
    with engine.connect() as connection:
        event.listen(
            connection, "before_cursor_execute", lambda c, cur, sql, given, *_: said.append((sql, given))
        )
        lists.find(connection, house.centre.centre.id, wanted, 50, 0)
    plans: list[str] = []
    with engine.connect() as connection:
        for sql, given in said:
            if sql.lstrip().upper().startswith(("SELECT", "WITH")):
                found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)
                plans += [row[3] for row in found]
    assert plans
    # What was put together for this one query may be gone through.
    whole = [step for step in plans if step.startswith(("SCAN dossier", "SCAN event", "SCAN hand"))]
    assert whole == []
