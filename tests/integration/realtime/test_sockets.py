"""Facts on their way down, through real server processes: who hears what, in which order, and what was missed."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
import websocket

from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.storage.engine import open_engine
from queue_server.upkeep import day_end
from shared.wire.facts.administration import ClockJumped
from tests.integration.house import Token, shipped, token_in
from tests.journeys.centre import PASSWORD, Centre
from tests.waiting import HANG_SECONDS, eventually

SECRET = "follow-me-with-this-secret"


class Refused(Exception):
    """The server did not accept the connection."""


class Ear:
    """A client that writes down all it hears in the order of the wire.

    It speaks the protocol itself: the usual client hands each message to a thread of its own, in any order.
    """

    def __init__(self, url: str, auth: dict[str, str] | None = None, **headers: str) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.ended = False
        self._socket = websocket.create_connection(
            f"{url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket",
            timeout=HANG_SECONDS,
            header=headers,
        )
        assert self._socket.recv().startswith("0")
        self._socket.send("40" + json.dumps(auth or {}))
        if not (answer := self._socket.recv()).startswith("40"):
            self.leave()
            raise Refused(answer)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(websocket.WebSocketException, OSError):
            while (message := self._socket.recv()) not in ("", "41"):
                if message == "2":
                    self._socket.send("3")
                elif message.startswith("42"):
                    event, data = json.loads(message[2:])
                    self.heard.append((event, data))
        self.ended = True
        self._socket.shutdown()

    def emit(self, event: str, data: object) -> None:
        """Sends an event."""
        self._socket.send("42" + json.dumps([event, data]))

    def leave(self) -> None:
        """Goes without waiting for a goodbye."""
        self._socket.close(timeout=0)
        self._socket.shutdown()

    def of(self, event: str) -> list[Any]:
        """What was heard of one kind."""
        return [data for kind, data in list(self.heard) if kind == event]

    def snapshot(self) -> Any:
        """The first snapshot."""
        eventually(lambda: bool(self.of("snapshot")))
        return self.of("snapshot")[0]

    def facts_until(self, seq: int) -> list[Any]:
        """The facts after the first snapshot's number, once one of this number has come: older ones are dropped."""
        eventually(lambda: any(fact["seq"] >= seq for fact in self.of("fact")))
        start = self.snapshot()["seq"]
        return [fact for fact in self.of("fact") if fact["seq"] > start]

    def beats_before(self, seq: int) -> int:
        """How many heartbeats that knew of this fact's number came before the fact itself."""
        heard = list(self.heard)
        came = next(at for at, (kind, data) in enumerate(heard) if kind == "fact" and data["seq"] == seq)
        return sum(kind == "heartbeat" and data["seq"] >= seq for kind, data in heard[:came])


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def served(
    request: pytest.FixtureRequest,
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Centre]:
    """A running server on SQLite, on each async library."""
    centre = Centre(tmp_path_factory.mktemp("served"), free_port)
    try:
        centre.start("--no-worker", "--async-mode", request.param)
        yield centre
    finally:
        centre.stop()


@pytest.fixture(scope="module")
def tokens(served: Centre) -> dict[str, Token]:
    """One token a role; the officer's is for counter 1."""
    database = database_of(served)
    found = {
        role: token_in(database, role, role) for role in ("admin", "supervisor", "integration", "display")
    }
    found["kiosk"] = token_in(database, "kiosk", "kiosk-1")
    found["officer"] = token_in(database, "officer", "minh", 1)
    return found


@pytest.fixture
def counter(served: Centre, tokens: dict[str, Token]) -> int:
    """Counter 1, open and with nobody at it; nobody waits in its queue."""
    ask(served, tokens["officer"], "/counters/1/open")
    return 1


@pytest.fixture
def listen(served: Centre) -> Iterator[Callable[..., Ear]]:
    """A function that connects a client; all of them leave after the test."""
    ears: list[Ear] = []

    def connect(token: Token | None = None, **auth: str) -> Ear:
        given = {"token": token.secret} if token else auth
        ears.append(Ear(served.url, given))
        return ears[-1]

    yield connect
    for ear in ears:
        ear.leave()


