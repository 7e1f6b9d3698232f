"""Counters that serve other queues for now: every list uses them, undoing restores exactly, the day's end takes them back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select

from queue_server.configuration.values import Balance, Configuration
from queue_server.hall.deeds import balance
from queue_server.hall.deeds import counters as service
from queue_server.hall.views import estimates
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.tables import centres, counters, rearrangements
from queue_server.upkeep import day_end
from tests.integration.house import House, with_centre

SUPERVISOR = Actor("supervisor", "supervisor", principal="supervisor")
MORE = {"counter": 1, "queues": ["ho-tich", "chung-thuc"], "why": "Mở thêm Chứng thực ở quầy 1"}


def rows(house: House) -> list[tuple[Any, ...]]:
    """Everything that a rearrangement writes."""
    with house.book.engine.connect() as connection:
        found = connection.execute(
            select(counters.c.number, counters.c.queues, counters.c.state, counters.c.officer)
            .where(counters.c.centre == house.centre.centre.id)
            .order_by(counters.c.number)
        )
        return [tuple(row) for row in found]


def served(house: House, number: int) -> list[str]:
    return next(c["queues"] for c in house.get("/counters", house.supervisor) if c["number"] == number)


def callers(house: House, queue: str) -> list[int]:
    return next(q["counters"] for q in house.get("/queues") if q["id"] == queue)


def test_everything_goes_by_the_queues_that_a_counter_was_given(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    before = callers(house, "chung-thuc")
    ticket = house.issue("chung-thuc")
    assert 1 not in before
    assert house.do("/counters/1/call-next", by=officer) is None

    made = house.do("/rearrangements", MORE, by=house.supervisor)

    assert (made["before"], made["after"]) == (["ho-tich"], ["ho-tich", "chung-thuc"])
    assert made["can_be_undone"]
    assert served(house, 1) == ["ho-tich", "chung-thuc"]
    assert callers(house, "chung-thuc") == [1, *before]
    assert house.get(f"/tickets/{ticket['id']}", house.supervisor)["counters"] == [1, *before]
    assert house.issue("chung-thuc")["counters"] == [1, *before]
    panel = house.get("/counters/1/panel", officer)
    assert panel["counter"]["queues"] == ["ho-tich", "chung-thuc"]
    assert [row["number"] for row in panel["waiting"]] == ["B001", "B002"]
    assert house.do("/counters/1/call-next", by=officer)["number"] == ticket["number"]
    fact = next(fact for fact in house.facts() if fact["type"] == "counter_rearranged")
    assert {key: fact["data"][key] for key in ("number", "queues", "usual", "undone", "by")} == {
        "number": 1,
        "queues": ["ho-tich", "chung-thuc"],
        "usual": ["ho-tich"],
        "undone": False,
        "by": "supervisor",
    }


def test_undoing_restores_exactly(house: House) -> None:
    house.do("/counters/1/open", by=house.token("officer", 1))
    before = rows(house)
    first = house.do("/rearrangements", MORE, by=house.supervisor)
    after_first = rows(house)
    second = house.do("/rearrangements", {"counter": 1, "queues": ["chung-thuc"]}, by=house.supervisor)

    undo = f"/rearrangements/{first['id']}/undo"
    assert house.refused(undo, by=house.supervisor) == (409, "rearranged_meanwhile")
    house.do(f"/rearrangements/{second['id']}/undo", by=house.supervisor)
    assert rows(house) == after_first
    undone = house.do(undo, by=house.supervisor)

    assert rows(house) == before
    assert (undone["undone_by"], undone["can_be_undone"]) == ("supervisor", False)
    assert house.get("/balance", house.supervisor)["in_force"] == []
    with house.book.engine.connect() as connection:
        query = select(centres.c.rearranged).where(centres.c.id == house.centre.centre.id)
        assert connection.execute(query).scalar_one() is None
    assert house.refused(undo, by=house.supervisor) == (409, "rearranged_meanwhile")


def test_a_closed_counter_is_opened_for_whoever_sits_down_and_closed_again_by_undoing(house: House) -> None:
    officer = house.token("officer", 1)
    before = rows(house)
    made = house.do("/rearrangements", {**MORE, "open": True}, by=house.supervisor)
    assert house.get("/counters", house.supervisor)[0]["state"] == "open"
    taken = house.do("/counters/1/open", by=officer)
    assert (taken["state"], taken["officer"]) == ("open", officer.name)
    ticket = house.issue("chung-thuc")
    house.do("/counters/1/call-next", by=officer)

    undo = f"/rearrangements/{made['id']}/undo"
    assert house.refused(undo, by=house.supervisor) == (409, "counter_busy")
    house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=officer)
    house.do(undo, by=house.supervisor)

    assert rows(house) == before


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"counter": 1, "queues": ["ho-tich"]}, (422, "invalid")),
        ({"counter": 1, "queues": ["chung-thuc"], "present": ["dat-dai"]}, (409, "rearranged_meanwhile")),
        ({"counter": 1, "queues": ["khong-co"]}, (422, "invalid")),
        ({"counter": 99, "queues": ["ho-tich"]}, (404, "not_found")),
        ({"counter": 16, "queues": ["ho-tich"]}, (409, "queue_unserved")),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    house: House, body: dict[str, object], refused: tuple[int, str]
) -> None:
    alone = next(
        c.number for c in house.centre.counters if len(callers(house, c.queues[0])) == 1 and c.number != 1
    )
    body = {**body, "counter": alone} if refused[1] == "queue_unserved" else body
    assert house.refused("/rearrangements", body, by=house.supervisor) == refused
    assert house.facts() == []


def test_an_open_counter_is_not_opened_again(house: House) -> None:
    house.do("/counters/1/open", by=house.token("officer", 1))
    refused = house.refused("/rearrangements", {**MORE, "open": True}, by=house.supervisor)
    assert refused == (409, "rearranged_meanwhile")


def test_the_day_s_end_takes_back_what_counters_were_given_and_says_so(house: House) -> None:
    house.do("/rearrangements", MORE, by=house.supervisor)
    house.later(days=1)
    house.issue("ho-tich")

    assert served(house, 1) == ["ho-tich"]
    assert house.get("/balance", house.supervisor)["in_force"] == []
    facts = [fact["data"] for fact in house.facts() if fact["type"] == "counter_rearranged"]
    assert [(fact["queues"], fact["undone"], fact["by"]) for fact in facts] == [
        (["ho-tich", "chung-thuc"], False, "supervisor"),
        (["ho-tich"], True, "system"),
    ]


def test_a_centre_may_keep_what_counters_were_given(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    kept = with_centre(shipped_centre, balance=Balance(keep_overnight=True))
    house = new_house(kept)
    house.do("/rearrangements", MORE, by=house.supervisor)
    house.later(days=1)
    house.issue("ho-tich")
    assert served(house, 1) == ["ho-tich", "chung-thuc"]


def test_a_second_process_calls_by_the_queues_that_the_first_gave(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    house.issue("chung-thuc")
    other = Database(house.book.engine, house.book.centre, house.book.clock, day_end.end_day)

    def called() -> Any:
        answer = other.perform(SUPERVISOR, lambda deed: service.call_next(deed, 1))
        return json.loads(answer.body)["id"] if answer.body else None

    try:
        assert called() is None
        made = house.do("/rearrangements", MORE, by=house.supervisor)
        ident = called()
        house.do(f"/tickets/{ident}/finish", {"outcome": "advised"}, by=officer)
        other.perform(SUPERVISOR, lambda deed: balance.undo(deed, made["id"]))
        house.issue("chung-thuc")

        assert house.do("/counters/1/call-next", by=officer) is None
        assert served(house, 1) == ["ho-tich"]
    finally:
        other.close()


def test_a_changed_arrangement_costs_issuing_and_calling_no_statement(house: House) -> None:
    officer = house.token("officer", 2)
    house.do("/counters/2/open", by=officer)

    def statements() -> int:
        seen: list[str] = []

        def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            seen.append(statement)

        for _ in range(2):
            seen.clear()
            event.listen(house.book.engine, "before_cursor_execute", count)
            ticket = house.issue("ho-tich")
            house.do("/counters/2/call-next", by=officer)
            event.remove(house.book.engine, "before_cursor_execute", count)
            house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=officer)
        return len(seen)

    usual = statements()
    house.do("/rearrangements", MORE, by=house.supervisor)
    assert statements() == usual


def played(house: House, *, queue: str, minutes: int, numbers: int) -> None:
    """Some numbers of the queue are called and served at counter 4, so that service times are known."""
    supervisor = house.supervisor
    counter = callers(house, queue)[0]
    house.do(f"/counters/{counter}/open", by=supervisor)
    for _ in range(numbers):
        ticket = house.issue(queue)
        house.do(f"/counters/{counter}/call-next", by=supervisor)
        house.later(minutes=minutes)
        house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "advised"}, by=supervisor)


def test_the_supervisor_is_told_what_would_help_and_it_does_what_it_says(house: House) -> None:
    played(house, queue="chung-thuc", minutes=8, numbers=3)
    house.do("/counters/1/open", by=house.token("officer", 1))
    for _ in range(8):
        house.issue("chung-thuc")

    def longest() -> int:
        with house.book.engine.connect() as connection:
            return max(
                places[-1][0] for places in estimates.compute(connection, house.centre, house.now).values()
            )

    with house.book.engine.connect() as connection:
        told = balance.advise(connection, house.centre, house.now)

    assert told is not None
    assert told.before_minutes == longest()
    assert told.text.vi == (
        f"Mở thêm Chứng thực ở quầy 1: chờ {told.before_minutes} → {told.after_minutes} phút"
    )
    house.application.parts.advice.proposal = told
    assert house.get("/balance", house.supervisor)["proposal"] == told.model_dump()
    asked = told.model_dump(include={"counter", "queues", "present"})
    house.do(
        "/rearrangements",
        {**asked, "open": told.kind == "open", "why": told.text.vi},
        by=house.supervisor,
    )

    assert longest() < told.before_minutes
    assert abs(longest() - told.after_minutes) <= 1
    # The counter is not as it was when this was played.
    assert house.get("/balance", house.supervisor)["proposal"] is None
    with house.book.engine.connect() as connection:
        why = connection.execute(select(rearrangements.c.why)).scalars().all()
    assert told.text.vi in why


def test_nothing_is_proposed_where_the_centre_wants_no_proposals(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_centre(shipped_centre, balance=Balance(least_minutes=0)))
    played(house, queue="chung-thuc", minutes=8, numbers=3)
    house.do("/counters/1/open", by=house.token("officer", 1))
    for _ in range(8):
        house.issue("chung-thuc")
    with house.book.engine.connect() as connection:
        assert balance.advise(connection, house.centre, house.now) is None
