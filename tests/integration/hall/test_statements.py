"""The two deeds that a hall waits for take few statements, so that a busy morning stays quick."""

import uuid

from tests.integration.house import House
from tests.integration.statements import cost


def test_a_number_takes_six_statements_and_a_call_nine(house: House) -> None:
    officer = house.token("officer", 1)
    queue = house.get("/counters", by=officer)[0]["queues"][0]
    house.do("/counters/1/open", by=officer)
    kiosk = house.token("kiosk")

    def issue() -> None:
        house.do("/tickets", {"queue": queue, "purpose": "submit"}, by=kiosk, key=str(uuid.uuid4()))

    def call_next() -> None:
        house.do("/counters/1/call-next", by=officer)

    issue()
    assert (cost(house.book.engine, issue), cost(house.book.engine, call_next)) == (6, 9)
