"""What one client may cost: a phone gets no replays, and whoever does not read is let go with all that waited for them."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import pytest

from tests.integration.house import Token
from tests.integration.realtime.test_sockets import Ear
from tests.integration.security import wire
from tests.integration.security.conftest import Served
from tests.waiting import eventually

SECRET = "a-flood-begins-with-one-paper"
GUEST = "127.0.0.91"


@pytest.fixture(scope="module")
def screen_token(served: Served) -> Token:
    """A screen's token."""
    return served.token("display", "tv-flood")


@pytest.fixture(scope="module", autouse=True)
def a_day(served: Served, screen_token: Token) -> int:
    """The number of the last of a thousand facts, after which nothing happens; one paper's secret is `SECRET`."""
    # A kiosk gives sixty numbers a minute, an integration as many as it likes.
    portal = served.token("integration", "portal").secret
    served.centre.request("POST", "/tickets", {"queue": "ho-tich", "follow_secret": SECRET}, token=portal)
    for _ in range(1_000):
        served.centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=portal)
    feed = served.centre.request("GET", "/events?limit=1", token=served.supervisor.secret)
    return int(feed.body["last_seq"])


@pytest.fixture
def listen(served: Served) -> Iterator[Callable[..., Ear]]:
    """A function that connects a client; all of them leave after the test."""
    ears: list[Ear] = []

    def connect(**auth: str) -> Ear:
        ears.append(Ear(served.url, auth))
        return ears[-1]

    yield connect
    for ear in ears:
        ear.leave()


def sleeper(served: Served, auth: dict[str, str]) -> socket.socket:
    """A signed-in web socket with a small receive buffer, which never reads again."""
    client, _ = wire.upgrade(served.url, source=GUEST, buffer=4_096)
    wire.sign_in(client, auth)
    return client


def memory(served: Served) -> int:
    """Bytes that the server holds."""
    process = served.centre.parts["server"].process
    assert process is not None
    return int(psutil.Process(process.pid).memory_info().rss)


def test_a_phone_that_missed_something_gets_a_snapshot_and_never_a_replay(
    a_day: int, listen: Callable[..., Ear]
) -> None:
    phone = listen(follow=SECRET)
    phone.snapshot()
    for count, after in enumerate((0, a_day - 1, a_day - 1), 2):
        phone.emit("resume", {"after": after})
        eventually(lambda count=count: len(phone.of("snapshot")) == count)
    assert phone.of("fact") == []
    assert phone.of("snapshot")[-1]["seq"] == a_day


def test_a_screen_that_missed_a_thousand_facts_gets_them_in_order(
    a_day: int, screen_token: Token, listen: Callable[..., Ear]
) -> None:
    screen = listen(token=screen_token.secret)
    last = screen.snapshot()["seq"]
    screen.emit("resume", {"after": last - 1_000})
    eventually(lambda: len(screen.of("fact")) >= 1_000)
    assert [fact["seq"] for fact in screen.of("fact")] == list(range(last - 999, last + 1))


def test_a_screen_that_asks_again_in_the_middle_is_answered_once(
    a_day: int, screen_token: Token, listen: Callable[..., Ear]
) -> None:
    screen = listen(token=screen_token.secret)
    last = screen.snapshot()["seq"]
    for _ in range(10):
        screen.emit("resume", {"after": last - 1_000})
    eventually(lambda: len(screen.of("fact")) >= 1_000)
    assert len(screen.of("fact")) < 4_000


@pytest.mark.parametrize("who", ["a phone", "a screen"])
def test_whoever_never_reads_is_let_go_and_costs_no_memory(
    served: Served, a_day: int, screen_token: Token, who: str
) -> None:
    auth = {"follow": SECRET} if who == "a phone" else {"token": screen_token.secret}
    sleepers = [sleeper(served, auth) for _ in range(12)]
    served.works()
    before = memory(served)
    most = before
    for client in sleepers:
        for _ in range(25):
            with suppress(OSError):
                wire.say(client, f'42["resume",{{"after":{a_day - 900}}}]')
    for _ in range(20):
        served.works()
        most = max(most, memory(served))
    for client in sleepers:
        client.close()
    assert most - before < 30_000_000
