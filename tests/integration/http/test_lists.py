"""Every list of the API: its statements do not grow with the hall, what grows has pages, and long pages are made in turns."""

import functools
import json
from collections.abc import Callable

import pytest
from sqlalchemy import event

from queue_server.http.price.meter import Payer
from tests.integration.house import House, Token
from tests.integration.statements import cost

PAGED = {"/events", "/dossiers", "/portal/dossiers", "/portal/dossiers.csv", "/tickets"}
"""What grows with the hall; everything else is as long as the centre's own settings."""


@pytest.fixture
def fill(house: House) -> Callable[[int], None]:
    """A function that gives so many numbers, and takes in as many dossiers."""
    ticket = house.do("/tickets", {"procedures": ["dang-ky-khai-sinh"]}, by=house.supervisor)
    house.do("/counters/1/open", by=house.supervisor)
    house.do("/counters/1/call", {"ticket": ticket["id"], "reason": "mời trước"}, by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/start", by=house.supervisor)
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Bình"}, "documents": []}

    def more(count: int) -> None:
        for _ in range(count):
            house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)
            house.do(f"/tickets/{ticket['id']}/dossiers", body, by=house.supervisor)

    return more


def routes(house: House) -> list[str]:
    """Every address of the API that can be read and names nothing."""
    rules = house.application.app.url_map.iter_rules()
    return sorted(
        rule.rule.removeprefix("/api/v1")
        for rule in rules
        if "GET" in (rule.methods or ()) and rule.rule.startswith("/api/v1/") and not rule.arguments
    )


def measured(house: House, by: Token) -> dict[str, tuple[int, int]]:
    """The statements and the length of each answer, where this person gets one."""
    found = {}
    for path in routes(house):
        # Fifty facts are one turn of the feed.
        whole = "/events?limit=50" if path == "/events" else path
        if house.ask("GET", whole, by=by).status == 200:
            statements = cost(house.book.engine, functools.partial(house.get, whole, by))
            found[path] = statements, len(json.dumps(house.get(whole, by), default=str))
    return found


def test_no_list_takes_more_statements_where_more_wait_and_whatever_grows_has_pages(
    house: House, fill: Callable[[int], None]
) -> None:
    admin = house.token("admin")
    fill(2)
    few = measured(house, admin)
    fill(20)
    many = measured(house, admin)
    assert {path: statements for path, (statements, _) in many.items()} == {
        path: statements for path, (statements, _) in few.items()
    }
    grown = {path for path, (_, length) in many.items() if length - few[path][1] > 1_000}
    # The metrics name each operation that was ever asked for, and those are so many.
    assert grown - {"/metrics"} <= PAGED
    for path in PAGED:
        one = house.ask("GET", f"{path}?limit=1", by=admin)
        assert len(json.dumps(one.body, default=str)) < 4_000


class Pool:
    """Counts the connections that are in use."""

    def __init__(self, house: House) -> None:
        self.out = 0
        event.listen(house.book.engine, "checkout", self._taken)
        event.listen(house.book.engine, "checkin", self._given_back)

    def _taken(self, *_: object) -> None:
        self.out += 1

    def _given_back(self, *_: object) -> None:
        self.out -= 1


@pytest.mark.parametrize(
    ("path", "turns"),
    [
        ("/tickets?limit=500", 3),
        ("/queues/ho-tich/waiting", 3),
        ("/dossiers?limit=200", 3),
        ("/dossiers?q=binh&limit=200", 3),
        ("/portal/dossiers?limit=1000", 1),
        ("/events?limit=1000", 2),
    ],
)
def test_a_long_page_is_made_in_turns(
    house: House, fill: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, path: str, turns: int
) -> None:
    fill(60)
    asked: list[Payer] = []
    held: list[int] = []
    pool = Pool(house)

    def turn(payer: Payer) -> None:
        asked.append(payer)
        held.append(pool.out)

    admin = house.token("admin")
    monkeypatch.setattr(house.application.parts.door, "turn", turn)
    house.get(path, admin)
    # Otherwise the deeds of the counters wait for a connection, and so for everybody's turns.
    assert set(held) == {0}
    # The first turn is that in which the request is let in.
    assert len(asked) - 1 >= turns
    assert len({payer.key for payer in asked}) == 1
