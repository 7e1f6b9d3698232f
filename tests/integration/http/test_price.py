"""What strangers spend delays strangers: whoever works here, and what kiosks ask, goes on."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from queue_server.http.price.meter import KNOWN, STRANGER, Payer, stranger
from tests.integration.house import House

GUEST = "192.0.2.7"


@pytest.fixture
def spent(house: House) -> House:
    """A house whose guests' network has spent all that it has and a second and a half more."""
    house.application.parts.door.meter.charge(stranger(GUEST), STRANGER.most + 1.5)
    return house


def ask(
    house: House, path: str, method: str = "GET", *, token: str = "", address: str = GUEST
) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if method == "POST":
        headers["Idempotency-Key"] = "a-key"
    return house.client.open(
        path,
        method=method,
        headers=headers,
        json={"queue": "ho-tich"} if method == "POST" else None,
        environ_overrides={"REMOTE_ADDR": address},
    )


@pytest.mark.parametrize(
    "path", ["/api/v1/procedures?q=khai+sinh", "/api/v1/queues", "/", "/assets/page.js", "/nowhere"]
)
def test_a_stranger_who_is_far_over_is_refused_and_told_when_to_come_back(spent: House, path: str) -> None:
    answer = ask(spent, path)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
    assert 3 < int(answer.headers["Retry-After"]) <= 6
    with ask(spent, path, address="192.0.2.8") as other:
        assert other.status_code != 429


def test_guessing_at_tokens_is_no_way_around_it(spent: House) -> None:
    assert ask(spent, "/api/v1/tickets", token="x" * 40).status_code == 429
    assert ask(spent, "/api/v1/tickets", token="x" * 40, address="192.0.2.8").status_code == 401


def test_kiosks_and_counters_behind_the_same_address_go_on(spent: House) -> None:
    kiosk, boss = spent.kiosk.secret, spent.supervisor.secret
    assert ask(spent, "/api/v1/tickets", "POST", token=kiosk).status_code == 201
    assert ask(spent, "/api/v1/tickets", token=boss).status_code == 200
    assert ask(spent, "/healthz").status_code in (200, 503)


@pytest.mark.parametrize("path", ["/api/v1/session", "/api/v1/follow/a-secret-of-nobody/cancel"])
def test_a_strangers_body_is_small_since_it_is_read_before_any_limit_can_count_it(
    house: House, path: str
) -> None:
    """Reading two megabytes of brackets takes the loop half a second, and a sign-in waits for no budget."""
    body = b'{"name": [' + b"[]," * 5_000 + b"[]]}"

    def answered(**headers: str) -> tuple[int, str]:
        said = house.client.post(
            path,
            data=body,
            headers={"Content-Type": "application/json", "Idempotency-Key": "a-key", **headers},
        )
        return said.status_code, said.json["code"]

    assert answered() == (413, "too_large")
    assert answered(Authorization=f"Bearer {house.kiosk.secret}")[0] in (404, 422)


def test_numbers_and_calls_ask_for_no_turn_and_lists_and_files_do(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = house.token("admin")
    turns: list[Payer] = []
    monkeypatch.setattr(house.application.parts.door, "turn", turns.append)
    house.do("/tickets", {"queue": "ho-tich"}, by=boss)
    house.do("/counters/1/open", by=boss)
    house.do("/counters/1/call-next", by=boss)
    assert turns == []
    house.get("/counters", boss)
    assert len(turns) == 1
    file = {"Content-Type": "application/octet-stream"}
    assert (
        house.ask("POST", "/imports/dossiers", by=boss, data=b"code,received\n", headers=file).status == 503
    )
    assert len(turns) == 2


def test_each_request_is_charged_to_who_asked_for_it(house: House) -> None:
    meter = house.application.parts.door.meter
    handle = "token:"
    boss = house.supervisor
    ask(house, "/api/v1/tickets", token=boss.secret)
    known = [payer for payer in meter._buckets if not payer.stranger]
    assert [payer.key.startswith(handle) for payer in known] == [True]
    assert meter._buckets[known[0]][0] < KNOWN.most
    assert stranger(GUEST) not in meter._buckets
    ask(house, "/api/v1/queues")
    assert meter._buckets[stranger(GUEST)][0] < STRANGER.most


@pytest.mark.parametrize("path", ["/api/v1/catalogue", "/api/openapi.json"])
def test_what_is_large_and_anybodys_is_held_once_however_many_ask_and_never_read(
    house: House, path: str
) -> None:
    def body() -> object:
        with house.application.app.test_request_context(path):
            (only,) = house.application.app.full_dispatch_request().response
            return only

    assert body() is body()


def test_the_document_is_written_once_and_beside_the_requests(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes half a second, and anybody may be the first to ask."""
    done: list[str] = []

    def offload(work: Callable[[], bytes]) -> bytes:
        done.append(work.__name__)
        return work()

    monkeypatch.setattr(house.application.parts, "offload", offload)
    for _ in range(2):
        assert house.ask("GET", "/api/openapi.json").body["openapi"] == "3.1.0"
    assert done == ["_written"]
