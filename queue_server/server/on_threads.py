"""Runs the server on plain threads: slower, and a proof that the server does not depend on eventlet."""

import contextlib
import io
import socket
import threading
import time
from dataclasses import dataclass
from wsgiref.types import WSGIApplication, WSGIEnvironment

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from queue_server.app import Application
from queue_server.http.price.door import SOCKETS
from queue_server.realtime.outboxes import SHUT
from queue_server.server.connection_limits import LARGEST_REFUSED, ConnectionLimits, Visit, places
from queue_server.server.listener_errors import refusal
from queue_server.server.shutdown import Stop, drain
from shared.web import head

_MOST_CONNECTIONS = 2_000
"""Each is a thread, a web socket is three."""
_MOST_FROM_ONE = 500
_STUCK_SECONDS = 20
_POLL_SECONDS = 0.1
"""How often the accepting thread looks whether it should end."""


_Address = tuple[str, int] | str
_Request = socket.socket | tuple[bytes, socket.socket]
"""As the library has it for servers of every kind; a request of TCP is its socket."""


@dataclass(slots=True)
class _Awaited:
    """How much of a body has come; it is read before the application is asked."""

    content_length: int | None
    position: int = 0


class _Handler(WSGIRequestHandler):
    """One connection, within the connection limits; its requests are read as on eventlet."""

    server: "_Server"
    timeout = _STUCK_SECONDS

    def __init__(
        self, request: socket.socket, client_address: _Address, server: "_Server", visit: Visit
    ) -> None:
        self._visit = visit
        super().__init__(request, client_address, server)

    def parse_request(self) -> bool:
        parsed = head.parse_request(self, super().parse_request)
        self.close_connection = self.close_connection or not parsed
        return parsed

    def run_wsgi(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > LARGEST_REFUSED:
            self.send_error(413)
            return
        stays = self.path.startswith(SOCKETS)
        awaited = _Awaited(length)
        self.server.limits.reads(self._visit, awaited, stays=stays)
        time.sleep(self.server.limits.pause(self._visit))
        if stays:
            # The library of the web sockets expects a socket that waits; what it sends may still not hang for ever.
            self.connection.settimeout(None)
            patience = _STUCK_SECONDS.to_bytes(8, "little") + bytes(8)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
        elif awaited.content_length:
            self.rfile = io.BytesIO(self.rfile.read(awaited.content_length))
            awaited.position = awaited.content_length
        super().run_wsgi()

    def make_environ(self) -> WSGIEnvironment:
        """What the application is told of the request."""
        return {**super().make_environ(), SHUT: self._visit.shut}

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.close_connection = True
        self.wfile.write(refusal(int(code)))
        self.wfile.flush()

    def version_string(self) -> str:
        """Does not reveal the libraries."""
        return "motcua"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Logs nothing here: requests are logged where they are answered."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Logs nothing: malformed requests must not fill a log."""


class _Server(ThreadedWSGIServer):
    """Serves each connection that gets a place on a thread of its own."""

    daemon_threads = True

    def __init__(self, host: str, port: int, app: WSGIApplication, limits: ConnectionLimits) -> None:
        self.limits = limits
        # The library's own handler takes three arguments; ours is made in `finish_request`.
        super().__init__(host, port, app, _Handler)

    def get_request(self) -> tuple[socket.socket, _Address]:
        """The next connection; out of files, the caller comes again at once, which must not take the whole core."""
        try:
            return super().get_request()
        except OSError:
            time.sleep(0.05)
            raise

    def finish_request(self, request: _Request, client_address: _Address) -> None:
        """Serves one connection until it ends."""
        assert isinstance(request, socket.socket)
        visit = self.limits.enter(str(client_address[0]), lambda: _shut(request))
        if visit is None:
            request.send(refusal(503))
            return
        try:
            _Handler(request, client_address, self, visit)
        finally:
            self.limits.leave(visit)

    def handle_error(self, request: _Request, client_address: _Address) -> None:
        """Logs nothing: a broken connection is the client's own business."""


def _shut(client: socket.socket) -> None:
    with contextlib.suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


def _watch(limits: ConnectionLimits) -> None:
    while True:
        time.sleep(1)
        limits.close_overdue()


def run(application: Application, host: str, port: int, stop: Stop) -> None:
    """Serves until `stop` is asked for, then lets what is under way finish."""
    most = places(_MOST_CONNECTIONS)
    limits = ConnectionLimits(most, min(_MOST_FROM_ONE, most // 2), application.parts.settings.behind_proxy)
    threading.Thread(target=_watch, args=(limits,), daemon=True, name="connection-limits").start()
    server = _Server(host, port, application.app, limits)
    threading.Thread(target=server.serve_forever, args=(_POLL_SECONDS,), daemon=True, name="accept").start()
    stop.wait()
    server.shutdown()
    server.server_close()
    drain(application, limits, time.sleep)
