"""Printers that can be asked: over TCP (port 9100) and over USB. A paper counts as printed when the printer confirms it.

Some printers, and some boxes between a network and a printer, print all they get and never say a word. One that took
several questions since the start without a single byte is taken for such a one: its papers are sent and never confirmed.
"""

import contextlib
import logging
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from PIL import Image

from kiosk.printer.escpos_job import PaperKind, encode, filling, seconds_to_print
from kiosk.printer.kinds import PrinterStatus, PrintResult
from kiosk.printer.library import escpos
from kiosk.printer.status_bits import read_status

ASK_WITHIN, CONFIRM_WITHIN = 1.0, 2.0
"""Seconds for the status before a job, and for the one after it, which waits for the paper to move."""
_CONNECT_WITHIN = 2.0
_SEND_WITHIN = 10.0
_PAPER_MOVES_MOST = 2.0
_MUTE_AFTER = 3
"""Looks without a single byte after which a printer that never answered is taken for one that cannot."""
_OFFLINE, _UNKNOWN = PrinterStatus("offline"), PrinterStatus("unknown")
_LOG = logging.getLogger(__name__)


class Channel(Protocol):
    """An open way to the device and back."""

    def send(self, data: bytes) -> None:
        """Sends all of it. Raises OSError."""

    def receive(self, seconds: float) -> bytes:
        """What came within the time, empty when nothing did. Raises OSError."""


class AnsweringPrinter:
    """A printer that can be asked, whatever the way to it; `connect` opens one for each job."""

    def __init__(self, connect: Callable[[], AbstractContextManager[Channel]], kind: PaperKind) -> None:
        self._connect = connect
        self._kind = kind
        # Whether the printer may still wait for the rest of a job that broke off. At the start it may, for all we know.
        self._broken_off = True
        self._heard = False
        self._looks = 0

    @property
    def answers(self) -> bool:
        """Whether it reports its state. It is believed to until it has shown that it never does."""
        return self._heard or self._looks < _MUTE_AFTER

    def status(self) -> PrinterStatus:
        """How the device is now."""
        try:
            with self._connect() as channel:
                return self._before(channel)
        except OSError as error:
            _LOG.info("printer: %s", error)
            return _OFFLINE

    def print(self, image: Image.Image) -> PrintResult:
        """Asks for the status, sends the job, and asks again: only an answer after the paper has moved counts as printed."""
        job = encode(image, self._kind)
        begun = False
        try:
            with self._connect() as channel:
                before = self._before(channel)
                if not before.can_print:
                    return PrintResult("failed", before)
                rest = filling(self._kind) if self._broken_off else b""
                # Of a job that nobody confirms it is never known whether it came whole.
                begun = self._broken_off = True
                moving_until = time.monotonic() + min(seconds_to_print(image), _PAPER_MOVES_MOST)
                channel.send(rest + job)
                if not self.answers:
                    return PrintResult("sent", _UNKNOWN)
                after = self._after(channel, moving_until)
        except OSError as error:
            _LOG.warning("printing failed: %s", error)
            return PrintResult("failed", _OFFLINE, begun)
        if not after.can_print:
            return PrintResult("failed", after, begun)
        self._broken_off = False
        return PrintResult("printed", after)

    def _before(self, channel: Channel) -> PrinterStatus:
        """The status before a job.

        After a job that broke off, a printer may take the question for dots of that job and not answer. Then the job is
        filled up with blank dots and the question asked again. A printer that answers gets no filling: without paper it
        would keep the filling in its memory, until that is full and the printer cannot take a question any more.
        """
        status = read_status(channel.send, self._hearing(channel), ASK_WITHIN)
        if status is None and self._broken_off and self.answers:
            channel.send(filling(self._kind))
            status = read_status(channel.send, self._hearing(channel), ASK_WITHIN)
            self._broken_off = status is None
        if self._heard:
            # No answer does not mean that there is paper: a job can lie in a cable's buffer while no printer is there.
            return status or _OFFLINE
        self._looks += 1
        return _OFFLINE if self.answers else _UNKNOWN

    def _hearing(self, channel: Channel) -> Callable[[float], bytes]:
        """The channel's `receive`, which notes that something came at all."""

        def receive(seconds: float) -> bytes:
            received = channel.receive(seconds)
            self._heard = self._heard or bool(received)
            return received

        return receive

    def _after(self, channel: Channel, moving_until: float) -> PrinterStatus:
        """The status at once and, if it is good, again when the paper must have come out.

        A printer answers DLE EOT as soon as it receives it, while the picture may still lie in its memory. A roll that ends
        in the middle of the paper shows only in the second answer.
        """
        status = read_status(channel.send, channel.receive, CONFIRM_WITHIN)
        left = moving_until - time.monotonic()
        if status is not None and status.can_print and left > 0:
            time.sleep(left)
            status = read_status(channel.send, channel.receive, CONFIRM_WITHIN)
        return status or _OFFLINE

    def close(self) -> None:
        """Nothing stays open between jobs."""


def tcp_printer(host: str, port: int, kind: PaperKind) -> AnsweringPrinter:
    """A network printer; its raw port is usually 9100."""

    @contextmanager
    def connect() -> Iterator[Channel]:
        with socket.create_connection((host, port), timeout=_CONNECT_WITHIN) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield _Tcp(connection)

    return AnsweringPrinter(connect, kind)


class _Tcp:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, data: bytes) -> None:
        self._connection.settimeout(_SEND_WITHIN)
        self._connection.sendall(data)

    def receive(self, seconds: float) -> bytes:
        self._connection.settimeout(max(0.01, seconds))
        try:
            received = self._connection.recv(64)
        except TimeoutError:
            return b""
        if not received:
            raise ConnectionError("the printer closed the connection")
        return received


def usb_printer(vendor: int, product: int, kind: PaperKind) -> AnsweringPrinter:
    """A USB printer by its two ids, through python-escpos and pyusb."""
    library = escpos()

    @contextmanager
    def connect() -> Iterator[Channel]:
        device = library.Usb(vendor, product, profile=kind.profile, timeout=int(_SEND_WITHIN * 1000))
        try:
            device.open()
        except Exception as error:
            # No such device, no right to it, or no libusb: pyusb and the library share no parent of their errors.
            raise OSError(str(error)) from error
        try:
            yield _Usb(device)
        finally:
            with contextlib.suppress(Exception):
                device.close()

    return AnsweringPrinter(connect, kind)


class _Endpoints(Protocol):
    """A device of pyusb, which ships no types."""

    def read(self, endpoint: int, size: int, timeout: int) -> Iterable[int]: ...


class _UsbPrinter(Protocol):
    """As much of python-escpos' Usb, which ships no types, as is used here."""

    device: _Endpoints
    in_ep: int

    def _raw(self, msg: bytes) -> None: ...


class _Usb:
    def __init__(self, device: _UsbPrinter) -> None:
        self._device = device

    def send(self, data: bytes) -> None:
        self._device._raw(data)

    def receive(self, seconds: float) -> bytes:
        usb = self._device
        try:
            return bytes(usb.device.read(usb.in_ep, 64, max(10, int(seconds * 1000))))
        except OSError as error:
            if error.errno in (110, 60, None):  # pyusb's USBTimeoutError on Linux, macOS and libusb0
                return b""
            raise
