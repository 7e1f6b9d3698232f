"""What waits to be sent to each web socket has an end: whoever does not read is let go, and what waited is freed.

The library's own queues have no end, and it closes a socket only when everything was sent or the connection has failed.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from engineio.exceptions import EngineIOError
from engineio.packet import MESSAGE, Packet
from flask_socketio import SocketIO
from socketio.packet import EVENT

SHUT = "motcua.shut"
"""Under this name a request's environment holds what ends its connection at once; the server puts it there."""
STRANGERS_MOST = 128 * 1024
"""Characters that may wait for a phone: some snapshots and minutes of facts."""
MOST = 2 * 1024 * 1024
"""Characters that may wait for a panel, a screen or a kiosk: its line may have thousands of people."""


class _Outbox(Protocol):
    """A socket's queue, of which `characters` wait."""

    characters: int


class Outboxes:
    """The queues of all web sockets of this process."""

    def __init__(self, sockets: SocketIO) -> None:
        self._server = sockets.server
        self._transport = sockets.server.eio
        self._known: set[str] = set()
        self._leaving: set[str] = set()
        # Before the first socket comes: each makes its queue by this class, and all that is sent goes through `send_packet`.
        self._transport._async = {
            **self._transport._async,
            "queue": _counting(self._transport._async["queue"], self._transport.get_queue_empty_exception()),
        }
        self._send = self._transport.send_packet
        self._transport.send_packet = self._put

    def trust(self, sid: str) -> None:
        """This socket's client has signed in, so more may wait for it."""
        if (ours := self._of(sid)) is not None:
            self._known.add(ours)

    def forget(self, sid: str) -> None:
        """The client is gone."""
        if (ours := self._of(sid)) is not None:
            self._known.discard(ours)

    def waiting(self, sid: str) -> int:
        """How many characters wait to be sent to this client; 0 for one that is gone."""
        socket = self._transport.sockets.get(self._of(sid))
        return 0 if socket is None else int(socket.queue.characters)

    def emit(self, sids: list[str], packets: list[Packet]) -> None:
        """Sends packets that `packet` made to these clients; they share the memory of what is sent."""
        for sid in sids:
            ours = self._of(sid)
            if ours is not None:
                for each in packets:
                    with suppress(EngineIOError):
                        # A socket that ends meanwhile must not keep the news from the others.
                        self._put(ours, each)

    def packet(self, event: str, message: object) -> Packet:
        """An event with its message, ready to be sent to many."""
        made = self._server.packet_class(EVENT, namespace="/", data=[event, message])
        return Packet(MESSAGE, made.encode())

    def _of(self, sid: str) -> str | None:
        found: str | None = self._server.manager.eio_sid_from_sid(sid, "/")
        return found

    def _put(self, ours: str, packet: Packet) -> None:
        socket = self._transport.sockets.get(ours)
        if socket is not None:
            outbox: _Outbox = socket.queue
            if outbox.characters > (MOST if ours in self._known else STRANGERS_MOST):
                if ours not in self._leaving:
                    self._leaving.add(ours)
                    self._server.start_background_task(self._let_go, ours, socket)
                return
        self._send(ours, packet)

    def _let_go(self, ours: str, socket: Any) -> None:
        """Ends a socket without saying goodbye: what waits for it would have to be read before that."""
        try:
            shut: Callable[[], None] | None = self._server.environ.get(ours, {}).get(SHUT)
            socket.close(wait=False, abort=True, reason=self._transport.reason.SERVER_DISCONNECT)
            socket.queue.empty_out()
            if shut is not None:
                shut()
            self._transport.sockets.pop(ours, None)
        finally:
            self._known.discard(ours)
            self._leaving.discard(ours)


def _counting(kind: Any, empty: type[Exception]) -> type[_Outbox]:
    """The async library's queue, which also knows how many characters wait in it."""

    class Outbox(kind):  # type: ignore[misc]  # the library of the async mode is known only when it runs
        """Packets in the order in which they are sent."""

        characters = 0
        nothing_left = empty

        def _put(self, item: Packet | None) -> None:
            self.characters += _length(item)
            super()._put(item)

        def _get(self) -> Packet | None:
            item: Packet | None = super()._get()
            self.characters -= _length(item)
            return item

        def empty_out(self) -> None:
            """Throws away what waits, but for the sign that nothing more comes."""
            with suppress(self.nothing_left):
                while True:
                    self.get(block=False)
                    self.task_done()
            self.put(None)

    return Outbox


def _length(packet: Packet | None) -> int:
    data = None if packet is None else packet.data
    return len(data) if isinstance(data, str) else 0
