"""The kiosk agent's local API with anything in a request: never a failure, and never a number for another page."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.answers.numbers import Ticket
from kiosk.api import create_site
from kiosk.api.site import Wish
from kiosk.virtual_printer.device import VirtualDevice
from kiosk.virtual_printer.pages import blueprint
from kiosk.virtual_printer.roll import Roll
from tests.examples import many
from tests.strange_paths import addresses
from tests.unit.kiosk.api.test_local_api import BASE, OURS, _site

EXAMPLES = settings(
    max_examples=many(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TAKEN: list[Wish] = []
PATHS = (
    *("/", "/local/state", "/local/fields", "/local/search", "/local/procedures/", "/local/tickets"),
    *(
        "/local/tickets/7",
        "/local/tickets/7/reprint",
        "/local/speech",
        "/local/screen",
        "/static/",
        "/assets/",
    ),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.text(max_size=20))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
)


def _take(wish: Wish) -> Ticket:
    TAKEN.append(wish)
    return Ticket.model_construct(id=7, number="A001")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_site(_site(take=_take)).test_client()


def asked(client: FlaskClient, method: str, path: str, **more: Any) -> Any:
    response = client.open(path, method=method, base_url=BASE, **more)
    assert response.status_code < 500 or response.json["code"] in ("server_away", "no_voice"), (
        response.get_data()
    )
    assert b"Traceback" not in response.get_data()
    assert "Content-Security-Policy" in response.headers
    return response


@EXAMPLES
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"]),
    path=st.sampled_from(PATHS),
    rest=st.binary(max_size=12),
    query=st.binary(max_size=40),
    data=st.binary(max_size=60),
)
@example(method="GET", path="/local/search", rest=b"", query=b"q=\xff\xfe&limit=" + b"9" * 5_000, data=b"")
@example(
    method="GET", path="/local/search", rest=b"", query=b"q=a&limit=-" + b"9" * 50 + b"&field=%00", data=b""
)
@example(method="GET", path="/local/tickets/", rest=b"9" * 400, query=b"", data=b"")
@example(method="POST", path="/local/speech", rest=b"", query=b"lang=%00", data=b"\xff\xfe\x00")
@example(method="GET", path="/static/", rest=b"../../../etc/passwd", query=b"", data=b"")
@example(method="GET", path="/static/", rest=b"..\\..\\x\x00", query=b"", data=b"")
def test_any_request(
    client: FlaskClient, method: str, path: str, rest: bytes, query: bytes, data: bytes
) -> None:
    environ = {"PATH_INFO": path + rest.decode("latin-1"), "QUERY_STRING": query.decode("latin-1")}
    response = asked(client, method, path, environ_overrides=environ, headers=OURS, data=data)
    assert b"root:" not in response.get_data()


@EXAMPLES
@given(data=st.one_of(st.binary(max_size=100), JSON.map(lambda value: json.dumps(value).encode())))
@example(data=b"[" * 100_000)
@example(data=b'{"queue":' * 500)
@example(data=b'{"queue":"\\ud800"}')
@example(data=b'{"queue":"a","printed_number":"A800"}')
@example(data=b'{"queue":"a","large":"yes"}')
def test_any_wish_is_one_or_is_refused(client: FlaskClient, data: bytes) -> None:
    before = len(TAKEN)
    response = asked(client, "POST", "/local/tickets", headers=OURS, data=data)
    assert (response.status_code, len(TAKEN) - before) in ((201, 1), (422, 0))


@EXAMPLES
@given(
    host=st.one_of(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30), st.none()),
    origin=st.text(st.characters(min_codepoint=33, max_codepoint=255), min_size=1, max_size=30),
)
@example(host="localhost.evil.example:21399", origin=BASE)
@example(host="127.0.0.1:21399.evil.example", origin=BASE)
@example(host=None, origin=BASE + ".evil.example")
@example(host=None, origin="http://127.0.0.1:21399@evil.example")
def test_no_other_name_takes_a_number(client: FlaskClient, host: str | None, origin: str) -> None:
    before = len(TAKEN)
    headers = {"Origin": origin} | ({} if host is None else {"Host": host})
    response = asked(client, "POST", "/local/tickets", headers=headers, json={"queue": "ho-tich"})
    assert (response.status_code, len(TAKEN)) == (403, before)


def test_a_body_without_end_is_refused(client: FlaskClient) -> None:
    for path in ("/local/tickets", "/local/speech"):
        response = asked(client, "POST", path, headers=OURS, data=bytes(3_000_000))
        assert response.status_code == 413, path


def test_no_name_in_an_address_makes_the_agent_or_its_virtual_printer_fail(tmp_path: Path) -> None:
    device = VirtualDevice(Roll(tmp_path / "papers"))
    app = create_site(_site(more=(blueprint(device),)))
    client = app.test_client()
    failed = []
    for method, address in addresses(app.url_map):
        answer = client.open(address, method=method, base_url=BASE, headers=OURS)
        if answer.status_code >= 500:
            failed.append((method, address[:80], answer.status_code))
    device.stop()
    assert failed == []
