"""Runs the server on eventlet, in one thread; what releases the interpreter goes to eventlet's thread pool."""

import errno
import logging
import socket
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast
from wsgiref.types import WSGIEnvironment

import eventlet
import eventlet.greenio
import eventlet.tpool
import eventlet.wsgi

from queue_server.app import Application
from queue_server.http.price.door import SOCKETS
from queue_server.realtime.outboxes import SHUT
from queue_server.server.connection_limits import (
    IDLE_SECONDS,
    LARGEST_REFUSED,
    ConnectionLimits,
    Visit,
    places,
)
from queue_server.server.listener_errors import refusal
from queue_server.server.shutdown import Stop, drain
from shared.web import head

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

# eventlet serves 1,024 connections by default, WebSockets included, and past that hangs without a word.
_MOST_CONNECTIONS = 10_000
_MOST_FROM_ONE = 2_000
"""Connections of one address: the phones of a full hall are behind one address of the guests' network."""
# Out of files or memory, or a client that left before it was accepted: the next one may succeed.
_PASSING = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED, errno.EPROTO}
)


def offload(work: Callable[_Given, _Result], /, *arguments: _Given.args, **named: _Given.kwargs) -> _Result:
    """Runs `work` in a real thread while other greenlets go on."""
    return cast(_Result, eventlet.tpool.execute(work, *arguments, **named))


_Connection = tuple[tuple[str, int], socket.socket, str]
"""A client's address and socket, and in which state of its requests eventlet holds it to be."""


class _Listener:
    """The listening socket; a system that is short of files for a moment must not end the server."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener

    def accept(self) -> tuple[socket.socket, object]:
        """The next connection."""
        while True:
            try:
                return self._listener.accept()
            except OSError as error:
                if error.errno not in _PASSING:
                    raise
                eventlet.sleep(0.05)

    def __getattr__(self, name: str) -> object:
        return getattr(self._listener, name)


def _stay_busy() -> None:
    pass


class _Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]  # eventlet has no types
    """One connection, within the connection limits. How its requests are read: shared/web/head.py."""

    def __init__(
        self, limits: ConnectionLimits, visit: Visit, connection: _Connection, server: object
    ) -> None:
        self._limits, self._visit = limits, visit
        super().__init__(connection, server)

    def handle(self) -> None:
        self.close_connection = True
        while True:
            self.handle_one_request()
            # A client whose next request is there already must not always come first.
            eventlet.sleep(0)
            if self.conn_state[2] == eventlet.wsgi.STATE_CLOSE or self.close_connection:
                break
            self.conn_state[2] = eventlet.wsgi.STATE_IDLE
            self._limits.waits(self._visit)

    def parse_request(self) -> bool:
        return head.parse_request(self, super().parse_request)

    def get_environ(self) -> WSGIEnvironment:
        environ: WSGIEnvironment = super().get_environ()
        # Otherwise a web socket would count as idle, and be cut off at the server's end before it got the last facts.
        environ["eventlet.set_idle"] = _stay_busy
        environ[SHUT] = self._visit.shut
        body = environ["eventlet.input"]
        self._limits.reads(self._visit, body, stays=environ["PATH_INFO"].startswith(SOCKETS))
        if (body.content_length or 0) > LARGEST_REFUSED:
            self.close_connection = True
        if pause := self._limits.pause(self._visit):
            eventlet.sleep(pause)
        return environ

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.close_connection = True
        self.wfile.write(refusal(int(code)))
        self.wfile.flush()


def _at(limits: ConnectionLimits) -> Callable[[_Connection, object], None]:
    """What eventlet calls for each connection."""

    def serve(connection: _Connection, server: object) -> None:
        address, client = str(connection[0][0]), connection[1]
        visit = limits.enter(address, lambda: eventlet.greenio.shutdown_safe(client))
        if visit is None:
            client.send(refusal(503))
            return
        try:
            _Protocol(limits, visit, connection, server)
        finally:
            limits.leave(visit)

    return serve


def _watch(limits: ConnectionLimits) -> None:
    while True:
        eventlet.sleep(1)
        limits.close_overdue()


def run(application: Application, host: str, port: int, stop: Stop) -> None:
    """Serves until `stop` is asked for, then lets what is under way finish."""
    family = eventlet.green.socket.AF_INET6 if ":" in host else eventlet.green.socket.AF_INET
    listener = eventlet.listen((host, port), family=family, backlog=1024)
    most = places(_MOST_CONNECTIONS)
    limits = ConnectionLimits(most, min(_MOST_FROM_ONE, most // 2), application.parts.settings.behind_proxy)
    eventlet.spawn(_watch, limits)
    serving = eventlet.spawn(
        eventlet.wsgi.server,
        _Listener(listener),
        application.app,
        # A few more than there are places, so that whoever gets none can be told so.
        max_size=most + 100,
        protocol=_at(limits),
        log_output=False,
        log=logging.getLogger("motcua.http"),
        socket_timeout=IDLE_SECONDS,
        # With it eventlet would answer a failure outside Flask with its traceback.
        debug=False,
    )
    serving.link(lambda _: stop.now())
    stop.wait()
    if serving.dead:
        # It cannot serve any more: the error ends the process.
        serving.wait()
    # The library's own way out of its loop: it closes idle connections, and the others after their answer.
    serving.kill(SystemExit)
    listener.close()
    drain(application, limits, eventlet.sleep)
