"""The reconnecting Socket.IO link of kiosk and display: snapshots and facts in order, each exactly once.

It never gives up: a server that is down, hung or refusing is tried again as long as the link runs.
The rules of order are in shared.link.sequence.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Literal

from shared.link.lean import without
from shared.link.sequence import SILENCE, Message, Sequence
from shared.logs import journal as logs
from shared.wire.vocabulary import UNAVAILABLE

with without("aiohttp", "redis", "valkey"):
    # Those are for servers and message queues: a quarter of a display's start and 10 MB that no device uses.
    import socketio

Status = Literal["connected", "disconnected", "refused"]

FIRST_DELAY, LONGEST_DELAY, SPREAD = 0.5, 1.5, 0.3
"""Seconds before trying again: the delay is doubled up to the longest, and made up to 30 % shorter or longer by chance.

So a building's screens do not all come back in the same instant, but each within 3 s after the server is ready.
"""
_ANSWER_WITHIN = 3.0
_LOG = logging.getLogger(__name__)


class Link:
    """A link to the queue server over WebSocket, on a thread of its own.

    All callbacks are called on that thread, in order, so they should only put what they get on a queue.
    `on_snapshot(snapshot)` gets what replaces all that is known; `on_fact(fact)` gets `{"seq", "type", "at", "data"}`, also
    for hidden facts. `on_status(status, since)` is called for changes only: "connected" after the snapshot was handed over,
    "disconnected", or "refused" if the server does not accept the token; `since` is in UTC. `on_restart()` is called when a
    supervisor has asked this device to restart.
    """

    def __init__(
        self,
        server_url: str,
        token: str,
        on_snapshot: Callable[[Message], None],
        on_fact: Callable[[Message], None],
        on_status: Callable[[Status, datetime], None],
        on_restart: Callable[[], None] = lambda: None,
    ) -> None:
        self._url = server_url
        self._auth = {"token": token}
        self._on_snapshot = on_snapshot
        self._on_fact = on_fact
        self._on_status = on_status
        self._on_restart = on_restart
        self._sequence = Sequence()
        self._status: Status | None = None
        self._stopping = threading.Event()
        self._inbox: SimpleQueue[tuple[str, object]] = SimpleQueue()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    @property
    def seq(self) -> int | None:
        """The number of the last snapshot or fact handed over; None before the first."""
        return self._sequence.last

    def start(self) -> None:
        """Begins to connect; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the link for good; no callback comes after it returned (it waits a few seconds at most)."""
        self._stopping.set()
        self._inbox.put(("stop", {}))
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(_ANSWER_WITHIN + 1)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._live_through_one_connection()
            except Exception:
                # An unexpected message ends its connection, but never the link.
                _LOG.exception("the link to %s broke", self._url)
                self._tell("disconnected")
            delay = min(FIRST_DELAY * 2**self._failures, LONGEST_DELAY)
            self._failures = min(self._failures + 1, 10)
            self._stopping.wait(delay * random.uniform(1 - SPREAD, 1 + SPREAD))

    def _live_through_one_connection(self) -> None:
        # Each connection has a queue of its own, so that a late message of an old one is not taken for one of the new.
        inbox = self._inbox = SimpleQueue()
        self._sequence.forget()
        # The library's own reconnection is off, because it ends with a refusal or the first failure, and does not notice
        # when a server falls silent.
        client = socketio.Client(reconnection=False, handle_sigint=False, request_timeout=_ANSWER_WITHIN)
        for event in ("snapshot", "fact", "heartbeat", "restart", "disconnect"):
            client.on(event, _onto(inbox, event))
        reasons: list[object] = []
        client.on("connect_error", reasons.append)
        try:
            client.connect(self._url, auth=self._auth, transports=["websocket"], wait_timeout=_ANSWER_WITHIN)
        except socketio.exceptions.ConnectionError:
            # A server that cannot say whether it knows the token has not refused it.
            refused = client.failed_namespaces and {"message": UNAVAILABLE} not in reasons
            self._tell("refused" if refused else "disconnected")
            return
        try:
            self._listen(client, inbox)
        finally:
            self._tell("disconnected")
            # Closing a connection to a hung server takes seconds, so nobody waits for it.
            threading.Thread(target=_leave, args=(client,), daemon=True).start()

    def _listen(self, client: socketio.Client, inbox: "SimpleQueue[tuple[str, object]]") -> None:
        """Handles what comes until the connection ends, falls silent, or the link is stopped."""
        heard = _clock()
        while not self._stopping.is_set():
            now = _clock()
            if now - heard >= SILENCE:
                _LOG.warning("nothing heard from %s for %.0f s: connecting anew", self._url, SILENCE)
                return
            after = self._sequence.resume(now)
            if after is not None:
                with suppress(socketio.exceptions.SocketIOError):
                    client.emit("resume", {"after": after})
            until = min(heard + SILENCE, self._sequence.due or heard + SILENCE)
            try:
                event, data = inbox.get(timeout=max(0.0, until - now))
            except Empty:
                continue
            if event in ("disconnect", "stop"):
                return
            if _clock() - heard >= SILENCE:
                # This process or machine stood still, and the messages that wait are old. All calls of that time would be
                # spoken one after the other now.
                _LOG.warning("stood still for more than %.0f s: connecting anew", SILENCE)
                return
            if not self._take(event, data):
                _LOG.warning("the number of %s went back: its diary was restored; connecting anew", self._url)
                return
            # Messages before the snapshot do not count as a sign of life, because without its snapshot a link is of no use.
            if self._sequence.ready:
                heard = _clock()

    def _take(self, event: str, told: object) -> bool:
        """Handles a message; False if a new connection is needed: the server's database was put back to an older state."""
        now = _clock()
        if event == "restart":
            self._call(self._on_restart)
            return True
        seq, message = _numbered(told)
        if event == "heartbeat":
            return self._sequence.heartbeat(seq, now)
        if event == "fact":
            self._hand_over(self._sequence.receive(seq, message, now))
        elif self._sequence.snapshot(seq):
            self._call(self._on_snapshot, message)
            self._failures = 0
            self._tell("connected")
            self._hand_over(self._sequence.release(now))
        return True

    def _hand_over(self, facts: list[Message]) -> None:
        for fact in facts:
            self._call(self._on_fact, fact)

    def _tell(self, status: Status) -> None:
        if status != self._status:
            self._status = status
            logs.event("link", "info" if status == "connected" else "warning", status=status, seq=self.seq)
            self._call(self._on_status, status, datetime.now(UTC))

    def _call(self, callback: Callable[..., None], *values: object) -> None:
        if self._stopping.is_set():
            return
        try:
            callback(*values)
        except Exception:
            # If the code that uses a fact fails, the link goes on, and the next facts still arrive.
            _LOG.exception("a callback of the link failed")


def _clock() -> float:
    """Seconds of a clock that goes on while the machine sleeps, if the system has such a clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def _numbered(told: object) -> tuple[int, Message]:
    """The message and its number. Raises ValueError for one that has none: it can be given no place."""
    if not isinstance(told, dict) or type(told.get("seq")) is not int:
        raise ValueError("a message without a number")
    return told["seq"], told


def _onto(inbox: "SimpleQueue[tuple[str, object]]", event: str) -> Callable[..., None]:
    def put(*data: object) -> None:
        inbox.put((event, data[0] if data else None))

    return put


def _leave(client: socketio.Client) -> None:
    with suppress(Exception):
        client.disconnect()
