"""Whatever a request holds, the answer is one of ours: no failure, no traceback, the security headers on it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from queue_server.configuration.values import Configuration
from queue_server.http.guard import COOKIE
from tests.examples import many
from tests.integration.house import House

EXAMPLES = settings(
    max_examples=many(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PATHS = (
    "/api/v1/procedures",
    "/api/v1/tickets",
    "/api/v1/follow/",
    "/api/v1/pairings/",
    "/api/v1/public/dossiers/",
    "/api/v1/dossiers/",
    "/api/v1/queues/",
    "/api/v1/events",
    "/api/v1/reports/day",
    "/api/v1/devices/",
    "/f/",
    "/d/",
    "/sign-in",
    "/panel/",
    "/assets/",
    "/pages-static/",
    "/api/docs",
    "/socket.io/",
    "/",
)
# A header's text as it arrives: any byte but the ends of lines.
HEADER = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=80)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(
        ["\0", "\ud800", "x" * 10_000, "‮", "A001", "2026-02-30", "' OR 1=1 --", "../../etc/passwd"]
    ),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
)
KEYS = (
    "queue",
    "procedures",
    "purpose",
    "priority",
    "phone",
    "follow_secret",
    "printed_number",
    "printed_at",
    "lang",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, shipped_centre: Configuration) -> Iterator[House]:
    """One centre for the whole file: the database is not what is looked at."""
    folder = tmp_path_factory.mktemp("fuzzed")
    house = House(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, shipped_centre)
    house.application.parts.offload = lambda work, *arguments: False if arguments else work()
    yield house
    house.stop()


def asked(house: House, method: str, path: str, environ: dict[str, str], data: bytes | None = None) -> Any:
    """The answer, once it has been looked at."""
    response = house.client.open(path, method=method, data=data, environ_overrides=environ)
    body = response.get_data()
    assert response.status_code < 500, (response.status_code, body)
    assert b"Traceback" not in body
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):
        assert name in response.headers, name
    if response.status_code >= 400 and not path.startswith("/socket.io"):
        kind = response.headers["Content-Type"]
        assert kind.startswith(("application/problem+json", "text/html")), (path, kind)
    return response


def of(token: str, **more: str) -> dict[str, str]:
    """A request's environment with a token and a fresh key."""
    return {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IDEMPOTENCY_KEY": "k", **more}


@EXAMPLES
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"]),
    start=st.sampled_from(PATHS),
    rest=st.one_of(
        st.binary(max_size=30), st.sampled_from([b"\xff\xfe", b"\0", b"%00", b"..%2f..%2f", b"//evil"])
    ),
    query=st.binary(max_size=60),
)
@example(method="GET", start="/api/v1/procedures", rest=b"", query=b"q=%ff%fe&limit=9" + b"9" * 400)
@example(method="GET", start="/api/v1/events", rest=b"", query=b"after=1e400&limit=%D9%A1")
@example(method="GET", start="/sign-in", rest=b"", query=b"next=//evil.example&lang=%00")
def test_any_address(house: House, method: str, start: str, rest: bytes, query: bytes) -> None:
    environ = of(house.supervisor.secret)
    # As a listener hands it over: bytes, each as one letter.
    environ |= {"PATH_INFO": start + rest.decode("latin-1"), "QUERY_STRING": query.decode("latin-1")}
    asked(house, method, start, environ)


