"""The rating tablet at a counter: open after a finish there, for a while, until the next call, and once a visit."""

import json

import pytest
from sqlalchemy import select

from queue_server.ledger import tables
from tests.integration.house import House, Token

PATH = "/counters/4/rating"


@pytest.fixture
def counter(house: House) -> House:
    """A house whose counter 4 (chung-thuc) calls."""
    house.do("/counters/4/open", by=house.supervisor)
    return house


def served(house: House, **more: object) -> int:
    """A visit that has just ended at counter 4: its ticket's id."""
    ticket = house.issue(**more)
    house.do("/counters/4/call-next", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/start", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=house.supervisor)
    return int(ticket["id"])


def asked(house: House) -> int | None:
    """The ticket that the tablet asks about now."""
    found: int | None = house.get(PATH, house.token("display", 4))["ticket"]
    return found


def test_the_tablet_asks_about_the_visit_that_has_just_ended_there(counter: House) -> None:
    assert asked(counter) is None
    ident = served(counter)
    assert counter.get(PATH, counter.token("display", 4)) == {
        "counter": 4,
        "name": "Chứng thực 1",
        "now": "2026-06-15T08:00:00.000+07:00",
        "ticket": ident,
        "number": "B001",
        "lang": "vi",
        "until": "2026-06-15T08:03:00.000+07:00",
    }


def test_it_rests_when_the_time_is_over_and_when_the_next_one_is_called(counter: House) -> None:
    served(counter)
    counter.later(minutes=2, seconds=59)
    assert asked(counter) is not None
    counter.later(seconds=1)
    assert asked(counter) is None
    served(counter)
    counter.issue()
    counter.do("/counters/4/call-next", by=counter.supervisor)
    assert asked(counter) is None


def test_a_visit_that_is_served_again_is_not_rated_yet(counter: House) -> None:
    ident = served(counter)
    counter.do(f"/tickets/{ident}/undo", by=counter.supervisor)
    assert asked(counter) is None
    body = {"score": 3, "ticket": ident}
    assert counter.refused(PATH, body, by=counter.token("display", 4)) == (409, "rating_closed")


def test_a_rating_is_tied_to_the_ticket_and_given_once_wherever(counter: House) -> None:
    ident = served(counter, follow_secret=counter.secret)
    tablet = counter.token("display", 4)
    body = {
        "score": 1,
        "ticket": ident,
        "choices": ["slow", "papers", "slow"],
        "reason": "Chị Lan bảo quay lại",
    }
    done = counter.ask("POST", PATH, body, by=tablet, key="k1")
    assert (done.status, done.body["score"]) == (201, 1)
    assert counter.ask("POST", PATH, body, by=tablet, key="k1").headers["idempotent-replayed"] == "true"
    assert counter.refused(PATH, body, by=tablet) == (409, "already_rated")
    again = counter.ask("POST", f"/follow/{counter.secret}/rating", {"score": 3}, key="")
    assert (again.status, again.body["code"]) == (409, "already_rated")
    assert asked(counter) is None
    (reason,) = counter.get("/ratings?from=2026-06-15&to=2026-06-15", counter.supervisor)["items"]
    assert (reason["counter"], reason["number"], reason["reason"]) == (4, "B001", "Chị Lan bảo quay lại")


def test_what_was_written_lies_sealed_and_what_was_picked_can_be_counted(counter: House) -> None:
    ident = served(counter)
    body = {"score": 2, "ticket": ident, "choices": ["slow"], "reason": "Chị Lan bảo quay lại"}
    counter.do(PATH, body, by=counter.token("display", 4))
    with counter.book.engine.connect() as connection:
        # Houses of other tests lie in the same database, with words of their own.
        kept = [
            row
            for table in (tables.ratings, tables.idempotency_keys, tables.events)
            for row in connection.execute(select(table).where(table.c.centre == counter.centre.centre.id))
        ]
    # Three letters come up in a sealed text by chance.
    assert "quay lại" not in json.dumps([list(map(str, row)) for row in kept], ensure_ascii=False)
    assert '["slow"]' in [str(value) for row in kept for value in row]


def test_another_visits_rating_is_refused(counter: House) -> None:
    first = served(counter)
    served(counter)
    body = {"score": 3, "ticket": first}
    assert counter.refused(PATH, body, by=counter.token("display", 4)) == (409, "rating_closed")
    for wrong in (
        {"score": 3},
        {"score": 4, "ticket": first},
        {"score": 3, "ticket": first, "choices": ["x"]},
    ):
        assert counter.refused(PATH, wrong, by=counter.token("display", 4))[0] == 422


def test_a_tablet_of_another_counter_and_staff_rate_nothing(counter: House) -> None:
    ident = served(counter)
    elsewhere = counter.token("display", 3)
    assert counter.ask("GET", PATH, by=elsewhere).body["code"] == "not_your_counter"
    body = {"score": 3, "ticket": ident}
    assert counter.refused(PATH, body, by=elsewhere) == (403, "not_your_counter")
    assert counter.refused(PATH, body, by=counter.supervisor) == (403, "forbidden")
    # A screen of the hall without a counter of its own is nobody's tablet.
    screen = counter.token("display")
    assert counter.ask("GET", PATH, by=screen).body["code"] == "not_your_counter"
    assert counter.refused(PATH, body, by=screen) == (403, "not_your_counter")
    assert counter.ask("GET", "/counters/99/rating", by=counter.token("display", 4)).status == 403


def test_a_paired_tablet_rates_at_the_counter_that_was_approved_and_nowhere_else(counter: House) -> None:
    ident = served(counter)
    begun = counter.ask("POST", "/pairings", {"counter": 4}, key="").body
    (waits,) = counter.get("/pairings", counter.supervisor)
    assert (waits["code"], waits["counter"]) == (begun["code"], 4)
    approved = counter.do(f"/pairings/{begun['code']}/approve", {"name": "danh-gia-4"}, by=counter.supervisor)
    assert approved == {"code": begun["code"], "name": "danh-gia-4", "counter": 4, "state": "approved"}
    given = counter.ask("POST", f"/pairings/{begun['secret']}/token", {}, key="").body
    tablet = Token(given["name"], given["token"])
    assert counter.get(PATH, tablet)["ticket"] == ident
    assert counter.ask("GET", "/counters/3/rating", by=tablet).body["code"] == "not_your_counter"
    assert counter.do(PATH, {"score": 3, "ticket": ident}, by=tablet)["score"] == 3
    (known,) = [row for row in counter.get("/tokens", counter.token("admin")) if row["name"] == "danh-gia-4"]
    assert (known["role"], known["counters"]) == ("display", [4])


def test_a_tablet_of_no_counter_gets_no_digits_and_a_board_is_tied_to_none(house: House) -> None:
    assert house.ask("POST", "/pairings", {"counter": 77}, key="").status == 404
    begun = house.ask("POST", "/pairings", key="").body
    approved = house.do(f"/pairings/{begun['code']}/approve", {"name": "tv-9"}, by=house.supervisor)
    assert approved["counter"] is None


def test_a_visit_that_goes_on_elsewhere_is_not_over(counter: House) -> None:
    ticket = counter.do(
        "/tickets",
        {"procedures": ["chung-thuc-ban-sao-tu-ban-chinh", "dang-ky-khai-sinh"]},
        by=counter.kiosk,
    )
    counter.do("/counters/4/call-next", by=counter.supervisor)
    counter.do(f"/tickets/{ticket['id']}/start", by=counter.supervisor)
    counter.do(f"/tickets/{ticket['id']}/finish", {"outcome": "other"}, by=counter.supervisor)
    assert asked(counter) is None
