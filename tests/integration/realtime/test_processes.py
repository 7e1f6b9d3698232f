"""More than one server process, and a server that is killed: nothing is lost, nothing is given twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.house import Token, token_in
from tests.integration.realtime.test_sockets import Ear, ask, seq_of
from tests.journeys.centre import Centre
from tests.waiting import eventually


@pytest.fixture
def new_server(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Callable[..., Centre]]:
    """A function that starts a server process with its own data directory; all share the keys to personal data."""
    started: list[Centre] = []

    def start(*arguments: str) -> Centre:
        centre = Centre(tmp_path / f"server-{len(started)}", free_port)
        started.append(centre)
        centre.start("--no-worker", "--key-file", str(tmp_path / "shared.key"), *arguments)
        return centre

    yield start
    for centre in started:
        centre.stop()


def race(first: Centre, second: Centre, staff: Token) -> None:
    """Tickets asked for at both in turns; a client of the second hears what the first one does."""
    ear = Ear(second.url, {"token": staff.secret})
    start = ear.snapshot()["seq"]
    given = [
        ask(centre, staff, "/tickets", {"queue": "ho-tich"})["number"]
        for _ in range(5)
        for centre in (first, second)
    ]
    assert given == [f"A{value:03d}" for value in range(1, 11)]
    ask(first, staff, "/counters/1/open")
    called = ask(first, staff, "/counters/1/call-next")
    last = seq_of(first, staff)
    assert [fact["seq"] for fact in ear.facts_until(last)] == list(range(start + 1, last + 1))
    assert [f["data"]["id"] for f in ear.of("fact") if f["type"] == "ticket_called"] == [called["id"]]
    # A process looks for what it was not told of at least once a round, and each second round begins with a heartbeat.
    assert max(ear.beats_before(fact["seq"]) for fact in ear.of("fact")) <= 1
    ear.leave()


@pytest.mark.bare
def test_a_call_at_one_process_reaches_the_clients_of_the_other(
    new_server: Callable[..., Centre], new_postgres_database: Callable[[], str], message_queue_url: str
) -> None:
    """One on eventlet and one on threads, over PostgreSQL, woken by the message queue."""
    database = new_postgres_database()
    both = ("--database", database, "--message-queue", message_queue_url)
    first, second = new_server(*both), new_server(*both, "--async-mode", "threading")
    race(first, second, token_in(database, "supervisor", "lan"))
    second.wait_for(f"{second.url}/healthz")


def test_without_a_message_queue_the_other_process_hears_of_it_too(
    new_server: Callable[..., Centre], new_postgres_database: Callable[[], str]
) -> None:
    database = new_postgres_database()
    first, second = new_server("--database", database), new_server("--database", database)
    race(first, second, token_in(database, "supervisor", "lan"))


def test_a_token_revoked_at_one_process_is_disconnected_from_the_other(
    new_server: Callable[..., Centre], new_postgres_database: Callable[[], str], message_queue_url: str
) -> None:
    database = new_postgres_database()
    both = ("--database", database, "--message-queue", message_queue_url)
    first, second = new_server(*both), new_server(*both)
    admin, tv = token_in(database, "admin", "quantri-2"), token_in(database, "display", "tv-1")
    ear, other = Ear(second.url, {"token": tv.secret}), Ear(second.url, {"token": admin.secret})
    start = ear.snapshot()["seq"]
    other.snapshot()
    (known,) = [
        token for token in first.request("GET", "/tokens", token=admin.secret).body if token["name"] == "tv-1"
    ]
    first.request("DELETE", f"/tokens/{known['id']}", token=admin.secret)
    ask(first, admin, "/tickets", {"queue": "ho-tich"})
    eventually(lambda: ear.ended)
    # The other process cuts the screen off before it tells what came after.
    assert [fact["type"] for fact in other.facts_until(start + 2)] == ["administration", "ticket_issued"]
    assert [fact["type"] for fact in ear.of("fact") if fact["seq"] > start + 1] == []
    other.leave()


def test_who_has_a_dossier_open_is_known_at_every_process_and_nowhere_in_the_hall(
    new_server: Callable[..., Centre], new_postgres_database: Callable[[], str], message_queue_url: str
) -> None:
    """An officer here and a supervisor there; the lobby's display hears nothing of it, and may open nothing."""
    database = new_postgres_database()
    both = ("--database", database, "--message-queue", message_queue_url)
    first, second = new_server(*both), new_server(*both, "--async-mode", "threading")
    lan, minh = token_in(database, "supervisor", "lan"), token_in(database, "officer", "minh", 1)
    ask(first, lan, "/counters/1/open")
    taken = ask(first, lan, "/tickets", {"queue": "ho-tich"})
    ask(first, lan, "/counters/1/call-next")
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Trần Văn Hùng"}}
    code = ask(first, lan, f"/tickets/{taken['id']}/dossiers", body)["code"]
    here, there = Ear(first.url, {"token": minh.secret}), Ear(second.url, {"token": lan.secret})
    hall = Ear(second.url, {"token": token_in(database, "display", "tv-1").secret})
    for ear in (here, there, hall):
        ear.snapshot()
    hall.emit("open_dossier", {"code": code})
    here.emit("open_dossier", {"code": "H49.77-000000-0000"})
    here.emit("open_dossier", {"code": code})
    eventually(lambda: there.of("presence") == [{"code": code, "names": ["minh"]}])
    there.emit("open_dossier", {"code": code})
    eventually(lambda: here.of("presence")[-1:] == [{"code": code, "names": ["lan", "minh"]}])
    here.leave()
    eventually(lambda: there.of("presence")[-1:] == [{"code": code, "names": ["lan"]}])
    there.emit("close_dossier", {})
    eventually(lambda: there.of("presence")[-1:] == [{"code": code, "names": []}])
    assert hall.of("presence") == []
    for ear in (there, hall):
        ear.leave()