@pytest.fixture(scope="module")
def steady(served: Centre, tokens: dict[str, Token]) -> Iterator[Ear]:
    """A client that stays for the whole file."""
    ear = Ear(served.url, {"token": tokens["kiosk"].secret})
    yield ear
    ear.leave()


def database_of(centre: Centre) -> str:
    return f"sqlite:///{centre.data_dir / 'motcua.sqlite3'}"


def ask(served: Centre, token: Token, path: str, body: object = None) -> Any:
    answer = served.request("POST", path, body, token=token.secret)
    assert answer.status in (200, 201, 204), answer
    return answer.body


def seq_of(served: Centre, token: Token) -> int:
    return int(served.request("GET", "/events?limit=1", token=token.secret).body["last_seq"])


def test_nobody_connects_without_a_valid_token(served: Centre, tokens: dict[str, Token], steady: Ear) -> None:
    assert steady.snapshot()["seq"] > 0
    good = {"token": tokens["display"].secret}
    refused: list[tuple[Any, dict[str, str]]] = [
        (None, {}),
        ({}, {}),
        ({"token": ""}, {}),
        ({"token": "nobody-has-this"}, {}),
        ({"follow": "nobody-has-this-secret"}, {}),
        (good, {"Origin": "http://evil.example"}),
    ]

    for auth, headers in refused:
        with pytest.raises((Refused, websocket.WebSocketBadStatusException)):
            Ear(served.url, auth, **headers)


def test_only_web_sockets_are_spoken(served: Centre) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{served.url}/socket.io/?EIO=4&transport=polling", timeout=HANG_SECONDS)
    with refused.value as answer:
        assert answer.code == 400


def test_a_snapshot_comes_first_and_shows_what_the_role_may_see(
    served: Centre, tokens: dict[str, Token], counter: int, listen: Callable[..., Ear]
) -> None:
    given = ask(
        served,
        tokens["kiosk"],
        "/tickets",
        {"queue": "ho-tich", "priority": "merit", "follow_secret": SECRET},
    )
    called = ask(served, tokens["officer"], f"/counters/{counter}/call-next")
    assert called["id"] == given["id"]
    seq = seq_of(served, tokens["supervisor"])
    common = {"seq", "now", "centre", "queues", "counters", "calls"}
    for role, more in (
        ("display", set()),
        ("kiosk", set()),
        ("officer", set()),
        ("supervisor", {"devices", "renumbered"}),
    ):
        ear = listen(tokens[role])
        snapshot = ear.snapshot()
        assert ear.heard[0][0] == "snapshot"
        assert (set(snapshot), snapshot["seq"]) == (common | more, seq), role
        assert ("officer" in snapshot["counters"][0]) == (role not in ("display", "kiosk")), role
        call = snapshot["calls"][0]
        assert (call["id"], call["number"], call["counter"], call["calls"]) == (
            called["id"],
            given["number"],
            counter,
            1,
        )
        assert snapshot["counters"][0]["ticket"]["number"] == given["number"]
        assert "merit" not in repr((snapshot["queues"], snapshot["counters"], snapshot["calls"]))
    ear = listen(follow=SECRET)
    assert set(ear.snapshot()) == common
    ask(served, tokens["officer"], f"/tickets/{called['id']}/finish", {"outcome": "other"})


