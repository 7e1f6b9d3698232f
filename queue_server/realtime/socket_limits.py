"""What a web socket may say at all, checked before Socket.IO reads it: plain, small, few, and signed in soon.

Our clients connect, say `resume`, `open_dossier`, `close_dossier` and goodbye. Whoever says what cannot be one of these
is disconnected.
"""

import re
import threading
import time
from collections.abc import Callable
from typing import Any

from flask_socketio import SocketIO
from socketio.packet import EVENT

from queue_server.http.limits import Limit
from queue_server.http.problems import problem
from queue_server.realtime import threaded_sockets

LARGEST = 4_096
"""Characters of one message: a token, a cookie's worth of secrets, a number."""
MESSAGES, IN_SECONDS = 30, 10.0
STRANGER_SECONDS = 10.0
"""A socket that has not signed in by then is closed."""
_PATH = "/socket.io"
# connect, disconnect, event: nobody here sends acknowledgements, errors or binary data.
_KINDS = frozenset("012")
# The library takes them for its own news of a connection: a client that stays would count as gone, and nobody would end it
# when its token is revoked.
_LIBRARYS_OWN = frozenset({"connect", "disconnect"})
_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")


class SocketLimits:
    """Stands between the web sockets and Socket.IO."""

    def __init__(self, sockets: SocketIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = sockets.server
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
        """Closes the sockets that have not signed in in time."""
        late = self._clock() - STRANGER_SECONDS
        for sid, since in list(self._since.items()):
            if since < late:
                self._since.pop(sid, None)
                if self._server.manager.sid_from_eio_sid(sid, "/") is None:
                    self._server.start_background_task(self._server.eio.disconnect, sid)

    def _connect(self, sid: str, environ: dict[str, Any]) -> Any:
        self._since[sid] = self._clock()
        return self._connected(sid, environ)

    def _disconnect(self, sid: str, reason: Any = None) -> Any:
        self._since.pop(sid, None)
        return self._gone(sid, reason)

    def _message(self, sid: str, message: Any) -> None:
        if self._said.take(sid) or not self._readable(message):
            self._end(sid)
        else:
            self._said_to(sid, message)

    def _readable(self, message: Any) -> bool:
        """Whether Socket.IO can read it and it is of a kind that our clients send."""
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
        # Beside the handler: closing waits for what is still being sent.
        self._server.start_background_task(self._server.eio.disconnect, sid)


def plain_sockets(inner: Any) -> Any:
    """Takes compression out of what web sockets ask for, and refuses the protocol's drafts of 2010.

    A frame of a few kilobytes could unpack to gigabytes, each compressed connection costs some 300 kB, and the drafts know
    no limit of a message.
    """

    def outer(environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("PATH_INFO", "").startswith(_PATH):
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            if "HTTP_UPGRADE" in environ and not _is_handshake(environ):
                return problem("bad_request", 400)(environ, start_response)
        return inner(environ, start_response)

    return outer


def _is_handshake(environ: dict[str, Any]) -> bool:
    """RFC 6455, section 4.2.1; the libraries stumble over less."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ["HTTP_UPGRADE"].lower() == "websocket"
        and "upgrade" in [part.strip() for part in environ.get("HTTP_CONNECTION", "").lower().split(",")]
        and environ.get("HTTP_SEC_WEBSOCKET_VERSION") == "13"
        and _KEY.fullmatch(environ.get("HTTP_SEC_WEBSOCKET_KEY", "")) is not None
    )
