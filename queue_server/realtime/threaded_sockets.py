"""Web sockets on plain threads, with a limit for messages, and without threads that wait for ever.

Engine.IO passes the limit for messages to eventlet, but not to simple-websocket. And with simple-websocket a frame that
cannot be read, or a client that does not answer when the socket is closed, leaves a thread and a connection behind for ever.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from wsproto.utilities import ProtocolError


class _Reader(threading.Thread):
    """Reads one web socket. However that ends, a thread that waits for its messages is woken."""

    def __init__(self, target: Callable[[], None]) -> None:
        super().__init__(daemon=True, name="web socket")
        self._read = target
        self._web_socket: Any = target.__self__  # type: ignore[attr-defined]  # a bound method

    def run(self) -> None:
        """Runs until the client is gone or sends something that cannot be read."""
        with suppress(ProtocolError, ValueError, OSError):
            self._read()
        self._web_socket.connected = False
        self._web_socket.event.set()
        _shut(self._web_socket.sock)


class _Bounded(Protocol):
    """Of Engine.IO's server, what is needed here."""

    max_http_buffer_size: int


class Ending(SimpleWebSocketWSGI):  # type: ignore[misc]  # the library has no types
    """The library's web socket, which also ends the connection when it is closed."""

    def __init__(self, handler: Callable[[SimpleWebSocketWSGI], None], server: _Bounded) -> None:
        super().__init__(handler, server, max_message_size=server.max_http_buffer_size, thread_class=_Reader)

    def close(self) -> None:
        """Says goodbye and does not wait for an answer."""
        with suppress(OSError):
            super().close()
        self.ws.event.set()
        _shut(self.ws.sock)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
