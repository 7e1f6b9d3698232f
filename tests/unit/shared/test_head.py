"""What a head of HTTP must be, before any of our listeners reads it: the server's two, the kiosk's, the display's."""

import io
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from display import screenshot
from display.screenshot import Frames
from kiosk.api.listener import listen
from shared.web import head
from tests.waiting import HANG_SECONDS

GOOD = b"Host: 127.0.0.1\r\nContent-Length: 2\r\n"
WRONG = {
    "two lengths": b"Content-Length: 0\r\n",
    "the same length twice": b"Content-Length: 2\r\n",
    "a length and chunks": b"Transfer-Encoding: chunked\r\n",
    "two hosts": b"Host: elsewhere\r\n",
    "a folded line": b" folded: yes\r\n",
    "a folded line after a tab": b"\tfolded: yes\r\n",
    "no header": b"nothing of the kind\r\n",
    "no name": b": value\r\n",
    "a space before the colon": b"X : value\r\n",
    "a lone CR": b"X: a\rContent-Length: 7\r\n",
    "a lone LF": b"X: a\n",
    "a zero byte": b"X: a\0b\r\n",
    "a name that is no token": b"X\xff: a\r\n",
    "an envelope": b"From somebody\r\n",
}
TOO_MUCH = {
    "a long line": b"X: " + b"y" * 9_000 + b"\r\n",
    "many lines": b"".join(b"X-%d: y\r\n" % number for number in range(120)),
    "long lines": b"".join(b"X-%d: %s\r\n" % (number, b"y" * 8_000) for number in range(20)),
}


class Reader(BaseHTTPRequestHandler):
    """A handler without a connection: reads a request from bytes and keeps what it would answer."""

    def __init__(self, data: bytes) -> None:
        self.rfile = io.BytesIO(data)
        self.wfile = io.BytesIO()
        self.client_address = ("127.0.0.1", 0)
        self.answered = 0
        self.raw_requestline = self.rfile.readline()
        self.taken = head.parse_request(self, super().parse_request)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.answered = int(code)


def read(headers: bytes, body: bytes = b"{}") -> Reader:
    """What becomes of a request with these lines."""
    return Reader(b"POST / HTTP/1.1\r\n" + headers + b"\r\n" + body)


def test_a_good_head_is_read_up_to_its_body() -> None:
    reader = read(GOOD + b"X-Name: B\xc3\xa1\r\nAccept:\r\n")
    assert (reader.taken, reader.answered, reader.rfile.read()) == (True, 0, b"{}")
    assert reader.headers["Content-Length"] == "2"


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("first", [False, True], ids=["last", "first"])
def test_what_can_be_read_in_two_ways_is_refused(line: bytes, first: bool) -> None:
    reader = read(line + GOOD if first else GOOD + line)
    assert (reader.taken, reader.answered) == (False, 400)


@pytest.mark.parametrize("value", [b"+2", b"-2", b"2_0", b"0x2", b"2,2", b"", b"2 2", b"9" * 16, b"\xb2"])
def test_a_length_is_digits_and_nothing_else(value: bytes) -> None:
    assert read(b"Content-Length: " + value + b"\r\n").answered == 400


@pytest.mark.parametrize("lines", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_head_without_end_is_not_read_to_its_end(lines: bytes) -> None:
    reader = read(lines * 50)
    assert (reader.taken, reader.answered) == (False, 431)
    assert reader.rfile.tell() < 100_000


@pytest.mark.parametrize("end", [b"\n", b"\x01\r\n"], ids=["no CR", "a control character"])
def test_the_work_for_a_refused_line_grows_with_its_length_and_not_with_its_square(
    monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    """A line a hundred times as long as the longest that is read: with the square it would take most of an hour."""
    monkeypatch.setattr(head, "_LONGEST_LINE", 1_000_000)
    monkeypatch.setattr(head, "_LONGEST", 1_000_000)
    with processor_seconds(20):
        assert read(b"X:" + b" " * 900_000 + end).answered == 400


@contextmanager
def processor_seconds(most: float) -> Iterator[None]:
    """Ends what needs more of the processor's time, which a busy machine does not change."""

    def ended(*_: object) -> None:
        raise AssertionError("it does not end")

    before = signal.signal(signal.SIGVTALRM, ended)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_chunks_alone_are_refused_by_their_own_status() -> None:
    assert read(b"Transfer-Encoding: chunked\r\n").answered == 411


@given(
    st.lists(
        st.sampled_from(
            [
                *WRONG.values(),
                b"X: y\r\n",
                b"Content-Length: 2\r\n",
                b"Accept: */*\r\n",
                b"\r",
                b"Host: x\r\n",
            ]
        ),
        max_size=6,
    )
)
def test_whatever_is_taken_has_one_length_and_one_host_at_most(lines: list[bytes]) -> None:
    reader = read(b"".join(lines))
    if reader.taken:
        assert len(reader.headers.get_all("Content-Length", [])) <= 1
        assert len(reader.headers.get_all("Host", [])) <= 1
        assert "Transfer-Encoding" not in reader.headers
        assert reader.headers.defects == []


@contextmanager
def kiosk(port: int) -> Iterator[None]:
    """A kiosk's listener with an application that takes every request."""
    app = Flask("kiosk")
    app.add_url_rule(
        "/<path:name>", view_func=lambda name: f"taken {len(request.data)}", methods=["GET", "POST"]
    )
    server = listen(app, port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join(HANG_SECONDS)
    server.server_close()


@contextmanager
def display(port: int) -> Iterator[None]:
    """A TV's listener."""

    def never() -> screenshot.State:
        raise AssertionError("not asked for")

    server: HTTPServer = screenshot.serve(port, Frames(lambda: None), never)
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("program", [kiosk, display])
def test_the_listeners_of_the_devices_refuse_it_too(
    program: Callable[[int], AbstractContextManager[None]], free_port: Callable[[], int]
) -> None:
    port = free_port()
    with program(port):
        for lines in (WRONG["two lengths"], WRONG["a length and chunks"], WRONG["a folded line"]):
            answer = asked(port, b"GET /healthz HTTP/1.1\r\n" + GOOD + lines + b"\r\n{}")
            assert answer.startswith(b"HTTP/1.1 400 "), answer
            assert b"Python" not in answer
            assert b"<html" not in answer.lower()
        fine = asked(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert fine.startswith(b"HTTP/1.1 200 ")


def asked(port: int, data: bytes) -> bytes:
    """All that is answered to raw bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=HANG_SECONDS) as client:
        client.sendall(data)
        heard = b""
        while part := client.recv(65_536):
            heard += part
    return heard
