"""Printers that cannot answer: a file or device node, a Windows spooler, and no printer. Jobs are sent, never confirmed."""

import logging
import os
import time
from collections.abc import Callable

from PIL import Image

from kiosk.printer.escpos_job import PaperKind, encode
from kiosk.printer.kinds import PrinterStatus, PrintResult
from kiosk.printer.library import escpos

_UNKNOWN = PrinterStatus("unknown")
_SEND_WITHIN = 10.0
_LOG = logging.getLogger(__name__)


class SilentPrinter:
    """Sends jobs by a function that returns after the system has accepted them."""

    answers = False

    def __init__(self, send: Callable[[bytes], None], kind: PaperKind) -> None:
        self._send = send
        self._kind = kind
        self._status = _UNKNOWN

    def print(self, image: Image.Image) -> PrintResult:
        """Hands the job over to the system; the best result is `sent`."""
        try:
            self._send(encode(image, self._kind))
        except OSError as error:
            _LOG.warning("printing failed: %s", error)
            self._status = PrinterStatus("offline")
            return PrintResult("failed", self._status)
        self._status = _UNKNOWN
        return PrintResult("sent", self._status)

    def status(self) -> PrinterStatus:
        """Unknown, or offline if the last job could not be handed over."""
        return self._status

    def close(self) -> None:
        """Nothing stays open between jobs."""


def file_printer(path: str, kind: PaperKind) -> SilentPrinter:
    """A device node such as `/dev/usb/lp0`, or a plain file to which the jobs are appended."""

    def send(job: bytes) -> None:
        # The file is opened non-blocking, because an ordinary write to a printer without paper hangs for ever.
        flags = (
            os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        file = os.open(path, flags, 0o644)
        try:
            _write(file, job, time.monotonic() + _SEND_WITHIN)
        finally:
            os.close(file)

    return SilentPrinter(send, kind)


def _write(file: int, job: bytes, deadline: float) -> None:
    while job:
        try:
            job = job[os.write(file, job) :]
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TimeoutError("the device takes nothing") from None
            time.sleep(0.05)


def windows_printer(name: str, kind: PaperKind) -> SilentPrinter:
    """A printer of Windows by its name, through python-escpos and pywin32."""
    library = escpos()

    def send(job: bytes) -> None:
        try:
            printer = library.Win32Raw(name, profile=kind.profile)
            printer.open()
            try:
                printer._raw(job)
            finally:
                printer.close()
        except Exception as error:
            # pywin32 and the library each have errors of their own, which share no parent but this one.
            raise OSError(str(error)) from error

    return SilentPrinter(send, kind)


class NoPrinter:
    """The printer of a kiosk that has none: numbers stand on the screen only."""

    answers = False

    def print(self, image: Image.Image) -> PrintResult:
        """Prints nothing; the result is `failed`."""
        return PrintResult("failed", _UNKNOWN)

    def status(self) -> PrinterStatus:
        """Always unknown."""
        return _UNKNOWN

    def close(self) -> None:
        """Nothing to close."""