def test_every_audience_hears_every_number_and_no_more_than_it_may(
    served: Centre, tokens: dict[str, Token], counter: int, listen: Callable[..., Ear]
) -> None:
    ears = {role: listen(tokens[role]) for role in ("display", "officer", "supervisor", "integration")}
    seq = ears["supervisor"].snapshot()["seq"]
    body = {"queue": "ho-tich", "priority": "pregnant", "phone": "0912345678"}
    ticket = ask(served, tokens["kiosk"], "/tickets", body)
    path = f"/tickets/{ticket['id']}"
    ask(served, tokens["officer"], f"{path}/priority", {"group": "elderly", "reason": "bà Nguyễn Thị Sáu"})
    ask(served, tokens["officer"], f"/counters/{counter}/call-next")
    ask(served, tokens["admin"], "/tokens", {"role": "display", "name": "tv-9"})
    ask(served, tokens["officer"], f"{path}/cancel", {"reason": "ông Trần Văn Bảy xin về"})
    heard = {role: ear.facts_until(seq + 5) for role, ear in ears.items()}
    types = {role: [fact["type"] for fact in facts] for role, facts in heard.items()}
    everything = [
        *("ticket_issued", "ticket_priority", "ticket_called", "administration", "ticket_cancelled"),
    ]
    assert all([fact["seq"] for fact in facts] == list(range(seq + 1, seq + 6)) for facts in heard.values())
    assert types == {
        "display": ["ticket_issued", "hidden", "ticket_called", "hidden", "ticket_cancelled"],
        "officer": ["ticket_issued", "ticket_priority", "ticket_called", "hidden", "ticket_cancelled"],
        "supervisor": everything,
        "integration": everything,
    }
    assert heard["display"][1] == {"seq": seq + 2, "type": "hidden"}
    called = heard["display"][2]
    assert sorted(called) == ["at", "data", "seq", "type"]
    assert {key: called["data"][key] for key in ("id", "number", "counter", "queue", "calls", "state")} == {
        "id": ticket["id"],
        "number": ticket["number"],
        "counter": 1,
        "queue": "ho-tich",
        "calls": 1,
        "state": "called",
    }
    seen_by_all = repr(heard["display"])
    for private in ("pregnant", "elderly", "Sáu", "Bảy", "0912345678", "purpose", "minh"):
        assert private not in seen_by_all
    # What an officer wrote stays in the ticket's history.
    assert "Bảy" not in repr(heard)


def test_the_feed_hides_nothing_from_whom_the_sockets_hide_nothing(
    served: Centre, tokens: dict[str, Token], listen: Callable[..., Ear]
) -> None:
    ear = listen(tokens["integration"])
    seq = ear.snapshot()["seq"]
    ask(served, tokens["kiosk"], "/tickets", {"queue": "dat-dai"})
    heard = ear.facts_until(seq + 1)
    feed = served.request("GET", f"/events?after={seq}", token=tokens["integration"].secret).body
    assert feed["events"] == heard


def test_a_resume_brings_exactly_what_was_missed(
    served: Centre, tokens: dict[str, Token], listen: Callable[..., Ear]
) -> None:
    seq = seq_of(served, tokens["supervisor"])
    for _ in range(4):
        ask(served, tokens["kiosk"], "/tickets", {"queue": "dat-dai"})
    ear = listen(tokens["display"])
    assert ear.snapshot()["seq"] == seq + 4
    ear.emit("resume", {"after": seq + 1})
    eventually(lambda: len(ear.of("fact")) >= 3)
    assert [fact["seq"] for fact in ear.of("fact")][-3:] == [seq + 2, seq + 3, seq + 4]
    ear.emit("resume", {"after": seq + 4})
    ask(served, tokens["kiosk"], "/tickets", {"queue": "dat-dai"})
    assert [fact["seq"] for fact in ear.facts_until(seq + 5)] == [seq + 5]


def test_a_resume_that_makes_no_sense_or_is_too_old_brings_a_snapshot(
    served: Centre, tokens: dict[str, Token], listen: Callable[..., Ear]
) -> None:
    ear = listen(tokens["display"])
    ear.snapshot()
    for count, message in enumerate(({"after": 10**9}, {"after": -1}, {"after": "x"}, {}, None, []), 2):
        ear.emit("resume", message)
        eventually(lambda count=count: len(ear.of("snapshot")) == count)
    engine = open_engine(database_of(served))
    book = Database(engine, shipped(), lambda: datetime.now(UTC), day_end.end_day)
    before = seq_of(served, tokens["supervisor"])
    book.perform(
        SYSTEM,
        lambda deed: [deed.record(ClockJumped(seconds=1)) for _ in range(1001)] and None,
    )
    engine.dispose()
    ear.facts_until(before + 1001)
    ear.emit("resume", {"after": before})
    eventually(lambda: len(ear.of("snapshot")) == 8)
    assert ear.of("snapshot")[-1]["seq"] == before + 1001
    heard = [fact["seq"] for fact in ear.of("fact") if fact["seq"] > before]
    assert heard == list(range(before + 1, before + 1002))


