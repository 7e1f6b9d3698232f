"""What the server does when the diary tells it to, instead of asking the database each second."""

from queue_server.access.identity import hash_secret
from queue_server.centre.deeds import people
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.storage.times import to_ms
from queue_server.realtime.hub import Client
from tests.integration.house import House, Token
from tests.integration.statements import counted


def connected(house: House, token: Token, *, ends_at: int | None = None) -> str:
    """A client of this token, as it stands in the hub once it is connected."""
    handle = f"token:{hash_secret(token.secret)}"
    house.application.parts.hub.clients[token.name] = Client(
        "desk", handle, token.name, "officer", None, ends_at
    )
    return token.name


def test_estimates_and_the_proposal_hear_at_once_that_a_counter_opened(house: House) -> None:
    parts = house.application.parts
    officer = house.token("officer", 1)
    parts.announcer.begin()
    parts.advice.proposal = {"kind": "open"}

    house.do("/counters/1/open", by=officer)
    parts.announcer.announce()

    assert parts.counters_changed.is_set()
    assert parts.advice.proposal is None


def test_a_ticket_alone_makes_no_estimate_anew(house: House) -> None:
    parts = house.application.parts
    house.token("kiosk", name="kiosk-1")
    parts.announcer.begin()

    house.issue()
    parts.announcer.announce()

    assert not parts.counters_changed.is_set()


def test_whoever_is_connected_is_looked_up_in_two_statements_however_many_there_are(house: House) -> None:
    hub = house.application.parts.hub
    tokens = [house.token("officer", number) for number in range(1, 19)]
    names = {connected(house, token) for token in tokens}

    with counted(house.book.engine) as said:
        hub.recheck()

    assert set(hub.clients) == names
    assert len(said) <= 2


def test_a_quiet_second_asks_the_database_nothing_about_who_is_connected(house: House) -> None:
    connected(house, house.token("officer", 1))

    with counted(house.book.engine) as said:
        house.application.parts.end_overdue()

    assert said == []


def test_a_token_that_is_revoked_beside_the_server_is_let_go_by_the_notice(house: House) -> None:
    parts = house.application.parts
    gone, stays = house.token("officer", 1), house.token("officer", 2)
    for token in (gone, stays):
        connected(house, token)
    administrator = house.token("admin")
    parts.announcer.begin()
    known = house.get("/tokens", administrator)
    ident = next(token["id"] for token in known if token["name"] == gone.name)

    house.book.perform(SYSTEM, lambda deed: people.revoke_token(deed, ident))
    parts.announcer.announce()

    assert set(parts.hub.clients) == {stays.name}


def test_a_session_whose_time_is_over_is_let_go_without_a_notice(house: House) -> None:
    hub = house.application.parts.hub
    over = connected(house, house.token("officer", 1), ends_at=to_ms(house.now) + 1000)
    stays = connected(house, house.token("officer", 2), ends_at=to_ms(house.now) + 60_000)

    hub.end_overdue()
    assert set(hub.clients) == {over, stays}

    house.later(seconds=2)
    hub.end_overdue()
    assert set(hub.clients) == {stays}
