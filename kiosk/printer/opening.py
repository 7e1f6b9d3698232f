"""Makes a printer from `--printer` on the command line. No device is opened before the first job."""

import re
from importlib.util import find_spec

from kiosk.printer.answering import tcp_printer, usb_printer
from kiosk.printer.escpos_job import PaperKind
from kiosk.printer.kinds import Printer
from kiosk.printer.library import escpos
from kiosk.printer.silent import NoPrinter, file_printer, windows_printer

_TCP = re.compile(r"tcp://(?P<host>\[[0-9a-fA-F:]+\]|[^:/\s]+)(?::(?P<port>\d{1,5}))?/?")
_USB = re.compile(r"usb:(?P<vendor>(?:0x)?[0-9a-fA-F]{1,4}):(?P<product>(?:0x)?[0-9a-fA-F]{1,4})")
RAW_PORT = 9100


class PrinterUnknown(ValueError):
    """The text names no printer, or a printer for which this machine lacks the library; the message says which of both."""


def open_printer(text: str, kind: PaperKind) -> Printer:
    """The printer that the text names.

    `tcp://HOST:PORT`, `usb:VID:PID` (hexadecimal), `win:NAME`, `file:PATH` or `none`; `virtual` is the agent's own
    and not opened here. Raises PrinterUnknown.
    """
    if text == "none":
        return NoPrinter()
    escpos()  # loaded now, while there is one thread and nobody waits, and not at the first citizen's paper
    if match := _TCP.fullmatch(text):
        port = int(match["port"] or RAW_PORT)
        if not 0 < port < 65536:
            raise PrinterUnknown(f"no such port: {port}")
        return tcp_printer(match["host"].strip("[]"), port, kind)
    if match := _USB.fullmatch(text):
        _need("usb", "pyusb")
        return usb_printer(int(match["vendor"], 16), int(match["product"], 16), kind)
    if text.startswith("win:") and len(text) > 4:
        _need("win32print", "pywin32")
        return windows_printer(text[4:], kind)
    if text.startswith("file:") and len(text) > 5:
        return file_printer(text[5:], kind)
    raise PrinterUnknown(f"{text!r}: tcp://HOST:PORT | usb:VID:PID | win:NAME | file:PATH | virtual | none")


def _need(module: str, package: str) -> None:
    if find_spec(module) is None:
        raise PrinterUnknown(f"this kind of printer needs the package {package}")
