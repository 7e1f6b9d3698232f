"""The end of a server: hears the signals, lets requests under way finish, closes the sockets. It takes a bounded time.

It works with both async libraries, since the function that waits is handed in. A second signal ends the server at once.
"""

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from queue_server.app import Application
from queue_server.server.connection_limits import ConnectionLimits

REQUEST_SECONDS = 2.5
"""What is under way may take this long; `motcua run` waits five seconds for the whole end, systemd fifteen."""
_ANNOUNCING_SECONDS = 0.5
_SOCKET_SECONDS = 0.5
_LOOK_SECONDS = 0.02
_LAST_RESORT_SECONDS = 10
_FORCED = 1


class Stop:
    """Asked for by SIGTERM or SIGINT, or by the server itself when it cannot go on."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        self._heard = False

    def listen(self) -> None:
        """Takes the signals over; the first asks for an end, the second ends the process where it stands."""
        # The number of a signal goes to our socket by itself: an exception raised wherever the interpreter happens to be
        # would tear a request apart.
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, self._hear)

    def now(self) -> None:
        """Asks for the end."""
        self._theirs.send(b"\0")

    def wait(self) -> None:
        """Waits until somebody asks for the end."""
        self._ours.recv(1)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        if self._heard:
            os._exit(_FORCED)
        self._heard = True
        if hasattr(signal, "SIGALRM"):
            # Whatever hangs from here on (a frozen database, a stuck thread): the process is not there for ever.
            signal.signal(signal.SIGALRM, lambda *_: os._exit(_FORCED))
            signal.alarm(_LAST_RESORT_SECONDS)


def drain(application: Application, limits: ConnectionLimits, sleep: Callable[[float], None]) -> None:
    """After the listener was closed: waits for the requests under way, announces what they did, closes the sockets."""
    _until(lambda: not limits.busy(), REQUEST_SECONDS, sleep)
    announcer = application.parts.announcer
    announcer.poke()
    with suppress(SQLAlchemyError):  # without the database nobody knows what there is to announce
        last = announcer.database_seq()
        _until(lambda: announcer.seq >= last, _ANNOUNCING_SECONDS, sleep)
    # One round of the loop, in which what was announced goes out.
    sleep(_LOOK_SECONDS)
    application.parts.hub.close()
    _until(limits.empty, _SOCKET_SECONDS, sleep)


def _until(done: Callable[[], bool], seconds: float, sleep: Callable[[float], None]) -> None:
    until = monotonic() + seconds
    while not done() and monotonic() < until:
        sleep(_LOOK_SECONDS)