def test_what_happens_while_one_connects_is_never_lost(
    served: Centre, tokens: dict[str, Token], listen: Callable[..., Ear]
) -> None:
    ears = []
    for _ in range(8):
        ask(served, tokens["integration"], "/tickets", {"queue": "cong-thuong"})
        ears.append(listen(tokens["display"]))
        ask(served, tokens["integration"], "/tickets", {"queue": "cong-thuong"})
    last = seq_of(served, tokens["supervisor"])
    for ear in ears:
        start = ear.snapshot()["seq"]
        if start < last:
            new = [fact["seq"] for fact in ear.facts_until(last)]
            assert new == list(range(start + 1, last + 1))


def test_a_revoked_token_is_disconnected_before_anything_else_is_told(
    served: Centre, tokens: dict[str, Token], listen: Callable[..., Ear]
) -> None:
    ear, other = listen(token_in(database_of(served), "display", "tv-old")), listen(tokens["display"])
    start = ear.snapshot()["seq"]
    other.snapshot()
    admin = tokens["admin"]
    listed = served.request("GET", "/tokens", token=admin.secret).body
    (known,) = [token for token in listed if token["name"] == "tv-old"]
    assert served.request("DELETE", f"/tokens/{known['id']}", token=admin.secret).status == 204
    ask(served, tokens["kiosk"], "/tickets", {"queue": "dat-dai"})
    eventually(lambda: ear.ended)
    assert other.facts_until(start + 2)[-1]["type"] == "ticket_issued"
    assert [fact["type"] for fact in ear.of("fact") if fact["seq"] > start + 1] == []


def test_a_session_connects_by_its_cookie_and_ends_with_it(served: Centre, tokens: dict[str, Token]) -> None:
    body = {"name": "lan", "role": "supervisor", "password": PASSWORD}
    assert served.request("POST", "/people", body, token=tokens["admin"].secret).status == 201
    signed_in = served.request("POST", "/session", {"name": "lan", "password": PASSWORD})
    cookie = signed_in.headers["set-cookie"].split(";")[0]
    ear = Ear(served.url, None, Cookie=cookie)
    assert "devices" in ear.snapshot()
    request = urllib.request.Request(
        f"{served.url}/api/v1/session",
        method="DELETE",
        headers={"Cookie": cookie, "X-CSRF-Token": signed_in.body["csrf"]},
    )
    with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
        assert answer.status == 204
    eventually(lambda: ear.ended)
    with pytest.raises(Refused):
        Ear(served.url, None, Cookie=cookie)


def test_a_one_time_password_does_not_open_the_sockets(served: Centre) -> None:
    body = {"name": "quantri", "password": served.admin_password}
    cookie = served.request("POST", "/session", body).headers["set-cookie"].split(";")[0]
    with pytest.raises(Refused):
        Ear(served.url, None, Cookie=cookie)


def test_heartbeats_come_with_the_number(
    served: Centre, tokens: dict[str, Token], listen: Callable[..., Ear]
) -> None:
    """How often: tests/integration/realtime/test_announcer.py."""
    ear = listen(tokens["kiosk"])
    eventually(lambda: len(ear.of("heartbeat")) > 1)
    seq = seq_of(served, tokens["supervisor"])
    eventually(lambda: ear.of("heartbeat")[-1:] == [{"seq": seq}])


def test_a_client_that_stayed_heard_every_number_in_order(
    served: Centre, tokens: dict[str, Token], steady: Ear
) -> None:
    start = steady.snapshot()["seq"]
    ask(served, tokens["kiosk"], "/tickets", {"queue": "dat-dai"})
    last = seq_of(served, tokens["supervisor"])
    assert [fact["seq"] for fact in steady.facts_until(last)] == list(range(start + 1, last + 1))