@EXAMPLES
@given(
    names=st.lists(
        st.sampled_from(
            [
                *("AUTHORIZATION", "COOKIE", "ACCEPT_LANGUAGE", "ACCEPT", "IDEMPOTENCY_KEY", "X_CSRF_TOKEN"),
                *("ORIGIN", "HOST", "IF_NONE_MATCH", "X_REQUEST_ID", "X_FORWARDED_FOR", "X_FORWARDED_HOST"),
                *("REFERER", "USER_AGENT", "RANGE", "CONTENT_ENCODING", "EXPECT", "FORWARDED"),
            ]
        ),
        min_size=1,
        max_size=4,
    ),
    values=st.lists(HEADER, min_size=4, max_size=4),
    path=st.sampled_from(["/api/v1/centre", "/api/v1/tickets", "/", "/sign-in", "/api/v1/session", "/board"]),
    method=st.sampled_from(["GET", "POST", "DELETE"]),
)
@example(names=["ORIGIN"], values=["http://[", "", "", ""], path="/api/v1/session", method="POST")
@example(
    names=["COOKIE"], values=[f'{COOKIE}="\\303\\050\\777', "", "", ""], path="/api/v1/session", method="GET"
)
@example(names=["COOKIE"], values=[f"{COOKIE}=\xff\xfe; lang=\x80", "", "", ""], path="/", method="GET")
@example(
    names=["AUTHORIZATION"], values=["Bearer \xff\xfe", "", "", ""], path="/api/v1/tickets", method="GET"
)
@example(names=["AUTHORIZATION"], values=["Bearer", "", "", ""], path="/api/v1/tickets", method="GET")
@example(names=["HOST"], values=["evil.example:99999999", "", "", ""], path="/", method="GET")
def test_any_headers(house: House, names: list[str], values: list[str], path: str, method: str) -> None:
    environ = {f"HTTP_{name}": value for name, value in zip(names, values, strict=False)}
    body = json.dumps({"name": "x", "password": "y"}).encode()
    asked(house, method, path, environ, body if method == "POST" else None)


@EXAMPLES
@given(data=st.one_of(st.binary(max_size=200), JSON.map(lambda value: json.dumps(value).encode())))
@example(data=b"[" * 100_000)
@example(data=b'{"queue":' * 50_000)
@example(data=b'{"a":' + b"[" * 400 + b"]" * 400 + b"}")
@example(data=b'{"a":' + b"[" * 900 + b"]" * 900 + b"}")
@example(data=b'{"a":' + b'{"b":' * 450 + b"1" + b"}" * 450 + b"}")
@example(data=b'{"queue":' + b"9" * 5_000 + b"}")
@example(data=b'{"queue":1e400,"lang":NaN}')
@example(data=b'{"queue":"\\ud800"}')
@example(data=b'{"queue":"a\\u0000b"}')
@example(data=b'\xff\xfe{\0"\0')
@example(data=b"\xef\xbb\xbf{}")
@example(data=b'{"queue":"chung-thuc","queue":"ho-tich"}')
def test_any_body(house: House, data: bytes) -> None:
    for path, token in (("/api/v1/tickets", house.kiosk), ("/api/v1/counters/1/pause", house.supervisor)):
        environ = of(token.secret, CONTENT_TYPE="application/json")
        response = asked(house, "POST", path, environ, data)
        assert response.status_code in (200, 201, 400, 404, 409, 422, 429), response.get_data()
    asked(house, "PUT", "/api/v1/devices/me/status", of(house.kiosk.secret), data)
    asked(house, "PUT", "/api/v1/devices/me/screen", of(house.kiosk.secret, CONTENT_TYPE="image/png"), data)
    asked(house, "POST", "/api/v1/session", {"CONTENT_TYPE": "application/json"}, data)


@EXAMPLES
@given(body=st.dictionaries(st.sampled_from(KEYS), JSON, min_size=1, max_size=5), key=HEADER)
@example(
    body={"queue": "chung-thuc", "printed_number": "A001", "printed_at": "0001-01-01T00:00:00+23:59"}, key="a"
)
@example(
    body={"queue": "chung-thuc", "printed_number": "A001", "printed_at": "9999-12-31T23:59:59-23:59"}, key="b"
)
@example(body={"queue": "chung-thuc", "printed_number": "A001", "printed_at": 1e18}, key="c")
@example(body={"queue": "chung-thuc", "printed_number": "A001", "printed_at": -1e11}, key="c2")
@example(body={"queue": "chung-thuc", "printed_number": "A٠٠١", "printed_at": "2026-06-15T08:00:00"}, key="d")
@example(body={"queue": "chung-thuc", "phone": "٠٩١٢٣٤٥٦٧٨"}, key="\xff\xfe")
@example(body={"queue": "chung-thuc", "documents": ["‮" * 500] * 40}, key="'; DROP TABLE tickets --")
def test_any_ticket(house: House, body: dict[str, Any], key: str) -> None:
    environ = of(house.kiosk.secret, CONTENT_TYPE="application/json", HTTP_IDEMPOTENCY_KEY=key)
    for _ in range(2):
        asked(house, "POST", "/api/v1/tickets", environ, json.dumps(body).encode())
