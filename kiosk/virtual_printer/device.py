"""The virtual printer's socket: a raw TCP port like a network printer's, one client at a time.

`simulate` sets what is wrong with it; the module `condition` lists what can be. Its memory outlives a connection, as the
real one's does: a picture that broke off waits for its rest.
"""

import logging
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from kiosk.virtual_printer.condition import Condition
from kiosk.virtual_printer.decoder import Decoder, Paper, Reply
from kiosk.virtual_printer.roll import Roll

BOOT = 3.0
"""For how many seconds the printer is away after a power failure."""
_LOG = logging.getLogger(__name__)
_IDLE = 30.0
_LOOK_EVERY = 0.25
_GARBAGE = b"\x00\xffERR\r"


class VirtualDevice:
    """Listens on a port and puts every paper on the roll; what is sent while it is stopped is lost."""

    def __init__(self, roll: Roll, width: int = 576, host: str = "127.0.0.1", port: int = 0) -> None:
        self.roll = roll
        self.condition = Condition()
        self._changing = threading.Lock()
        self._decoder = Decoder(width)
        self._listener = socket.create_server((host, port))
        self._connection: socket.socket | None = None
        self._dark_until = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="virtual-printer", daemon=True)

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self._listener.getsockname()[1])

    def start(self) -> None:
        """Begins to take jobs; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Closes the port."""
        self._stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def simulate(self, **changes: Any) -> Condition:
        """Changes the condition by its fields' names and returns it."""
        with self._changing:
            self.condition = replace(self.condition, **changes)
            return self.condition

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self._connection = connection
                    self._serve(connection)
                except OSError as error:
                    _LOG.info("virtual printer: %s", error)
                except Exception:
                    # A job that fails unexpectedly loses its paper, but does not end the printer.
                    _LOG.exception("virtual printer")
                finally:
                    self._connection = None

    @property
    def _dark(self) -> bool:
        return self.condition.off or time.monotonic() < self._dark_until

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_LOOK_EVERY)
        taken, heard = 0, time.monotonic()
        while not self._stopping.is_set():
            if self._dark:
                self._decoder.forget()
                return _tear(connection)
            try:
                data = connection.recv(65536)
            except TimeoutError:
                if time.monotonic() - heard > _IDLE:
                    return None
                continue
            if not data:
                break
            heard = time.monotonic()
            data, before = self._what_arrives(data, taken), taken
            taken += len(data)
            for event in self._decoder.feed(data):
                self._do(event, connection)
            self._look_at_the_roll()
            if (limit := self.condition.power_cycle) is not None and before + len(data) >= limit:
                self.simulate(power_cycle=None)
                self._dark_until = time.monotonic() + BOOT
        if not self._decoder.waiting and (rest := self._decoder.finish()) is not None:
            self._put(rest)
        return None

    def _what_arrives(self, data: bytes, taken: int) -> bytes:
        """The part of the data that comes before a fault; the rest is lost."""
        limits = [n for n in (self.condition.swallow, self.condition.power_cycle) if n is not None]
        return data[: max(0, min(limits) - taken)] if limits else data

    def _do(self, event: Reply | Paper, connection: socket.socket) -> None:
        if isinstance(event, Paper):
            self._put(event)
            return
        condition = self.condition
        if condition.silent:
            return
        answer = _GARBAGE if condition.garbage else bytes((condition.status_byte(event.number),))
        if condition.late is None:
            connection.sendall(answer)
            return
        late = threading.Timer(condition.late, self._answer_late, (answer,))
        late.daemon = True
        late.start()

    def _answer_late(self, answer: bytes) -> None:
        """Answers the client that is connected now, as a converter between a serial line and the network does."""
        connection = self._connection
        if connection is not None and not self._dark:
            with suppress(OSError):
                connection.sendall(answer)

    def _look_at_the_roll(self) -> None:
        """Ends the roll in the middle of a paper, if that was asked for."""
        limit = self.condition.runs_out
        if limit is not None and self._decoder.rows >= limit:
            self.simulate(runs_out=None, paper_out=True)
            self._decoder.finish()

    def _put(self, paper: Paper) -> None:
        limit = self.condition.runs_out
        if limit is not None and len(paper.rows) >= limit:
            self.simulate(runs_out=None, paper_out=True)
        elif not self.condition.stopped:
            self.roll.add(paper)


def _tear(connection: socket.socket) -> None:
    """Ends the connection without closing it properly, as a device does whose power is cut."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
