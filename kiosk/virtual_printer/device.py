"""The virtual printer's socket: a raw TCP port like a network printer's, one client at a time. It draws nothing itself."""

import logging
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, replace

from kiosk.virtual_printer.decoder import Decoder, Paper
from kiosk.virtual_printer.roll import Roll

_LOG = logging.getLogger(__name__)
_IDLE = 30.0


@dataclass(frozen=True)
class Condition:
    """What is wrong with the printer; someone at the paper page sets it."""

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False

    @property
    def stopped(self) -> bool:
        """Whether nothing can come out."""
        return self.paper_out or self.cover_open

    def status_byte(self, number: int) -> int:
        """The answer to DLE EOT `number`."""
        value = 0x12
        if number == 1 and self.stopped:
            value |= 0x08
        if number == 2:
            value |= (0x04 if self.cover_open else 0) | (0x20 if self.paper_out else 0)
        if number == 4:
            value |= (0x0C if self.paper_low or self.paper_out else 0) | (0x60 if self.paper_out else 0)
        return value


class VirtualDevice:
    """Listens on a port and puts every paper on the roll; what is sent while it is stopped is lost."""

    def __init__(self, roll: Roll, width: int = 576, host: str = "127.0.0.1", port: int = 0) -> None:
        self.roll = roll
        self.condition = Condition()
        self._width = width
        self._listener = socket.create_server((host, port))
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

    def simulate(self, **changes: bool) -> Condition:
        """Changes the condition (`paper_out`, `paper_low`, `cover_open`) and returns it."""
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
                    self._serve(connection)
                except OSError as error:
                    _LOG.info("virtual printer: %s", error)
                except Exception:
                    # A job that nobody foresaw costs its paper, not the printer.
                    _LOG.exception("virtual printer")

    def _serve(self, connection: socket.socket) -> None:
        decoder = Decoder(self._width)
        connection.settimeout(_IDLE)
        while data := connection.recv(65536):
            for event in decoder.feed(data):
                if isinstance(event, Paper):
                    self._put(event)
                else:
                    connection.sendall(bytes((self.condition.status_byte(event.number),)))
        if (rest := decoder.finish()) is not None:
            self._put(rest)

    def _put(self, paper: Paper) -> None:
        if not self.condition.stopped:
            self.roll.add(paper)
