"""Devices that cannot answer: a file or device node, a Windows spooler, and none at all. A job is sent, never confirmed."""

import logging
from collections.abc import Callable

from escpos.exceptions import Error
from PIL import Image

from kiosk.printer.escpos_job import PaperKind, encode
from kiosk.printer.kinds import PrinterStatus, PrintResult

_UNKNOWN = PrinterStatus("unknown")
_LOG = logging.getLogger(__name__)


class SilentPrinter:
    """Sends jobs by a function that returns when the system has taken them over."""

    answers = False

    def __init__(self, send: Callable[[bytes], None], kind: PaperKind) -> None:
        self._send = send
        self._kind = kind
        self._status = _UNKNOWN

    def print(self, image: Image.Image) -> PrintResult:
        """Hands the job over; `sent` at best."""
        try:
            self._send(encode(image, self._kind))
        except (OSError, Error) as error:
            _LOG.warning("printing failed: %s", error)
            self._status = PrinterStatus("offline")
            return PrintResult("failed", self._status)
        self._status = _UNKNOWN
        return PrintResult("sent", self._status)

    def status(self) -> PrinterStatus:
        """Unknown, or offline after a job that could not be handed over."""
        return self._status

    def close(self) -> None:
        """Nothing stays open between jobs."""


def file_printer(path: str, kind: PaperKind) -> SilentPrinter:
    """A device node such as `/dev/usb/lp0`, or a plain file to which the jobs are appended."""

    def send(job: bytes) -> None:
        with open(path, "ab", buffering=0) as file:
            file.write(job)

    return SilentPrinter(send, kind)


def windows_printer(name: str, kind: PaperKind) -> SilentPrinter:
    """A printer of Windows by its name, through python-escpos and pywin32."""
    from escpos.printer import Win32Raw

    def send(job: bytes) -> None:
        printer = Win32Raw(name, profile=kind.profile)
        printer.open()
        try:
            printer._raw(job)
        finally:
            printer.close()

    return SilentPrinter(send, kind)


class NoPrinter:
    """A kiosk without a printer: numbers stand on the screen only."""

    answers = False

    def print(self, image: Image.Image) -> PrintResult:
        """There is never a paper."""
        return PrintResult("failed", _UNKNOWN)

    def status(self) -> PrinterStatus:
        """Always unknown."""
        return _UNKNOWN

    def close(self) -> None:
        """Nothing to close."""
