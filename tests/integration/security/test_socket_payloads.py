"""Socket.IO with whatever a client may send: nothing fails in the server, and everybody else hears on.

Also what a connection may still hear when its token or session has ended.
"""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.examples import many
from tests.integration.house import Token
from tests.integration.realtime.test_sockets import Ear, Refused
from tests.integration.security import wire
from tests.integration.security.conftest import Served
from tests.waiting import HANG_SECONDS, eventually

EXAMPLES = settings(
    max_examples=many(12),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False), st.text(max_size=30)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@pytest.fixture(scope="module")
def display(served: Served) -> Token:
    return served.token("display", "tv-1")


@pytest.fixture(scope="module")
def steady(served: Served, display: Token) -> Iterator[Ear]:
    """A TV that hears through the whole file."""
    ear = Ear(served.url, {"token": display.secret})
    yield ear
    assert not ear.ended
    ear.leave()


def failures(served: Served) -> str:
    """What the server's log says of failures."""
    log = served.centre.logs()
    return "\n".join(line for line in log.splitlines() if "Traceback" in line or "Error" in line)


def connected(served: Served, message: str) -> tuple[socket.socket, bytes]:
    """A web socket that said this first, and what the server said to it in return."""
    client, _ = wire.upgrade(served.url, source="127.0.0.81")
    wire.say(client, message)
    client.settimeout(HANG_SECONDS)
    heard = b""
    with suppress(OSError):
        while b"40{" not in heard and b"44{" not in heard and (part := client.recv(4_096)):
            heard += part
    return client, heard


@EXAMPLES
@given(auth=JSON)
@example(auth={"token": "\ud800"})
@example(auth={"token": "\0", "follow": "\0" * 20})
@example(auth={"token": ["x"]})
@example(auth={"follow": "\ud800" * 20})
@example(auth={"follow": "' OR 1=1 -- aaaaaaaaaa"})
@example(auth={"follow": "é" * 20})
@example(auth={"token": None, "follow": {"$ne": 1}})
def test_nothing_but_a_valid_secret_opens_a_connection(served: Served, steady: Ear, auth: Any) -> None:
    client, heard = connected(served, "40" + json.dumps(auth))
    client.close()
    assert b"40{" not in heard
    assert failures(served) == ""


@EXAMPLES
@given(message=JSON)
@example(message={"after": 10**90})
@example(message={"after": True})
@example(message={"after": -0.0})
@example(message={"after": 1e300})
@example(message={"after": "1"})
@example(message=[{"after": 1}])
def test_any_resume_brings_facts_or_a_snapshot(
    served: Served, display: Token, steady: Ear, message: Any
) -> None:
    ear = Ear(served.url, {"token": display.secret})
    for event, data in (("resume", message), ("nobody-listens", message), ("resume", {"after": -1})):
        ear.emit(event, data)
    eventually(lambda: len(ear.of("snapshot")) >= 2)
    ear.leave()
    assert failures(served) == ""


def test_the_others_heard_all_the_while(served: Served, steady: Ear) -> None:
    kiosk = served.token("kiosk", "kiosk-9")
    before = len(steady.of("fact"))
    answer = served.centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=kiosk.secret)
    assert answer.status == 201
    eventually(lambda: any(fact["type"] == "ticket_issued" for fact in steady.of("fact")[before:]))
    assert not steady.ended


def test_a_client_cannot_join_another_room_or_speak_for_the_server(served: Served, display: Token) -> None:
    admin = served.token("admin", "quan-tri")
    ear = Ear(served.url, {"token": display.secret})
    start = ear.snapshot()["seq"]
    for event in (
        "join",
        "enter_room",
        "fact",
        "snapshot",
        "message",
        "ticket_called",
    ):
        ear.emit(event, {"room": "ha-long:staff"})
    made = served.centre.request("POST", "/tokens", {"role": "display", "name": "tv-2"}, token=admin.secret)
    assert made.status == 201
    # What comes after all that, everyone in the hall hears: by then the rest would have come too.
    made = served.centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=admin.secret)
    assert made.status == 201
    eventually(lambda: any(f["type"] == "ticket_issued" and f["seq"] > start for f in ear.of("fact")))
    ear.leave()
    assert "tv-2" not in repr(ear.heard)
    assert "administration" not in repr(ear.heard)


@pytest.mark.parametrize("event", ["connect", "disconnect"])
def test_nobody_can_seem_to_be_gone_and_listen_on(served: Served, display: Token, event: str) -> None:
    """Whoever is not counted among the clients any more would outlive the end of the own token."""
    ear = Ear(served.url, {"token": display.secret})
    ear.snapshot()
    ear.emit(event, {})
    eventually(lambda: ear.ended)
    assert failures(served) == ""


@pytest.mark.parametrize("role", ["kiosk", "display", "officer", "supervisor", "integration", "admin"])
def test_a_revoked_token_is_cut_off_and_hears_nothing_more(served: Served, role: str) -> None:
    admin, token = served.token("admin", "quan-tri-2"), served.token(role, f"old-{role}", 1)
    ears = [Ear(served.url, {"token": token.secret}) for _ in range(2)]
    for ear in ears:
        ear.snapshot()
    before = served.centre.request("GET", "/events?limit=1", token=admin.secret).body["last_seq"]
    known = served.centre.request("GET", "/tokens", token=admin.secret).body
    (mine,) = [row["id"] for row in known if row["name"] == f"old-{role}"]
    assert served.centre.request("DELETE", f"/tokens/{mine}", token=admin.secret).status == 204
    served.centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=admin.secret)
    for ear in ears:
        eventually(lambda ear=ear: ear.ended)
        assert [fact for fact in ear.of("fact") if fact["seq"] > before + 1] == []
    assert served.centre.request("GET", "/devices/me", token=token.secret).status == 401
    with pytest.raises(Refused):
        Ear(served.url, {"token": token.secret})


def test_a_removed_person_is_cut_off(served: Served) -> None:
    admin = served.token("admin", "quan-tri-3")
    body = {"name": "hoa", "role": "officer", "counters": [1], "password": "mat-khau-thu-nghiem"}
    assert served.centre.request("POST", "/people", body, token=admin.secret).status == 201
    signed_in = served.centre.request("POST", "/session", {"name": "hoa", "password": body["password"]})
    cookie = signed_in.headers["set-cookie"].split(";")[0]
    ear = Ear(served.url, None, Cookie=cookie)
    ear.snapshot()
    assert served.centre.request("DELETE", "/people/hoa", token=admin.secret).status == 204
    eventually(lambda: ear.ended)
    with pytest.raises(Refused):
        Ear(served.url, None, Cookie=cookie)


def test_a_server_that_is_out_of_files_for_a_moment_goes_on(own_served: Served) -> None:
    psutil = pytest.importorskip("psutil")
    part = own_served.centre.parts["server"]
    server = psutil.Process(part.process.pid)
    soft, hard = server.rlimit(psutil.RLIMIT_NOFILE)
    server.rlimit(psutil.RLIMIT_NOFILE, (server.num_fds() + 20, hard))
    clients = []
    try:
        for _ in range(60):
            clients.append(wire.connect(own_served.url, "127.0.0.82"))
        time.sleep(0.5)
    finally:
        server.rlimit(psutil.RLIMIT_NOFILE, (soft, hard))
        for client in clients:
            client.close()
    eventually(lambda: own_served.centre.request("GET", "/centre").status == 200)
    own_served.works()
