"""The scanner on a serial port: it is opened, read, and opened again after it was unplugged.

What the scanner sends is never logged, because it may be the text of an identity card.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, Protocol

from kiosk.scanner.frames import Frames

State = Literal["none", "ready", "missing"]
"""`none`: there is no serial scanner here; `missing`: a scanner is configured, but does not answer."""
SILENCE = 0.15
"""After this many seconds without a byte, a scan without an ending sign is over. At 9600 baud a byte takes a millisecond."""
_LOOK_EVERY = 0.5
_AGAIN_AFTER = 1.0
_MOST = 4096
_LOG = logging.getLogger(__name__)


class Port(Protocol):
    """The part of a serial port that is needed here; every method raises OSError if the device is gone."""

    timeout: float | None

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty if the time-out has passed."""
        ...

    @property
    def in_waiting(self) -> int:
        """How many bytes can be read at once."""
        ...

    def close(self) -> None:
        """Closes the device."""
        ...


def open_port(address: str) -> Port:
    """The port named like `/dev/ttyUSB0`, `/dev/ttyUSB0:9600` (with its speed) or `COM3`. Raises OSError or ValueError."""
    # Imported here and not above, because a kiosk whose scanner types like a keyboard needs no serial library.
    import serial

    name, colon, speed = address.rpartition(":")
    if not colon or not speed.isdecimal():
        name, speed = address, "9600"
    port: Port = serial.Serial(name, int(speed), timeout=_LOOK_EVERY, exclusive=True)
    return port


class Scanner:
    """Reads one scanner on a thread of its own and hands each scan on."""

    def __init__(
        self,
        address: str,
        scanned: Callable[[str], None],
        changed: Callable[[], None] = lambda: None,
        opened: Callable[[str], Port] = open_port,
    ) -> None:
        self._address = "" if address == "none" else address
        self._scanned = scanned
        self._changed = changed
        self._open = opened
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
        self.state: State = "missing" if self._address else "none"

    def start(self) -> None:
        """Begins to read; returns at once."""
        if self._address:
            self._thread.start()

    def stop(self) -> None:
        """Ends reading."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(3.0)

    def _run(self) -> None:
        told = ""
        while not self._stopping.is_set():
            try:
                port = self._open(self._address)
            except Exception as error:
                # Whatever a port's driver raises (termios has an error of its own), the next try may do.
                # It is logged once, and not every second for a whole night.
                if str(error) != told:
                    told = str(error)
                    _LOG.warning("no scanner at %s: %s", self._address, error)
                self._stopping.wait(_AGAIN_AFTER)
                continue
            told = ""
            self._be("ready")
            try:
                self._read(port)
            except Exception as error:
                # Such as OSError, or pyserial's own TypeError when its port is closed under a read: it is opened again.
                _LOG.warning("the scanner at %s is gone: %s", self._address, type(error).__name__)
                self._stopping.wait(_AGAIN_AFTER)
            finally:
                with suppress(Exception):
                    # Closing may fail too if the device is gone.
                    port.close()
                self._be("missing")

    def _read(self, port: Port) -> None:
        frames = Frames()
        while not self._stopping.is_set():
            port.timeout = SILENCE if frames.open else _LOOK_EVERY
            data = port.read(1)
            more = port.read(min(port.in_waiting, _MOST)) if data else b""
            for scan in frames.feed(data + more) if data else frames.silence():
                self._hand_on(scan)

    def _hand_on(self, scan: str) -> None:
        try:
            self._scanned(scan)
        except Exception as error:
            # The text of the error and its traceback are left out, since they may hold the text of a card.
            _LOG.error("a scan could not be used: %s", type(error).__name__)

    def _be(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self._changed()
