"""What a web socket may send, checked before Socket.IO reads it: small text messages, not too many, and a sign-in soon.

Our clients connect, send a few named events with small JSON bodies, and disconnect. Whoever sends anything else is
disconnected.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask_socketio import SocketIO
from socketio.packet import EVENT

from queue_server.http.limits import Limit
from queue_server.http.price.door import SOCKETS, Door
from queue_server.http.price.meter import Payer, stranger
from queue_server.http.problems import problem
from queue_server.realtime import threaded_sockets

LARGEST = 4_096
"""How many characters a message may have: enough for a token, a few secrets and a number."""
MESSAGES, IN_SECONDS = 30, 10.0
STRANGER_SECONDS = 10.0
"""A socket that has not signed in by then is closed."""
# Our clients only send connect, disconnect and event, and no acknowledgements, errors or binary data.
_KINDS = frozenset("012")
# If a client sent an event with such a name, the library would take it for its own. Then a client that is still there would
# count as gone, and would not be disconnected when its token is revoked.
_LIBRARYS_OWN = frozenset({"connect", "disconnect"})
_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")


class SocketLimits:
    """Stands between the web sockets and Socket.IO."""

    def __init__(
        self,
        sockets: SocketIO,
        door: Door,
        payer: Callable[[str | None], Payer | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = sockets.server
        self._door = door
        self._payer = payer
        self._clock = clock
        self._since: dict[str, float] = {}
        self._said = Limit(MESSAGES, IN_SECONDS, clock)
        transport = self._server.eio
        self._connected, self._said_to, self._gone = (
            transport.handlers[event] for event in ("connect", "message", "disconnect")
        )
        transport.on("connect", self._connect)
        transport.on("message", self._message)
        transport.on("disconnect", self._disconnect)
        if transport.async_mode == "threading":
            transport._async = {**transport._async, "websocket": threaded_sockets.Ending}

    def run(self, sleep: Callable[[float], None], stopping: threading.Event) -> None:
        """Watches until the server stops."""
        while not stopping.is_set():
            self.close_strangers()
            sleep(1)

    def close_strangers(self) -> None:
        """Closes the sockets that have not signed in within `STRANGER_SECONDS`."""
        late = self._clock() - STRANGER_SECONDS
        for sid, since in list(self._since.items()):
            if since < late:
                self._since.pop(sid, None)
                if self._server.manager.sid_from_eio_sid(sid, "/") is None:
                    self._server.start_background_task(self._server.eio.disconnect, sid)

    def _connect(self, sid: str, environ: WSGIEnvironment) -> object:
        self._since[sid] = self._clock()
        return self._connected(sid, environ)

    def _disconnect(self, sid: str, reason: object = None) -> object:
        self._since.pop(sid, None)
        return self._gone(sid, reason)

    def _message(self, sid: str, message: object) -> None:
        with self._door.charging(self._payer_of(sid)):
            if self._said.take(sid) or not self._readable(message):
                self._end(sid)
            else:
                self._said_to(sid, message)

    def _payer_of(self, sid: str) -> Payer:
        known = self._payer(self._server.manager.sid_from_eio_sid(sid, "/"))
        return known or stranger(self._server.environ.get(sid, {}).get("REMOTE_ADDR"))

    def _readable(self, message: object) -> bool:
        """Whether Socket.IO can read the message and our clients send messages of this kind."""
        if not isinstance(message, str) or len(message) > LARGEST or message[:1] not in _KINDS:
            return False
        try:
            packet = self._server.packet_class(encoded_packet=message)
        except (ValueError, RecursionError):
            return False
        said = packet.data
        if packet.namespace not in (None, "/") or packet.attachment_count:
            return False
        if packet.packet_type == EVENT:
            if not isinstance(said, list) or len(said) not in (1, 2) or not isinstance(said[0], str):
                return False
            return said[0] not in _LIBRARYS_OWN
        return said is None or isinstance(said, dict)

    def _end(self, sid: str) -> None:
        # This runs beside the handler, because closing waits for what is still being sent.
        self._server.start_background_task(self._server.eio.disconnect, sid)


def plain_sockets(inner: WSGIApplication) -> WSGIApplication:
    """Removes compression from what web sockets ask for, and refuses the drafts of the protocol from 2010.

    A compressed frame of a few kilobytes could unpack to gigabytes, and each compressed connection takes some 300 kB. The
    drafts have no limit for the size of a message.
    """

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(SOCKETS):
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            if "HTTP_UPGRADE" in environ and not _is_handshake(environ):
                return problem("bad_request", 400)(environ, start_response)
        return inner(environ, start_response)

    return outer


def _is_handshake(environ: WSGIEnvironment) -> bool:
    """Whether the request is a handshake by RFC 6455, section 4.2.1; the libraries fail on an incomplete one."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ["HTTP_UPGRADE"].lower() == "websocket"
        and "upgrade" in [part.strip() for part in environ.get("HTTP_CONNECTION", "").lower().split(",")]
        and environ.get("HTTP_SEC_WEBSOCKET_VERSION") == "13"
        and _KEY.fullmatch(environ.get("HTTP_SEC_WEBSOCKET_KEY", "")) is not None
    )