def test_two_servers_that_start_together_on_an_empty_database_both_come_up(
    free_port: Callable[[], int], tmp_path: Path, new_postgres_database: Callable[[], str]
) -> None:
    database = new_postgres_database()
    both = [Centre(tmp_path / str(index), free_port) for index in range(2)]
    try:
        for centre in both:
            centre.ports["server"] = free_port()
            centre._run_part(
                "server",
                *("serve", "--host", "127.0.0.1", "--port", str(centre.ports["server"])),
                *("--data-dir", str(centre.data_dir), "--database", database, "--no-worker"),
                *("--key-file", str(tmp_path / "shared.key")),
            )
        for centre in both:
            centre.wait_for(f"{centre.url}/healthz")
        passwords = [centre._admin for centre in both]
        assert sorted(map(len, passwords)) == [0, 1]
    finally:
        for centre in both:
            centre.stop()


def test_a_killed_server_has_lost_nothing_that_it_answered(new_server: Callable[..., Centre]) -> None:
    server = new_server()
    staff = token_in(f"sqlite:///{server.data_dir / 'motcua.sqlite3'}", "supervisor", "lan")
    answered = []
    for round_ in range(2):
        for visit in range(4):
            key = f"visit-{round_}-{visit}"
            answered.append(
                server.request("POST", "/tickets", {"queue": "ho-tich"}, token=staff.secret, key=key).body
            )
        ask(server, staff, "/counters/1/open")
        called = ask(server, staff, "/counters/1/call-next")
        ask(server, staff, f"/tickets/{called['id']}/start")
        before = seq_of(server, staff)
        server.kill("server")
        server._start_server()
        assert seq_of(server, staff) == before
        counters = server.request("GET", "/counters", token=staff.secret).body
        assert (counters[0]["state"], counters[0]["ticket"]["id"]) == ("open", called["id"])
        key = f"visit-{round_}-3"
        again = server.request("POST", "/tickets", {"queue": "ho-tich"}, token=staff.secret, key=key)
        assert (again.body, again.headers["idempotent-replayed"]) == (answered[-1], "true")
        ask(server, staff, f"/tickets/{called['id']}/finish", {"outcome": "other"})
    assert [ticket["number"] for ticket in answered] == [f"A{value:03d}" for value in range(1, 9)]
    events = server.request("GET", "/events?limit=1000", token=staff.secret).body["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
