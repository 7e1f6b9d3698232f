"""The proxy's lines: what passes, what is cut, held and robbed of its answer, and the moment of a shot."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.torture.proxy import Line, Proxy
from tests.waiting import HANG_SECONDS

POST = b"POST /api/v1/counters/1/open HTTP/1.1\r\n\r\n"
ISSUE = b"POST /api/v1/tickets HTTP/1.1\r\n\r\n"


class Echo:
    """A server that answers each piece with the same piece, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while piece := connection.recv(4096):
                    self.heard.append(piece)
                    connection.sendall(piece)
            except OSError:
                return

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    yield server
    server.close()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    opened = Proxy()
    yield opened
    opened.stop()


@pytest.fixture
def line(proxy: Proxy, echo: Echo, free_port: Callable[[], int]) -> Line:
    return proxy.line("officers-1", free_port(), [echo.port])


def said(connection: socket.socket, piece: bytes, within: float = HANG_SECONDS) -> bytes | None:
    """The answer to a piece: empty when the connection ended, None when nothing came."""
    connection.settimeout(within)
    try:
        connection.sendall(piece)
        return connection.recv(4096)
    except TimeoutError:
        return None
    except OSError:
        return b""


def test_a_line_passes_both_ways_and_can_be_cut(line: Line) -> None:
    with socket.create_connection(("127.0.0.1", line.port)) as connection:
        assert said(connection, b"one") == b"one"
        line.cut()
        time.sleep(0.2)
        assert said(connection, b"two") == b""


def test_a_held_line_delivers_late(line: Line) -> None:
    with socket.create_connection(("127.0.0.1", line.port)) as connection:
        assert said(connection, b"one") == b"one"
        line.hold(HANG_SECONDS)
        assert said(connection, b"two", within=0.3) is None
        line.clear()
        connection.settimeout(HANG_SECONDS)
        assert connection.recv(4096) == b"two"


def test_a_lost_answer_was_heard_by_the_server(line: Line, echo: Echo) -> None:
    line.mute(5.0)
    with socket.create_connection(("127.0.0.1", line.port)) as connection:
        assert said(connection, POST) == b""
    assert echo.heard == [POST]


def test_the_second_target_takes_over_when_the_first_is_away(
    proxy: Proxy, echo: Echo, free_port: Callable[[], int]
) -> None:
    line = proxy.line("kiosk-1", free_port(), [free_port(), echo.port])
    with socket.create_connection(("127.0.0.1", line.port)) as connection:
        assert said(connection, b"one") == b"one"


@pytest.mark.parametrize("before", ["", "issue_"])
@pytest.mark.parametrize(("moment", "answer"), [("request", ISSUE), ("answer", b"")])
def test_a_shot_comes_once_at_its_moment(
    proxy: Proxy, line: Line, echo: Echo, before: str, moment: str, answer: bytes
) -> None:
    shots: list[int] = []
    proxy.aim(before + moment, echo.port, 0.0, shots.append)  # type: ignore[arg-type]  # one of the four moments
    for piece, expected in ((ISSUE, answer), (ISSUE, ISSUE)):
        with socket.create_connection(("127.0.0.1", line.port)) as connection:
            assert said(connection, piece) == expected
    assert shots == [echo.port]


def test_a_shot_at_a_new_number_lets_other_deeds_pass(proxy: Proxy, line: Line, echo: Echo) -> None:
    shots: list[int] = []
    proxy.aim("issue_answer", echo.port, 0.0, shots.append)
    with socket.create_connection(("127.0.0.1", line.port)) as connection:
        assert said(connection, POST) == POST
    assert shots == []
