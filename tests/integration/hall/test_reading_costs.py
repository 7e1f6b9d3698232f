"""What reading and calling cost, in statements: it does not grow with how many wait, nor with who else writes."""

from collections.abc import Iterator
from typing import Any

import pytest

from queue_server.hall.deeds import issue
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.storage.engine import open_engine
from queue_server.upkeep import day_end
from shared.wire.tickets import NewTicket
from tests.integration.house import House
from tests.integration.statements import cost, counted


@pytest.fixture
def busy(house: House) -> House:
    """A counter works, some wait, and one of them was put back."""
    house.do("/counters/1/open", by=house.supervisor)
    for _ in range(4):
        house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/put-back", by=house.supervisor)
    return house


def fill(house: House, number: int) -> None:
    """So many more wait; a kiosk may not give as many in a minute."""
    for _ in range(number):
        house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)


@pytest.fixture
def other(house: House) -> Iterator[Database]:
    """The book of another process on the same database."""
    engine = open_engine(house.book.engine.url.render_as_string(hide_password=False))
    book = Database(engine, house.centre, lambda: house.now, day_end.end_day)
    yield book
    book.close()
    engine.dispose()


def test_issuing_takes_seven_statements_and_calling_nine(house: House) -> None:
    house.do("/counters/1/open", by=house.supervisor)
    ticket = house.issue("ho-tich")
    house.do("/counters/1/call-next", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=house.supervisor)

    assert cost(house.book.engine, lambda: house.issue("ho-tich")) <= 7
    assert cost(house.book.engine, lambda: house.do("/counters/1/call-next", by=house.supervisor)) <= 9


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/tickets?limit=500", 8),
        ("/queues/ho-tich/waiting", 7),
        ("/counters/1/panel", 14),
        ("/counters", 7),
        ("/queues", 6),
    ],
)
def test_a_list_takes_as_many_statements_for_forty_who_wait_as_for_four(
    busy: House, path: str, most: int
) -> None:
    busy.get(path, busy.supervisor)
    few = cost(busy.book.engine, lambda: busy.get(path, busy.supervisor))
    fill(busy, 36)
    busy.get(path, busy.supervisor)

    assert cost(busy.book.engine, lambda: busy.get(path, busy.supervisor)) == few
    assert few <= most


def test_what_another_process_did_is_made_good_without_reading_the_lines_anew(
    busy: House, other: Database
) -> None:
    line = "/queues/ho-tich/waiting"
    busy.get(line, busy.supervisor)
    for _ in range(3):
        other.perform(SYSTEM, lambda deed: issue.issue(deed, NewTicket(queue="ho-tich")))

    with counted(busy.book.engine) as said:
        read = busy.get(line, busy.supervisor)
        issued = busy.issue("ho-tich")

    everyone = [sql for sql, _ in said if "FROM tickets" in sql and "tickets.state = " in sql]
    assert everyone == []
    assert [ticket["ahead"] for ticket in read] == list(range(7))
    assert issued["ahead"] == 7


def test_a_deed_that_is_refused_leaves_the_lines_at_hand(busy: House) -> None:
    busy.do("/counters/1/call-next", by=busy.supervisor)
    assert busy.refused("/counters/1/call-next", by=busy.supervisor) == (409, "counter_busy")

    assert cost(busy.book.engine, lambda: busy.issue("ho-tich")) <= 7


def test_a_panel_is_given_the_first_who_wait_and_how_many_there_are(busy: House) -> None:
    fill(busy, 60)
    panel = busy.get("/counters/1/panel", busy.supervisor)
    whole = busy.get("/queues/ho-tich/waiting", busy.supervisor)

    assert panel["waiting_total"] == 64
    assert [ident for ident, _ in panel["order"]] == [t["id"] for t in whole[:50]]
    assert [t["id"] for t in panel["waiting"]] == [t["id"] for t in whole]


def test_the_line_of_a_queue_comes_in_pages_and_says_how_many_wait(busy: House) -> None:
    whole = busy.get("/queues/ho-tich/waiting", busy.supervisor)
    pages: list[Any] = []
    for offset in (0, 3):
        answer = busy.ask("GET", f"/queues/ho-tich/waiting?limit=3&offset={offset}", by=busy.supervisor)
        assert answer.headers["x-total-count"] == "4"
        pages += answer.body

    assert pages == whole


def test_the_tickets_of_a_day_come_in_pages(busy: House) -> None:
    whole = busy.get("/tickets", busy.supervisor)
    first = busy.get("/tickets?limit=3", busy.supervisor)
    rest = busy.get(f"/tickets?limit=3&before={first[-1]['id']}", busy.supervisor)

    assert first + rest == whole
    assert [t["ahead"] for t in whole] == [3, 2, 0, 1]
