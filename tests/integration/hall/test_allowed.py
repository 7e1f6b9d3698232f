"""What the server tells people they may do now; the deeds decide again."""

from typing import Any

from tests.integration.house import House, Token

WAITING = ["call", "hold", "transfer", "priority", "cancel", "print-again"]


def ticket_at(house: House, counter: int) -> Any:
    queue = next(known for known in house.centre.counters if known.number == counter).queues[0]
    return house.do("/tickets", {"queue": queue, "purpose": "submit"}, by=house.token("kiosk"))


def allowed(house: House, ticket: Any, by: Token) -> Any:
    return house.get(f"/tickets/{ticket['id']}", by=by).get("allowed", "not told")


def test_a_ticket_says_what_can_be_done_with_it_as_it_moves_on(house: House) -> None:
    officer = house.token("officer", 1)
    ticket = ticket_at(house, 1)
    house.do("/counters/1/open", by=officer)
    told = [allowed(house, ticket, officer)]
    told.append(house.do("/counters/1/call-next", by=officer)["allowed"])
    for deed, body in (("start", None), ("finish", {"outcome": "advised"})):
        told.append(house.do(f"/tickets/{ticket['id']}/{deed}", body, by=officer)["allowed"])
    house.later(minutes=2)
    told.append(allowed(house, ticket, officer))
    assert told == [
        WAITING,
        [
            "recall",
            "start",
            "finish",
            "no-show",
            "hold",
            "put-back",
            "transfer",
            "priority",
            "cancel",
            "print-again",
        ],
        ["finish", "hold", "transfer", "take-in"],
        ["undo"],
        [],
    ]


def test_people_are_told_of_what_is_their_business_and_machines_of_nothing(house: House) -> None:
    ticket = ticket_at(house, 1)
    (queue,) = {ticket["queue"]}
    other = next(known.number for known in house.centre.counters if queue not in known.queues)
    speakers = (
        house.token("officer", 1),
        house.token("officer", other),
        house.token("supervisor"),
        house.token("kiosk"),
        house.token("integration"),
    )
    assert "allowed" not in ticket
    assert [allowed(house, ticket, by) for by in speakers] == [
        WAITING,
        ["print-again"],
        WAITING,
        "not told",
        "not told",
    ]


def test_a_panel_is_told_of_its_counter_and_of_everyone_in_its_lists(house: House) -> None:
    officer, supervisor = house.token("officer", 1), house.token("supervisor")
    ticket_at(house, 1)
    ticket_at(house, 1)
    closed = house.get("/counters/1/panel", by=officer)
    house.do("/counters/1/open", by=officer)
    free = house.get("/counters/1/panel", by=officer)
    house.do("/counters/1/call-next", by=officer)
    busy = [house.get("/counters/1/panel", by=by) for by in (officer, supervisor)]
    assert [panel["counter"]["allowed"] for panel in (closed, free, *busy)] == [
        ["open"],
        ["call", "pause", "close"],
        [],
        ["pause", "close"],
    ]
    assert [row["allowed"] for row in free["waiting"]] == [WAITING, WAITING]
    assert free["waiting_allowed"] == WAITING


def test_everybody_of_the_house_checks_in_who_was_missed_today(house: House) -> None:
    officer, ticket = house.token("officer", 1), ticket_at(house, 1)
    other = next(known.number for known in house.centre.counters if ticket["queue"] not in known.queues)
    greeter = house.token("officer", other)
    house.do("/counters/1/open", by=officer)
    house.do("/counters/1/call-next", by=officer)
    house.later(minutes=1)
    house.do(f"/tickets/{ticket['id']}/recall", by=officer)
    house.do(f"/tickets/{ticket['id']}/no-show", by=officer)
    assert allowed(house, ticket, greeter) == ["check-in", "print-again"]
    back = house.do(f"/tickets/{ticket['id']}/check-in", by=greeter)
    assert (back["state"], back["allowed"]) == ("waiting", ["print-again"])


def test_a_counter_says_whether_a_ticket_may_be_sent_to_it(house: House) -> None:
    officer, supervisor = house.token("officer", 1), house.token("supervisor")

    def receives() -> bool:
        told = house.get("/counters", by=supervisor)
        return bool(next(counter["receives"] for counter in told if counter["number"] == 1))

    told = [receives()]
    for deed, body in (("open", None), ("pause", {"reason": "Họp"}), ("close", None)):
        house.do(f"/counters/1/{deed}", body, by=officer)
        told.append(receives())
    assert told == [False, True, True, False]


def test_a_finish_is_not_undone_while_the_next_one_is_at_the_counter(house: House) -> None:
    officer = house.token("officer", 1)
    first, _ = ticket_at(house, 1), ticket_at(house, 1)
    house.do("/counters/1/open", by=officer)
    house.do("/counters/1/call-next", by=officer)
    house.do(f"/tickets/{first['id']}/start", by=officer)
    house.do(f"/tickets/{first['id']}/finish", {"outcome": "advised"}, by=officer)
    told = [house.get("/counters/1/panel", by=officer)["undo"]["blocked"]]
    house.do("/counters/1/call-next", by=officer)
    told.append(house.get("/counters/1/panel", by=officer)["undo"]["blocked"])
    assert told == [False, True]
    assert house.refused(f"/tickets/{first['id']}/undo", by=officer) == (409, "counter_busy")
